#include "measure/replenishment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "doubt/figure_draft.h"

namespace wb {

namespace {

ScopeGood arrived(std::int64_t item, const std::string& model, double pieces) {
    ScopeGood good;
    good.item_id = ItemId{item};
    good.block = item;
    good.probability = 1;
    good.goods_class = "uav";
    good.brand = "dji";
    good.brand_probability = 1;
    good.model = model;
    good.model_probability = 1;
    good.units = good.units_low = good.units_high = pieces;
    good.declaration_date = *parse_iso_day("2023-01-15");
    good.value_usd = *Usd::from_double(pieces * 100);
    return good;
}

std::map<std::string, Figure> rates_of(const std::vector<ScopeGood>& goods) {
    Question question;
    question.goods = {"uav"};
    question.period = {*parse_iso_day("2023-01-01"), *parse_iso_day("2023-03-03")};  // 61 days: 2.004 months
    const Frame frame(goods, question, {}, [](const std::string&) { return PatternRate{}; }, {});
    std::map<std::string, Figure> figures;
    measure_replenishment(frame, [&](Figure&& figure, std::vector<FigureItem>&& parts) {
        CHECK(value_by_law(parts, Law::sum) == figure.value);
        figures[figure.figure_id] = figure;
    });
    return figures;
}

}  // namespace

TEST_CASE("pieces a month of a class and of its models") {
    const auto figures = rates_of({arrived(1, "mavic_3", 40), arrived(2, "mavic_3", 20), arrived(3, "mini_2", 10)});
    const double months = 61 / 30.44;
    CHECK(figures.at("replenishment.class.uav").value->to_double() == doctest::Approx(70 / months).epsilon(1e-4));
    CHECK(figures.at("replenishment.model.dji.mavic_3").value->to_double() == doctest::Approx(60 / months).epsilon(1e-4));
    CHECK(figures.at("replenishment.model.dji.mini_2").value->to_double() == doctest::Approx(10 / months).epsilon(1e-4));
    CHECK(figures.at("replenishment.class.uav").grade == "declared");
}

TEST_CASE("pieces a month: ends, estimates and rows that state none are in the interval") {
    auto goods = std::vector<ScopeGood>{arrived(1, "mavic_3", 40), arrived(2, "mavic_3", 20), arrived(3, "mavic_3", 1)};
    goods[1].units_low = 10;
    goods[1].units_high = 30;
    goods[1].units_estimated = true;
    goods[2].units = goods[2].units_low = goods[2].units_high = Missing::not_stated;
    const auto figure = rates_of(goods).at("replenishment.class.uav");
    CHECK(figure.grade == "inferred");
    CHECK(figure.missing == "1 goods without pieces");
    CHECK(figure.low->to_double() <= figure.value->to_double());
    CHECK(figure.high->to_double() > 65 / (61 / 30.44));
}

}  // namespace wb
