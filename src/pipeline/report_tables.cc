#include "pipeline/report_tables.h"

#include <filesystem>
#include <map>

#include "report/workbook.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

const std::string kShownItem = " WHERE item_id IN (SELECT item_id FROM shown_item)";
const std::string kShownEntity = " WHERE entity_id IN (SELECT entity_id FROM shown_entity)";

std::string items_of(const std::string& table, const std::string& order) {
    return "SELECT * FROM " + table + kShownItem + " ORDER BY " + order;
}

// A worksheet: a table as people read it.
struct Sheet {
    std::string name, what, sql;
};

std::vector<Sheet> sheets() {
    return {
        {"figures", "a number with its interval", "SELECT * FROM figure ORDER BY figure_id"},
        {"figure_rows", "a row behind a figure, claims first",
         "SELECT f.figure_id, c.path, c.row_number, f.weight, f.contribution, i.declaration_date, x.name AS exporter, k.name AS "
         "consignee, i.description, "
         "i.value_usd, f.item_id FROM figure_item f LEFT JOIN shown_figure s USING (figure_id) LEFT JOIN item i USING (item_id) LEFT "
         "JOIN row_cells c USING (item_id) "
         "LEFT JOIN party x ON x.party_id = i.exporter_party LEFT JOIN party k ON k.party_id = i.consignee_party ORDER BY "
         "coalesce(s.place, 1000000000), "
         "f.figure_id, abs(f.contribution) DESC, f.item_id"},
        {"rows", "a row as the provider wrote it",
         "SELECT item_id, path, row_number, list_aggregate(list_transform(list_zip(from_json(header, '[\"VARCHAR\"]'), "
         "from_json(cells, '[\"VARCHAR\"]')), lambda p: "
         "coalesce(p[1], '') || ': ' || coalesce(p[2], '')), 'string_agg', ' | ') AS cells, withheld FROM row_cells ORDER BY path, "
         "row_number, item_id"},
        {"goods", "a good named in such a row", items_of("good", "item_id, position")},
        {"prices", "its price beside its peers", items_of("price", "item_id, position")},
        {"companies", "a company", "SELECT * FROM entity" + kShownEntity + " ORDER BY items DESC, entity_id"},
        {"spellings", "a spelling of a company",
         "SELECT m.entity_id, e.caption, p.* FROM entity_party m JOIN party p USING (party_id) LEFT JOIN entity e USING (entity_id) "
         "WHERE m.entity_id IN (SELECT entity_id FROM "
         "shown_entity) ORDER BY m.entity_id, p.items DESC, p.party_id"},
        {"ownership", "an owner and the owned", "SELECT * FROM ownership ORDER BY ALL"},
        {"ultimate_owners", "who stands behind a company on a span of days", "SELECT * FROM ultimate_owner ORDER BY ALL"},
        {"decisions", "a decision by a person about two spellings",
         "SELECT j.* EXCLUDE (name_a, name_b), a.name AS name_a, b.name AS name_b FROM judgement j LEFT JOIN party a ON a.party_id = "
         "j.party_a LEFT JOIN party b ON b.party_id = j.party_b ORDER BY j.line"},
        {"goods_decisions", "a decision by a person whether a row is of a class of goods", "SELECT * FROM good_judgement ORDER BY line"},
        {"chains", "a route through companies",
         "SELECT c.*, a.caption AS from_caption, b.caption AS to_caption FROM chain c LEFT JOIN entity a ON a.entity_id = "
         "c.from_entity LEFT JOIN entity b ON b.entity_id = "
         "c.to_entity ORDER BY coalesce(c.value_usd, 0) DESC, c.chain_id"},
        {"hops", "a shipment of a chain", "SELECT * FROM hop ORDER BY chain_id, hop, item_id"},
        {"hits", "a possible match with a list",
         "SELECT h.*, e.caption, l.list, l.name, l.programme, l.reference FROM hit h LEFT JOIN entity e USING (entity_id) LEFT JOIN "
         "listing l USING (listing_id) ORDER BY "
         "h.probability DESC, h.entity_id, h.listing_id"},
        {"findings", "a rule's answer that is not clear",
         "SELECT * FROM finding WHERE answer <> 'clear' ORDER BY rule, answer DESC, finding_id"},
        {"sources", "a file read", "SELECT * FROM source_file ORDER BY path"},
        {"notes", "a doubt about cells, counted",
         "SELECT code, field, count(*) AS times, min(raw) AS example FROM note GROUP BY ALL ORDER BY times DESC, code, field"},
        {"rejects", "a reason for rows not used, counted",
         "SELECT code, count(*) AS times, min(message) AS example FROM reject GROUP BY ALL ORDER BY times DESC, code"}};
}

