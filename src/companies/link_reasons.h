// Why two records are one company or are not: each comparison with its values and its weight, as JSON.
//
// {"decision":"same|different","prior":bits,"comparisons":[{"field":"name","a":…,"b":…,"weight":bits,"outcome":…,"words":[…]},…]}
// Weights and prior sum to the pair's log2 odds, except that of the places the strongest agreement and the strongest difference count only
// ("counted": false marks the others), and that prior and names together are bounded where a number and a place differ (pair_model.h):
// "limited": true says so.
#pragma once

#include <string>

#include "companies/record_set.h"
#include "companies/resolver.h"

namespace wb {

std::string link_reasons(const Resolution& resolution, const RecordSet& set, const WeightedPair& pair);

}  // namespace wb
