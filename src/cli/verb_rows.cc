#include <algorithm>
#include <map>

#include "base/json.h"
#include "cli/figure_text.h"
#include "cli/verbs.h"
#include "pipeline/original_cells.h"
#include "pipeline/pipeline.h"

namespace wb::cli {

namespace {

constexpr std::int64_t kUsualLimit = 50;

struct RowRecord {
    std::string item_id, path, description, weight, contribution, value_usd, day;
    FileId file_id;
    std::int64_t row_number = 0;
    std::vector<std::string> header, cells;
};

Result<std::vector<RowRecord>> read_rows_of(Connection& connection, const std::string& figure, std::int64_t limit) {
    WB_TRY(const auto table,
           connection.query("SELECT i.item_id, s.path, i.row_number, s.file_id, i.description, f.weight, f.contribution, i.value_usd, "
                            "i.declaration_date FROM figure_item f "
                            "JOIN item i USING (item_id) JOIN source_file s USING (file_id) WHERE f.figure_id = " +
                            sql_string(figure) + " ORDER BY abs(f.contribution) DESC, i.item_id LIMIT " + std::to_string(limit)));
    std::vector<RowRecord> rows;
    for (const auto& cells : table.rows) {
        RowRecord row;
        row.item_id = cells[0];
        row.path = cells[1];
        row.row_number = std::stoll(cells[2]);
        row.file_id = FileId{std::stoll(cells[3])};
        row.description = cells[4];
        row.weight = cells[5];
        row.contribution = cells[6];
        row.value_usd = cells[7];
        row.day = cells[8];
        rows.push_back(std::move(row));
    }
    return rows;
}

// The original cells of the rows, as their files hold them now.
Status read_cells(const Case& opened, Connection& connection, std::vector<RowRecord>& rows) {
    WB_TRY(const auto files, recorded_files(connection));
    std::map<FileId, std::multimap<std::int64_t, RowRecord*>> by_file;
    for (auto& row : rows) by_file[row.file_id].emplace(row.row_number, &row);
    for (auto& [id, wanted] : by_file) {
        const auto file = files.find(id);
        if (file == files.end()) continue;
        std::vector<std::int64_t> numbers;
        for (const auto& entry : wanted) numbers.push_back(entry.first);
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
        WB_TRY_VOID(
            read_original_cells(opened, file->second, numbers, [&](std::int64_t number, const std::vector<std::string>& cells) -> Status {
                const auto [begin, end] = wanted.equal_range(number);
                for (auto at = begin; at != end; ++at) {
                    at->second->cells = cells;
                    at->second->header = file->second.header;
                }
                return {};
            }));
    }
    return {};
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
    WB_TRY(const auto figure, find_figure(*results.connection, opened.directory, arguments.positional[1]));
    WB_TRY(auto rows, read_rows_of(*results.connection, figure, limit.value_or(terminal.json ? INT64_MAX : kUsualLimit)));
    WB_TRY_VOID(read_cells(opened, *results.connection, rows));
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
    command.summary = "the rows behind a figure: file, row number, the original cells";
    command.options = {{"--limit", "N", "rows to show, largest contribution first (default 50; all with --json)"}};
    command.examples = {{"waybill rows demo-case value.total --limit 3", "the three largest rows behind the total"}};
    command.least = command.most = 2;
    command.run = run_rows;
    return command;
}

}  // namespace wb::cli
