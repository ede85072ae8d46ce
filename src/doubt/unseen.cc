#include "doubt/unseen.h"

#include <algorithm>
#include <tuple>

#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kMissingSalt = 0x6D697373;
constexpr std::uint64_t kTwiceSalt = 0x7477;
// More lots in one world hardly differ from a flow; they are taken together.
constexpr double kMostLots = 1000;

class Placement {
public:
    Placement(std::vector<ShownBlock> blocks, std::uint64_t seed) : blocks_(std::move(blocks)), seed_(seed) {
        std::erase_if(blocks_, [](const ShownBlock& block) { return block.cents <= 0; });
        std::sort(blocks_.begin(), blocks_.end(), [](const ShownBlock& a, const ShownBlock& b) { return a.block < b.block; });
        double sum = 0;
        for (const auto& block : blocks_) cumulative_.push_back(sum += static_cast<double>(block.cents));
    }
    [[nodiscard]] bool empty() const { return blocks_.empty(); }
    void place_missing(double cents, std::uint32_t draw) { place(cents, draw, kMissingSalt, 1); }
    void place_twice(double cents, std::uint32_t draw) { place(cents, draw, kTwiceSalt, -1); }
    std::vector<UnseenLot> take() {
        std::sort(lots_.begin(), lots_.end(), [](const UnseenLot& a, const UnseenLot& b) {
            return std::tie(a.block, a.draw, a.factor) < std::tie(b.block, b.draw, b.factor);
        });
        return std::move(lots_);
    }

private:
    void place(double cents, std::uint32_t draw, std::uint64_t salt, int sign) {
        const double least = cents / kMostLots;
        for (std::uint64_t k = 0; cents >= 1; ++k) {
            const double at = uniform_draw(combine64(seed_, salt), k, draw) * cumulative_.back();
            const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), at);
            const ShownBlock& block = blocks_[std::min(blocks_.size() - 1, static_cast<std::size_t>(found - cumulative_.begin()))];
            const double own = static_cast<double>(block.cents) / static_cast<double>(std::max<std::int64_t>(1, block.rows));
            const double lot = std::min(cents, std::max(least, own));
            lots_.push_back({block.block, draw, sign * lot / static_cast<double>(block.cents)});
            cents -= lot;
        }
    }
    std::vector<ShownBlock> blocks_;
    std::uint64_t seed_;
    std::vector<double> cumulative_;
    std::vector<UnseenLot> lots_;
};

}  // namespace

std::vector<UnseenLot> place_unseen(std::vector<ShownBlock> blocks, const UnseenSums& sums, std::uint64_t seed) {
    Placement placement(std::move(blocks), seed);
    if (placement.empty()) return {};
    for (std::size_t d = 0; d < sums.missing.size(); ++d) {
        placement.place_missing(sums.missing[d], static_cast<std::uint32_t>(d));
        placement.place_twice(sums.twice[d], static_cast<std::uint32_t>(d));
    }
    return placement.take();
}

}  // namespace wb
