#include "measure/measure.h"
#include "measure/direct_parts.h"
#include "measure/undervalued.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "base/distribution.h"
#include "base/hash.h"
#include "doubt/figure_draft.h"
#include "measure/brand_mix.h"
#include "measure/frame.h"
#include "measure/possible_companies.h"

namespace wb {

namespace {

Question drone_question() {
    Question question;
    question.sellers = {Country("CN"), Country("HK")};
    question.destinations = {Country("RU")};
    question.goods = {"uav", "uav_part"};
    question.period = {make_day(2022, 2, 24), make_day(2023, 3, 1)};
    question.known_on = make_day(2023, 3, 21);
    return question;
}

ScopeGood good_of(std::int64_t id, std::int64_t cents, double probability, const std::string& brand) {
    ScopeGood good;
    good.item_id = ItemId{id};
    good.block = 1000 + id;
    good.evidence = "model";
    good.probability = probability;
    good.goods_class = "uav.multirotor";
    good.brand = brand;
    good.brand_probability = brand.empty() ? 0 : 1;
    good.value_usd = Usd::from_units(cents);
    good.units = 1;
    good.declaration_date = *make_day(2022, 6, 15);
    good.hs6 = "880622";
    good.exporter = {EntityId{7}, Country("CN"), {}};
    good.consignee = {EntityId{9}, Country("RU"), {}};
    good.dispatch_country = Country("CN");
    good.destination_country = Country("RU");
    return good;
}

RateLookup fixed_rates(double alpha, double beta) {
    return [=](const std::string&) { return PatternRate{alpha, beta}; };
}

MeasureInput input_of(const std::vector<ScopeGood>& goods) {
    MeasureInput input;
    input.goods = &goods;
    input.question = drone_question();
    input.rates = fixed_rates(45, 5);
    return input;
}

const Figure& figure(const Measured& measured, const std::string& id) {
    for (const auto& each : measured.figures) {
        if (each.figure_id == id) return each;
    }
    FAIL("no figure " << id);
    return measured.figures.front();
}

bool has_figure(const Measured& measured, const std::string& id) {
    return std::any_of(measured.figures.begin(), measured.figures.end(), [&](const Figure& each) { return each.figure_id == id; });
}

// A messy seeded case: several patterns, blocks of several rows, brands stated or not, missing facts, doubles.
std::vector<ScopeGood> messy_goods(std::uint64_t seed, std::int64_t count) {
    const auto u = [&](std::int64_t i, std::uint64_t use) { return uniform_draw(seed, static_cast<std::uint64_t>(i), use); };
    const std::vector<std::string> brands = {"autel", "dji", "hubsan"};
    std::vector<ScopeGood> goods;
    for (std::int64_t i = 1; i <= count; ++i) {
        ScopeGood good = good_of(i, 100 + static_cast<std::int64_t>(1e6 * u(i, 1)), 0.9, "");
        good.block = 1 + static_cast<std::int64_t>(u(i, 2) * static_cast<double>(count) / 3);
        const auto pattern = static_cast<std::int64_t>(u(good.block, 3) * 3);
        good.evidence = "pattern" + std::to_string(pattern);
        good.probability = 0.5 + 0.2 * static_cast<double>(pattern);
        good.exporter.entity = EntityId{1 + static_cast<std::int64_t>(u(good.block, 4) * 12)};
        if (u(i, 5) < 0.7) {
            good.brand = brands[static_cast<std::size_t>(u(good.exporter.entity.value, 6) * 2.2 + u(i, 7) * 0.8)];
            good.brand_probability = u(i, 8) < 0.3 ? 0.8 : 1;
        }
        good.declaration_date = Day{make_day(2022, 2, 24)->number + static_cast<std::int32_t>(u(i, 9) * 360)};
        if (u(i, 10) < 0.04) good.value_usd = Missing::not_stated;
        if (u(i, 11) < 0.03) good.declaration_date = Missing::unreadable;
        if (u(i, 12) < 0.05) {
            good.same_as = ItemId{1};
            good.same_as_probability = 0.9;
        }
        if (u(i, 13) < 0.1) {
            good.units_low = 1;
            good.units = 2;
            good.units_high = 5;
        }
        if (u(i, 14) < 0.2) good.dispatch_country = Country(u(i, 15) < 0.5 ? "KZ" : "AE");
        good.hs6 = u(i, 16) < 0.5 ? "880622" : "852580";
        goods.push_back(good);
    }
    return goods;
}

}  // namespace

TEST_CASE("a certain case has certain figures") {
    std::vector<ScopeGood> goods = {good_of(1, 12345, 1, "dji"), good_of(2, 655, 1, "autel"), good_of(3, 7000, 1, "dji")};
    const Measured measured = measure(input_of(goods));
    const Figure& total = figure(measured, "value.total");
    CHECK(total.value->units == 200'000'000);
    CHECK(total.low == total.value);
    CHECK(total.high == total.value);
    CHECK(total.value_text == "$200");
    CHECK(total.method.starts_with("sum"));
    CHECK(figure(measured, "brand.dji.share").value->units == 967250);
    CHECK(figure(measured, "brand.dji.share").grade == "declared");
    CHECK(figure(measured, "brands.count").value->units == 2 * Measure::kOne);
    CHECK(figure(measured, "exporters.count").value_text == "1");
    CHECK(figure(measured, "brand.autel.last_day").value_text == "2022-06-15");
    CHECK(figure(measured, "month.2022-06.value").value == total.value);
    CHECK(figure(measured, "units.total").value_text == "3");
}

TEST_CASE("scope: seller, destination, day, class and doubles") {
    std::vector<ScopeGood> goods(9, good_of(1, 10000, 1, "dji"));
    for (std::size_t i = 0; i < goods.size(); ++i) goods[i].item_id = ItemId{static_cast<std::int64_t>(i) + 1};
    goods[1].exporter.country = Country("KZ");
    goods[2].destination_country = Country("KZ");
    goods[3].declaration_date = *make_day(2023, 3, 1);
    goods[4].goods_class = "uavx";
    goods[5].same_as = ItemId{1};
    goods[5].same_as_probability = 1.0;
    goods[6].seller.country = Country("HK");
    goods[6].exporter.country = Country("KZ");
    goods[7].declaration_date = Missing::unreadable;
    goods[8].exporter.country = Country();
    goods[8].dispatch_country = Country();
    const Measured measured = measure(input_of(goods));
    const Figure& total = figure(measured, "value.total");
    CHECK(total.value_text == "$200");
    CHECK(*total.untraced == doctest::Approx(0.5));
    CHECK(total.missing == "1 goods without day (possible value $100); 1 goods without seller country (possible value $100)");
    CHECK(total.high->to_double() > 300);
    CHECK(total.parts.find("missing facts") != std::string::npos);
    CHECK(has_figure(measured, "month.unstated.value"));
}

TEST_CASE("every figure closes with its rows") {
    const auto goods = messy_goods(5, 400);
    MeasureInput input = input_of(goods);
    input.controls = {{"x", "a control", *make_day(2022, 9, 1), {"8806"}, {}}};
    const Measured measured = measure(input);
    std::map<std::string, std::vector<FigureItem>> items;
    for (const auto& item : measured.items) items[item.figure_id].push_back(item);
    CHECK(measured.figures.size() > 40);
    for (const auto& each : measured.figures) {
        const std::string law = each.method.substr(0, each.method.find(';'));
        const std::vector<FigureItem>& rows = items[each.figure_id];
        CHECK(static_cast<std::size_t>(each.rows) == rows.size());
        const Law kind = law == "sum" ? Law::sum : law == "ratio" ? Law::ratio : law == "count" ? Law::count : Law::last_day;
        CHECK(value_by_law(rows, kind) == each.value);
        std::vector<ItemId> ids;
        for (const auto& row : rows) ids.push_back(row.item_id);
        CHECK(std::is_sorted(ids.begin(), ids.end()));
        CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
        CHECK(digest_of_ids(ids) == each.digest);
        if (!each.value) continue;
        CHECK(*each.low <= *each.value);
        CHECK(*each.value <= *each.high);
        if (each.unit == "usd") CHECK(each.value->units % 10'000 == 0);
    }
    for (const auto* id :
         {"before.2022-09-01.value", "after.2022-09-01.rate", "change.2022-09-01.rate", "brand.unstated.value", "hs.852580.value",
          "country.CN.value", "dispatch.KZ.value", "third_country.share", "vague.share", "direct.share"}) {
        CHECK_MESSAGE(has_figure(measured, id), id);
    }
}

TEST_CASE("parts of a dimension add up to the total") {
    const auto goods = messy_goods(11, 500);
    const Measured measured = measure(input_of(goods));
    const auto sum_of = [&](const std::string& prefix) {
        Measure sum;
        for (const auto& each : measured.figures) {
            if (each.figure_id.starts_with(prefix) && each.figure_id.ends_with(".value")) sum += *each.value;
        }
        return sum;
    };
    for (const auto* prefix : {"brand.", "exporter.", "consignee.", "country.", "dispatch.", "month.", "hs."}) {
        CHECK_MESSAGE(sum_of(prefix) == *figure(measured, "value.total").value, prefix);
    }
    double shares = 0;
    for (const auto& each : measured.figures) {
        if (each.figure_id.starts_with("brand.") && each.figure_id.ends_with(".share")) shares += each.value->to_double();
    }
    CHECK(shares == doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE("the order of rows does not matter") {
    auto goods = messy_goods(3, 300);
    const Measured first = measure(input_of(goods));
    std::mt19937_64 engine(1);
    std::shuffle(goods.begin(), goods.end(), engine);
    const Measured second = measure(input_of(goods));
    REQUIRE(first.figures.size() == second.figures.size());
    for (std::size_t i = 0; i < first.figures.size(); ++i) {
        CHECK(first.figures[i].figure_id == second.figures[i].figure_id);
        CHECK(first.figures[i].value == second.figures[i].value);
        CHECK(first.figures[i].low == second.figures[i].low);
        CHECK(first.figures[i].high == second.figures[i].high);
        CHECK(first.figures[i].parts == second.figures[i].parts);
        CHECK(first.figures[i].digest == second.figures[i].digest);
    }
}

TEST_CASE("intervals nest in the level") {
    const auto goods = messy_goods(21, 300);
    MeasureInput input = input_of(goods);
    std::vector<Measured> by_level;
    for (const double level : {0.5, 0.8, 0.9, 0.99}) {
        input.options.level = level;
        by_level.push_back(measure(input));
    }
    for (std::size_t k = 1; k < by_level.size(); ++k) {
        for (std::size_t i = 0; i < by_level[k].figures.size(); ++i) {
            const Figure& wide = by_level[k].figures[i];
            const Figure& narrow = by_level[k - 1].figures[i];
            if (!wide.value) continue;
            CHECK(*wide.low <= *narrow.low);
            CHECK(*wide.high >= *narrow.high);
        }
    }
}

// The obvious implementation: one loop over rows and worlds, from the definitions in docs/method/intervals.md.
TEST_CASE("worlds agree with a loop over rows and worlds") {
    const auto goods = messy_goods(8, 200);
    const MeasureInput input = input_of(goods);
    const Frame frame(goods, input.question, input.options, input.rates, {});
    WorldSums slow(400, 0);
    std::vector<Entry> entries;
    for (const auto& row : frame.rows()) {
        if (row.place != Place::inside || !row.has_value) continue;
        entries.push_back({row.cell, Worlds::kNoRow, false, row.cents});
        const ScopeGood& good = *row.good;
        for (std::uint64_t d = 0; d < 400; ++d) {
            const double u = uniform_draw(combine64(1, 0x7261746573), hash64(good.evidence), d);
            double rate = beta_quantile(u, 45, 5);
            const double p = good.probability;
            if (std::fabs(p - 0.9) > 1e-3) rate = 1 / (1 + (1 - rate) / rate * (0.9 / 0.1) * ((1 - p) / p));
            if (!frame.worlds().holds(frame.worlds().narrowing(row.cell), static_cast<std::int64_t>(d))) continue;
            if (uniform_draw(1, static_cast<std::uint64_t>(good.block), d) < rate) slow[d] += row.cents;
        }
    }
    WorldSums fast(400, 0);
    add_entries(frame.worlds(), entries, fast);
    CHECK(fast == slow);
}

TEST_CASE("parts add up in every world, brands with doubt included") {
    const auto goods = messy_goods(17, 300);
    const MeasureInput input = input_of(goods);
    const Frame frame(goods, input.question, input.options, input.rates, {});
    const BrandWorlds brands = draw_brands(frame);
    CHECK(brands.any_open);
    for (std::size_t d = 0; d < brands.total.size(); ++d) {
        std::int64_t sum = 0;
        for (const auto& sums : brands.sums) sum += sums[d];
        CHECK(sum == brands.total[d]);
    }
}

TEST_CASE("expected brand shares are the mean of the worlds") {
    const auto goods = messy_goods(33, 400);
    MeasureInput input = input_of(goods);
    input.options.draws = 4000;
    const Frame frame(goods, input.question, input.options, input.rates, {});
    const BrandWorlds brands = draw_brands(frame);
    for (std::size_t b = 0; b < brands.brands.size(); ++b) {
        const std::vector<double> draws(brands.sums[b].begin(), brands.sums[b].end());
        CHECK(mean_of(draws) == doctest::Approx(brands.expected[b]).epsilon(0.04));
    }
}

TEST_CASE("variance parts agree with the variance of the worlds") {
    const auto goods = messy_goods(29, 300);
    MeasureInput input = input_of(goods);
    input.options.draws = 6000;
    const Frame frame(goods, input.question, input.options, input.rates, {});
    Tally tally;
    for (const auto& row : frame.rows()) {
        if (row.place == Place::inside && row.has_value) tally.entries.push_back({row.cell, Worlds::kNoRow, false, row.cents});
    }
    WorldSums sums(6000, 0);
    add_entries(frame.worlds(), tally.entries, sums);
    const double whole = variance_of(std::vector<double>(sums.begin(), sums.end()));
    CHECK(variance_parts(frame.worlds(), tally).total() == doctest::Approx(whole).epsilon(0.08));
}

namespace {

// A kind of case with planted truth: three patterns with their calibrations, blocks, how often a block states its brand.
struct Planted {
    double alphas[3], betas[3];
    std::int64_t goods, blocks;
    double states_brand;
};

struct PlantedWorld {
    std::vector<ScopeGood> goods;
    double total = 0, dji = 0;
};

// Rates of patterns drawn from their calibration, blocks true or not as a whole, each exporter mostly one brand.
PlantedWorld planted_world(const Planted& planted, std::uint64_t world) {
    const auto u = [&](std::uint64_t key, std::uint64_t use) { return uniform_draw(900 + world, key, use); };
    PlantedWorld result;
    for (std::int64_t i = 1; i <= planted.goods; ++i) {
        const auto key = static_cast<std::uint64_t>(i);
        ScopeGood good = good_of(i, std::llround(100 * std::exp(7 + 1.2 * normal_quantile(u(key, 1)))), 0, "");
        good.block = 1 + static_cast<std::int64_t>(u(key, 2) * static_cast<double>(planted.blocks));
        const auto block = static_cast<std::uint64_t>(good.block) + 10'000;
        const auto pattern = static_cast<std::uint64_t>(u(block, 3) * 3);
        const double alpha = planted.alphas[pattern];
        const double beta = planted.betas[pattern];
        good.evidence = "p" + std::to_string(pattern);
        good.probability = alpha / (alpha + beta);
        const auto exporter = static_cast<std::uint64_t>(u(block, 4) * 25);
        good.exporter.entity = EntityId{static_cast<std::int64_t>(exporter) + 1};
        const double which = u(block, 5) < 0.8 ? u(exporter + 50'000, 6) : u(block, 7);
        const std::string brand = which < 0.5 ? "dji" : which < 0.7 ? "autel" : "hubsan";
        if (u(block, 8) < planted.states_brand) {
            good.brand = brand;
            good.brand_probability = 1;
        }
        if (u(block, 10) < beta_quantile(u(pattern + 90'000, 9), alpha, beta)) {
            result.total += good.value_usd->to_double();
            if (brand == "dji") result.dji += good.value_usd->to_double();
        }
        result.goods.push_back(good);
    }
    return result;
}

struct Coverage {
    double total = 0, share = 0;
};

Coverage coverage_of(const Planted& planted, std::uint64_t worlds) {
    Coverage coverage;
    for (std::uint64_t world = 0; world < worlds; ++world) {
        const PlantedWorld truth = planted_world(planted, world);
        MeasureInput input = input_of(truth.goods);
        input.options.draws = 200;
        input.options.seed = world;
        input.rates = [&](const std::string& pattern) {
            const auto at = static_cast<std::size_t>(pattern[1] - '0');
            return PatternRate{planted.alphas[at], planted.betas[at]};
        };
        measure(input, [&](Figure&& each, std::vector<FigureItem>&&) {
            const auto covers = [&](double number) {
                return each.low->to_double() <= number + 1e-6 && number <= each.high->to_double() + 1e-6;
            };
            if (each.figure_id == "value.total" && covers(truth.total)) coverage.total += 1.0 / static_cast<double>(worlds);
            if (each.figure_id == "brand.dji.share" && covers(truth.dji / truth.total)) coverage.share += 1.0 / static_cast<double>(worlds);
        });
    }
    MESSAGE("covered: total " << coverage.total << ", share " << coverage.share);
    return coverage;
}

}  // namespace

TEST_CASE("intervals of the total and of a brand's share cover planted truth nine times in ten") {
    const Coverage coverage = coverage_of({{60, 20, 8}, {2, 6, 12}, 300, 120, 0.7}, 200);
    CHECK(coverage.total >= 0.85);
    CHECK(coverage.total <= 0.95);
    CHECK(coverage.share >= 0.85);
    CHECK(coverage.share <= 0.95);
}

// The truth is often that all rows are right: it sits at the upper end, which must not be cut off. Such intervals may cover more.
TEST_CASE("intervals of nearly certain goods hold the truth at their end") {
    const Coverage coverage = coverage_of({{400, 150, 90}, {2, 2, 3}, 200, 50, 0.8}, 200);
    CHECK(coverage.total >= 0.87);
    CHECK(coverage.share >= 0.85);
}

TEST_CASE("sales by the maker's family add up by selling company") {
    auto goods = messy_goods(11, 500);
    for (auto& good : goods) {
        if (good.brand.empty()) continue;
        good.maker_family = FamilyId{9};
        const auto number = good.item_id.value % 16;
        if (number >= 14) continue;
        good.seller.entity = EntityId{100 + number};
        good.seller.family = FamilyId{9};
    }
    const Measured measured = measure(input_of(goods));
    const Figure& whole = figure(measured, "direct.share");
    double sum = 0;
    std::size_t parts = 0;
    for (const auto& each : measured.figures) {
        if (!each.figure_id.starts_with("direct.") || each.figure_id == "direct.share") continue;
        ++parts;
        sum += each.value->to_double();
        CHECK(each.rows == whole.rows);
        CHECK(each.value->to_double() < whole.value->to_double());
    }
    CHECK(parts == kMostDirectCompanies + 1);
    CHECK(has_figure(measured, "direct.other.share"));
    CHECK(whole.value->to_double() > 0.1);
    CHECK(sum == doctest::Approx(whole.value->to_double()).epsilon(1e-5));
}

TEST_CASE("no goods, no certainty of anything") {
    const std::vector<ScopeGood> goods;
    const Measured measured = measure(input_of(goods));
    CHECK(figure(measured, "value.total").value_text == "$0");
    const Figure& share = figure(measured, "direct.share");
    CHECK(!share.value);
    CHECK(!share.low);
    CHECK(share.missing == "no goods in scope");
}

TEST_CASE("spellings whose company is in doubt are counted apart in some worlds and as one in others") {
    constexpr std::int64_t kDraws = 400;
    const PartyId one{11};
    const PartyId two{12};
    const std::vector<ClusteringRow> rows = {
        {5, 0, 0.75, one, EntityId{1}}, {5, 0, 0.75, two, EntityId{1}}, {5, 1, 0.25, one, EntityId{1}}, {5, 1, 0.25, two, EntityId{2}}};
    const PossibleCompanies possible(rows, 7, kDraws);
    CHECK(possible.of(PartyId{13}).empty());
    std::int64_t apart = 0;
    for (std::int64_t d = 0; d < kDraws; ++d) {
        const auto company = [&](PartyId party) {
            EntityId found;
            for (const auto& each : possible.of(party)) {
                if ((each.worlds[static_cast<std::size_t>(d >> 6)] >> (d & 63)) & 1) {
                    CHECK(!found.present());
                    found = each.entity;
                }
            }
            CHECK(found.present());
            return found;
        };
        const bool differ = company(one) != company(two);
        CHECK(differ == (uniform_draw(7, 5, static_cast<std::uint64_t>(d)) >= 0.75));
        apart += differ ? 1 : 0;
    }
    CHECK(apart > 60);
    CHECK(apart < 140);
}

TEST_CASE("a price far below all peers is sooner another model's or unit's") {
    const double half = chance_of_no_wrong_match(2, 0.3);
    CHECK(half == doctest::Approx(0.859).epsilon(0.01));
    CHECK(chance_of_no_wrong_match(5, 0.3) < half);
    CHECK(chance_of_no_wrong_match(20, 0.3) < 0.05);
    CHECK(low_price(50, 0.3).expected(100) < 901);  // a tenth of the true price at least
}

}  // namespace wb
