#include "values/price_effects.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/distribution.h"

namespace wb {

void PriceConditions::add(std::uint64_t product_key, const Maybe<Day>& day, std::optional<bool> holds_freight) {
    product.push_back(product_key);
    const auto quarter_of = [](const CivilDay& date) { return (date.year - 1970) * 4 + (static_cast<int>(date.month) - 1) / 3; };
    quarter.push_back(day ? quarter_of(civil(*day)) : -1);
    freight.push_back(holds_freight ? static_cast<std::int8_t>(*holds_freight) : std::int8_t{-1});
}

namespace {

constexpr int kRounds = 6;  // of the polish; effects settle in three or four

using Rows = std::vector<std::size_t>;

// Rows of each product that has two at least, and of each condition.
template <typename Key>
std::map<Key, Rows> rows_by(const std::vector<Key>& key, const std::vector<double>& weight, Key none) {
    std::map<Key, Rows> rows;
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (key[i] != none && weight[i] > 0) rows[key[i]].push_back(i);
    }
    return rows;
}

double median_of(const Rows& rows, const std::vector<double>& values) {
    std::vector<double> some;
    some.reserve(rows.size());
    for (const auto row : rows) some.push_back(values[row]);
    return quantile(std::move(some), 0.5);
}

double drawn_to_none(double effect, std::size_t rows) {
    return effect * static_cast<double>(rows) / (static_cast<double>(rows) + kUsualRows);
}

class Polish {
public:
    Polish(const std::vector<double>& log_price, const std::vector<double>& weight, const PriceConditions& conditions, double most_freight)
        : log_price_(log_price),
          conditions_(conditions),
          most_freight_(std::log(1 + most_freight)),
          quarters_(rows_by<std::int32_t>(conditions.quarter, weight, -1)),
          sides_(rows_by<std::int8_t>(conditions.freight, weight, -1)),
          left_(log_price.size(), 0) {
        for (auto& [product, rows] : rows_by<std::uint64_t>(conditions.product, weight, 0)) {
            if (rows.size() < 2) continue;  // tells nothing of conditions
            products_.push_back(std::move(rows));
        }
        known_.assign(log_price.size(), 0);
        for (const auto& rows : products_) {
            for (const auto row : rows) known_[row] = 1;
        }
        keep_known(quarters_);
        keep_known(sides_);
    }

    void run() {
        for (int round = 0; round < kRounds; ++round) {
            take_products();
            improve_time();
            improve_freight();
        }
        centre_time();
    }
    [[nodiscard]] double time_of(std::size_t row) const {
        const auto found = time_.find(conditions_.quarter[row]);
        return found == time_.end() ? 0 : found->second;
    }
    [[nodiscard]] double freight_of(std::size_t row) const { return conditions_.freight[row] == 1 ? freight_ : 0; }

private:
    template <typename Key>
    void keep_known(std::map<Key, Rows>& by_key) {
        for (auto& [key, rows] : by_key) std::erase_if(rows, [&](std::size_t row) { return known_[row] == 0; });
        std::erase_if(by_key, [](const auto& each) { return each.second.empty(); });
    }
    void take_products() {
        for (const auto& rows : products_) {
            for (const auto row : rows) left_[row] = log_price_[row] - time_of(row) - freight_of(row);
            const double middle = median_of(rows, left_);
            for (const auto row : rows) left_[row] -= middle;
        }
    }
    void improve_time() {
        for (const auto& [quarter, rows] : quarters_) {
            const double effect = time_[quarter] + median_of(rows, left_);
            raw_[quarter] = effect;
        }
        for (const auto& [quarter, rows] : quarters_) time_[quarter] = drawn_to_none(raw_[quarter], rows.size());
    }
    void improve_freight() {
        if (sides_.size() < 2) return;
        const double apart = median_of(sides_.at(1), left_) - median_of(sides_.at(0), left_);
        const auto fewer = std::min(sides_.at(0).size(), sides_.at(1).size());
        freight_ = std::clamp(freight_ + drawn_to_none(apart, fewer), 0.0, most_freight_);
    }
    // Usual conditions are those of the median row.
    void centre_time() {
        std::vector<double> all;
        for (const auto& [quarter, rows] : quarters_) all.insert(all.end(), rows.size(), time_[quarter]);
        if (all.empty()) return;
        const double middle = quantile(std::move(all), 0.5);
        for (auto& [quarter, effect] : time_) effect -= middle;
    }

    const std::vector<double>& log_price_;
    const PriceConditions& conditions_;
    double most_freight_;
    std::vector<Rows> products_;
    std::map<std::int32_t, Rows> quarters_;
    std::map<std::int8_t, Rows> sides_;
    std::vector<double> left_;
    std::vector<std::uint8_t> known_;
    std::map<std::int32_t, double> time_, raw_;
    double freight_ = 0;
};

}  // namespace

PriceEffects price_effects(const std::vector<double>& log_price, const std::vector<double>& weight, const PriceConditions& conditions,
                           double most_freight) {
    Polish polish(log_price, weight, conditions, most_freight);
    polish.run();
    PriceEffects effects;
    for (std::size_t i = 0; i < log_price.size(); ++i) {
        effects.time.push_back(polish.time_of(i));
        effects.freight.push_back(polish.freight_of(i));
    }
    return effects;
}

AdjustedPrices judge_adjusted(PriceRows& rows, const PriceConditions& conditions, double most_freight, const PriceOptions& options) {
    AdjustedPrices adjusted;
    auto& effects = adjusted.effects = price_effects(rows.log_price, rows.weight, conditions, most_freight);
    for (std::size_t i = 0; i < rows.log_price.size(); ++i) rows.log_price[i] -= effects.time[i] + effects.freight[i];
    adjusted.judged = judge_prices(rows, options);
    for (std::size_t i = 0; i < rows.log_price.size(); ++i) adjusted.judged.views[i].centre += effects.time[i] + effects.freight[i];
    return adjusted;
}

}  // namespace wb
