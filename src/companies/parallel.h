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
#include <vector>

namespace wb {

inline constexpr std::size_t kRangeSize = 4096;

inline std::size_t range_count(std::size_t count) { return (count + kRangeSize - 1) / kRangeSize; }

template <typename Work>
void for_ranges(std::size_t count, int threads, Work work) {
    const auto ranges = range_count(count);
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto loop = [&] {
        try {
            for (auto range = next++; range < ranges; range = next++) {
                work(range * kRangeSize, std::min(count, (range + 1) * kRangeSize), range);
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
            next = ranges;
        }
    };
    const auto workers = std::min(static_cast<std::size_t>(std::max(threads, 1)), std::max<std::size_t>(ranges, 1));
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < workers; ++i) others.emplace_back(loop);
        loop();
    }
    if (failure) std::rethrow_exception(failure);
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

}  // namespace wb
