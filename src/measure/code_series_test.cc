#include "measure/code_series.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "doubt/figure_draft.h"

namespace wb {

namespace {

ScopeGood coded(std::int64_t item, const std::string& code, const std::string& day, double dollars) {
    ScopeGood good;
    good.item_id = ItemId{item};
    good.probability = 1;
    good.hs6 = code;
    good.declaration_date = *parse_iso_day(day);
    good.value_usd = *Usd::from_double(dollars);
    good.seller.country = Country("CN");
    good.destination_country = Country("RU");
    return good;
}

std::map<std::string, Figure> series_of(std::vector<ScopeGood> items, const std::vector<std::int64_t>& drones) {
    std::vector<ScopeGood> goods;
    for (const auto& item : items) {
        if (std::find(drones.begin(), drones.end(), item.item_id.value) == drones.end()) continue;
        goods.push_back(item);
        goods.back().goods_class = "uav";
        goods.back().probability = 0.9;
    }
    CodeSeriesInput input;
    input.items = &items;
    input.goods = &goods;
    input.question.sellers = {Country("CN")};
    input.question.destinations = {Country("RU")};
    input.question.goods = {"uav"};
    input.codes = {"880622"};
    input.before = {2017, {{"852580", false}, {"880211", true}}};
    input.change = *parse_iso_day("2022-01-01");
    std::map<std::string, Figure> figures;
    measure_code_series(input, [&](Figure&& figure, std::vector<FigureItem>&& parts) {
        CHECK(value_by_law(parts, Law::sum) == figure.value);
        figures[figure.figure_id] = figure;
    });
    return figures;
}

}  // namespace

TEST_CASE("series over a change of edition: whole codes below, all codes above, what texts name between") {
    const auto figures =
        series_of({coded(1, "852580", "2021-12-05", 1000), coded(2, "852580", "2021-12-06", 400), coded(3, "880211", "2021-12-07", 70),
                   coded(4, "880622", "2022-01-03", 500), coded(5, "852589", "2022-01-03", 900), coded(6, "880240", "2021-12-07", 5)},
                  {1});
    REQUIRE(figures.size() == 2);
    const auto& before = figures.at("series.2021-12.value");
    CHECK(before.low->to_double() == doctest::Approx(70));
    CHECK(before.value->to_double() == doctest::Approx(970));
    CHECK(before.high->to_double() == doctest::Approx(1470));
    CHECK(before.grade == "inferred");
    const auto& after = figures.at("series.2022-01.value");
    CHECK(after.low == after.high);
    CHECK(after.value->to_double() == doctest::Approx(500));
    CHECK(after.grade == "declared");
}

TEST_CASE("series: other destinations, doubles and records that begin after the change") {
    auto other = coded(1, "852580", "2021-12-05", 1000);
    other.destination_country = Country("TR");
    auto twice = coded(2, "852580", "2021-12-05", 1000);
    twice.same_as = ItemId{9};
    CHECK(series_of({other, twice, coded(4, "880622", "2022-01-03", 500)}, {}).empty());
}

}  // namespace wb
