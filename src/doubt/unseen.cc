#include "doubt/unseen.h"

#include <algorithm>
#include <tuple>

#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kVagueSalt = 0x7661677565;
constexpr std::uint64_t kNamedSalt = 0x6E616D6564;
constexpr std::uint64_t kTwiceSalt = 0x7477;
// More lots in one world hardly differ from a flow; they are taken together.
constexpr double kMostLots = 1000;

class Placement {
public:
    Placement(std::vector<ShownBlock> blocks, std::uint64_t seed) : blocks_(std::move(blocks)), seed_(seed) {
        std::erase_if(blocks_, [](const ShownBlock& block) { return block.cents <= 0; });
        std::sort(blocks_.begin(), blocks_.end(), [](const ShownBlock& a, const ShownBlock& b) { return a.block < b.block; });
        double sum = 0;
        for (const auto& block : blocks_) {
            cumulative_.push_back(sum += static_cast<double>(block.cents));
            if (block.vague) sizes_.push_back(static_cast<double>(block.cents));
        }
    }
    [[nodiscard]] bool empty() const { return blocks_.empty(); }
    void place_named(double cents, std::uint32_t draw) { place(cents, draw, kNamedSalt, 1, row_of); }
    void place_twice(double cents, std::uint32_t draw) { place(cents, draw, kTwiceSalt, -1, row_of); }
    // As large as any vague block that is seen.
    void place_vague(double cents, std::uint32_t draw) {
        place(cents, draw, kVagueSalt, 1, [&](const ShownBlock& block, double u) {
            if (sizes_.empty()) return static_cast<double>(block.cents);
            return sizes_[std::min(sizes_.size() - 1, static_cast<std::size_t>(u * static_cast<double>(sizes_.size())))];
        });
    }
    std::vector<UnseenLot> take() {
        std::sort(lots_.begin(), lots_.end(), [](const UnseenLot& a, const UnseenLot& b) {
            return std::tie(a.block, a.draw, a.factor) < std::tie(b.block, b.draw, b.factor);
        });
        return std::move(lots_);
    }

private:
    static double row_of(const ShownBlock& block, double) {
        return static_cast<double>(block.cents) / static_cast<double>(std::max<std::int64_t>(1, block.rows));
    }

    template <typename Size>
    void place(double cents, std::uint32_t draw, std::uint64_t salt, int sign, const Size& size) {
        const double least = cents / kMostLots;
        for (std::uint64_t k = 0; cents >= 1; ++k) {
            const double at = uniform_draw(combine64(seed_, salt), 2 * k, draw) * cumulative_.back();
            const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), at);
            const ShownBlock& block = blocks_[std::min(blocks_.size() - 1, static_cast<std::size_t>(found - cumulative_.begin()))];
            const double own = size(block, uniform_draw(combine64(seed_, salt), 2 * k + 1, draw));
            const double lot = std::min(cents, std::max(least, own));
            lots_.push_back({block.block, draw, sign * lot / static_cast<double>(block.cents)});
            cents -= lot;
        }
    }
    std::vector<ShownBlock> blocks_;
    std::uint64_t seed_;
    std::vector<double> cumulative_, sizes_;
    std::vector<UnseenLot> lots_;
};

}  // namespace

std::vector<UnseenLot> place_unseen(std::vector<ShownBlock> blocks, const UnseenSums& sums, std::uint64_t seed) {
    Placement placement(std::move(blocks), seed);
    if (placement.empty()) return {};
    for (std::size_t d = 0; d < sums.twice.size(); ++d) {
        placement.place_named(sums.named[d], static_cast<std::uint32_t>(d));
        placement.place_vague(sums.vague[d], static_cast<std::uint32_t>(d));
        placement.place_twice(sums.twice[d], static_cast<std::uint32_t>(d));
    }
    return placement.take();
}

}  // namespace wb
