// The tables that a dossier may show: a database in memory whose views hide what a redacted provider's licence forbids to publish.
//
// Everything of the report reads through it, so that nothing withheld can leak by another table. Beside the views:
//   shown_item(item_id)            items behind any figure or on any chain
//   row_cells(item_id, path, row_number, cells)   those as the provider wrote them; cells: JSON object of column name and cell
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/case_files.h"
#include "store/case_store.h"

namespace wb {

// A row of row_cells.
struct RowCells {
    static constexpr std::string_view kTable = "row_cells";
    static constexpr std::string_view kRowIs = "a row behind a figure as the provider wrote it";
    ItemId item_id;
    std::string path;
    std::int64_t row_number = 0;
    std::string header, cells;  // JSON arrays of the same order
    std::string withheld;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "item");
        visit("path", row.path, "file, as shown");
        visit("row_number", row.row_number, "row as a spreadsheet shows it; the first row of the file is 1");
        visit("header", row.header, "JSON: names of the columns");
        visit("cells", row.cells, "JSON: the cells as read");
        visit("withheld", row.withheld, "why there are no cells");
    }
};

struct Workspace {
    std::unique_ptr<Database> database;
    std::unique_ptr<Connection> connection;
    // Path as shown: why its cells cannot be shown.
    std::map<std::string, std::string> source_states;
};

// Errors: those of open_results and of the readers.
Result<Workspace> open_workspace(const Case& opened);

}  // namespace wb
