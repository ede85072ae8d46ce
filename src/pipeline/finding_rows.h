// One table, several stages: each replaces the rows of its own rules and leaves the others' alone.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "store/case_store.h"
#include "tables/company.h"

namespace wb {

// Replaces the rows of `finding` for which `own_rows` (SQL over `rule` alone) holds by those that `fill` adds, which must be of such rules.
// The table ends in the order of rule, jurisdiction, subject and id, whichever stage ran last. Inside the caller's transaction.
Status replace_findings(Connection& connection, const std::string& own_rows, const std::function<Status(Writer<Finding>&)>& fill);

// Such a condition for these rules: rule IN ('RF05', …).
std::string one_of_rules(std::span<const std::string_view> rules);

}  // namespace wb
