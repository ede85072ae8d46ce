// Work on many threads, results in the order of the jobs: what makes every table the same for any number of threads.
//
// produce(job) hands out the next job, false at the end; work(job, result) runs on `threads` threads and must be pure; consume(result) gets
// results in the order of the jobs. produce and consume run on the caller's thread, never at the same time. At most `kJobsPerThread` jobs
// per thread are alive. The first error (in job order for produce and consume) ends the run after the threads have stopped.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"

namespace wb {

inline constexpr int kJobsPerThread = 3;  // one in work, one waiting, one waiting to be consumed

template <typename Job, typename Product>
class OrderedRun {
public:
    template <typename Produce, typename Work, typename Consume>
    static Status run(int threads, Produce produce, Work work, Consume consume) {
        if (threads <= 1) return run_inline(produce, work, consume);
        OrderedRun state;
        std::vector<std::jthread> workers;
        for (int i = 0; i < threads; ++i) workers.emplace_back([&] { state.work_loop(work); });
        auto status = state.drive(static_cast<std::size_t>(threads) * kJobsPerThread, produce, consume);
        state.finish();
        workers.clear();
        if (state.failure_) std::rethrow_exception(state.failure_);
        return status;
    }

private:
    struct Slot {
        Job job;
        Product product;
        bool done = false;
    };

    template <typename Produce, typename Work, typename Consume>
    static Status run_inline(Produce produce, Work work, Consume consume) {
        for (;;) {
            Job job;
            WB_TRY(const bool more, produce(job));
            if (!more) return {};
            Product product;
            work(job, product);
            WB_TRY_VOID(consume(product));
        }
    }

    template <typename Produce, typename Consume>
    Status drive(std::size_t in_flight, Produce& produce, Consume& consume) {
        bool more = true;
        std::deque<std::shared_ptr<Slot>> order;
        while (more || !order.empty()) {
            if (more && order.size() < in_flight) {
                auto slot = std::make_shared<Slot>();
                WB_TRY(more, produce(slot->job));
                if (!more) continue;
                order.push_back(slot);
                enqueue(slot);
                if (!is_done(*order.front())) continue;
            }
            if (!wait_done(*order.front())) return {};
            WB_TRY_VOID(consume(order.front()->product));
            order.pop_front();
        }
        return {};
    }

    template <typename Work>
    void work_loop(Work& work) {
        for (;;) {
            std::shared_ptr<Slot> slot;
            {
                std::unique_lock lock(mutex_);
                wake_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
                if (ended_) return;
                slot = waiting_.front();
                waiting_.pop_front();
            }
            run_one(work, *slot);
        }
    }

    template <typename Work>
    void run_one(Work& work, Slot& slot) {
        std::exception_ptr failure;
        try {
            work(slot.job, slot.product);
        } catch (...) {
            failure = std::current_exception();
        }
        const std::lock_guard lock(mutex_);
        if (failure && !failure_) failure_ = failure;
        slot.done = true;
        ready_.notify_all();
    }

    void enqueue(std::shared_ptr<Slot> slot) {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(slot));
        wake_.notify_one();
    }
    bool is_done(const Slot& slot) {
        const std::lock_guard lock(mutex_);
        return slot.done;
    }
    // False when a worker failed.
    bool wait_done(const Slot& slot) {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return slot.done || failure_; });
        return !failure_;
    }
    void finish() {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        wake_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable wake_, ready_;
    std::deque<std::shared_ptr<Slot>> waiting_;
    std::exception_ptr failure_;
    bool ended_ = false;
};

}  // namespace wb
