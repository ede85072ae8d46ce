#include <map>

#include "base/json.h"
#include "cli/verbs.h"
#include "ingest/reader.h"
#include "pipeline/pipeline.h"
#include "store/parquet_source.h"

namespace wb::cli {

namespace {

constexpr std::int64_t kUsualLimit = 50;

struct RowRecord {
    std::string item_id, path, full_path, description, weight, contribution, value_usd, day;
    std::int64_t row_number = 0;
    std::vector<std::string> header, cells;
};

// The original cells of rows of one file, as the file holds them now.
Status read_cells(const std::string& path, std::map<std::int64_t, RowRecord*>& wanted, std::int64_t header_row) {
    auto source = open_source(path, {});
    if (!source.ok() && source.error().code == "read.parquet") source = open_parquet(path);
    if (!source.ok()) return source.error();
    std::vector<std::string> header;
    std::size_t found = 0;
    RowBlock block;
    RowBatch batch;
    while (found < wanted.size()) {
        WB_TRY(const bool more, (*source)->next(block));
        if (!more) return {};
        (*source)->split(block, batch);
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            const auto number = batch.row_numbers[row];
            const auto cells = [&] {
                std::vector<std::string> all;
                for (std::size_t column = 0; column < batch.width(row); ++column) all.emplace_back(batch.cell(row, column));
                return all;
            };
            if (number == header_row) header = cells();
            const auto at = wanted.find(number);
            if (at == wanted.end() || number == header_row) continue;
            at->second->cells = cells();
            at->second->header = header;
            ++found;
        }
    }
    return {};
}

Result<std::vector<RowRecord>> read_rows_of(const Case& opened, Connection& connection, const std::string& figure, std::int64_t limit,
                                            std::map<std::string, std::int64_t>& headers) {
    WB_TRY(const auto table,
           connection.query("SELECT i.item_id, s.path, i.row_number, s.header_row, i.description, f.weight, f.contribution, i.value_usd, "
                            "i.declaration_date FROM figure_item f "
                            "JOIN item i USING (item_id) JOIN source_file s USING (file_id) WHERE f.figure_id = " +
                            sql_string(figure) + " ORDER BY abs(f.contribution) DESC, i.item_id LIMIT " + std::to_string(limit)));
    std::vector<RowRecord> rows;
    for (const auto& cells : table.rows) {
        RowRecord row;
        row.item_id = cells[0];
        row.path = cells[1];
        row.full_path = row.path.starts_with("/") ? row.path : opened.path(row.path);
        row.row_number = std::stoll(cells[2]);
        headers[row.full_path] = std::stoll(cells[3]);
        row.description = cells[4];
        row.weight = cells[5];
        row.contribution = cells[6];
        row.value_usd = cells[7];
        row.day = cells[8];
        rows.push_back(std::move(row));
    }
    return rows;
}

void write_json(const std::string& figure, const std::vector<RowRecord>& rows, Terminal& terminal) {
    JsonWriter json;
    json.object().key("figure_id").string(figure).key("rows").array();
    for (const auto& row : rows) {
        json.object()
            .key("item_id")
            .string(row.item_id)
            .key("path")
            .string(row.path)
            .key("row_number")
            .number(row.row_number)
            .key("weight")
            .decimal(row.weight)
            .key("contribution")
            .decimal(row.contribution);
        json.key("cells").object();
        std::map<std::string, int> seen;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            std::string name = i < row.header.size() && !row.header[i].empty() ? row.header[i] : "column " + std::to_string(i + 1);
            if (seen[name]++ > 0) name += " (" + std::to_string(i + 1) + ")";
            json.key(name).string(row.cells[i]);
        }
        json.end().end();
    }
    terminal.document(json.end().end().take());
}

Result<int> run_rows(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(auto results, open_results(opened));
    WB_TRY(const auto limit, arguments.whole("--limit", 1));
    const auto& figure = arguments.positional[1];
    WB_TRY(const auto known, results.connection->count("SELECT count(*) FROM figure WHERE figure_id = " + sql_string(figure)));
    if (known == 0)
        return Error{"figure.unknown",
                     "the case has no figure " + figure,
                     {opened.directory, {}, {}, ""},
                     "list them with: waybill figures " + opened.directory + " --all"};
    std::map<std::string, std::int64_t> headers;
    WB_TRY(auto rows, read_rows_of(opened, *results.connection, figure, limit.value_or(terminal.json ? INT64_MAX : kUsualLimit), headers));
    std::map<std::string, std::map<std::int64_t, RowRecord*>> by_file;
    for (auto& row : rows) by_file[row.full_path][row.row_number] = &row;
    for (auto& [path, wanted] : by_file) WB_TRY_VOID(read_cells(path, wanted, headers[path]));
    for (const auto& row : rows) {
        terminal.line(terminal.strong(row.path + ":" + std::to_string(row.row_number)) + "  " + row.day + "  adds " + row.contribution +
                      " (weight " + row.weight + ")");
        std::string cells;
        for (const auto& cell : row.cells) cells += (cells.empty() ? "  " : " | ") + cell;
        terminal.line(cells);
    }
    write_json(figure, rows, terminal);
    return kDone;
}

}  // namespace

Command rows_command() {
    Command command;
    command.name = "rows";
    command.positionals = "DIR FIGURE";
    command.summary = "the rows behind a figure, each with file, row number and the original cells";
    command.options = {{"--limit", "N", "rows to show, largest contribution first (default 50; all with --json)"}};
    command.examples = {{"waybill rows demo-case value.total --limit 3", "the three largest rows behind the total"}};
    command.least = command.most = 2;
    command.run = run_rows;
    return command;
}

}  // namespace wb::cli
