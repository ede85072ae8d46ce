#include "values/splitting.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace wb {

namespace {

const FlagRule kRule{"RF17", "1", "Invoices split below a threshold", "medium", {}, "Weekly orders.", {{"window_days", 14}}, "", true};

ValueThreshold below_3000() {
    ValueThreshold threshold;
    threshold.id = "planted";
    threshold.destination = Country("RU");
    threshold.amount = 3000;
    threshold.currency = "USD";
    threshold.period.from = *parse_iso_day("2022-01-01");
    return threshold;
}

ScopeGood sent(std::int64_t item, std::int64_t seller, const std::string& day, double dollars) {
    ScopeGood good;
    good.item_id = ItemId{item};
    good.probability = 0.99;
    good.goods_class = "uav";
    good.seller.entity = EntityId{seller};
    good.seller.country = Country("CN");
    good.consignee.entity = EntityId{7};
    good.destination_country = Country("RU");
    good.declaration_date = *parse_iso_day(day);
    good.value_usd = *Usd::from_double(dollars);
    return good;
}

Maybe<double> dollars_only(std::string_view currency, Day) {
    if (currency == "USD") return 1.0;
    return Missing::not_stated;
}

std::vector<Finding> judged(std::vector<ScopeGood> goods, const std::vector<ValueThreshold>& thresholds = {below_3000()}) {
    return split_invoices(sorted_goods(goods), kRule, thresholds, dollars_only);
}

std::vector<ScopeGood> split_orders() {
    std::vector<ScopeGood> goods;
    const char* days[] = {"2023-03-01", "2023-03-04", "2023-03-09", "2023-04-02", "2023-04-05", "2023-04-11"};
    for (std::int64_t i = 0; i < 6; ++i) goods.push_back(sent(i + 1, 1, days[i], 2700 + 40 * static_cast<double>(i)));
    return goods;
}

}  // namespace

TEST_CASE("RF17 fires where consignments just below the threshold pass it together, and none lies just above") {
    const auto findings = judged(split_orders());
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].answer == "fired");
    CHECK(findings[0].subject_id == 7);
    CHECK(findings[0].reasons.find("\"just_below\":6") != std::string::npos);
    CHECK(findings[0].reasons.find("Weekly orders.") != std::string::npos);
}

TEST_CASE("RF17 is clear of weekly orders of all sizes, and of one order below the threshold") {
    std::vector<ScopeGood> goods;
    for (std::int64_t i = 0; i < 12; ++i) {
        goods.push_back(
            sent(i + 1, 1, "2023-03-" + std::string(i < 9 ? "0" : "") + std::to_string(i + 1), 2500 + 100 * static_cast<double>(i)));
    }
    CHECK(judged(goods).at(0).answer == "clear");
    CHECK(judged({sent(1, 1, "2023-03-01", 2900)}).at(0).answer == "clear");
    // Before the threshold holds, and to another country, nothing is asked.
    CHECK(judged({sent(1, 1, "2021-03-01", 2900)}).empty());
    auto elsewhere = sent(1, 1, "2023-03-01", 2900);
    elsewhere.destination_country = Country("TR");
    CHECK(judged({elsewhere}).empty());
}

TEST_CASE("RF17 cannot tell without a value, a day, or the rate of the threshold's currency") {
    auto goods = std::vector<ScopeGood>{sent(1, 1, "2023-03-01", 2900), sent(2, 1, "2023-03-02", 1)};
    goods[1].value_usd = Missing::not_stated;
    CHECK(judged(goods).at(0).missing == "value");
    goods[1] = sent(2, 1, "2023-03-02", 1);
    goods[1].declaration_date = Missing::not_stated;
    CHECK(judged(goods).at(0).missing == "day");
    auto roubles = below_3000();
    roubles.currency = "RUB";
    const auto findings = judged(split_orders(), {roubles});
    CHECK(findings.at(0).answer == "cannot_tell");
    CHECK(findings.at(0).missing == "rate of RUB");
}

TEST_CASE("RF17: order of rows does not matter, doubles do not count, the tail is the binomial's") {
    auto goods = split_orders();
    const auto first = judged(goods);
    std::reverse(goods.begin(), goods.end());
    CHECK(judged(goods).at(0).reasons == first.at(0).reasons);
    for (auto& good : goods) good.same_as = ItemId{99};
    CHECK(judged(goods).empty());
    CHECK(even_tail(5, 5) == doctest::Approx(1.0 / 32));
    CHECK(even_tail(0, 0) == doctest::Approx(1));
    CHECK(even_tail(2, 3) == doctest::Approx(0.5));
    CHECK(ValueThresholds::built_in().thresholds.size() >= 4);
    CHECK(ValueThresholds::built_in().freight_high == doctest::Approx(0.2));
}

}  // namespace wb
