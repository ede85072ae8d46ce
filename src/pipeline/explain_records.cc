#include "pipeline/explain_records.h"

#include <simdjson.h>

namespace wb {

namespace {

using Leaves = std::vector<std::pair<std::string, std::string>>;

std::string plain_text(const simdjson::dom::element& value) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) return std::string(text);
    return simdjson::minify(value);
}

bool is_plain(const simdjson::dom::element& value) { return !value.is_object() && !value.is_array(); }

// The document is a tree of a few levels that our own stages wrote; the parser bounds its depth.
void add_leaves(const std::string& path, const simdjson::dom::element& value, Leaves& leaves) {
    simdjson::dom::object object;
    simdjson::dom::array list;
    if (value.get(object) == simdjson::SUCCESS) {
        for (const auto& [key, inner] : object) add_leaves(path.empty() ? std::string(key) : path + "." + std::string(key), inner, leaves);
        return;
    }
    if (value.get(list) != simdjson::SUCCESS) {
        leaves.emplace_back(path, plain_text(value));
        return;
    }
    std::string together;
    for (const auto inner : list) {
        if (!is_plain(inner)) {
            add_leaves(path, inner, leaves);
        } else {
            together += (together.empty() ? "" : ", ") + plain_text(inner);
        }
    }
    if (!together.empty()) leaves.emplace_back(path, together);
}

// One record a row: the first column is its title, the last its reasons, those between are facts; empty cells are left out.
Status add_records(Connection& connection, const std::string& kind, const std::string& sql, std::vector<ExplainedRecord>& records) {
    WB_TRY(const auto table, connection.query(sql));
    for (const auto& row : table.rows) {
        ExplainedRecord record;
        record.kind = kind;
        record.title = row.front();
        for (std::size_t i = 1; i + 1 < row.size(); ++i) {
            if (!row[i].empty()) record.facts.emplace_back(table.names[i], row[i]);
        }
        record.reasons = row.back();
        record.in_words = json_leaves(record.reasons);
        records.push_back(std::move(record));
    }
    return {};
}

const std::string kFindings =
    "SELECT rule || ' ' || answer, jurisdiction, severity, missing, rule_version, reasons FROM finding WHERE subject_kind = ";

}  // namespace

Leaves json_leaves(const std::string& json) {
    Leaves leaves;
    simdjson::dom::parser parser;
    simdjson::dom::element document;
    if (parser.parse(simdjson::padded_string(json)).get(document) == simdjson::SUCCESS) add_leaves("", document, leaves);
    return leaves;
}

Result<ExplainedItem> explain_item(Connection& connection, const std::string& item_id) {
    ExplainedItem item;
    const auto id = sql_string(item_id);
    WB_TRY(const auto place,
           connection.query("SELECT s.path, i.row_number, i.description FROM item i JOIN source_file s USING (file_id) WHERE "
                            "i.item_id = TRY_CAST(" +
                            id + " AS BIGINT)"));
    if (place.rows.empty()) return item;
    item.found = true;
    item.path = place.rows[0][0];
    item.row_number = place.rows[0][1];
    item.description = place.rows[0][2];
    const std::string where = " WHERE item_id = " + item_id + " ORDER BY position";
    WB_TRY_VOID(add_records(
        connection, "good",
        "SELECT coalesce(class, 'no class') || coalesce(' ' || brand, '') || coalesce(' ' || model, ''), position, probability, "
        "brand_probability, model_probability, units, evidence, reasons FROM good" +
            where,
        item.records));
    WB_TRY_VOID(add_records(connection, "decision",
                            "SELECT decision || ' ' || class, position, author, decided_at, note, state, '' AS reasons FROM good_judgement "
                            "WHERE item_id = " +
                                item_id + " ORDER BY line",
                            item.records));
    WB_TRY_VOID(add_records(connection, "price",
                            "SELECT 'price of position ' || position, * EXCLUDE (item_id, position), '' AS reasons FROM price" + where,
                            item.records));
    WB_TRY_VOID(add_records(connection, "finding",
                            kFindings + "'item' AND subject_id = " + item_id + " ORDER BY answer DESC, rule, jurisdiction", item.records));
    return item;
}

Result<std::vector<ExplainedRecord>> explain_listed(Connection& connection, EntityId entity) {
    std::vector<ExplainedRecord> records;
    const auto id = std::to_string(entity.value);
    WB_TRY_VOID(add_records(
        connection, "hit",
        "SELECT l.name || ', ' || l.list, h.basis, h.probability, h.from_day, h.until_day, l.reference, h.reasons FROM hit h JOIN "
        "listing l USING (listing_id) WHERE h.entity_id = " +
            id + " ORDER BY h.probability DESC, l.listing_id",
        records));
    WB_TRY_VOID(add_records(connection, "finding",
                            kFindings + "'entity' AND subject_id = " + id + " ORDER BY answer DESC, rule, jurisdiction", records));
    return records;
}

}  // namespace wb
