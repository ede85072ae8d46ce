#include "companies/pattern_counts.h"

#include <algorithm>
#include <bit>

#include "base/hash.h"
#include "companies/parallel.h"

namespace wb {

namespace {

using Levels = decltype(Comparison::levels);

struct Counted {
    std::uint64_t hash = 0;
    Levels levels{};
    std::uint32_t pairs = 0;
};

// Levels are below 32: five bits each, the first ones folded over the last.
std::uint64_t hash_of(const Levels& levels) {
    std::uint64_t packed = 0;
    for (const auto level : levels) packed = std::rotl(packed, 5) ^ level;
    return mix64(packed);
}

// An open table of the patterns of one range of pairs.
class PatternTable {
public:
    PatternTable() : slots_(2 * kRangeSize) {}
    void add(const Levels& levels) {
        const auto hash = hash_of(levels);
        auto at = hash % slots_.size();
        while (slots_[at].pairs != 0 && slots_[at].levels != levels) at = (at + 1) % slots_.size();
        if (slots_[at].pairs == 0) slots_[at] = {hash, levels, 0};
        ++slots_[at].pairs;
    }
    // Empties the table.
    std::vector<Counted> take() {
        std::vector<Counted> counted;
        for (auto& slot : slots_) {
            if (slot.pairs != 0) counted.push_back(slot);
            slot.pairs = 0;
        }
        return counted;
    }

private:
    std::vector<Counted> slots_;  // never full: a range has half as many pairs
};

// The sums of `part` with itself, once, twice and so on, as adding one pair after another gives them.
std::vector<double> sums_of(double part, std::size_t most) {
    std::vector<double> sums(most + 1, 0);
    for (std::size_t i = 1; i <= most; ++i) sums[i] = sums[i - 1] + part;
    return sums;
}

}  // namespace

std::vector<Pattern> count_patterns(const std::vector<Comparison>& compared, double part, int threads) {
    std::vector<std::vector<Counted>> found(range_count(compared.size()));
    for_ranges(compared.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        PatternTable table;
        for (auto i = begin; i < end; ++i) table.add(compared[i].levels);
        found[range] = table.take();
    });
    auto counted = joined(found, threads);
    sort_by_hash(
        counted, threads, [](const Counted& one) { return one.hash; },
        [](const Counted& x, const Counted& y) { return x.hash != y.hash ? x.hash < y.hash : x.levels < y.levels; });
    std::size_t kept = 0;
    std::uint32_t most = 0;
    for (std::size_t i = 0; i < counted.size(); ++i) {
        if (kept > 0 && counted[kept - 1].levels == counted[i].levels) {
            counted[kept - 1].pairs += counted[i].pairs;
        } else {
            counted[kept++] = counted[i];
        }
        most = std::max(most, counted[kept - 1].pairs);
    }
    counted.resize(kept);
    const auto sums = sums_of(part, most);
    std::vector<Pattern> histogram;
    for (const auto& one : counted) histogram.push_back({one.levels, sums[one.pairs]});
    return histogram;
}

}  // namespace wb
