#include "effect/effect.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "base/distribution.h"
#include "base/hash.h"
#include "doubt/figure_draft.h"

namespace wb {

namespace {

ScopeGood shipped(std::int64_t item, Day day, const char* from, double dollars, double probability = 1) {
    ScopeGood good;
    good.item_id = ItemId{item};
    good.block = item;
    good.evidence = "model";
    good.probability = probability;
    good.goods_class = "uav";
    good.hs6 = "880622";
    good.value_usd = *Usd::from_double(dollars);
    good.declaration_date = day;
    good.exporter.country = Country(from);
    good.destination_country = Country("RU");
    return good;
}

EffectInput input_of(const std::vector<ScopeGood>& goods) {
    EffectInput input;
    input.goods = &goods;
    input.question.sellers = {Country("CN")};
    input.question.destinations = {Country("RU")};
    input.question.goods = {"uav"};
    input.controls = {{"cn_28_2023", "a control", *make_day(2023, 9, 1), {"8806"}, {}}};
    input.rates = [](const std::string&) { return PatternRate{90, 10}; };
    return input;
}

const Figure& figure(const Effects& effects, const std::string& id) {
    for (const auto& each : effects.figures) {
        if (each.figure_id == "control.cn_28_2023." + id) return each;
    }
    FAIL("no figure " << id);
    return effects.figures.front();
}

// Twelve months before at `direct` and `third` dollars, six after at the second pair; the last day of every month is present.
std::vector<ScopeGood> steps(double direct, double third, double direct_after, double third_after) {
    std::vector<ScopeGood> goods;
    std::int64_t item = 1;
    for (int m = 0; m < 18; ++m) {
        const int month = month_number(*make_day(2022, 9, 1)) + m;
        const bool before = m < 12;
        goods.push_back(shipped(item++, first_day_of_month(month), "CN", before ? direct : direct_after));
        goods.push_back(shipped(item++, first_day_of_month(month + 1) + (-1), "KZ", before ? third : third_after));
    }
    return goods;
}

}  // namespace

TEST_CASE("a clean step: cut, back and leakage are what they are") {
    const auto goods = steps(1000, 100, 400, 280);
    const Effects effects = measure_effects(input_of(goods));
    CHECK(figure(effects, "cut").value->to_double() == doctest::Approx(3600));
    CHECK(figure(effects, "cut").low->to_double() == doctest::Approx(3600));
    CHECK(figure(effects, "back").value->to_double() == doctest::Approx(1080));
    CHECK(figure(effects, "leakage").value->to_double() == doctest::Approx(0.3));
    CHECK(figure(effects, "direct.before").value->to_double() == doctest::Approx(1000));
    CHECK(figure(effects, "third.after").value->to_double() == doctest::Approx(280));
}

TEST_CASE("figures close with their rows, in any order of rows") {
    std::vector<ScopeGood> goods;
    for (std::int64_t i = 1; i <= 500; ++i) {
        const auto u = [&](std::uint64_t use) { return uniform_draw(6, static_cast<std::uint64_t>(i), use); };
        const Day day{make_day(2022, 8, 1)->number + static_cast<int>(u(1) * 700)};
        goods.push_back(shipped(i, day, u(2) < 0.7 ? "CN" : "AE", 10 + 1000 * u(3), 0.9));
        goods.back().block = 1 + static_cast<std::int64_t>(u(4) * 100);
    }
    const Effects first = measure_effects(input_of(goods));
    std::mt19937_64 engine(9);
    std::shuffle(goods.begin(), goods.end(), engine);
    const Effects second = measure_effects(input_of(goods));
    for (std::size_t i = 0; i < first.figures.size(); ++i) {
        const Figure& each = first.figures[i];
        std::vector<FigureItem> rows;
        for (const auto& item : first.items) {
            if (item.figure_id == each.figure_id) rows.push_back(item);
        }
        CHECK(value_by_law(rows, each.method.starts_with("ratio") ? Law::ratio : Law::sum) == each.value);
        CHECK(each.low == second.figures[i].low);
        CHECK(each.high == second.figures[i].high);
        if (each.value) CHECK(*each.low <= *each.value);
        if (each.value) CHECK(*each.value <= *each.high);
    }
    CHECK(figure(first, "cut").parts.find("months") != std::string::npos);
}

TEST_CASE("records that do not reach around the control give no number") {
    auto goods = steps(1000, 100, 400, 280);
    EffectInput input = input_of(goods);
    input.question.known_on = make_day(2023, 9, 20);
    Effects effects = measure_effects(input);
    CHECK(!figure(effects, "cut").value);
    CHECK(figure(effects, "leakage").missing == "records of a whole month after 2023-09-01");
    input.question.known_on.reset();
    input.controls[0].day = *make_day(2022, 10, 15);
    effects = measure_effects(input);
    CHECK(figure(effects, "cut").missing == "records of 3 whole months before 2022-10-15");
    input.controls[0].hs = {"9999"};
    effects = measure_effects(input);
    CHECK(figure(effects, "cut").missing == "no goods in the records that the control names");
}

TEST_CASE("no fall, no leakage") {
    const auto goods = steps(1000, 100, 1100, 280);
    const Effects effects = measure_effects(input_of(goods));
    CHECK(figure(effects, "cut").value->to_double() < 0);
    CHECK(!figure(effects, "leakage").value);
    CHECK(figure(effects, "leakage").missing.starts_with("a fall"));
}

TEST_CASE("doubles and goods that the control does not name stay out") {
    auto goods = steps(1000, 100, 400, 280);
    goods[0].same_as = ItemId{99};
    goods[2].hs6 = "852580";
    const Effects effects = measure_effects(input_of(goods));
    CHECK(figure(effects, "direct.before").value->to_double() == doctest::Approx(10'000.0 / 12).epsilon(1e-4));
}

// Planted truth: months vary by a fifth around a mean, the control cuts .6, .35 of that comes back.
TEST_CASE("intervals of the cut cover planted truth") {
    constexpr int kWorlds = 120;
    int cut_covered = 0;
    int leakage_covered = 0;
    for (std::uint64_t world = 0; world < kWorlds; ++world) {
        std::vector<ScopeGood> goods;
        std::int64_t item = 1;
        double cut = 0;
        double back = 0;
        for (int m = 0; m < 24; ++m) {
            const int month = month_number(*make_day(2022, 9, 1)) + m;
            const auto u = [&](std::uint64_t use) { return uniform_draw(500 + world, static_cast<std::uint64_t>(m), use); };
            const double season = std::exp(0.2 * normal_quantile(u(1)));
            const double direct = 1000 * season;
            const double third = 300 * std::exp(0.2 * normal_quantile(u(2)));
            const bool after = m >= 12;
            if (after) cut += 0.6 * direct;
            if (after) back += 0.35 * 0.6 * direct;
            goods.push_back(shipped(item++, first_day_of_month(month), "CN", after ? 0.4 * direct : direct));
            goods.push_back(shipped(item++, first_day_of_month(month + 1) + (-1), "KZ", third + (after ? 0.35 * 0.6 * direct : 0)));
        }
        EffectInput input = input_of(goods);
        input.options.seed = world;
        const Effects effects = measure_effects(input);
        const auto covers = [&](const char* id, double truth) {
            const Figure& each = figure(effects, id);
            return each.value && each.low->to_double() <= truth && truth <= each.high->to_double() ? 1 : 0;
        };
        cut_covered += covers("cut", cut);
        leakage_covered += covers("leakage", back / cut);
    }
    MESSAGE("covered of " << kWorlds << ": cut " << cut_covered << ", leakage " << leakage_covered);
    CHECK(cut_covered >= 0.82 * kWorlds);
    CHECK(leakage_covered >= 0.82 * kWorlds);
    CHECK(cut_covered <= 0.97 * kWorlds);
}

}  // namespace wb
