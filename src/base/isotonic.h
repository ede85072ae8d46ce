// Weighted isotonic regression by pooling adjacent violators (Ayer et al. 1955): the rising sequence nearest to `values` in weighted
// squares.
//
// In place. `weights` beside `values`, all positive. Cost: linear. Pure.
#pragma once

#include <span>

namespace wb {

void make_rising(std::span<double> values, std::span<const double> weights);

}  // namespace wb
