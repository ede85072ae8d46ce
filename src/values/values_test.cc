#include "values/values.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "base/distribution.h"
#include "base/hash.h"
#include "values/price_density.h"
#include "values/price_model.h"

namespace wb {

namespace {

ScopeGood priced(std::int64_t item, const std::string& model, double pieces, double price) {
    ScopeGood good;
    good.item_id = ItemId{item};
    good.probability = 0.99;
    good.goods_class = "uav";
    good.brand = "dji";
    good.brand_probability = 0.99;
    good.model = model;
    good.model_probability = model.empty() ? 0 : 0.95;
    good.hs6 = "880622";
    good.origin_country = Country("CN");
    good.units = pieces;
    good.value_usd = *Usd::from_double(pieces * price);
    return good;
}

std::vector<ScopeGood> honest_peers(const std::string& model, double price, double spread, std::int64_t first, std::int64_t count) {
    std::vector<ScopeGood> goods;
    for (std::int64_t i = first; i < first + count; ++i) {
        const double z = normal_quantile(uniform_draw(4, static_cast<std::uint64_t>(i), 1));
        goods.push_back(priced(i, model, 1 + static_cast<double>(i % 7), price * std::exp(spread * z)));
    }
    return goods;
}

const FlagRule kRule{"RF16", "4", "Price far from that of the same model", "medium", {}, "Used goods.", {{"grave", 0.9}}, "", true};

struct Valued {
    std::vector<Price> prices;
    std::vector<Finding> findings;
};

Valued valued_of(const std::vector<ScopeGood>& goods) {
    Valued valued{value_goods(goods, {}), {}};
    price_findings(valued.prices, kRule, [&](Finding&& finding) { valued.findings.push_back(std::move(finding)); });
    return valued;
}

const Price& price_of(const Valued& valued, std::int64_t item) {
    return *std::find_if(valued.prices.begin(), valued.prices.end(), [&](const Price& price) { return price.item_id.value == item; });
}

const Finding& finding_of(const Valued& valued, std::int64_t item) {
    return *std::find_if(valued.findings.begin(), valued.findings.end(), [&](const Finding& each) { return each.subject_id == item; });
}

}  // namespace

TEST_CASE("half the price of the model's peers fires, with the value that is missing") {
    auto goods = honest_peers("mavic_3", 2000, 0.12, 1, 40);
    goods.push_back(priced(100, "mavic_3", 10, 900));
    goods.push_back(priced(101, "mavic_3", 10, 1900));
    const Valued valued = valued_of(goods);
    const Price& low = price_of(valued, 100);
    CHECK(low.level == "model");
    CHECK(low.per == "piece");
    CHECK(low.peers == 41);
    CHECK(*low.fair_usd == doctest::Approx(2000).epsilon(0.06));
    CHECK(*low.undervalued_probability > 0.7);
    CHECK(low.missing_value_usd->to_double() == doctest::Approx(10 * (*low.fair_usd - 900)).epsilon(1e-6));
    CHECK(finding_of(valued, 100).answer == "fired");
    CHECK(finding_of(valued, 100).reasons.find("innocent_explanation") != std::string::npos);
    const Price& fair = price_of(valued, 101);
    CHECK(*fair.undervalued_probability < 0.05);
    CHECK(!fair.missing_value_usd);
    CHECK(finding_of(valued, 101).answer == "clear");
    CHECK(*fair.fair_low_usd < 1900);
    CHECK(*fair.fair_high_usd > 1900);
}

TEST_CASE("what is not stated cannot be judged, and the missing fact is named") {
    auto goods = honest_peers("mavic_3", 2000, 0.1, 1, 10);
    goods.push_back(priced(100, "mavic_3", 1, 500));
    goods.back().value_usd = Missing::not_stated;
    goods.push_back(priced(101, "mavic_3", 1, 500));
    goods.back().units = Missing::not_stated;
    goods.push_back(priced(102, "agras", 1, 500));
    goods.back().brand = "unheard";
    goods.back().hs6 = "847989";
    const Valued valued = valued_of(goods);
    CHECK(finding_of(valued, 100).answer == "cannot_tell");
    CHECK(finding_of(valued, 100).missing == "value");
    CHECK(finding_of(valued, 101).missing == "quantity and mass");
    CHECK(finding_of(valued, 102).missing.starts_with("peers"));
    CHECK(!price_of(valued, 102).undervalued_probability);
}

TEST_CASE("too few of a model: the brand's class, then code and origin, then the code") {
    auto goods = honest_peers("", 1500, 0.2, 1, 8);
    goods.push_back(priced(100, "rare", 1, 1500));
    goods.push_back(priced(101, "", 1, 1500));
    goods.back().brand = "other";
    goods.push_back(priced(102, "", 1, 1500));
    goods.back().brand = "";
    goods.back().origin_country = Country("VN");
    const Valued valued = valued_of(goods);
    CHECK(price_of(valued, 100).level == "brand");
    CHECK(price_of(valued, 101).level == "hs_origin");
    CHECK(price_of(valued, 102).level == "hs");
}

TEST_CASE("kilogram prices are compared with kilogram prices only, doubles with no one") {
    auto goods = honest_peers("mavic_3", 2000, 0.1, 1, 10);
    for (std::int64_t i = 50; i < 60; ++i) {
        goods.push_back(priced(i, "mavic_3", 1, 900));
        goods.back().units = Missing::not_stated;
        goods.back().net_mass_kg = Kilogram::from_integer(1);
    }
    for (std::int64_t i = 70; i < 90; ++i) {
        goods.push_back(priced(i, "mavic_3", 1, 10));
        goods.back().same_as = ItemId{1};
    }
    const Valued valued = valued_of(goods);
    CHECK(price_of(valued, 50).per == "kg");
    CHECK(*price_of(valued, 50).fair_usd == doctest::Approx(900));
    CHECK(price_of(valued, 1).peers == 9);
    CHECK(price_of(valued, 70).peers == 10);
}

TEST_CASE("an item with several goods has one finding, the most telling") {
    auto goods = honest_peers("mavic_3", 2000, 0.1, 1, 20);
    goods.push_back(priced(100, "mavic_3", 1, 2000));
    goods.push_back(priced(100, "mavic_3", 1, 700));
    goods.back().position = 2;
    const Valued valued = valued_of(goods);
    CHECK(valued.findings.size() == 21);
    CHECK(finding_of(valued, 100).answer == "fired");
}

namespace {

// Rows in groups of all sizes at three levels, some in none, some nobody's peers.
PriceRows scattered_rows(std::size_t count, std::uint64_t seed) {
    PriceRows rows;
    rows.levels = {{"coarse", {}}, {"middle", {}}, {"fine", {}}};
    for (std::size_t i = 0; i < count; ++i) {
        const auto u = [&](std::uint64_t use) { return uniform_draw(seed, i, use); };
        rows.row_key.push_back(mix64(i));
        const double model = std::floor(u(1) * 40);
        // Contracts repeat their prices: a third of the rows stand at one of few exact prices.
        const double noise = u(2) < 0.33 ? 0.1 * std::floor(3 * u(3)) : 0.4 * normal_quantile(u(4));
        rows.log_price.push_back(3 + 0.2 * model + noise);
        rows.weight.push_back(u(5) < 0.05 ? 0 : u(5) < 0.2 ? 0.4 : 1);
        rows.levels[0].group.push_back(1 + static_cast<std::uint64_t>(model) % 2);
        rows.levels[1].group.push_back(u(6) < 0.1 ? 0 : 1 + static_cast<std::uint64_t>(model));
        rows.levels[2].group.push_back(u(7) < 0.4 ? 0 : mix64(1 + static_cast<std::uint64_t>(u(8) * 300)) | 1);
    }
    return rows;
}

}  // namespace

TEST_CASE("densities by sorted groups and grids are those of direct sums") {
    const PriceRows rows = scattered_rows(1200, 5);
    const LevelOrder order(rows, 2);
    for (const DensityShape shape : {DensityShape{1.2, 0, 2, false}, DensityShape{0.5, 1.2, 4, false}, DensityShape{0.8, 0, 1, true}}) {
        const auto fast = density_ratios(rows, rows.weight, order, shape, true, 2);
        const auto slow = density_ratios_reference(rows, shape, true);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(fast.low[i] == doctest::Approx(slow.low[i]).epsilon(0.02).scale(1));
            CHECK(fast.high[i] == doctest::Approx(slow.high[i]).epsilon(0.02).scale(1));
        }
    }
}

