// Why two records are one company or are not: each comparison with its values and its weight, as JSON.
//
// {"decision":"same|different","prior":bits,"comparisons":[{"field":"name","a":…,"b":…,"weight":bits,"outcome":…,"words":[…]},…]}
// Weights and prior sum to the pair's log2 odds, except that of the places the strongest agreement and the strongest difference count only
// ("counted": false marks the others), and that prior and names together are bounded where a number and a place differ (pair_model.h):
// "limited": true says so.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "companies/record_set.h"
#include "companies/resolver.h"
#include "companies/shipment_context.h"

namespace wb {

// What the shipments say; `counterparty` names the company that both deal with, "" where there is none.
struct ContextReason {
    ContextFinding finding;
    std::string_view counterparty;
};
// "one shipment told under both: 3, such as 880622 on 2023-02-14 to AEROTRADE LLC"
std::string context_words(const ContextReason& reason);

std::string link_reasons(const Resolution& resolution, const RecordSet& set, const WeightedPair& pair,
                         const std::optional<ContextReason>& context = std::nullopt);

}  // namespace wb
