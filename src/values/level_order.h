// The groups of each level, each with its rows in ascending order of price: made once, walked by every pass over the prices.
//
// Rows are thrown into buckets by the hash of their group and sorted there, so that sorting stays in the processor's cache. Groups of one
// row are left out: nobody is compared in them. Order within a group: price, then row key; never that of the input. Memory: 4 bytes a row
// and level beside 24 bytes a row and thread while sorting. Cost: O(n log n) a level, levels in parallel.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

#include "values/price_rows.h"

namespace wb {

class LevelOrder {
public:
    LevelOrder(const PriceRows& rows, int threads);
    [[nodiscard]] std::size_t groups(std::size_t level) const { return levels_[level].ends.size(); }
    // Positions of the rows of a group.
    [[nodiscard]] std::span<const std::uint32_t> group(std::size_t level, std::size_t at) const {
        const auto& found = levels_[level];
        const std::size_t begin = at == 0 ? 0 : found.ends[at - 1];
        return {found.rows.data() + begin, found.ends[at] - begin};
    }
    // Numbers of groups at which the level is cut into about `parts` even stretches; begins with 0, ends with groups().
    [[nodiscard]] std::vector<std::size_t> cuts(std::size_t level, std::size_t parts) const;

private:
    struct Level {
        std::vector<std::uint32_t> rows, ends;
    };
    static void sort_level(const PriceRows& rows, std::size_t level, Level& sorted);
    std::vector<Level> levels_;
};

// Fewer rows are done before another thread has started.
inline constexpr std::size_t kRowsForThreads = 20'000;

// Calls work() on `threads` threads, this one among them, or here alone when there are few rows.
template <typename Work>
void on_threads(std::size_t rows, int threads, const Work& work) {
    std::vector<std::jthread> others;
    if (rows >= kRowsForThreads) {
        for (int i = 1; i < threads; ++i) others.emplace_back(work);
    }
    work();
}

// Calls a copy of `prototype` of each thread with every group of the level. Which thread gets which group is left to chance, so what it
// does must depend on the group alone.
template <typename Worker>
void over_groups(const LevelOrder& order, std::size_t level, std::size_t rows, int threads, const Worker& prototype) {
    constexpr std::size_t kPartsPerThread = 32;  // huge groups come in any stretch
    const auto cuts = order.cuts(level, static_cast<std::size_t>(threads < 1 ? 1 : threads) * kPartsPerThread);
    std::atomic<std::size_t> next{0};
    on_threads(rows, threads, [&] {
        Worker worker = prototype;
        for (std::size_t part = next++; part + 1 < cuts.size(); part = next++) {
            for (std::size_t at = cuts[part]; at < cuts[part + 1]; ++at) worker(order.group(level, at));
        }
    });
}

// Calls work(i) for every row, in stretches, in any order.
template <typename Work>
void over_rows(std::size_t rows, int threads, const Work& work) {
    constexpr std::size_t kStretch = 16'384;
    std::atomic<std::size_t> next{0};
    on_threads(rows, threads, [&] {
        for (std::size_t begin = kStretch * next++; begin < rows; begin = kStretch * next++) {
            for (std::size_t i = begin; i < std::min(rows, begin + kStretch); ++i) work(i);
        }
    });
}

}  // namespace wb
