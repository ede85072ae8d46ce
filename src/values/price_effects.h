// What moves all prices of a case alike: the quarter in which goods were declared, and whether the value holds freight.
//
// Key idea: a two-way median polish (Tukey 1977) of log prices over products and conditions. Within a product (model, else brand and class,
// else code and origin, else code) a price differs from the product's median by its quarter and by its freight terms; the medians of these
// differences over all products are the effects. They are taken off before prices are compared, and put back on the fair price, so that a
// price of 2021 is judged beside those of 2024 as a price of 2021. Few rows say little: an effect is drawn towards none as
// kUsualRows rows would. Freight: values recorded on import hold it (CIF), on export they do not (FOB), invoices by their terms of
// delivery; the difference is kept within the band of terms/value_thresholds.toml, 0 to ln 1.2.
//
// A row without a day has no effect of time; of which nothing tells its freight, none of freight. Doubles teach nothing. Pure; any order of
// rows. Cost: a few sorts of the rows.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/day.h"
#include "base/maybe.h"
#include "values/price_model.h"

namespace wb {

struct PriceConditions {
    std::vector<std::uint64_t> product;  // of each row, 0: none
    std::vector<std::int32_t> quarter;   // years since 1970 · 4 + quarter of the year, -1: unknown
    std::vector<std::int8_t> freight;    // 1: with, 0: without (good_prices.h, holds_freight), -1: unknown
    // Of one more row.
    void add(std::uint64_t product_key, const Maybe<Day>& day, std::optional<bool> holds_freight);
};

// Logarithms to add to a price of usual conditions; 0 where nothing is known.
struct PriceEffects {
    std::vector<double> time, freight;  // of each row
};

inline constexpr double kUsualRows = 20;

PriceEffects price_effects(const std::vector<double>& log_price, const std::vector<double>& weight, const PriceConditions& conditions,
                           double most_freight);

// Prices judged by judge_prices with the effects taken off first, and put back on the centres of the views. Changes `rows.log_price`.
struct AdjustedPrices {
    JudgedPrices judged;
    PriceEffects effects;
};
AdjustedPrices judge_adjusted(PriceRows& rows, const PriceConditions& conditions, double most_freight, const PriceOptions& options);

}  // namespace wb
