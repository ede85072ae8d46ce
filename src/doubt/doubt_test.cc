#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "base/check.h"
#include "base/distribution.h"
#include "base/hash.h"
#include "doubt/account.h"
#include "doubt/figure_draft.h"
#include "doubt/worlds.h"

namespace wb {

namespace {

std::vector<ScopeGood> goods_of(std::int64_t count, double probability) {
    std::vector<ScopeGood> goods;
    for (std::int64_t i = 1; i <= count; ++i) {
        ScopeGood good;
        good.item_id = ItemId{i};
        good.evidence = "e" + std::to_string(i % 2);
        good.probability = probability;
        good.value_usd = Usd::from_integer(100);
        goods.push_back(good);
    }
    return goods;
}

PatternRate tight(const std::string&) { return {1e6, 1e6}; }
PatternRate loose(const std::string&) { return {2, 2}; }

double rate_correlation(const Worlds& worlds) {
    const auto a = worlds.rate_draws(0);
    const auto b = worlds.rate_draws(1);
    double product = 0;
    for (std::size_t d = 0; d < a.size(); ++d) product += (a[d] - mean_of(a)) * (b[d] - mean_of(b));
    return product / static_cast<double>(a.size()) / std::sqrt(variance_of(a) * variance_of(b));
}

Tally tally_of(const Worlds& worlds, std::size_t count) {
    Tally tally;
    for (std::size_t i = 0; i < count; ++i) tally.entries.push_back({worlds.cell_of(i), Worlds::kNoRow, false, 10'000});
    return tally;
}

// Goods of 10,000 cents and a block each.
void place_at_own_blocks(Worlds& worlds, std::size_t goods) {
    const double all = 10'000.0 * static_cast<double>(goods);
    Worlds::Shown shown{{}, std::vector<double>(400, all), std::vector<double>(400, 0)};
    for (std::size_t i = 0; i < goods; ++i) shown.blocks.push_back({worlds.block(worlds.cell_of(i)), 10'000, 1, false});
    worlds.place_unseen(std::move(shown));
}

}  // namespace

TEST_CASE("judged goods are in every world or in none, whatever their pattern") {
    auto goods = goods_of(2, 1);
    goods[1].probability = 0;
    const Worlds worlds(sorted_goods(goods), loose, {});
    for (std::int64_t d = 0; d < worlds.draws(); ++d) {
        CHECK(worlds.holds(worlds.cell_of(0), d));
        CHECK_FALSE(worlds.holds(worlds.cell_of(1), d));
    }
}

TEST_CASE("a block is in or out as a whole, a good without a block on its own") {
    auto goods = goods_of(4, 0.5);
    for (auto& good : goods) good.evidence = "e";
    goods[0].block = goods[1].block = 7;
    const Worlds worlds(sorted_goods(goods), tight, {});
    CHECK(worlds.cell_of(0) == worlds.cell_of(1));
    CHECK(worlds.cell_of(2) != worlds.cell_of(3));
    int differ = 0;
    for (std::int64_t d = 0; d < worlds.draws(); ++d)
        differ += worlds.holds(worlds.cell_of(2), d) != worlds.holds(worlds.cell_of(3), d) ? 1 : 0;
    CHECK(differ > 100);
    CHECK(differ < 300);
}

TEST_CASE("patterns move apart unless the model says otherwise") {
    const auto goods = goods_of(2, 0.5);
    IntervalOptions options;
    options.draws = 4000;
    CHECK(std::fabs(rate_correlation(Worlds(sorted_goods(goods), loose, options))) < 0.06);
    CHECK(rate_correlation(Worlds(sorted_goods(goods), loose, options, {.pattern_correlation = 0.5})) ==
          doctest::Approx(0.5).epsilon(0.15));
}

TEST_CASE("a pattern without calibration is wide, a calibrated one follows its Beta") {
    const auto goods = goods_of(1, 0.5);
    IntervalOptions options;
    options.draws = 4000;
    const Worlds unknown(sorted_goods(goods), {}, options);
    const auto draws = unknown.rate_draws(0);
    CHECK(quantile({draws.begin(), draws.end()}, 0.05) == doctest::Approx(beta_quantile(0.05, 5, 5)).epsilon(0.05));
    const Worlds known(sorted_goods(goods), tight, options);
    CHECK(variance_of(known.rate_draws(0)) < 1e-6);
}

TEST_CASE("gates hold as often as they should, and a certain one needs no row") {
    const auto goods = goods_of(1, 0.5);
    IntervalOptions options;
    options.draws = 10'000;
    Worlds worlds(sorted_goods(goods), tight, options);
    CHECK(worlds.gate(5, Gate::brand, 1) == Worlds::kNoRow);
    const Worlds::Row gate = worlds.gate(5, Gate::brand, 0.3);
    CHECK(worlds.gate(5, Gate::brand, 0.3) == gate);
    CHECK(worlds.gate(5, Gate::same_as, 0.3) != gate);
    int held = 0;
    for (std::int64_t d = 0; d < worlds.draws(); ++d) held += worlds.holds(gate, d) ? 1 : 0;
    CHECK(held == doctest::Approx(3000).epsilon(0.06));
}

TEST_CASE("what no row shows widens a sum upwards only") {
    const auto goods = goods_of(50, 1);
    Worlds worlds(sorted_goods(goods), tight, {}, {.found_named = {90, 10}});
    place_at_own_blocks(worlds, 50);
    const Spread spread = spread_of(worlds, tally_of(worlds, 50));
    CHECK(quantile(spread.draws, 0.5) == doctest::Approx(500'000 / 0.9).epsilon(0.02));
    CHECK(quantile(spread.draws, 0.0) >= 500'000);
    REQUIRE(spread.parts.size() == 1);
    CHECK(spread.parts[0].name == "not seen");
}

TEST_CASE("what no row shows falls to some and not to all alike, and its parts add up") {
    const auto goods = goods_of(50, 1);
    Worlds worlds(sorted_goods(goods), tight, {}, {.found_named = {90, 10}, .counted_twice = {5, 95}});
    place_at_own_blocks(worlds, 50);
    std::vector<double> sums(400, 0.0);
    int exact = 0;
    for (std::size_t i = 0; i < 50; ++i) {
        Tally tally;
        tally.entries.push_back({worlds.cell_of(i), Worlds::kNoRow, false, 10'000});
        const Spread spread = spread_of(worlds, tally);
        for (std::size_t d = 0; d < 400; ++d) {
            sums[d] += spread.draws[d];
            exact += spread.draws[d] == 10'000 ? 1 : 0;
        }
    }
    CHECK(exact > 50 * 400 * 2 / 3);
    CHECK(exact < 50 * 400 * 9 / 10);
    const Spread whole = spread_of(worlds, tally_of(worlds, 50));
    for (std::size_t d = 0; d < 400; ++d) CHECK(whole.draws[d] == doctest::Approx(sums[d]));
}

TEST_CASE("an inverted gate is the complement: both parts are the whole in every world") {
    const auto goods = goods_of(30, 0.7);
    Worlds worlds(sorted_goods(goods), tight, {});
    WorldSums whole(400, 0);
    WorldSums parts(400, 0);
    for (std::size_t i = 0; i < goods.size(); ++i) {
        const Worlds::Row gate = worlds.gate(i, Gate::brand, 0.4);
        const Entry entries[] = {{worlds.cell_of(i), gate, false, 7}, {worlds.cell_of(i), gate, true, 7}};
        add_entries(worlds, entries, parts);
        const Entry all{worlds.cell_of(i), Worlds::kNoRow, false, 7};
        add_entries(worlds, {&all, 1}, whole);
    }
    CHECK(parts == whole);
}

TEST_CASE("laws: items of one id are merged, values follow from rows") {
    const auto item = [](std::int64_t id, std::int64_t weight, std::int64_t contribution) {
        return FigureItem{{}, ItemId{id}, Measure::from_units(weight), Measure::from_units(contribution)};
    };
    const std::vector<FigureItem> items = {item(2, 30, 5), item(1, 10, 4), item(2, 20, -1)};
    const auto sum = merged_items(items, Law::sum);
    REQUIRE(sum.size() == 2);
    CHECK(sum[1].weight.units == 30);
    CHECK(sum[1].contribution.units == 4);
    CHECK(value_by_law(sum, Law::sum)->units == 8);
    CHECK(merged_items(items, Law::ratio)[1].weight.units == 50);
    CHECK(value_by_law(items, Law::ratio)->units == 133333);
    CHECK(merged_items(items, Law::last_day)[1].contribution.units == 5);
    CHECK(value_by_law(items, Law::last_day)->units == 5);
    const std::vector<FigureItem> negative = {item(1, 3, -2)};
    CHECK(value_by_law(negative, Law::ratio)->units == -666667);
    CHECK(!value_by_law({}, Law::ratio));
    CHECK(!value_by_law({}, Law::last_day));
    CHECK(value_by_law({}, Law::count)->units == 0);
}

TEST_CASE("ends hold the value and stay within what is possible") {
    const Interval interval = interval_of(Spread{{5, 6, 7, 8, 9}, {}, {}}, Measure::from_integer(4), 0.9, {0, 8});
    CHECK(interval.low == Measure::from_integer(4));
    CHECK(interval.high == Measure::from_integer(8));
}

TEST_CASE("an end on which many worlds agree leaves its share to the other end") {
    // Of a hundred worlds seventy say 100, the others 101 to 130.
    std::vector<double> draws(70, 100);
    for (int i = 1; i <= 30; ++i) draws.push_back(100 + i);
    const Interval interval = interval_of(Spread{draws, {}, {}}, Measure::from_integer(100), 0.9, {0, 1000});
    CHECK(interval.low == Measure::from_integer(100));
    CHECK(interval.high == Measure::from_integer(120));
    // Without agreement both ends give up alike.
    std::vector<double> even;
    for (int i = 0; i < 100; ++i) even.push_back(i);
    const Interval both = interval_of(Spread{even, {}, {}}, Measure::from_integer(50), 0.9, {0, 1000});
    CHECK(both.low == Measure::from_integer(5));
    CHECK(both.high == Measure::from_integer(94));
}

TEST_CASE("ends hold the share of worlds asked for and nest, however the worlds agree") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        std::vector<double> draws;
        for (std::uint64_t d = 0; d < 100; ++d) draws.push_back(std::floor(uniform_draw(seed, d, 0) * static_cast<double>(1 + seed % 40)));
        const Measure value = *Measure::from_double(quantile(draws, 0.5));
        Interval wider{Measure::from_integer(0), value, Measure::from_integer(100), 1, {}};
        for (const double level : {0.99, 0.95, 0.9, 0.8, 0.5, 0.1}) {
            const Interval interval = interval_of(Spread{draws, {}, {}}, value, level, {0, 1000});
            int held = 0;
            for (const double drawn : draws) held += interval.low.to_double() <= drawn && drawn <= interval.high.to_double() ? 1 : 0;
            CHECK(held >= std::ceil(level * 100 - 1e-6));
            CHECK(wider.low <= interval.low);
            CHECK(interval.high <= wider.high);
            wider = interval;
        }
    }
}

TEST_CASE("parts of a scaled sum add up to the scaled sum") {
    Apportionment apportionment(1.0 / 7);
    std::int64_t given = 0;
    for (int i = 0; i < 1000; ++i) given += apportionment.next(33);
    CHECK(given == std::llround(33'000 / 7.0));
}

TEST_CASE("values as a person reads them") {
    const auto text = [](double number, const char* unit) { return value_text(*Measure::from_double(number), unit); };
    CHECK(text(12'000'000, "usd") == "$12.0M");
    CHECK(text(950, "usd") == "$950");
    CHECK(text(-1234, "usd") == "-$1.2K");
    CHECK(text(0.49, "share") == "49 %");
    CHECK(text(0.012, "share") == "1.2 %");
    CHECK(text(68, "companies") == "68");
    CHECK(text(19'402, "day") == "2023-02-14");
}

TEST_CASE("fewer than two worlds are a bug of the caller") {
    IntervalOptions options;
    options.draws = 1;
    CHECK_THROWS_AS(Worlds({}, tight, options), Bug);
}

}  // namespace wb
