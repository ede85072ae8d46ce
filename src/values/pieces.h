// How many pieces a good is where none are stated: from its mass and its value beside goods of the same kind whose pieces are known.
//
// Goods are often declared in kilograms or without a quantity at all. A kind (from fine to coarse: model, brand and class, class) has a
// usual mass and a usual value of a piece: medians of the logarithms over the goods of the kind that state pieces, with robust spreads.
// Each gives a number of pieces; the two are weighed by the inverse of their squared spreads. The spread of the answer is how far the same
// reckoning misses those whose pieces are known, with the medians' own errors; where mass and value speak of different numbers, both lie
// inside the ends. Goods of an item that names several count with their share of its mass, which is their share of its value.
//
// Missing data: without mass and value, or with fewer than five goods of a kind to compare with, nothing is answered. Doubles are estimated
// and teach nothing. Pure; any order of goods gives the same answers. Cost: O(n log n).
#pragma once

#include <string_view>
#include <vector>

#include "base/maybe.h"
#include "tables/scope.h"

namespace wb {

struct EstimatedPieces {
    Maybe<double> low, pieces, high;  // whole pieces; [low, high] holds the number with the level's probability
    std::string_view basis;           // "mass and value", "mass", "value"; empty when nothing can be said
};

inline constexpr std::size_t kFewestOfKind = 5;  // below it the median's error is above half of the spread

// One a good, in their order; goods that state their pieces get none. `goods` as sorted_goods gives them.
std::vector<EstimatedPieces> estimate_pieces(const std::vector<const ScopeGood*>& goods, double level);

}  // namespace wb
