// Sums, counts and shares of the goods in scope, with intervals, each closing with its rows.
//
// Kind of stage: all, on goods in scope. Pure and deterministic: rows may come in any order. The figures are those of the contract
// (docs/method/figures.md lists them with their laws and grades); formulas of intervals: docs/method/intervals.md.
// Memory: the goods, one bit per cell and world, and one figure at a time. Cost: rows × worlds × dimensions additions, vectorised.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "doubt/worlds.h"
#include "tables/company.h"
#include "tables/figure.h"
#include "tables/question.h"
#include "tables/scope.h"

namespace wb {

struct MeasureInput {
    const std::vector<ScopeGood>* goods = nullptr;  // goods of the question's classes, any seller, doubles included
    Question question;
    std::vector<DatedControl> controls;
    std::vector<ClusteringRow> clusterings;          // of spellings whose company is in doubt, in any order
    std::map<EntityId, std::string> captions;        // of exporters and consignees, for titles
    std::map<std::string, std::string> brand_names;  // by brand id, for titles
    RateLookup rates;                                // calibration of evidence patterns
    IntervalOptions options;
    DoubtModel model{};
};

// Figures come one by one, in a fixed order, each with all of its rows in order of item_id.
using FigureSink = std::function<void(Figure&&, std::vector<FigureItem>&&)>;

void measure(const MeasureInput& input, const FigureSink& sink);

struct Measured {
    std::vector<Figure> figures;
    std::vector<FigureItem> items;
};
// The same, collected. For small cases and tests: items take about 100 bytes a row and dimension.
Measured measure(const MeasureInput& input);

}  // namespace wb
