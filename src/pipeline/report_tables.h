// The tables of a dossier as CSV, Parquet and one workbook.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/report_workspace.h"

namespace wb {

// A table that leaves the case: its name, what a row is, and the query that makes it, in a fixed order of rows.
struct ExportedTable {
    std::string name, row_is, sql;
};
const std::vector<ExportedTable>& exported_tables();

// Makes shown_entity and shown_party, which the queries use.
Status find_shown_companies(Connection& connection);

// tables/<name>.csv and tables/<name>.parquet of every table; appends their names.
Status write_plain_tables(Workspace& workspace, const std::string& folder, std::vector<std::string>& files);
// tables.xlsx, each sheet with at most kMostSheetRows rows; the first sheet says what is left out.
Status write_workbook(Workspace& workspace, const std::string& folder, const std::string& title, std::vector<std::string>& files);

}  // namespace wb
