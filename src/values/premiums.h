// What goods cost beside the same goods elsewhere, the year before, and before a middleman: price indexes that close with their rows.
//
// Key idea: an index of the rows that are judged at the prices of a reference, model by model (Paasche 1874):
//     index = Σ value / Σ pieces · reference price of the model,
// so that a dearer mix of models is no premium. The reference price is the median unit price of the reference's rows of the model.
//
//   premium.destination     goods in scope, beside the same models delivered to other countries than the question's
//   premium.<year>          goods in scope of a year, beside the same models in the year before
//   premium.<year>.beside_others   the same, divided by how prices to the other countries moved (Δ in Δ: measure M6 of price premiums)
//   markup.middlemen        goods that a middleman of a chain sold on, beside what it paid for the same model
//   markup.<entity_id>.ratio   the same of one middleman, for the ten that sold on most
//
// Reference and judged rows may stand on different freight terms: recorded on import with freight (CIF), on export without (FOB). The band
// of data/terms/value_thresholds.toml then widens the interval; it is not drawn. Sampling: Bayesian bootstrap over sellers (Rubin 1981), of
// judged and reference rows together. Rows without pieces, value, day or model, and models with fewer than five reference rows, are not
// judged: `untraced` is their share of the value. A figure with no judged row is missing, and says what for.
//
// Kind of stage: all, on goods of the question's classes. Deterministic, any order of rows. Cost: draws × reference rows of the models
// judged.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tables/figure.h"
#include "tables/question.h"
#include "tables/scope.h"

namespace wb {

struct PremiumInput {
    const std::vector<ScopeGood>* goods = nullptr;
    const std::vector<Hop>* hops = nullptr;  // of the chains; nullptr: no mark-ups
    Question question;
    IntervalOptions options;
    double freight_low = 0, freight_high = 0;                   // CIF over FOB, less one
    const std::map<EntityId, std::string>* captions = nullptr;  // of companies, for titles; else their numbers
};

struct Premiums {
    std::vector<Figure> figures;
    std::vector<FigureItem> items;
};

Premiums measure_premiums(const PremiumInput& input);

}  // namespace wb