// Ids have more digits than a spreadsheet keeps.
bool is_number(const std::string& name, const std::string& type) {
    if (name == "item_id" || name == "same_as" || name.ends_with("_id") || name.ends_with("_party") || name.ends_with("_entity") ||
        name == "block")
        return false;
    return type == "BIGINT" || type == "INTEGER" || type == "DOUBLE" || type.starts_with("DECIMAL");
}

Status write_sheet(Connection& connection, Workbook& workbook, const Sheet& sheet) {
    WB_TRY(const auto described, connection.query("SELECT * FROM (" + sheet.sql + ") LIMIT 0"));
    std::vector<bool> numbers;
    for (std::size_t i = 0; i < described.names.size(); ++i) numbers.push_back(is_number(described.names[i], described.types[i]));
    const auto& headings = described.names;
    WB_TRY_VOID(workbook.sheet(sheet.name, headings));
    std::vector<SheetCell> cells(headings.size());
    return connection.scan_chunks(
        "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (" + sheet.sql + " LIMIT " + std::to_string(kMostSheetRows) + ")",
        [&](const ChunkView& view) -> Status {
            for (std::size_t row = 0; row < view.rows(); ++row) {
                for (std::size_t column = 0; column < cells.size(); ++column) {
                    auto& cell = cells[column];
                    cell.text = view.null(column, row) ? std::string() : std::string(view.text(column, row));
                    cell.is_number = numbers[column] && !cell.text.empty();
                    if (cell.is_number) cell.number = std::strtod(cell.text.c_str(), nullptr);
                }
                WB_TRY_VOID(workbook.row(cells));
            }
            return {};
        });
}

Status write_readme(Connection& connection, Workbook& workbook, const std::string& title) {
    WB_TRY_VOID(workbook.sheet("README", {"Sheet", "One row is", "Rows", "Rows here"}));
    WB_TRY_VOID(workbook.row({{title, 0, false}}));
    for (const auto& sheet : sheets()) {
        WB_TRY(const auto rows, connection.count("SELECT count(*) FROM (" + sheet.sql + ")"));
        const auto here = std::min(rows, kMostSheetRows);
        WB_TRY_VOID(workbook.row({{sheet.name, 0, false},
                                  {sheet.what, 0, false},
                                  {"", static_cast<double>(rows), true},
                                  {"", static_cast<double>(here), true},
                                  {here < rows ? "capped; all rows: tables/*.csv and tables/*.parquet" : "", 0, false}}));
    }
    return {};
}

Status rename_into_place(const std::string& path) {
    std::error_code failed;
    fs::rename(path + ".partial", path, failed);
    if (failed) return Error{"case.cannot_write", "cannot be replaced: " + failed.message(), {path, {}, {}, ""}, "check the permissions"};
    return {};
}

Status copy_table(Connection& connection, const ExportedTable& table, const std::string& path, const std::string& format) {
    WB_TRY_VOID(connection.execute("COPY (" + table.sql + ") TO " + sql_string(path + ".partial") + " (" + format + ")"));
    return rename_into_place(path);
}

}  // namespace

