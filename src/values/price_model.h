// Judges prices among their peers: the fair price, its range, and the probability that a price was declared too low or too high.
//
// Two answers from the same groups. The *fair price* is a hierarchical median: at each level the median of the other rows, drawn towards
// that of the coarser level as kShrink peers would, with the spread likewise; so four prices of one supplier move the supplier's centre
// half way. The *probability* comes from densities (price_density.h), calibrated on planted rows (price_plants.h).
// Pure; any order of rows and any number of threads give the same bytes. Formulas: docs/method/values.md.
#pragma once

#include <cstdint>
#include <vector>

#include "values/price_plants.h"
#include "values/price_rows.h"

namespace wb {

struct PriceOptions {
    std::int64_t fewest_peers = 5;
    double usual_share = 0.05;
    std::size_t sample_level = kNoLevel;  // whose groups are kept whole when rows are sampled for planting
    int threads = 1;
};

struct JudgedPrices {
    std::vector<PriceView> views;  // one a row
    PriceCalibration calibration;
};

// Peers that the coarser level counts as in the hierarchical median: the carry that told best on real imports (4 of 1, 2, 4, 8).
inline constexpr double kShrink = 4;

JudgedPrices judge_prices(const PriceRows& rows, const PriceOptions& options);

}  // namespace wb
