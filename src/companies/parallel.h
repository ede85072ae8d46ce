// Work over index ranges on several threads; results do not depend on their number.
//
// for_ranges(count, threads, work) calls work(begin, end, range) for ranges of kRangeSize indices; range numbers them in order. Ranges are
// the same for any number of threads, so what is collected by range and read in order is deterministic. The first exception is rethrown
// after all threads have stopped.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace wb {

inline constexpr std::size_t kRangeSize = 4096;

inline std::size_t range_count(std::size_t count) { return (count + kRangeSize - 1) / kRangeSize; }

// work(i) for each of some tasks, side by side, as above.
template <typename Work>
void each_at_once(std::size_t tasks, int threads, Work work) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto loop = [&] {
        try {
            for (auto i = next++; i < tasks; i = next++) work(i);
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
            next = tasks;
        }
    };
    const auto workers = std::min(static_cast<std::size_t>(std::max(threads, 1)), std::max<std::size_t>(tasks, 1));
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < workers; ++i) others.emplace_back(loop);
        loop();
    }
    if (failure) std::rethrow_exception(failure);
}

template <typename Work>
void for_ranges(std::size_t count, int threads, Work work) {
    each_at_once(range_count(count), threads,
                 [&](std::size_t range) { work(range * kRangeSize, std::min(count, (range + 1) * kRangeSize), range); });
}

// Adds what was collected by range to `all`, in order, on several threads; empties the parts.
template <typename Item>
void append(std::vector<Item>& all, std::vector<std::vector<Item>>& parts, int threads) {
    std::vector<std::size_t> first = {all.size()};
    for (const auto& part : parts) first.push_back(first.back() + part.size());
    all.resize(first.back());
    each_at_once(parts.size(), threads, [&](std::size_t i) {
        std::copy(parts[i].begin(), parts[i].end(), all.begin() + static_cast<std::ptrdiff_t>(first[i]));
        parts[i] = {};
    });
}

// What was collected by range, in order; empties the parts.
template <typename Item>
std::vector<Item> joined(std::vector<std::vector<Item>>& parts, int threads) {
    std::vector<Item> all;
    append(all, parts, threads);
    return all;
}

// Calls each(at, next) for every run of equal keys in sorted `items` that begins at or behind `begin` and before `end`: ranges that
// meet inside a run leave it to the one where it begins.
template <typename Item, typename KeyOf, typename Each>
void for_groups(const std::vector<Item>& items, std::size_t begin, std::size_t end, KeyOf key_of, Each each) {
    auto at = begin;
    while (at > 0 && at < end && key_of(items[at]) == key_of(items[at - 1])) ++at;
    while (at < end) {
        auto next = at + 1;
        while (next < items.size() && key_of(items[next]) == key_of(items[at])) ++next;
        each(at, next);
        at = next;
    }
}

// Sorts by splitting in two and merging, on two threads when there are as many. Same result as std::sort when `less` is a total order.
template <typename Iterator, typename Less>
void sort_parallel(Iterator begin, Iterator end, int threads, Less less) {
    constexpr std::ptrdiff_t kAlone = 1 << 15;
    if (threads <= 1 || end - begin < kAlone) {
        std::sort(begin, end, less);
        return;
    }
    const auto middle = begin + (end - begin) / 2;
    {
        const std::jthread left([&] { sort_parallel(begin, middle, threads / 2, less); });
        sort_parallel(middle, end, threads - threads / 2, less);
    }
    std::inplace_merge(begin, middle, end, less);
}

// Items sorted by a hash that is spread evenly: into buckets by its leading bits, then each bucket alone. `make(block, blocks, each)` calls
// each(item) for the items of one of so many blocks; it is called twice (counting, filling) and must do the same both times, so that items
// which are cheap to make are never stored unsorted. Same result as std::sort of them all with `less`, which must be a total order whose
// first criterion is the hash. `about`: how many there are. Linear in practice.
template <typename Item, typename Make, typename HashOf, typename Less>
std::vector<Item> sorted_by_hash(std::size_t about, int threads, Make make, HashOf hash_of, Less less) {
    constexpr std::size_t kBucket = 512;  // fits the first cache
    int bits = 1;
    while ((about >> bits) > kBucket && bits < 16) ++bits;
    const int shift = 64 - bits;
    // Blocks keep their order inside a bucket, but the final sort decides anyway.
    const auto blocks = static_cast<std::size_t>(std::max(threads, 1));
    std::vector<std::vector<std::size_t>> places(blocks, std::vector<std::size_t>(std::size_t{1} << bits, 0));
    const auto each_block = [&](auto work) {
        std::vector<std::jthread> others;
        for (std::size_t b = 1; b < blocks; ++b) others.emplace_back([&, b] { work(b); });
        work(0);
    };
    each_block([&](std::size_t b) { make(b, blocks, [&](const Item& item) { ++places[b][hash_of(item) >> shift]; }); });
    std::vector<std::size_t> first(places[0].size() + 1, 0);
    for (std::size_t bucket = 0, next = 0; bucket < places[0].size(); ++bucket) {
        first[bucket] = next;
        for (auto& counts : places) next += std::exchange(counts[bucket], next);
        first[bucket + 1] = next;
    }
    std::vector<Item> items(first.back());
    each_block([&](std::size_t b) { make(b, blocks, [&](const Item& item) { items[places[b][hash_of(item) >> shift]++] = item; }); });
    std::atomic<std::size_t> next{0};
    each_block([&](std::size_t) {
        constexpr std::size_t kStep = 64;
        for (auto bucket = next.fetch_add(kStep); bucket + 1 < first.size(); bucket = next.fetch_add(kStep)) {
            for (auto k = bucket; k < std::min(bucket + kStep, first.size() - 1); ++k)
                std::sort(items.begin() + static_cast<std::ptrdiff_t>(first[k]), items.begin() + static_cast<std::ptrdiff_t>(first[k + 1]),
                          less);
        }
    });
    return items;
}

// Sorts in the same way items that are there; as much memory again while it runs.
template <typename Item, typename HashOf, typename Less>
void sort_by_hash(std::vector<Item>& items, int threads, HashOf hash_of, Less less) {
    constexpr std::size_t kFew = 1024;
    if (items.size() < kFew) {
        std::sort(items.begin(), items.end(), less);
        return;
    }
    items = sorted_by_hash<Item>(
        items.size(), threads,
        [&](std::size_t block, std::size_t blocks, auto each) {
            const auto end = items.size() * (block + 1) / blocks;
            for (auto i = items.size() * block / blocks; i < end; ++i) each(items[i]);
        },
        hash_of, less);
}

}  // namespace wb
