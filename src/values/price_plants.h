// Learns from planted low prices, in the case's own rows, how to read its prices: which bandwidths tell best, and what a ratio of densities
// is worth as a probability.
//
// Key idea: nobody labels undervaluation, but anybody can plant it. One row in twenty is moved down by a share from the prior of shares;
// the shape whose ratios tell these best (lowest cross-entropy after a logistic calibration, Platt 1999) is used for the true rows. The
// unplanted rows hold real low prices too, and the calibration knows it: it learns from planted and unlabelled rows, not from planted and
// honest ones. How many of the unlabelled look low is itself learned, with a posterior as wide as the number of plants makes it.
#pragma once

#include <cstdint>
#include <vector>

#include "values/price_density.h"
#include "values/price_rows.h"

namespace wb {

// What a log ratio is worth. The unplanted rows look low in a share that nobody knows: the plants say which shares are likely, and the
// probability is the mean over them. Of the rows that look low no more than the usual share is taken to be declared low; the rest is cheap
// for reasons of its own.
struct PriceCalibration {
    DensityShape shape;
    double slope = 1, intercept = 0;  // calibrated log ratio = slope * log ratio + intercept, with the usual share looking low
    double prior_odds = 0;            // log odds before looking at the price
    double entropy = 0;               // cross-entropy of the planted rows, nats a row
    double looking_low = 0;           // mean share of the rows that look low
    std::int64_t planted = 0;         // 0: too few rows, the defaults hold
    std::vector<double> table;        // probabilities at log ratios kTableStep apart from kTableFirst on; empty without plants
    static constexpr double kTableFirst = -16, kTableStep = 1.0 / 32;
    [[nodiscard]] double probability(double log_ratio) const;
};

// Likely low prices count less as peers of others: a first pass gives each peer the weight 1 - probability (of a ratio read as it is), the
// second is used. Without it, one peer in twenty declared low makes low prices look honest.
DensityRatios settled_ratios(const PriceRows& rows, const LevelOrder& order, const DensityShape& shape, double usual_share, bool high,
                             int threads);

// `usual_share` of rows is planted, and is the probability before looking at the price. Rows are sampled by whole groups of `sample_level`.
// Cost: about a dozen passes over at most kPlantRows rows, whatever the size of the case.
inline constexpr std::size_t kPlantRows = 4000;
PriceCalibration calibrate_prices(const PriceRows& rows, std::size_t sample_level, double usual_share, int threads);

}  // namespace wb
