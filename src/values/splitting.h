// Red flag RF17: one delivery declared as several, each below a value up to which customs or banks ask less.
//
// A consignment is what one seller sent one consignee of one kind of goods (model, else brand and class, else class) on one day. RF17 fires
// for a pair of companies when both hold: consignments of at most the threshold and at least half of it follow one another within the
// rule's window and together pass it; and the pair's consignments near the threshold lie below it more often than chance puts them there
// (binomial test of those within a factor of 1.25 on either side, an even chance each). The first alone is what weekly orders look like.
//
// Three answers a pair: cannot_tell names the fact that is missing (value, day, the rate of the threshold's currency). Pairs to which no
// threshold applies are no subjects. Doubles are left out. Pure; any order of goods; cost O(n log n).
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "base/maybe.h"
#include "reference/controls.h"
#include "reference/value_thresholds.h"
#include "tables/company.h"
#include "tables/scope.h"

namespace wb {

// Dollars for one unit of a currency on a day.
using DollarsPerUnit = std::function<Maybe<double>(std::string_view currency, Day day)>;

// One finding per seller and consignee, of the threshold that tells most; subject is the consignee. In order of consignee and seller.
std::vector<Finding> split_invoices(const std::vector<const ScopeGood*>& goods, const FlagRule& rule,
                                    const std::vector<ValueThreshold>& thresholds, const DollarsPerUnit& rates);

// P(X ≥ successes) of a binomial with even chances.
double even_tail(int successes, int trials);

}  // namespace wb
