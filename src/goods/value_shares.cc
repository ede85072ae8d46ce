#include "goods/value_shares.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "goods/class_facts.h"

namespace wb {

namespace {

// Pieces of a class without a price weigh alike only when no good has one.
std::vector<double> weights_of(std::span<const double> usual_price, std::span<const Good> goods) {
    std::vector<double> weights(goods.size(), 1.0);
    if (!std::all_of(goods.begin(), goods.end(), [](const Good& good) { return good.units.present(); })) return weights;
    std::vector<double> prices(usual_price.begin(), usual_price.end());
    for (std::size_t i = 0; i < goods.size(); ++i) {
        if (prices[i] <= 0) prices[i] = typical_price(goods[i].goods_class);
    }
    const bool all_prices = std::all_of(prices.begin(), prices.end(), [](double price) { return price > 0; });
    for (std::size_t i = 0; i < goods.size(); ++i) weights[i] = *goods[i].units * (all_prices ? prices[i] : 1.0);
    return weights;
}

}  // namespace

void share_value(const Maybe<Usd>& value, std::span<const double> usual_price, std::span<Good> goods) {
    if (goods.empty() || !value) return;
    if (goods.size() == 1) {
        goods[0].value_usd = value;
        return;
    }
    const auto weights = weights_of(usual_price, goods);
    double total = 0;
    for (const double weight : weights) total += weight;
    std::int64_t left = value->units;
    for (std::size_t i = goods.size(); i-- > 0;) {
        const auto share = i == 0 ? left : static_cast<std::int64_t>(std::floor(static_cast<double>(value->units) * weights[i] / total));
        goods[i].value_usd = Usd::from_units(share);
        left -= share;
    }
}

}  // namespace wb
