// How a long operation reports and is interrupted. The core prints nothing: the edges decide what to show.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

namespace wb {

struct Progress {
    // (stage, rows done, rows in all or 0 when not known). May be called from any thread, a few times a second at most.
    std::function<void(std::string_view, std::int64_t, std::int64_t)> report;
    // Set by the edge when the user interrupts; stages look at it between batches and return Error{"run.interrupted"}.
    const std::atomic<bool>* interrupted = nullptr;
    [[nodiscard]] bool stop() const { return interrupted != nullptr && interrupted->load(std::memory_order_relaxed); }
    void at(std::string_view stage, std::int64_t done, std::int64_t all = 0) const {
        if (report) report(stage, done, all);
    }
};

}  // namespace wb
