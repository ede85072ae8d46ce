// How many pairs of a sample were compared to each pattern of levels.
//
// Order: by a hash of the levels, so that sums over the histogram depend on the pairs alone, not on threads. Cost: one look-up a pair.
#pragma once

#include <vector>

#include "companies/evidence.h"
#include "companies/pair_model.h"

namespace wb {

// Each of the pairs counts `part`.
std::vector<Pattern> count_patterns(const std::vector<Comparison>& compared, double part, int threads);

}  // namespace wb
