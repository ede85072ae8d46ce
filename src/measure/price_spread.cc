#include "measure/price_spread.h"

#include <algorithm>
#include <cmath>

#include "base/distribution.h"

namespace wb {

namespace {

// Until a case tells: honest prices of a model differ by a quarter, of the goods of a class threefold. Each counts as ten rows.
constexpr double kUsualWithin = 0.25;
constexpr double kUsualBetween = 1.0;
constexpr double kUsualRows = 10;
constexpr double kLargestShift = 60;
constexpr int kBisections = 60;

using Prices = std::map<std::string, std::vector<double>>;

struct Squares {
    double sum = 0, rows = 0;
    void add(const std::vector<double>& prices) {
        const double middle = quantile(prices, 0.5);
        for (const double price : prices) sum += (price - middle) * (price - middle);
        rows += static_cast<double>(prices.size()) - 1;
    }
    [[nodiscard]] double spread(double usual) const { return std::sqrt((sum + kUsualRows * usual * usual) / (rows + kUsualRows)); }
};

}  // namespace

PriceSpread::PriceSpread(const std::vector<const ScopeGood*>& sorted) {
    Prices classes;
    Prices models;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const ScopeGood& good = *sorted[i];
        const bool alone =
            (i == 0 || sorted[i - 1]->item_id != good.item_id) && (i + 1 == sorted.size() || sorted[i + 1]->item_id != good.item_id);
        if (!alone || is_double(good) || !good.value_usd || !good.units || good.value_usd->units <= 0 || *good.units <= 0) continue;
        const double price = std::log(good.value_usd->to_double() / *good.units);
        classes[good.goods_class].push_back(price);
        if (!good.model.empty()) models[good.model].push_back(price);
    }
    Squares within;
    for (const auto& [model, prices] : models) {
        within.add(prices);
        model_rows_[model] = static_cast<double>(prices.size());
    }
    within_ = within.spread(kUsualWithin);
    for (const auto& [name, prices] : classes) {
        Squares own;
        own.add(prices);
        class_spread_[name] = own.spread(kUsualBetween);
    }
}

double PriceSpread::of(const ScopeGood& good) const {
    if (const auto rows = model_rows_.find(good.model); !good.model.empty() && rows != model_rows_.end())
        return within_ * std::sqrt(1 + 1 / rows->second);
    const auto found = class_spread_.find(good.goods_class);
    return found == class_spread_.end() ? kUsualBetween : found->second;
}

std::vector<double> spread_out(const std::vector<double>& cents, const std::vector<double>& spreads, const std::vector<double>& scores,
                               double total) {
    double widest = 1e-6;
    for (const double spread : spreads) widest = std::max(widest, spread * spread);
    std::vector<double> values(cents.size());
    const auto sum_at = [&](double shift) {
        double sum = 0;
        for (std::size_t i = 0; i < cents.size(); ++i) {
            values[i] = cents[i] * std::exp(spreads[i] * scores[i] + spreads[i] * spreads[i] * shift);
            sum += values[i];
        }
        return sum;
    };
    double low = -kLargestShift / widest;
    double high = -low;
    for (int step = 0; step < kBisections; ++step) {
        const double middle = (low + high) / 2;
        (sum_at(middle) < total ? low : high) = middle;
    }
    const double sum = sum_at(high);
    for (double& value : values) value = sum > 0 ? value * total / sum : 0;
    return values;
}

}  // namespace wb
