// What a stage of the pipeline gets and how it is known to be up to date.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "pipeline/case_files.h"
#include "store/case_store.h"

namespace wb {

struct RunOptions {
    int threads = 2;
    std::string memory;      // of the engine, "2GB"
    std::string from, only;  // stage names
    std::string since;       // a stage name: of the stages out of date, only this and those that build on it
    Progress progress;
};

// A case opened for a run: its file, a connection that writes, and another that reads while the first writes.
struct RunContext {
    const Case& opened;
    Database& database;
    Connection& connection;
    const RunOptions& options;
    std::vector<Error> unreadable;       // inputs that could not be read while the others were
    std::vector<std::string> remarks{};  // doubts worth a line at the end
    std::string inputs{};                // of a stage that tells them: what it was made from
};

// How a distributed engine may run a stage: any batch alone, all rows of one key together, or a reduced table as a whole.
enum class StageKind : unsigned char { row, key, all };

struct Stage {
    std::string name;
    std::string version;  // changes whenever the stage's results may
    StageKind kind = StageKind::all;
    std::vector<std::string> after;   // stages whose tables it reads
    std::vector<std::string> tables;  // tables it writes
    // Everything beside those stages that the result depends on: files, options. Hashed.
    std::function<Result<std::string>(const Case&)> inputs;
    // Writes its tables inside one transaction that the caller commits, unless `commits_itself`.
    std::function<Status(RunContext&)> run;
    bool commits_itself = false;
    // run() leaves in context.inputs what `inputs` would have found, of the bytes that it read: for inputs that take long to hash, which is
    // done while they are read. `inputs` is then asked only whether results of an earlier run are current.
    bool tells_inputs = false;
    std::int64_t rows = 0;
};

// Hash of files below folders of the case and of built-in data, for Stage::inputs.
Result<std::string> hash_of_folders(const Case& opened, const std::vector<std::string>& folders, const std::vector<std::string>& built_in);

}  // namespace wb
