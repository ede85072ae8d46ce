// What a piece costs in this case: learned from rows that name one good, level by level from class to model.
//
// Estimate of the logarithm of the price: m_l = (n · median_l + k · m_{l-1}) / (n + k), levels class, brand within class, model; at the
// model k is the variance within a model over that within a class, and the catalogue's usual price counts by its own variance. Spread: of
// prices within a model where the model is known, of a class otherwise. Unit: natural logarithm of United States dollars a piece. Memory:
// one number a row that names one good.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

struct PricedGood {
    std::string goods_class, brand, model;
    double dollars = 0, pieces = 0;
};

struct PriceEstimate {
    double log_price = 0;
    double spread = 0;  // standard deviation of the logarithm of one row's price about it
};

class UnitPrices {
public:
    // Rows in any order; those without value or pieces teach nothing.
    explicit UnitPrices(const std::vector<PricedGood>& goods);
    // `usual`: the catalogue's price of the model in dollars, 0 when it has none.
    [[nodiscard]] PriceEstimate estimate(std::string_view goods_class, std::string_view brand, std::string_view model, double usual) const;

private:
    using Key = std::string;
    struct Level {
        double median = 0;
        double rows = 0;
    };
    [[nodiscard]] const Level* find(const Key& key) const;
    std::map<Key, Level> levels_;
    std::map<Key, double> class_spread_;
    double within_ = 0, all_ = 0;
};

}  // namespace wb