TEST_CASE("probabilities rise with the ratio, and stay below one where rows look low that nobody planted") {
    PriceRows rows = scattered_rows(3000, 7);
    const auto honest = calibrate_prices(rows, 1, 0.05, 1);
    for (std::size_t i = 0; i < rows.size(); i += 8) rows.log_price[i] += declared_log_share(uniform_draw(9, i, 1));
    const auto cheap = calibrate_prices(rows, 1, 0.05, 1);
    for (double ratio = -20; ratio < 20; ratio += 0.25) CHECK(cheap.probability(ratio) <= cheap.probability(ratio + 0.25));
    CHECK(cheap.looking_low > honest.looking_low + 0.01);
    CHECK(cheap.probability(20) < honest.probability(20));
}

TEST_CASE("threads do not change a byte") {
    const PriceRows rows = scattered_rows(30000, 6);
    const auto one = judge_prices(rows, {5, 0.05, 1, 1});
    const auto eight = judge_prices(rows, {5, 0.05, 1, 8});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(one.views[i].low_probability == eight.views[i].low_probability);
        CHECK(one.views[i].centre == eight.views[i].centre);
    }
}

TEST_CASE("a price that only one contract repeats is honest, the same price among strangers is not") {
    auto goods = honest_peers("mavic_3", 2000, 0.1, 1, 400);
    for (std::int64_t i = 500; i < 506; ++i) {
        goods.push_back(priced(i, "mavic_3", 10, 900));
        goods.back().seller.entity = EntityId{77};
    }
    goods.push_back(priced(600, "mavic_3", 10, 900));
    goods.back().seller.entity = EntityId{78};
    const Valued valued = valued_of(goods);
    CHECK(*price_of(valued, 503).undervalued_probability < *price_of(valued, 600).undervalued_probability);
    CHECK(*price_of(valued, 600).undervalued_probability > 0.5);
}

