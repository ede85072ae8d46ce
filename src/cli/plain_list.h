// A plain list in a file (CSV, XLSX, Parquet, JSON lines), its columns named on the command line.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/maybe.h"
#include "base/result.h"
#include "ingest/table_source.h"
#include "text/number.h"

namespace wb::cli {

// "name=Company,address=Street" -> {name: Company, address: Street}. Errors: usage.columns.
Result<std::map<std::string, std::string>> parse_columns(const std::string& text, const std::vector<std::string>& allowed);

// A row: its number as a spreadsheet shows it, and the cells of the named columns ("" where a column is not named).
using ListRow = std::function<Status(std::int64_t row_number, const std::map<std::string, std::string_view>& cells)>;

// Reads the file row by row. Without `columns`, a header equal to an allowed name is that column. Errors: those of the readers,
// list.no_column.
Status read_list(const std::string& path, std::map<std::string, std::string> columns, const std::vector<std::string>& allowed,
                 const ListRow& each);

// A whole list in memory, column by column.
struct ListTable {
    std::vector<std::string> headers;
    std::vector<std::vector<std::string_view>> columns;  // as many as headers; "" where a row is short
    std::vector<std::int64_t> row_numbers;               // as a spreadsheet shows them
    std::vector<std::unique_ptr<Arena>> texts;
};

// Reads the file; its first row holds the headers. Empty rows are left out. Errors: those of the readers.
Result<ListTable> read_table(const std::string& path);

// The column that a header names: exactly, else by its folded words, else by what follows the last #, / or :. Nothing when none does.
std::optional<std::size_t> find_header(const ListTable& table, std::string_view wanted);

// The amount of a cell, with a decimal point or else a comma; not stated when it is unreadable or not above zero.
template <typename Number>
Maybe<Number> positive_amount(std::string_view cell) {
    auto parsed = parse_number(cell, {'.'}, Number::kScale);
    if (parsed.problem != NumberProblem::none) parsed = parse_number(cell, {','}, Number::kScale);
    if (parsed.problem != NumberProblem::none || parsed.units <= 0) return Missing::not_stated;
    return Number::from_units(parsed.units);
}

// Six significant digits; "" when there is no number.
std::string number_text(const Maybe<double>& number);

// A cell of a CSV file.
std::string csv_cell(std::string_view text);

}  // namespace wb::cli
