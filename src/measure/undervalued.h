// undervalued.value: what is missing beside fair prices, over all goods whose price has peers.
//
// A good is declared too low with the probability that the price model gives it, however small: many goods of a small probability hold more
// than the few that stand out. The innocent explanation of a price far below all peers is that it is another model's or another unit's:
// below .3 of the fair price that is as likely as a low price, below .1 likelier, and so much is taken off the probability. What is missing
// then is value × (e^t - 1), t the logarithm of true over declared price: the prior of declared shares (a price declared low states .3 to
// .7 of the true one, rarely down to .1; the prior that the price model plants) and the peers' range of fair prices, weighed by their
// variances as two normal distributions. In a world t lies within its own spread, one quantile for a block, and how common low prices are
// at all is a doubt that all goods share.
#pragma once

#include "measure/frame.h"
#include "measure/measure.h"

namespace wb {

// Logarithm of true over declared price of a price declared too low.
struct LowPrice {
    double middle = 0, spread = 0;
    // What is missing of a declared amount: expected, and at the ends of an even spread of the same variance.
    [[nodiscard]] double expected(double declared) const;
    [[nodiscard]] double at(double declared, double ends) const;
};
// `fair_ratio`: the fair price over the declared one; `fair_error`: standard deviation of the logarithm of an honest price about it.
LowPrice low_price(double fair_ratio, double fair_error);
// Of prices that look this low, those that are the price of what was matched and not of another model or unit.
double chance_of_no_wrong_match(double fair_ratio, double fair_error);

// That the good has a price with peers to judge it by.
bool has_fair_price(const ScopeGood& good);
// The price model's probability that it was declared too low, less what a wrong match would explain. `level`: of the range of fair prices.
double low_probability(const ScopeGood& good, double level);

void measure_undervalued(const Frame& frame, const FigureSink& sink);

}  // namespace wb
