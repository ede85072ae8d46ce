#include "pipeline/report_workspace.h"

#include <map>

#include "base/json.h"
#include "pipeline/original_cells.h"
#include "pipeline/pipeline.h"
#include "tables/item.h"

namespace wb {

namespace {

const std::string kWithheldPath = "'withheld file ' || row_number() OVER (ORDER BY file_id)";

// Columns that hold a provider's text, per table; hidden for the rows of redacted files.
std::string redacted_view(const std::string& table) {
    if (table == "source_file") {
        return "SELECT * REPLACE (CASE WHEN redact THEN " + kWithheldPath +
               " ELSE path END AS path, CASE WHEN redact THEN 'withheld' ELSE provider END AS "
               "provider, CASE WHEN redact THEN NULL ELSE mapping END AS mapping, CASE WHEN redact THEN NULL ELSE profile END AS profile) "
               "FROM run.source_file";
    }
    const std::string from = " FROM run." + table + " t";
    const std::string hidden = "file_id IN (SELECT file_id FROM run.source_file WHERE redact)";
    const auto hide = [&](const std::string& columns, const std::string& when) {
        std::string sql = "SELECT * REPLACE (";
        std::string separator;
        for (std::size_t begin = 0; begin < columns.size();) {
            const auto end = std::min(columns.find(' ', begin), columns.size());
            const auto column = columns.substr(begin, end - begin);
            sql += separator + "CASE WHEN " + when + " THEN NULL ELSE " + column + " END AS " + column;
            separator = ", ";
            begin = end + 1;
        }
        return sql + ")" + from;
    };
    if (table == "item") return hide("declaration_number description trademark manufacturer model article", hidden);
    if (table == "note") return hide("raw", hidden);
    if (table == "reject") return hide("raw message", hidden);
    const std::string hidden_item = "item_id IN (SELECT item_id FROM run.item WHERE " + hidden + ")";
    if (table == "good" || table == "recognised_good") return hide("reasons", hidden_item);
    if (table == "good_judgement") return hide("description", hidden_item);
    return "SELECT *" + from;
}

Status make_views(Connection& connection) {
    for (const auto& table : describe_tables()) {
        WB_TRY(
            const auto found,
            connection.count("SELECT count(*) FROM (SELECT database_name, table_name FROM duckdb_tables() UNION ALL SELECT database_name, "
                             "view_name FROM duckdb_views()) WHERE database_name = 'run' AND table_name = " +
                             sql_string(table.name)));
        if (found > 0) WB_TRY_VOID(connection.execute("CREATE VIEW " + sql_name(table.name) + " AS " + redacted_view(table.name)));
    }
    return create_missing_tables(connection);
}

Status find_shown_items(Connection& connection) {
    return connection.execute("CREATE TABLE shown_item AS SELECT item_id FROM figure_item UNION SELECT item_id FROM hop ORDER BY 1");
}

std::string json_array(const std::vector<std::string>& texts) {
    JsonWriter json;
    json.array();
    for (const auto& text : texts) json.string(text);
    return json.end().take();
}

// The rows of one file that are shown, in order of row number.
struct WantedRows {
    std::vector<std::int64_t> numbers;
    std::vector<ItemId> items;
};

Result<std::map<FileId, WantedRows>> wanted_rows(Connection& connection) {
    std::map<FileId, WantedRows> wanted;
    WB_TRY_VOID(scan_rows<Item>(
        connection,
        "SELECT i.item_id, i.file_id, i.row_number FROM item i JOIN shown_item USING (item_id) ORDER BY i.file_id, i.row_number, i.item_id",
        [&](const Item& item) {
            wanted[item.file_id].numbers.push_back(item.row_number);
            wanted[item.file_id].items.push_back(item.item_id);
        }));
    return wanted;
}

Status write_cells(const Case& opened, const RecordedFile& file, const std::string& shown_path, const WantedRows& wanted,
                   Writer<RowCells>& writer, Workspace& workspace) {
    const auto unavailable = cells_unavailable(opened, file);
    if (!unavailable.empty()) workspace.source_states[shown_path] = unavailable;
    const std::string header = unavailable.empty() ? json_array(file.header) : "";
    std::size_t next = 0;
    const auto without_cells = [&](const std::string& why) {
        return writer.add({wanted.items[next], shown_path, wanted.numbers[next], "", "", why});
    };
    const CellSink sink = [&](std::int64_t row_number, const std::vector<std::string>& cells) -> Status {
        for (; next < wanted.numbers.size() && wanted.numbers[next] < row_number; ++next) {
            WB_TRY_VOID(without_cells("The row was not found again."));
        }
        for (; next < wanted.numbers.size() && wanted.numbers[next] == row_number; ++next) {
            WB_TRY_VOID(writer.add({wanted.items[next], shown_path, row_number, header, json_array(cells), ""}));
        }
        return {};
    };
    if (unavailable.empty()) WB_TRY_VOID(read_original_cells(opened, file, wanted.numbers, sink));
    for (; next < wanted.numbers.size(); ++next)
        WB_TRY_VOID(without_cells(unavailable.empty() ? "The row was not found again." : unavailable));
    return {};
}

Status read_cells(const Case& opened, Workspace& workspace) {
    auto& connection = *workspace.connection;
    // The real paths, beside those that are shown.
    WB_TRY_VOID(connection.execute("CREATE VIEW real_source AS SELECT r.file_id, r.path FROM run.source_file r"));
    WB_TRY(auto files, recorded_files(connection));
    std::map<FileId, std::string> shown;
    for (const auto& [id, file] : files) shown[id] = file.path;
    WB_TRY(const auto paths, connection.query("SELECT file_id, path FROM real_source"));
    for (const auto& row : paths.rows) files[FileId{std::stoll(row[0])}].path = row[1];
    WB_TRY(const auto wanted, wanted_rows(connection));
    WB_TRY_VOID(recreate_table<RowCells>(connection));
    WB_TRY(auto writer, Writer<RowCells>::open(connection));
    for (const auto& [id, rows] : wanted) {
        const auto file = files.find(id);
        if (file != files.end()) WB_TRY_VOID(write_cells(opened, file->second, shown[id], rows, *writer, workspace));
    }
    return writer->finish();
}

}  // namespace

Result<Workspace> open_workspace(const Case& opened) {
    {
        // Opened once for its errors, which name the case.
        WB_TRY(const auto results, open_results(opened));
    }
    Workspace workspace;
    DatabaseOptions options;
    // One thread: rows are written in one order, so that the bundle's bytes are the same on every machine.
    options.threads = 1;
    options.temp_directory = opened.path("case.duckdb.tmp");
    WB_TRY(workspace.database, Database::open("", options));
    WB_TRY(workspace.connection, workspace.database->connect());
    WB_TRY_VOID(workspace.connection->execute("ATTACH " + sql_string(opened.database()) + " AS run (READ_ONLY)"));
    WB_TRY_VOID(make_views(*workspace.connection));
    WB_TRY_VOID(find_shown_items(*workspace.connection));
    WB_TRY_VOID(read_cells(opened, workspace));
    return workspace;
}

}  // namespace wb
