// Chains of companies by which goods reach the destinations, and how much of what arrives came through third countries.
//
// Kind of stage: all, on goods in scope of class (any seller: first legs too), doubles left out. Goods are followed in groups (the model
// where recognised, else brand and class, else class) by the ledger of ledger.h, in expected pieces (probability × pieces).
// Deterministic for any order of rows. Memory: goods, and at most TraceOptions::most_parts ways per shipment of one group.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "doubt/figure_draft.h"
#include "doubt/worlds.h"
#include "routes/ledger.h"
#include "tables/figure.h"
#include "tables/question.h"
#include "tables/scope.h"

namespace wb {

struct RoutesInput {
    const std::vector<ScopeGood>* goods = nullptr;
    Question question;
    RateLookup rates;
    IntervalOptions options;
    TraceOptions trace;
    std::size_t most_chains = 1000;  // chains written, by attributed pieces
};

// Why a row could not be followed.
struct LeftOut {
    std::int64_t no_day = 0, no_company = 0, own_company = 0, no_quantity = 0;
};

struct Routes {
    std::vector<Chain> chains;    // by attributed pieces, largest first
    std::vector<Hop> hops;        // of those chains, in order of chain, hop, item
    std::vector<Figure> figures;  // traced.third_country.share
    std::vector<FigureItem> items;
    std::int64_t chains_found = 0;  // before the cap
    double delivered = 0;           // expected pieces that reached the destinations from outside
    double untraced = 0;            // of these, beyond what sellers are known to have
    double minor = 0;               // of these, by ways too small to follow
    LeftOut left_out;
};

// units of a chain: proportional attribution; units_low: what must have come this way whatever was sold first (pigeonhole over each
// company's supply); units_high: the smallest of its hops' totals. probability: share of the last buyer's arrivals that the chain is.
Routes find_routes(const RoutesInput& input);

}  // namespace wb
