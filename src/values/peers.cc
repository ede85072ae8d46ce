#include "values/peers.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/distribution.h"

namespace wb {

namespace {

// Median absolute deviation to standard deviation of a normal distribution.
constexpr double kDeviationToScale = 1.4826;
// Honest declared prices of one product by one supplier spread by a factor of 1.14 (Russian imports): no group is taken to be tighter.
constexpr double kLeastScale = 0.131;
// Standard error of a median of n normal values, in scales, times sqrt(n): sqrt(pi / 2).
constexpr double kMedianError = 1.2533;
// A recognised model, or a class, counts as one when it is more likely than not.
constexpr double kMoreLikelyThanNot = 0.5;

struct LevelKey {
    std::string_view level;
    std::string group;
};

std::array<LevelKey, 4> keys_of(const ScopeGood& good) {
    const bool sure = good.probability >= kMoreLikelyThanNot;
    const bool model = sure && !good.model.empty() && good.model_probability >= kMoreLikelyThanNot;
    const bool brand = sure && !good.brand.empty() && good.brand_probability >= kMoreLikelyThanNot;
    const bool origin = !good.hs6.empty() && good.origin_country.present();
    return {{{"model", model ? good.brand + " " + good.model : ""},
             {"brand", brand ? good.brand + " " + good.goods_class : ""},
             {"hs_origin", origin ? good.hs6 + " " + std::string(good.origin_country.text()) : ""},
             {"hs", good.hs6}}};
}

std::string key_text(const LevelKey& key, PriceBasis basis) {
    return std::string(key.level) + (basis == PriceBasis::piece ? "/piece/" : "/kg/") + key.group;
}

double median_without(const std::vector<double>& ascending, double left_out) {
    const auto at = static_cast<std::size_t>(std::lower_bound(ascending.begin(), ascending.end(), left_out) - ascending.begin());
    const std::size_t left = ascending.size() - 1;
    const auto value = [&](std::size_t i) { return ascending[i < at ? i : i + 1]; };
    return left % 2 == 1 ? value(left / 2) : 0.5 * (value(left / 2 - 1) + value(left / 2));
}

double absolute_deviation(const std::vector<double>& ascending) {
    const double centre = quantile_of_sorted(ascending, 0.5);
    std::vector<double> away;
    away.reserve(ascending.size());
    for (const double value : ascending) away.push_back(std::fabs(value - centre));
    return quantile(std::move(away), 0.5);
}

}  // namespace

UnitPrice unit_price(const ScopeGood& good) {
    UnitPrice price;
    if (!good.value_usd || good.value_usd->units <= 0) {
        price.missing = "value";
    } else if (good.units && *good.units > 0) {
        price = {PriceBasis::piece, good.value_usd->to_double() / *good.units, *good.units, {}};
    } else if (good.net_mass_kg && good.net_mass_kg->units > 0) {
        const double mass = good.net_mass_kg->to_double();
        price = {PriceBasis::kg, good.value_usd->to_double() / mass, mass, {}};
    } else {
        price.missing = "quantity and mass";
    }
    return price;
}

Peers::Peers(const std::vector<const ScopeGood*>& goods, std::int64_t fewest) : fewest_(fewest) {
    for (const ScopeGood* good : goods) {
        const UnitPrice price = unit_price(*good);
        if (price.basis == PriceBasis::none || is_double(*good)) continue;
        for (const LevelKey& key : keys_of(*good)) {
            if (!key.group.empty()) groups_[key_text(key, price.basis)].logs.push_back(std::log(price.dollars));
        }
    }
    for (auto& [name, group] : groups_) {
        std::sort(group.logs.begin(), group.logs.end());
        group.deviation = absolute_deviation(group.logs);
    }
}

PeerView Peers::view(const ScopeGood& good, const UnitPrice& price) const {
    const double own = std::log(price.dollars);
    for (const LevelKey& key : keys_of(good)) {
        if (key.group.empty()) continue;
        const auto found = groups_.find(key_text(key, price.basis));
        if (found == groups_.end()) continue;
        const Group& group = found->second;
        const std::int64_t itself = is_double(good) ? 0 : 1;
        const auto peers = static_cast<std::int64_t>(group.logs.size()) - itself;
        if (peers < fewest_) continue;
        PeerView view{key.level, key.group, peers, 0, std::max(kDeviationToScale * group.deviation, kLeastScale), 0};
        view.centre = itself == 1 ? median_without(group.logs, own) : quantile_of_sorted(group.logs, 0.5);
        view.error = view.scale * std::sqrt(1 + kMedianError * kMedianError / static_cast<double>(peers));
        return view;
    }
    return {};
}

}  // namespace wb
