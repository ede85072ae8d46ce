#include "values/level_order.h"

#include <algorithm>
#include <bit>

#include "base/hash.h"

namespace wb {

namespace {

struct Entry {
    std::uint64_t group;
    double price;
    std::uint32_t row;
};

constexpr std::size_t kRowsPerBucket = 2048;  // 48 KB of entries: half of a first-level cache and a little of the second
constexpr std::size_t kMostBuckets = 8192;    // more open cache lines than that and throwing costs more than sorting

// Entries thrown into buckets by the hash of their group; `ends` gets the end of each bucket.
std::vector<Entry> thrown(const PriceRows& rows, const std::vector<std::uint64_t>& group, std::vector<std::size_t>& ends) {
    const std::size_t buckets = std::bit_ceil(std::clamp<std::size_t>(rows.size() / kRowsPerBucket, 1, kMostBuckets));
    const auto bucket_of = [&](std::uint64_t of) { return mix64(of) & (buckets - 1); };
    std::vector<std::size_t> begins(buckets + 1, 0);
    for (const auto of : group) {
        if (of != 0) ++begins[bucket_of(of) + 1];
    }
    for (std::size_t i = 1; i <= buckets; ++i) begins[i] += begins[i - 1];
    std::vector<Entry> entries(begins.back());
    ends.assign(begins.begin(), begins.end() - 1);
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        if (group[i] != 0) entries[ends[bucket_of(group[i])]++] = {group[i], rows.log_price[i], i};
    }
    return entries;
}

}  // namespace

LevelOrder::LevelOrder(const PriceRows& rows, int threads) : levels_(rows.levels.size()) {
    std::atomic<std::size_t> next{0};
    on_threads(rows.size(), threads, [&] {
        for (std::size_t level = next++; level < levels_.size(); level = next++) sort_level(rows, level, levels_[level]);
    });
}

void LevelOrder::sort_level(const PriceRows& rows, std::size_t level, Level& sorted) {
    std::vector<std::size_t> ends;
    auto entries = thrown(rows, rows.levels[level].group, ends);
    const auto before = [&](const Entry& a, const Entry& b) {
        if (a.group != b.group) return a.group < b.group;
        if (a.price != b.price) return a.price < b.price;
        return rows.row_key[a.row] < rows.row_key[b.row];
    };
    sorted.rows.reserve(entries.size());
    std::size_t begin = 0;
    for (const auto end : ends) {
        std::sort(entries.begin() + static_cast<std::ptrdiff_t>(begin), entries.begin() + static_cast<std::ptrdiff_t>(end), before);
        while (begin < end) {
            std::size_t last = begin + 1;
            while (last < end && entries[last].group == entries[begin].group) ++last;
            if (last - begin > 1) {
                for (; begin < last; ++begin) sorted.rows.push_back(entries[begin].row);
                sorted.ends.push_back(static_cast<std::uint32_t>(sorted.rows.size()));
            }
            begin = last;
        }
    }
    sorted.rows.shrink_to_fit();
}

std::vector<std::size_t> LevelOrder::cuts(std::size_t level, std::size_t parts) const {
    const auto& ends = levels_[level].ends;
    std::vector<std::size_t> cuts = {0};
    const std::size_t rows = levels_[level].rows.size();
    for (std::size_t part = 1; part <= parts; ++part) {
        const auto aim = static_cast<std::uint32_t>(rows * part / parts);
        const auto cut = static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), aim) - ends.begin());
        const auto at = std::min(ends.size(), part == parts ? ends.size() : cut);
        if (at > cuts.back()) cuts.push_back(at);
    }
    return cuts;
}

}  // namespace wb
