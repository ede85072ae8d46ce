#include "combine/combine.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace wb {

namespace {

Good good_of(std::int64_t item, std::int32_t position, const std::string& goods_class, const std::string& model, double pieces) {
    Good good;
    good.item_id = ItemId{item};
    good.position = position;
    good.goods_class = goods_class;
    good.brand = model.substr(0, model.find('_'));
    good.model = model;
    good.evidence = "model_brand.hs_uav.price_fits";
    good.probability = 0.99;
    good.block = 7;
    good.units_low = pieces;
    good.units = pieces;
    good.units_high = pieces;
    return good;
}

std::vector<PricedGood> seen_prices() {
    std::vector<PricedGood> goods;
    for (int i = 0; i < 6; ++i) {
        goods.push_back({"uav", "dji", "dji_mini", 5 * 400.0 * (1 + 0.02 * i), 5});
        goods.push_back({"uav_part.propeller", "hqprop", "hqprop_7", 20 * 3.0 * (1 + 0.02 * i), 20});
    }
    return goods;
}

Usd dollars(double amount) { return Usd::from_units(std::llround(amount * 100)); }

std::int64_t cents_of(const std::vector<Good>& goods) {
    std::int64_t sum = 0;
    for (const auto& good : goods) sum += good.value_usd->units;
    return sum;
}

// A case with drones at 500 dollars a kilogram of one sender and other goods at 5 of another.
CombineInput small_case() {
    static const auto catalogue = load_catalogue_with(std::span<const EmbeddedFile>{}).value();
    CombineInput input;
    input.catalogue = &catalogue;
    input.calibration = &Calibration::built_in();
    for (std::int64_t i = 1; i <= 20; ++i) {
        CaseGood each;
        each.good = good_of(i, 1, "uav", "dji_mini", 2);
        each.good.value_usd = dollars(1000);
        each.item = {dollars(1000), 2.0, false, true};
        each.net_mass_kg = Kilogram::from_units(2'000'000);
        each.sender = 1;
        input.goods.push_back(each);
        input.others.push_back(lot_of(200 + static_cast<double>(i), 40 + static_cast<double>(i), 2.0));
    }
    input.items_of_sender = {{1, 22}, {2, 50}};
    for (std::int64_t i = 101; i <= 102; ++i) {
        CaseGood each;
        each.good = good_of(i, 1, "uav", "", 2);
        each.good.evidence = "vague.hs_uav.price_fits";
        each.good.block = i;
        const bool drone = i == 101;
        each.sender = drone ? 1 : 2;
        each.item = {dollars(drone ? 1100 : 100), 2.0, false, true};
        each.good.value_usd = each.item.value_usd;
        each.net_mass_kg = Kilogram::from_units(drone ? 2'200'000 : 40'000'000);
        input.goods.push_back(each);
    }
    input.candidates.push_back({ItemId{201}, 101, 1, "uav", 20, dollars(990), 2.0, Kilogram::from_units(2'000'000)});
    return input;
}

const Good& found(const std::vector<Good>& goods, std::int64_t item) {
    const auto at = std::find_if(goods.begin(), goods.end(), [&](const Good& good) { return good.item_id.value == item; });
    REQUIRE(at != goods.end());
    return *at;
}

}  // namespace

TEST_CASE("prices are learned from rows that name one good, and unknown models are less certain") {
    const UnitPrices prices(seen_prices());
    const auto known = prices.estimate("uav", "dji", "dji_mini", 0);
    CHECK(std::exp(known.log_price) == doctest::Approx(420).epsilon(0.05));
    CHECK(known.spread < 0.3);
    const auto unknown = prices.estimate("uav", "autel", "autel_evo", 0);
    CHECK(unknown.spread > 2 * known.spread);
    const auto listed = prices.estimate("uav", "autel", "autel_evo", 2000);
    CHECK(listed.log_price > std::log(1200.0));
    CHECK(listed.spread < unknown.spread);
    CHECK(std::exp(UnitPrices({}).estimate("uav", "", "", 0).log_price) > 1);
}

TEST_CASE("what a value differs from usual prices falls on the good whose price is least certain") {
    const std::vector<PriceEstimate> estimates = {{std::log(100.0), 0.2}, {std::log(100.0), 1.0}};
    const auto values = shared_values(estimates, 1000);
    CHECK(values[0] + values[1] == doctest::Approx(1000));
    CHECK(values[0] < 120);
    const auto less = shared_values(estimates, 50);
    CHECK(less[0] + less[1] == doctest::Approx(50));
    CHECK(less[0] > less[1]);
}

TEST_CASE("goods that the text no longer shows take what the others leave") {
    const UnitPrices prices(seen_prices());
    const PriceSource source{&prices, nullptr, nullptr};
    std::vector<Good> goods = {good_of(1, 1, "uav_part.propeller", "hqprop_7", 20), good_of(1, 2, "uav", "dji_mini", 5)};
    for (auto& good : goods) good.value_usd = dollars(5000);
    CHECK(share_item({dollars(10000), 35.0, true, true}, source, goods));
    REQUIRE(goods.size() == 3);
    CHECK(goods[2].evidence == kRestEvidence);
    CHECK(*goods[2].units == 10);
    CHECK(goods[2].goods_class == "uav");
    CHECK(cents_of(goods) == 1'000'000);
    CHECK(goods[0].value_usd->to_double() < 100);
    CHECK(goods[2].value_usd->to_double() > 5000);
    // A second time nothing is left to do.
    const auto before = goods;
    CHECK_FALSE(share_item({dollars(10000), 35.0, true, true}, source, goods));
    CHECK(goods.size() == before.size());
}

