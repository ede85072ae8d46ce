// The whole data flow on one page: the stages in order, each run when what it was made from has changed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/stage.h"

namespace wb {

// The stages in the order in which they run.
const std::vector<Stage>& stages();

struct StageReport {
    std::string name;
    bool cached = false;
    double seconds = 0;
    std::vector<std::pair<std::string, std::int64_t>> rows;  // per table
};

struct RunReport {
    std::vector<StageReport> stages;
    std::vector<Error> unreadable;     // files that could not be read while the others were
    std::vector<std::string> remarks;  // doubts worth a line, in order of stages
    std::int64_t rows_read = 0, rows_kept = 0, rows_rejected = 0;
};

// Runs every stage that is out of date. A stage's tables and its origin rows are committed together: killed at any moment, the next run
// goes on. Errors: case.in_use, case.disk_full, run.interrupted, run.unknown_stage and those of the stages.
Result<RunReport> run_case(const Case& opened, const RunOptions& options);

// A case file opened for reading, for the commands that show results. Errors: case.not_run, case.in_use.
struct OpenedResults {
    std::unique_ptr<Database> database;
    std::unique_ptr<Connection> connection;
};
Result<OpenedResults> open_results(const Case& opened);

}  // namespace wb
