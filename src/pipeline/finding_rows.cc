#include "pipeline/finding_rows.h"

#include <vector>

namespace wb {

namespace {

struct RuleRow {
    std::string rule;
    bool is_new = false;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("rule", row.rule, "");
        visit("is_new", row.is_new, "");
    }
};

// Rules that follow one another and come from one table.
struct RuleRun {
    std::string first, last;
    bool is_new = false;
};

Result<std::vector<RuleRun>> runs_of_rules(Connection& connection, const std::string& kept) {
    std::vector<RuleRun> runs;
    WB_TRY_VOID(scan_rows<RuleRow>(connection,
                                   "SELECT DISTINCT rule, false AS is_new FROM finding WHERE " + kept +
                                       " UNION ALL SELECT DISTINCT rule, true FROM finding_new ORDER BY rule",
                                   [&](const RuleRow& row) {
                                       if (runs.empty() || runs.back().is_new != row.is_new) runs.push_back({row.rule, {}, row.is_new});
                                       runs.back().last = row.rule;
                                   }));
    return runs;
}

}  // namespace

// The rows that stay are in order already and belong to other rules: only the new ones are sorted, and both are laid end to end.
Status replace_findings(Connection& connection, const std::string& own_rows, const std::function<Status(Writer<Finding>&)>& fill) {
    WB_TRY_VOID(recreate_table<Finding>(connection, "finding_new"));
    WB_TRY(auto writer, Writer<Finding>::open(connection, "finding_new"));
    WB_TRY_VOID(fill(*writer));
    WB_TRY_VOID(writer->finish());
    const std::string kept = "NOT (" + own_rows + ")";
    WB_TRY(const auto runs, runs_of_rules(connection, kept));
    WB_TRY_VOID(recreate_table<Finding>(connection, "finding_merged"));
    for (const auto& run : runs) {
        const auto between = "rule BETWEEN " + sql_string(run.first) + " AND " + sql_string(run.last);
        WB_TRY_VOID(connection.execute(run.is_new ? "INSERT INTO finding_merged SELECT * FROM finding_new WHERE " + between +
                                                        " ORDER BY rule, jurisdiction, subject_kind, subject_id, finding_id"
                                                  : "INSERT INTO finding_merged SELECT * FROM finding WHERE " + between + " AND " + kept));
    }
    WB_TRY_VOID(connection.execute("DROP TABLE finding_new"));
    WB_TRY_VOID(connection.execute("DROP TABLE finding"));
    return connection.execute("ALTER TABLE finding_merged RENAME TO finding");
}

std::string one_of_rules(std::span<const std::string_view> rules) {
    std::string list;
    for (const auto rule : rules) list += (list.empty() ? "'" : ", '") + std::string(rule) + "'";
    return "rule IN (" + list + ")";
}

}  // namespace wb
