// How an item's value and pieces are shared by the goods that it names, and by those that its text no longer shows.
//
// Rule. Pieces: a good has its own number; the item's number is that of all goods together, so a good without a number of its own has what
// the others leave, evenly. Where the numbers of the goods do not reach the item's and the text is cut or lists several goods, the rest is
// a good that the text does not name (evidence "rest"). Value: each good's is price × pieces, and what the item's value differs from their
// sum is shared on the scale of logarithms in proportion to how uncertain each price is: v_i = exp(m_i + s_i² t), with t such that they
// add up. Exact to the cent.
#pragma once

#include <cstdint>
#include <vector>

#include "combine/unit_prices.h"
#include "tables/good.h"

namespace wb {

struct ItemFacts {
    Maybe<Usd> value_usd;
    Maybe<double> pieces;  // the item's quantity where its unit counts pieces
    bool cut = false;      // the text ends at the width of its field
    bool drones = false;   // the code is one of whole drones
};

// The usual prices of models in the catalogue, by model id; 0 when it has none.
using UsualPrice = double (*)(const void* catalogue, const std::string& model);

struct PriceSource {
    const UnitPrices* prices = nullptr;
    const void* catalogue = nullptr;
    UsualPrice usual = nullptr;
    [[nodiscard]] PriceEstimate of(const Good& good) const;
};

// Evidence of goods that an item's quantity shows and its text does not name.
inline constexpr const char* kRestEvidence = "rest";

// Goods of one item in order of position; appends the rest where there is one. True when anything changed. The probability of a rest is
// left to the caller.
bool share_item(const ItemFacts& item, const PriceSource& source, std::vector<Good>& goods);

// v_i = exp(m_i + s_i² t) that add up to `total`, by bisection; halves to the first. Not empty; total > 0.
std::vector<double> shared_values(const std::vector<PriceEstimate>& estimates, double total);

}  // namespace wb