// Planted truth: several models, 5 % of rows declared at half price. Ranking by probability finds them, and probabilities mean what they
// say.
TEST_CASE("planted half prices are ranked first and probabilities are calibrated") {
    std::vector<ScopeGood> goods;
    std::vector<bool> planted;
    for (std::int64_t i = 0; i < 6000; ++i) {
        const auto u = [&](std::uint64_t use) { return uniform_draw(12, static_cast<std::uint64_t>(i), use); };
        const auto model = static_cast<std::int64_t>(u(1) * 30);
        const bool low = u(2) < 0.05;
        const double share = low ? std::exp(std::log(0.1) + u(5) * (std::log(0.7) - std::log(0.1))) : 1;
        const double price = 300 * std::exp(0.1 * static_cast<double>(model)) * std::exp(0.15 * normal_quantile(u(3)));
        goods.push_back(priced(i + 1, "m" + std::to_string(model), 1 + std::floor(20 * u(4)), price * share));
        planted.push_back(low);
    }
    const Valued valued = valued_of(goods);
    double said = 0;
    double fired = 0;
    double right = 0;
    double all = 0;
    for (std::size_t i = 0; i < goods.size(); ++i) {
        const double probability = *valued.prices[i].undervalued_probability;
        said += probability;
        all += planted[i] ? 1 : 0;
        fired += probability >= 0.5 ? 1 : 0;
        right += probability >= 0.5 && planted[i] ? 1 : 0;
    }
    MESSAGE("planted " << all << ", said " << said << ", fired " << fired << ", right " << right);
    CHECK(said == doctest::Approx(all).epsilon(0.15));
    CHECK(right / fired > 0.9);
    CHECK(right / all > 0.85);
}

// Prices rise by a third in two years: a fair price of the first quarter is no low price beside those of the last.
TEST_CASE("a price is judged at its own time") {
    std::vector<ScopeGood> goods;
    for (std::int64_t i = 1; i <= 800; ++i) {
        const auto quarter = static_cast<std::int32_t>(i % 8);
        const double noise = 0.08 * normal_quantile(uniform_draw(21, static_cast<std::uint64_t>(i), 1));
        goods.push_back(priced(i, "m" + std::to_string(i / 8 % 5), 5, 1000 * std::exp(0.04 * quarter + noise)));
        goods.back().declaration_date = Day(18262 + 91 * quarter + 10);
    }
    goods.push_back(priced(900, "m1", 5, 1000 * std::exp(0.28) * 0.6));
    goods.back().declaration_date = Day(18262 + 91 * 7 + 10);
    const Valued valued = valued_of(goods);
    const double early = *price_of(valued, 8).fair_usd;
    const double late = *price_of(valued, 7).fair_usd;
    CHECK(late / early == doctest::Approx(std::exp(0.28)).epsilon(0.07));
    CHECK(finding_of(valued, 900).answer == "fired");
    CHECK(finding_of(valued, 8).answer == "clear");
}

TEST_CASE("the order of rows does not matter") {
    auto goods = honest_peers("mavic_3", 2000, 0.3, 1, 60);
    const Valued first = valued_of(goods);
    std::mt19937_64 engine(2);
    std::shuffle(goods.begin(), goods.end(), engine);
    const Valued second = valued_of(goods);
    for (std::size_t i = 0; i < first.prices.size(); ++i) {
        CHECK(first.prices[i].item_id == second.prices[i].item_id);
        CHECK(first.prices[i].fair_usd == second.prices[i].fair_usd);
        CHECK(first.findings[i].reasons == second.findings[i].reasons);
    }
}

}  // namespace wb