TEST_CASE("goods of usual prices keep them") {
    const UnitPrices prices(seen_prices());
    const PriceSource source{&prices, nullptr, nullptr};
    std::vector<Good> goods = {good_of(1, 1, "uav_part.propeller", "hqprop_7", 20), good_of(1, 2, "uav", "dji_mini", 5)};
    share_item({dollars(63 + 2100), 25.0, false, true}, source, goods);
    CHECK(goods[0].value_usd->to_double() == doctest::Approx(63).epsilon(0.05));
    CHECK(goods[1].value_usd->to_double() == doctest::Approx(2100).epsilon(0.05));
}

TEST_CASE("the item's number is not that of each good") {
    const UnitPrices prices(seen_prices());
    const PriceSource source{&prices, nullptr, nullptr};
    std::vector<Good> goods = {good_of(1, 1, "uav_part.propeller", "hqprop_7", 4), good_of(1, 2, "uav", "dji_mini", 17)};
    for (auto& good : goods) good.value_usd = dollars(100);
    CHECK(share_item({dollars(200), 17.0, false, false}, source, goods));
    CHECK(*goods[1].units == 13);
    CHECK(goods.size() == 2);
}

TEST_CASE("price, mass and sender tell goods without words apart, and hidden ones stand in a row") {
    const auto combined = combine(small_case());
    const Good& drone = found(combined.changed, 101);
    const Good& other = found(combined.changed, 102);
    CHECK(drone.probability > 0.8);
    CHECK(other.probability < 0.5);
    const Good& hidden = found(combined.added, 201);
    CHECK(hidden.evidence.starts_with("hidden.p"));
    CHECK(hidden.block == 101);
    CHECK(hidden.probability > other.probability);
}

TEST_CASE("the order of rows does not matter, and a second pass changes nothing") {
    const auto combined = combine(small_case());
    auto turned = small_case();
    std::reverse(turned.goods.begin(), turned.goods.end());
    std::reverse(turned.others.begin(), turned.others.end());
    const auto again = combine(turned);
    REQUIRE(again.changed.size() == combined.changed.size());
    for (std::size_t i = 0; i < again.changed.size(); ++i) {
        CHECK(again.changed[i].reasons == combined.changed[i].reasons);
        CHECK(again.changed[i].probability == combined.changed[i].probability);
    }
    auto second = small_case();
    for (auto& each : second.goods) {
        if (each.good.item_id.value > 100) each.good = found(combined.changed, each.good.item_id.value);
    }
    const auto repeated = combine(second);
    CHECK(found(repeated.changed, 101).reasons == found(combined.changed, 101).reasons);
}

TEST_CASE("without samples nothing speaks for either side") {
    CHECK(log_ratio(Reference{}, 3.0) == 0);
    CHECK(log_ratio(Reference{{0.0}, {}}, 0.0) == 0);
    CHECK(log_ratio(Reference{{0.0}, {5.0}}, 0.0) > 1);
    CHECK(log_ratio(Reference{{0.0}, {5.0}}, 5.0) < -1);
    CHECK(std::fabs(log_ratio(Reference{{0.0}, {5.0}}, 1e6)) < 0.01);
    const Lot lot = lot_of(1000.0, 2.0, 2.0);
    CHECK(log_ratio(References{}, lot) == 0);
    CHECK(log_ratio(references_of(std::vector<Lot>(20, lot), std::vector<Lot>(20, lot)),
                    lot_of(Missing::not_stated, Missing::not_stated, Missing::not_stated)) == 0);
}

TEST_CASE("a dear lot is less likely to be drones than a cheap one of the same price and mass for a piece") {
    // Drones by the dozen, notebooks of the same price and mass by the hundred.
    std::vector<Lot> named;
    std::vector<Lot> other;
    for (int i = 0; i < 60; ++i) {
        const double some = 4 + i % 12;
        named.push_back(lot_of(800 * some, 1.5 * some, some));
        other.push_back(lot_of(8000 * some, 15 * some, 10 * some));
    }
    const auto references = references_of(named, other);
    CHECK(log_ratio(references, lot_of(6400.0, 12.0, 8.0)) > 2);
    CHECK(log_ratio(references, lot_of(96000.0, 180.0, 120.0)) < -2);
    // The lot tells without its pieces, too.
    CHECK(log_ratio(references, lot_of(96000.0, 180.0, Missing::not_stated)) < -1);
    const std::vector<VagueRow> one(1, VagueRow{1, 1, 6400.0, 12.0, 8.0});
    const std::vector<VagueRow> several(5, one.front());
    CHECK(features_of(several, {}, references)[0] > features_of(one, {}, references)[0]);
}

}  // namespace wb