const std::vector<ExportedTable>& exported_tables() {
    static const std::vector<ExportedTable> kTables = {
        {"figure", "a number", "SELECT * FROM figure ORDER BY figure_id"},
        {"figure_item", "a row behind a number", "SELECT * FROM figure_item ORDER BY figure_id, item_id"},
        {"row", "a row behind a figure as the provider wrote it", "SELECT * FROM row_cells ORDER BY item_id"},
        {"item", "one goods item of one declaration", items_of("item", "item_id")},
        {"good", "a good named in an item", items_of("good", "item_id, position")},
        {"price", "the unit price of a good beside its peers", items_of("price", "item_id, position")},
        {"entity", "a company, after resolution", "SELECT * FROM entity" + kShownEntity + " ORDER BY entity_id"},
        {"entity_party", "a spelling that belongs to a company",
         "SELECT * FROM entity_party" + kShownEntity + " ORDER BY entity_id, party_id"},
        {"party", "a distinct way a company was written",
         "SELECT * FROM party WHERE party_id IN (SELECT party_id FROM shown_party) ORDER BY party_id"},
        {"ownership", "an owner and the owned", "SELECT * FROM ownership ORDER BY ALL"},
        {"listing", "an entry of a list that may match",
         "SELECT * FROM listing WHERE listing_id IN (SELECT listing_id FROM hit) ORDER BY listing_id"},
        {"hit", "an entity against a listing", "SELECT * FROM hit ORDER BY entity_id, listing_id, basis"},
        {"finding", "a rule applied to something",
         "SELECT * FROM finding WHERE subject_kind <> 'item' OR subject_id IN (SELECT item_id FROM shown_item) ORDER BY finding_id"},
        {"chain", "a route through companies", "SELECT * FROM chain ORDER BY chain_id"},
        {"hop", "one shipment of a chain", "SELECT * FROM hop ORDER BY chain_id, hop, item_id"},
        {"source_file", "a file read", "SELECT * FROM source_file ORDER BY file_id"},
        {"note", "a doubt about a used cell",
         "SELECT * FROM note WHERE item_id IS NULL OR item_id IN (SELECT item_id FROM shown_item) ORDER BY ALL"},
        {"reject", "a reason for rows not used, counted", "SELECT file_id, code, count(*) AS times FROM reject GROUP BY ALL ORDER BY ALL"},
        {"origin", "how a table came to be", "SELECT * EXCLUDE (seconds) FROM origin ORDER BY stage, table_name"}};
    return kTables;
}

Status find_shown_companies(Connection& connection) {
    WB_TRY_VOID(
        connection.execute("CREATE TABLE named_party AS SELECT DISTINCT unnest([exporter_party, consignee_party, seller_party, "
                           "declarant_party, manufacturer_party, intermediary_party]) AS "
                           "party_id FROM item" +
                           kShownItem));
    WB_TRY_VOID(
        connection.execute("CREATE TABLE shown_entity AS SELECT entity_id FROM entity_party WHERE party_id IN (SELECT party_id FROM "
                           "named_party) UNION SELECT from_entity FROM chain UNION SELECT "
                           "to_entity FROM chain UNION SELECT seller_entity FROM hop UNION SELECT buyer_entity FROM hop UNION SELECT "
                           "owner_id FROM ownership UNION SELECT owned_id FROM ownership "
                           "UNION SELECT entity_id FROM hit"));
    return connection.execute("CREATE TABLE shown_party AS SELECT party_id FROM entity_party" + kShownEntity +
                              " UNION SELECT party_id FROM named_party");
}

Status write_plain_tables(Workspace& workspace, const std::string& folder, std::vector<std::string>& files) {
    std::error_code ignored;
    fs::create_directories(folder + "/tables", ignored);
    for (const auto& table : exported_tables()) {
        const std::string name = "tables/" + table.name;
        WB_TRY_VOID(copy_table(*workspace.connection, table, folder + "/" + name + ".csv", "FORMAT csv, HEADER"));
        WB_TRY_VOID(copy_table(*workspace.connection, table, folder + "/" + name + ".parquet", "FORMAT parquet, COMPRESSION zstd"));
        files.push_back(name + ".csv");
        files.push_back(name + ".parquet");
    }
    return {};
}

Status write_workbook(Workspace& workspace, const std::string& folder, const std::string& title, std::vector<std::string>& files) {
    const std::string path = folder + "/tables.xlsx";
    WB_TRY(auto workbook, Workbook::create(path + ".partial", folder));
    WB_TRY_VOID(write_readme(*workspace.connection, *workbook, title));
    for (const auto& sheet : sheets()) WB_TRY_VOID(write_sheet(*workspace.connection, *workbook, sheet));
    WB_TRY_VOID(workbook->close());
    WB_TRY_VOID(rename_into_place(path));
    files.push_back("tables.xlsx");
    return {};
}

}  // namespace wb
