// Writes the dossier of a case: DIR/dossier/ with the page, the tables, the entities and a bundle of all of it.
//
// Every file is written beside and renamed, so an interrupted report leaves the one before it. The same run gives the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/case_files.h"

namespace wb {

struct ReportResult {
    std::string folder, page, bundle, run_id;
    std::vector<std::string> files;  // inside the folder
    std::int64_t figures = 0, rows = 0;
    std::string chain;  // the largest way into the largest consignee, in a line; empty when there is none
};

// Errors: those of open_results, case.cannot_write, case.disk_full.
Result<ReportResult> report_case(const Case& opened);

}  // namespace wb
