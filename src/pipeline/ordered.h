// Work on many threads, results in the order of the jobs: what makes every table the same for any number of threads.
//
// produce(job) hands out the next job, false at the end; work(job, product) runs on `threads` threads and must be pure; next() gives the
// products in the order of the jobs. produce runs inside next(), on its caller's thread. At most `in_flight` jobs are alive. An error of
// produce is told by next() after the products of the jobs before it, as the end would be; what work throws is thrown by next().
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"

namespace wb {

inline constexpr int kJobsPerThread = 3;  // one in work, one waiting, one waiting to be consumed

template <typename Job, typename Product>
class OrderedWork {
public:
    using Produce = std::function<Result<bool>(Job&)>;
    using Work = std::function<void(Job&, Product&)>;

    // With one thread, work runs inside next().
    OrderedWork(int threads, std::size_t in_flight, Produce produce, Work work)
        : produce_(std::move(produce)), work_(std::move(work)), in_flight_(in_flight) {
        if (threads <= 1) return;
        for (int i = 0; i < threads; ++i) workers_.emplace_back([this] { work_loop(); });
    }
    ~OrderedWork() {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        wake_.notify_all();
    }
    OrderedWork(const OrderedWork&) = delete;
    OrderedWork& operator=(const OrderedWork&) = delete;

    // False at the end. One caller at a time, of any thread.
    Result<bool> next(Product& product) {
        if (workers_.empty()) return next_inline(product);
        while (going() && order_.size() < in_flight_) {
            auto slot = std::make_shared<Slot>();
            more_ = produce_(slot->job);
            if (!going()) break;
            order_.push_back(slot);
            enqueue(std::move(slot));
        }
        if (order_.empty()) return more_;
        const auto front = order_.front();
        wait_done(*front);
        order_.pop_front();
        product = std::move(front->product);
        return true;
    }

private:
    struct Slot {
        Job job;
        Product product;
        bool done = false;
    };

    Result<bool> next_inline(Product& product) {
        Job job;
        WB_TRY(const bool more, produce_(job));
        if (more) work_(job, product);
        return more;
    }
    [[nodiscard]] bool going() const { return more_.ok() && *more_; }

    void work_loop() {
        for (;;) {
            std::shared_ptr<Slot> slot;
            {
                std::unique_lock lock(mutex_);
                wake_.wait(lock, [&] { return ended_ || !waiting_.empty(); });
                if (ended_) return;
                slot = waiting_.front();
                waiting_.pop_front();
            }
            run_one(*slot);
        }
    }

    void run_one(Slot& slot) {
        std::exception_ptr failure;
        try {
            work_(slot.job, slot.product);
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
    void wait_done(const Slot& slot) {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return slot.done || failure_; });
        if (failure_) std::rethrow_exception(failure_);
    }

    Produce produce_;
    Work work_;
    std::size_t in_flight_;
    Result<bool> more_ = true;
    std::deque<std::shared_ptr<Slot>> order_;

    std::mutex mutex_;
    std::condition_variable wake_, ready_;
    std::deque<std::shared_ptr<Slot>> waiting_;
    std::exception_ptr failure_;
    bool ended_ = false;
    std::vector<std::jthread> workers_;  // last, so that they end before what they use
};

// The same with a consumer on the caller's thread: consume(product) in the order of the jobs; its first error ends the run.
template <typename Job, typename Product>
class OrderedRun {
public:
    template <typename Produce, typename Work, typename Consume>
    static Status run(int threads, Produce produce, Work work, Consume consume) {
        OrderedWork<Job, Product> ordered(threads, static_cast<std::size_t>(threads) * kJobsPerThread, produce, work);
        for (;;) {
            Product product;
            WB_TRY(const bool more, ordered.next(product));
            if (!more) return {};
            WB_TRY_VOID(consume(product));
        }
    }
};

}  // namespace wb
