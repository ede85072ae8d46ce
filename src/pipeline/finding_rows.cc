#include "pipeline/finding_rows.h"

#include <tuple>
#include <vector>

namespace wb {

namespace {

const std::string kTableOfRule = "finding_of_";

std::string table_of(const std::string& rule) { return sql_name(kTableOfRule + rule); }

struct RuleRow {
    std::string rule;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("rule", row.rule, "");
    }
};

Result<std::vector<std::string>> rules_of(Connection& connection, const std::string& sql) {
    std::vector<std::string> rules;
    WB_TRY_VOID(scan_rows<RuleRow>(connection, sql, [&](const RuleRow& row) { rules.push_back(row.rule); }));
    return rules;
}

// In order, those for which the condition holds.
Result<std::vector<std::string>> rules_with_tables(Connection& connection, const std::string& condition) {
    return rules_of(connection, "SELECT rule FROM (SELECT substr(table_name, " + std::to_string(kTableOfRule.size() + 1) +
                                    ") AS rule FROM duckdb_tables() WHERE schema_name = 'main' AND starts_with(table_name, " +
                                    sql_string(kTableOfRule) + ")) WHERE " + condition + " ORDER BY rule");
}

// A table `finding`, empty or of an earlier version, becomes the tables of its rules.
Status divide(Connection& connection) {
    WB_TRY(const auto rules, rules_of(connection, "SELECT DISTINCT rule FROM finding ORDER BY rule"));
    for (const auto& rule : rules) {
        WB_TRY_VOID(recreate_table<Finding>(connection, table_of(rule)));
        WB_TRY_VOID(connection.execute("INSERT INTO " + table_of(rule) + " SELECT * FROM finding WHERE rule = " + sql_string(rule)));
    }
    return connection.execute("DROP TABLE finding");
}

Status make_view(Connection& connection) {
    WB_TRY(const auto rules, rules_with_tables(connection, "true"));
    if (rules.empty()) return recreate_table<Finding>(connection);
    std::string sql;
    for (const auto& rule : rules) sql += (sql.empty() ? "" : " UNION ALL ") + ("SELECT * FROM " + table_of(rule));
    return connection.execute("CREATE VIEW finding AS " + sql);
}

}  // namespace

Status FindingWriter::add(const Finding& finding) {
    auto found = tables_.find(finding.rule);
    if (found == tables_.end()) {
        found = tables_.emplace(finding.rule, RuleTable{}).first;
        found->second.name = kTableOfRule + finding.rule;
        WB_TRY_VOID(recreate_table<Finding>(connection_, table_of(finding.rule)));
        WB_TRY(found->second.writer, Writer<Finding>::open(connection_, found->second.name));
    }
    auto& table = found->second;
    const auto key = std::tie(finding.jurisdiction, finding.subject_kind, finding.subject_id, finding.finding_id.value);
    auto last = std::tie(table.jurisdiction, table.subject_kind, table.subject_id, table.finding_id);
    if (table.writer->rows() > 0 && key < last) table.sorted = false;
    last = key;
    return table.writer->add(finding);
}

Status FindingWriter::finish() {
    for (auto& [rule, table] : tables_) {
        WB_TRY_VOID(table.writer->finish());
        if (table.sorted) continue;
        WB_TRY_VOID(recreate_table<Finding>(connection_, "finding_sorted"));
        WB_TRY_VOID(connection_.execute("INSERT INTO finding_sorted SELECT * FROM " + table_of(rule) +
                                        " ORDER BY jurisdiction, subject_kind, subject_id, finding_id"));
        WB_TRY_VOID(connection_.execute("DROP TABLE " + table_of(rule)));
        WB_TRY_VOID(connection_.execute("ALTER TABLE finding_sorted RENAME TO " + table_of(rule)));
    }
    return {};
}

Status replace_findings(Connection& connection, const std::string& own_rows, const std::function<Status(FindingWriter&)>& fill) {
    WB_TRY(const auto undivided, has_table(connection, Finding::kTable));
    WB_TRY_VOID(undivided ? divide(connection) : connection.execute("DROP VIEW IF EXISTS finding"));
    WB_TRY(const auto own, rules_with_tables(connection, own_rows));
    for (const auto& rule : own) WB_TRY_VOID(connection.execute("DROP TABLE " + table_of(rule)));
    FindingWriter writer(connection);
    WB_TRY_VOID(fill(writer));
    WB_TRY_VOID(writer.finish());
    return make_view(connection);
}

std::string one_of_rules(std::span<const std::string_view> rules) {
    std::string list;
    for (const auto rule : rules) list += (list.empty() ? "'" : ", '") + std::string(rule) + "'";
    return "rule IN (" + list + ")";
}

}  // namespace wb
