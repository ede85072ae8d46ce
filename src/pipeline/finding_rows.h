// The findings of several stages as one table: each stage replaces the rows of its own rules and leaves the others' alone.
//
// Every rule has a table of its own, finding_of_<rule>, and `finding` is a view of them all, in the order of rule, jurisdiction, subject
// and id. A stage so writes what it found and nothing else: with one table, each of five stages would write anew what the others found,
// most of a run's writing where rows are millions. A case of an earlier version, whose `finding` is a table, is divided when it is met.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/case_store.h"
#include "tables/company.h"

namespace wb {

// Rows into the table of their rule. Rows of one rule that come in order, as they do from goods in order, are never sorted.
class FindingWriter {
public:
    explicit FindingWriter(Connection& connection) : connection_(connection) {}
    Status add(const Finding& finding);
    template <typename Rows>
    Status add_all(const Rows& rows) {
        for (const auto& row : rows) WB_TRY_VOID(add(row));
        return {};
    }
    // Must be called.
    Status finish();

private:
    struct RuleTable {
        std::string name;
        std::unique_ptr<Writer<Finding>> writer;
        std::string jurisdiction, subject_kind;  // of the last row, with the two that follow: the order of rows
        std::int64_t subject_id = 0, finding_id = 0;
        bool sorted = true;
    };
    Connection& connection_;
    std::map<std::string, RuleTable, std::less<>> tables_;
};

// Replaces the rows of `finding` for which `own_rows` (SQL over `rule` alone) holds by those that `fill` adds, which must be of such rules.
// Inside the caller's transaction.
Status replace_findings(Connection& connection, const std::string& own_rows, const std::function<Status(FindingWriter&)>& fill);

// Such a condition for these rules: rule IN ('RF05', …).
std::string one_of_rules(std::span<const std::string_view> rules);

}  // namespace wb
