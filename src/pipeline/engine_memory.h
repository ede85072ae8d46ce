// How much memory the engine may have while a case is run, when the user has not said (--memory).
//
// Left alone the engine keeps every page in memory as long as the machine has any, so that a run's memory would grow with its rows. Its
// joins and sorts spill to case.duckdb.tmp beyond the limit. Some of its steps cannot: what ends with case.out_of_memory is rolled back,
// the limit raised and the step taken again. Belongs to the thread that runs the stages.
#pragma once

#include <functional>

#include "base/result.h"
#include "store/database.h"

namespace wb {

// Of a run: the sorts and joins of a million rows fit (bench/whole_run.py).
inline constexpr int kRunMegabytes = 1024;

class EngineMemory {
public:
    // `stated` is the user's own limit, which stands; "" for none.
    EngineMemory(Connection& connection, const std::string& stated, int megabytes)
        : connection_(connection), fixed_(!stated.empty()), megabytes_(megabytes) {}
    // Sets the limit, or `megabytes` for a while if that is more.
    Status bound(int megabytes = 0);
    // Takes the step, and again with more memory as long as it ends with case.out_of_memory and there is more to give. `undo` takes back
    // what the failed step left behind, before the next try. Errors: those of the last try, and those of `undo`.
    Status with_enough(const std::function<Status()>& step, const std::function<Status()>& undo);

private:
    // True when there was more to give.
    Result<bool> raise();

    Connection& connection_;
    bool fixed_;
    int megabytes_;
};

}  // namespace wb
