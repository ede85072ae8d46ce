// How much of a flow a dated control cut, and how much of that came back through third countries.
//
// Kind of stage: all, on goods in scope. Monthly declared value of the goods that the control names, sold to the destinations on the direct
// route (seller, trading and dispatch country are sellers' countries as far as stated) and through third countries. Without the control the
// months after would have been like those before: cut = Σ (expected − actual) on the direct route, back = Σ (actual − expected) through
// third countries, leakage = back / cut. A description of what happened beside an assumption, not a proof of cause: docs/method/effect.md.
// The records before the question's period are used too; those after known_on are not. Deterministic for any order of rows.
#pragma once

#include <cstdint>
#include <vector>

#include "doubt/worlds.h"
#include "tables/figure.h"
#include "tables/question.h"
#include "tables/scope.h"

namespace wb {

struct EffectOptions {
    std::int64_t months_before = 12;  // one year, so that seasons weigh alike; fewer when the records begin later
    std::int64_t months_after = 12;   // at most; the month of the control itself belongs to neither
    std::int64_t fewest_before = 3;   // fewer months say nothing about how much months differ
    std::int64_t fewest_after = 1;
    std::int64_t block_months = 3;  // months resampled together, since neighbouring months are alike
};

struct EffectInput {
    const std::vector<ScopeGood>* goods = nullptr;
    Question question;
    std::vector<DatedControl> controls;
    RateLookup rates;
    IntervalOptions options;
    EffectOptions effect;
};

struct Effects {
    std::vector<Figure> figures;  // control.<id>.cut, .back, .leakage, and .direct|third.before|after monthly rates
    std::vector<FigureItem> items;
};

// Controls in the order given. A control that names no good in the records, or whose day the records do not reach around, gives figures
// without value that name the missing fact.
Effects measure_effects(const EffectInput& input);

}  // namespace wb
