#include "combine/unit_prices.h"

#include <algorithm>
#include <cmath>

#include "base/distribution.h"

namespace wb {

namespace {

// Rows of a class or brand that the coarser level counts as.
constexpr double kCoarser = 1;
// How far declared prices of a model lie from its maker's list price, as a standard deviation of logarithms: wholesale, freight, age.
constexpr double kCatalogueSpread = 0.35;
// Spreads until the case has enough rows to tell: honest prices of one model differ by a quarter, of the models of a class threefold.
constexpr double kUsualWithin = 0.25;
constexpr double kUsualBetween = 1.0;
constexpr double kUsualRows = 10;
// An unknown class in a case without any price: a part or a drone, tens to thousands of dollars.
constexpr double kAnyPrice = 5.3;
constexpr double kAnySpread = 1.5;

std::string key_of(std::string_view goods_class, std::string_view brand, std::string_view model) {
    return std::string(goods_class) + '\n' + std::string(brand) + '\n' + std::string(model);
}

using Prices = std::map<std::string, std::vector<double>>;

// Root mean square about the groups' medians, with the usual spread as ten more rows.
double pooled_spread(const Prices& groups, double usual, std::size_t fewest) {
    double squares = kUsualRows * usual * usual;
    double rows = kUsualRows;
    for (const auto& [key, prices] : groups) {
        if (prices.size() < fewest) continue;
        const double middle = quantile(prices, 0.5);
        for (const double price : prices) squares += (price - middle) * (price - middle);
        rows += static_cast<double>(prices.size()) - 1;
    }
    return std::sqrt(squares / rows);
}

}  // namespace

UnitPrices::UnitPrices(const std::vector<PricedGood>& goods) {
    Prices by_key;
    Prices models;
    std::vector<double> all;
    for (const auto& good : goods) {
        if (good.dollars <= 0 || good.pieces <= 0) continue;
        const double price = std::log(good.dollars / good.pieces);
        all.push_back(price);
        by_key[key_of(good.goods_class, "", "")].push_back(price);
        if (!good.brand.empty()) by_key[key_of(good.goods_class, good.brand, "")].push_back(price);
        if (good.model.empty()) continue;
        by_key[key_of(good.goods_class, good.brand, good.model)].push_back(price);
        models[key_of(good.goods_class, good.brand, good.model)].push_back(price);
    }
    all_ = all.empty() ? kAnyPrice : quantile(all, 0.5);
    for (auto& [key, prices] : by_key) levels_[key] = {quantile(prices, 0.5), static_cast<double>(prices.size())};
    within_ = pooled_spread(models, kUsualWithin, 2);
    for (const auto& [key, prices] : by_key) {
        if (key.ends_with("\n\n")) class_spread_[key] = pooled_spread({{key, prices}}, kUsualBetween, 1);
    }
}

const UnitPrices::Level* UnitPrices::find(const Key& key) const {
    const auto at = levels_.find(key);
    return at == levels_.end() ? nullptr : &at->second;
}

PriceEstimate UnitPrices::estimate(std::string_view goods_class, std::string_view brand, std::string_view model, double usual) const {
    PriceEstimate estimate{all_, kAnySpread};
    const auto draw_towards = [&](const Level* level, double coarser) {
        if (level == nullptr) return;
        estimate.log_price = (level->rows * level->median + coarser * estimate.log_price) / (level->rows + coarser);
    };
    const auto own_class = key_of(goods_class, "", "");
    draw_towards(find(own_class), kCoarser);
    if (const auto spread = class_spread_.find(own_class); spread != class_spread_.end()) estimate.spread = spread->second;
    if (!brand.empty()) draw_towards(find(key_of(goods_class, brand, "")), kCoarser);
    // Of one model: its rows, its maker's price and the coarser level, each by what it knows.
    const Level* seen = model.empty() ? nullptr : find(key_of(goods_class, brand, model));
    const double within = within_ * within_;
    const double rows = seen == nullptr ? 0 : seen->rows;
    const double listed = usual > 0 ? within / (kCatalogueSpread * kCatalogueSpread) : 0;
    if (rows + listed <= 0) return estimate;
    const double coarser = within / (estimate.spread * estimate.spread);
    const double all = rows + listed + coarser;
    const double sum =
        (seen == nullptr ? 0 : rows * seen->median) + (usual > 0 ? listed * std::log(usual) : 0) + coarser * estimate.log_price;
    estimate.log_price = sum / all;
    estimate.spread = std::sqrt(within * (1 + 1 / all));
    return estimate;
}

}  // namespace wb
