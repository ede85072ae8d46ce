#include "pipeline/engine_memory.h"

#include <algorithm>
#include <string>

namespace wb {

namespace {

constexpr int kMoreMemory = 4;
constexpr int kMostMegabytes = 65536;

}  // namespace

Status EngineMemory::bound(int megabytes) {
    if (fixed_) return {};
    return connection_.execute("SET memory_limit = '" + std::to_string(std::max(megabytes, megabytes_)) + "MiB'");
}

Result<bool> EngineMemory::raise() {
    if (fixed_ || megabytes_ >= kMostMegabytes) return false;
    megabytes_ *= kMoreMemory;
    WB_TRY_VOID(bound());
    return true;
}

Status EngineMemory::with_enough(const std::function<Status()>& step, const std::function<Status()>& undo) {
    for (;;) {
        auto status = step();
        if (status.ok() || status.error().code != "case.out_of_memory") return status;
        WB_TRY(const bool raised, raise());
        if (!raised) return status;
        WB_TRY_VOID(undo());
    }
}

}  // namespace wb
