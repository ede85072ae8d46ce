// How likely a price is among its peers, and how likely it would be had it been declared too low or too high.
//
// Key idea: prices of one product are not normal. Contracts repeat a price to the cent, a supplier sells three grades, a group of four
// scatters tenfold. So the density of honest log prices is estimated from the peers themselves (a kernel estimate, Student's t with three
// degrees of freedom, whose tails forgive the odd price, or seven), level by level: with m peers at a level the density is
//     f_l(x) = (Σ w_j K_h(x - y_j) + k f_{l-1}(x)) / (Σ w_j + k),
// the Dirichlet-process form of backing off (Ferguson 1973; MacKay and Peto 1995), starting from a broad density of all prices. The row
// itself is always left out. A price declared at the share s of the true one lies at x with density f(x - ln s), averaged over a prior of
// s.
//
// Pure and deterministic: sums run over peers in ascending order of price, so neither the order of rows nor the number of threads
// matters. Cost: O(n log n) for sorting, then 12 kernel sums a row, level and side, over at most about 30 peers (96 where bandwidths follow
// the group); larger groups are read off a grid an eighth of a bandwidth apart (relative error below 1e-2, tested against the sums).
// Memory: 64 bytes a row.
#pragma once

#include <span>
#include <vector>

#include "values/level_order.h"
#include "values/price_rows.h"

namespace wb {

// Bandwidths and backing off. price_plants.h chooses among a few.
struct DensityShape {
    double width = 0.8;  // times the usual bandwidth of the level
    double spread = 0;   // times the group's own spread · m^(-1/5) where that is wider; 0: the level's bandwidth alone
    double carry = 2;    // k, peers that the coarser level counts as
    bool light = false;  // tails of seven degrees of freedom instead of three: where odd prices are rare
};

// Per row: log of [density if declared too low (too high) / density if honest]. 0 where the row has no peer at any level.
struct DensityRatios {
    std::vector<double> low, high;  // `high` is empty unless asked for
};

// `weights` are those of the rows as peers: rows.weight, or less.
DensityRatios density_ratios(const PriceRows& rows, std::span<const double> weights, const LevelOrder& order, const DensityShape& shape,
                             bool high, int threads);

// The same by direct sums, one row at a time: slow, for tests.
DensityRatios density_ratios_reference(const PriceRows& rows, const DensityShape& shape, bool high);

// Prior of the share that a false declaration states: most between .3 and .7 of the true price, some down to .1, evenly in the logarithm.
// `quantile` in [0, 1) gives the log of a share.
double declared_log_share(double quantile);

}  // namespace wb
