// How uncertain a good's part of its item's value is, where the item names several goods: as uncertain as the price of a piece.
//
// Learned from rows that name one good: the spread of prices within a model where the good's model was seen alone, of its class otherwise,
// as standard deviations of natural logarithms. Each with some usual rows, so that few rows do not make it certain. Memory: one number a
// row.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tables/scope.h"

namespace wb {

class PriceSpread {
public:
    // Goods in order of item_id and position.
    explicit PriceSpread(const std::vector<const ScopeGood*>& sorted);
    [[nodiscard]] double of(const ScopeGood& good) const;

private:
    std::map<std::string, double> class_spread_;
    std::map<std::string, double> model_rows_;
    double within_ = 0;
};

// Multiplies cents_i by exp(z_i s_i) and brings the sum back to `total`, what it is off shared on the scale of logarithms in proportion to
// s_i²: an uncertain price takes more of it. Sizes are equal; total > 0.
std::vector<double> spread_out(const std::vector<double>& cents, const std::vector<double>& spreads, const std::vector<double>& scores,
                               double total);

}  // namespace wb
