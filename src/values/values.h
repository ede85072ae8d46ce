// Declared unit prices beside those of like goods: fair range, probability of a price declared too low, and the value missing then.
//
// Kind of stage: key, all rows of one peer group together. Prices are compared level by level, from the commodity code's chapter to the
// recognised model of one supplier to one consignee (good_prices.h), each level drawn towards the coarser (price_model.h). Piece prices and
// kilogram prices are never compared. What moves all prices alike, time and freight terms, is taken off first (price_effects.h). A price
// that cannot be judged is said to be so, with the fact that is missing. Formulas: docs/method/values.md.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "reference/controls.h"
#include "tables/company.h"
#include "tables/good.h"
#include "tables/scope.h"

namespace wb {

struct ValuesOptions {
    double level = 0.90;            // of the fair range
    std::int64_t fewest_peers = 5;  // fewer say little about a median: its standard error is then above half of the spread
    // Share of goods declared too low before looking at the price: that of the planted half-price rows against which peer groups were
    // compared.
    double usual_share = 0.05;
    double most_freight = 0.2;  // value with freight over value without, less one, at most (terms/value_thresholds.toml)
    int threads = 1;            // results are the same for any number
};

// One per good, in order of item_id and position. Doubles are priced, but are nobody's peers.
std::vector<Price> value_goods(const std::vector<ScopeGood>& goods, const ValuesOptions& options);

// One per item (rule RF16; of its severity from the probability `grave` on, low below), handed over one by one in the order of `prices`
// (that of value_goods): a case's findings weigh as much as its prices.
void price_findings(const std::vector<Price>& prices, const FlagRule& rule, const std::function<void(Finding&&)>& sink);

}  // namespace wb
