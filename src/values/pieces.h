// How many pieces a good is where none are stated: from its mass and its value beside goods of the same kind whose pieces are known.
//
// Goods are often declared in kilograms or without a quantity at all. Key idea: every good of the same kind (from fine to coarse: model,
// brand and class, class) that states pieces is a template of what one piece weighs and is worth. A template that fits, whose value per
// kilogram is that of the good, says how many of its pieces the good holds; a kind of many models (a class) so speaks through those that
// are like the good. Templates are weighed by how well they fit and by how usual such a number of pieces is in the class; the answer is the
// mean of the weighed numbers between the ends, the ends their quantiles. Where mass and value fit no template both of what mass alone and
// value alone say lies inside the ends. Goods of an item that names several count with their share of its mass, which is their share of
// its value.
//
// Sets are pieces, one each or more: what mass and value say counts where it leaves no doubt that a set holds several.
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
    std::string_view basis;           // "mass and value", "mass", "value", each also "sets, …"; empty when nothing can be said
};

inline constexpr std::size_t kFewestOfKind = 5;  // below it the median's error is above half of the spread

// One a good, in their order; goods that state their pieces (not sets) get none. `goods` as sorted_goods gives them.
std::vector<EstimatedPieces> estimate_pieces(const std::vector<const ScopeGood*>& goods, double level);

}  // namespace wb
