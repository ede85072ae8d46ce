#include "values/price_effects.h"

#include "values/good_prices.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "base/distribution.h"
#include "base/hash.h"

namespace wb {

namespace {

struct Rows {
    std::vector<double> log_price, weight;
    PriceConditions conditions;
};

// Forty products over twelve quarters, prices rising by `drift` a quarter; exports without freight of `freight`; one in twenty at half.
Rows rising(std::size_t count, double drift, double freight) {
    Rows rows;
    for (std::size_t i = 0; i < count; ++i) {
        const auto u = [&](std::uint64_t what) { return uniform_draw(17, i, what); };
        const auto product = static_cast<std::uint64_t>(u(1) * 40);
        const auto quarter = static_cast<std::int32_t>(u(2) * 12);
        const bool with = u(3) < 0.6;
        rows.conditions.product.push_back(product + 1);
        rows.conditions.quarter.push_back(200 + quarter);
        rows.conditions.freight.push_back(with ? 1 : 0);
        rows.weight.push_back(1);
        rows.log_price.push_back(5 + 0.1 * static_cast<double>(product) + drift * quarter + (with ? freight : 0) +
                                 0.15 * normal_quantile(u(4)) + (u(5) < 0.05 ? std::log(0.5) : 0));
    }
    return rows;
}

}  // namespace

TEST_CASE("effects of time and freight are found behind products, low prices and noise") {
    const auto rows = rising(6000, 0.03, 0.1);
    const auto effects = price_effects(rows.log_price, rows.weight, rows.conditions, 0.2);
    double first = 0;
    double last = 0;
    for (std::size_t i = 0; i < rows.log_price.size(); ++i) {
        if (rows.conditions.quarter[i] == 200) first = effects.time[i];
        if (rows.conditions.quarter[i] == 211) last = effects.time[i];
        CHECK(effects.freight[i] == doctest::Approx(rows.conditions.freight[i] == 1 ? 0.1 : 0).epsilon(0.03).scale(1));
    }
    CHECK(last - first == doctest::Approx(11 * 0.03).epsilon(0.12));
}

TEST_CASE("effects: freight stays within its band, few rows move little, what is unknown has none") {
    auto rows = rising(4000, 0, 0.6);
    const auto effects = price_effects(rows.log_price, rows.weight, rows.conditions, 0.2);
    for (std::size_t i = 0; i < 50; ++i) CHECK(effects.freight[i] <= std::log(1.2) + 1e-12);
    const auto few = rising(24, 0.2, 0);
    double most = 0;
    for (const double effect : price_effects(few.log_price, few.weight, few.conditions, 0.2).time) most = std::max(most, std::fabs(effect));
    CHECK(most < 0.3);
    rows.conditions.quarter.assign(rows.log_price.size(), -1);
    rows.conditions.freight.assign(rows.log_price.size(), -1);
    for (const double effect : price_effects(rows.log_price, rows.weight, rows.conditions, 0.2).time) CHECK(effect == 0);
}

TEST_CASE("freight: an invoice by its terms, a customs value by its direction, nothing when neither is known") {
    ScopeGood good;
    CHECK(!holds_freight(good));
    good.direction = "import";
    CHECK(*holds_freight(good));
    good.delivery_terms = "FOB";
    CHECK(*holds_freight(good));  // the customs value holds it whatever the contract says
    good.value_of_invoice = true;
    CHECK(!*holds_freight(good));
    good.direction = "export";
    good.delivery_terms = "CIF";
    CHECK(*holds_freight(good));
    good.delivery_terms = "";
    CHECK(!*holds_freight(good));
}

}  // namespace wb
