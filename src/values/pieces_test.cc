#include "values/pieces.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/distribution.h"
#include "base/hash.h"

namespace wb {

namespace {

double normal(std::int64_t item, std::uint64_t what) { return normal_quantile(uniform_draw(31, static_cast<std::uint64_t>(item), what)); }

// A drone of .9 kg and 2,000 dollars a piece, masses spread by a factor of 1.1, prices by 1.25.
ScopeGood lot(std::int64_t item, double pieces) {
    ScopeGood good;
    good.item_id = ItemId{item};
    good.probability = 0.99;
    good.goods_class = "uav";
    good.brand = "dji";
    good.brand_probability = 0.99;
    good.model = "mavic_3";
    good.model_probability = 0.95;
    good.units = pieces;
    good.value_usd = *Usd::from_double(pieces * 2000 * std::exp(0.22 * normal(item, 1)));
    good.net_mass_kg = *Kilogram::from_double(pieces * 0.9 * std::exp(0.1 * normal(item, 2)));
    return good;
}

std::vector<ScopeGood> known_lots(std::int64_t count) {
    std::vector<ScopeGood> goods;
    for (std::int64_t i = 1; i <= count; ++i) goods.push_back(lot(i, 1 + static_cast<double>(i * 7 % 60)));
    return goods;
}

}  // namespace

TEST_CASE("pieces from mass and value: right in total, and the ends hold the truth as often as they say") {
    auto goods = known_lots(200);
    std::vector<double> truth;
    for (std::int64_t i = 1000; i < 1400; ++i) {
        truth.push_back(20 + static_cast<double>(i % 180));
        goods.push_back(lot(i, truth.back()));
        goods.back().units = Missing::not_stated;
    }
    const auto estimates = estimate_pieces(sorted_goods(goods), 0.90);
    double all = 0;
    double said = 0;
    double held = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const auto& pieces = estimates[200 + i];
        REQUIRE(pieces.pieces.present());
        CHECK(pieces.basis == "mass and value");
        all += truth[i];
        said += *pieces.pieces;
        held += *pieces.low <= truth[i] && truth[i] <= *pieces.high ? 1 : 0;
    }
    CHECK(said == doctest::Approx(all).epsilon(0.05));
    CHECK(held / static_cast<double>(truth.size()) > 0.85);
    CHECK(held / static_cast<double>(truth.size()) < 0.96);
}

TEST_CASE("pieces from what there is: mass alone, value alone, nothing") {
    auto goods = known_lots(40);
    for (std::int64_t i = 100; i < 103; ++i) {
        goods.push_back(lot(i, 30));
        goods.back().units = Missing::not_stated;
    }
    goods[40].value_usd = Missing::not_stated;
    goods[41].net_mass_kg = Missing::not_stated;
    goods[42].value_usd = Missing::not_stated;
    goods[42].net_mass_kg = Missing::not_stated;
    const auto estimates = estimate_pieces(sorted_goods(goods), 0.90);
    CHECK(estimates[40].basis == "mass");
    CHECK(estimates[41].basis == "value");
    CHECK(estimates[42].basis.empty());
    CHECK(!estimates[42].pieces);
    CHECK(!estimates[0].pieces);
    CHECK(*estimates[40].pieces == doctest::Approx(30).epsilon(0.3));
    // Value says less of pieces than mass does.
    CHECK(*estimates[41].high / *estimates[41].low > *estimates[40].high / *estimates[40].low);
}

TEST_CASE("mass and value that speak of different numbers are both within the ends") {
    auto goods = known_lots(100);
    goods.push_back(lot(500, 100));
    goods.back().units = Missing::not_stated;
    goods.back().value_usd = *Usd::from_double(100 * 2000 * 0.1);
    const auto pieces = estimate_pieces(sorted_goods(goods), 0.90).back();
    CHECK(*pieces.low <= 10);
    CHECK(*pieces.high >= 95);
}

TEST_CASE("a kind of few goods is read beside a coarser one, and too few of all say nothing") {
    auto goods = known_lots(20);
    goods.push_back(lot(100, 10));
    goods.back().model = "rare";
    goods.back().units = Missing::not_stated;
    CHECK(estimate_pieces(sorted_goods(goods), 0.90).back().pieces.present());
    goods.back().goods_class = "uav_part.battery";
    CHECK(!estimate_pieces(sorted_goods(goods), 0.90).back().pieces);
}

TEST_CASE("in a class of light and heavy goods those of the same value per kilogram speak, in any order of goods") {
    auto goods = known_lots(40);
    for (std::int64_t i = 0; i < 40; ++i) {
        goods.push_back(lot(200 + i, 2 + static_cast<double>(i % 5)));
        goods.back().brand = "heavy";
        goods.back().model = "";
        goods.back().net_mass_kg = *Kilogram::from_double(*goods.back().units * 40);
        goods.back().value_usd = *Usd::from_double(*goods.back().units * 9000);
    }
    goods.push_back(lot(500, 5));
    goods.back().brand = goods.back().model = "";
    goods.back().net_mass_kg = *Kilogram::from_double(5 * 40);
    goods.back().value_usd = *Usd::from_double(5 * 9000);
    goods.back().units = Missing::not_stated;
    const auto pieces = estimate_pieces(sorted_goods(goods), 0.90).back();
    CHECK(*pieces.pieces == doctest::Approx(5).epsilon(0.21));
    CHECK(*pieces.high < 30);
    std::vector<const ScopeGood*> backwards;
    for (auto good = goods.rbegin(); good != goods.rend(); ++good) backwards.push_back(&*good);
    const auto again = estimate_pieces(backwards, 0.90).front();
    CHECK(*again.pieces == *pieces.pieces);
    CHECK(*again.low == *pieces.low);
    CHECK(*again.high == *pieces.high);
}

TEST_CASE("sets are pieces, and several each where mass and value leave no doubt") {
    auto goods = known_lots(200);
    for (const double each : {1.0, 6.0}) {
        goods.push_back(lot(2000 + static_cast<std::int64_t>(each), 12 * each));
        goods.back().units = 12;
        goods.back().counted_in_sets = true;
    }
    // Neither mass nor value: a set is what it says.
    goods.push_back(lot(2100, 5));
    goods.back().counted_in_sets = true;
    goods.back().value_usd = Missing::not_stated;
    goods.back().net_mass_kg = Missing::not_stated;
    const auto estimates = estimate_pieces(sorted_goods(goods), 0.90);
    const auto& single = estimates[200];
    CHECK(*single.pieces == 12);
    CHECK(*single.low == 12);
    CHECK(single.basis == "sets, mass and value");
    const auto& several = estimates[201];
    CHECK(std::fmod(*several.pieces, 12) == 0);
    CHECK(*several.pieces == doctest::Approx(72).epsilon(0.35));
    CHECK(*several.low == 12);
    CHECK(*several.high >= 72);
    CHECK(!estimates[202].pieces);
}

}  // namespace wb
