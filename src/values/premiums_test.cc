#include "values/premiums.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "base/distribution.h"
#include "base/hash.h"
#include "doubt/figure_draft.h"

namespace wb {

namespace {

ScopeGood sold(std::int64_t item, const std::string& model, const std::string& to, int year, double unit_price) {
    ScopeGood good;
    good.item_id = ItemId{item};
    good.probability = 1;
    good.goods_class = "uav";
    good.brand = "dji";
    good.brand_probability = 1;
    good.model = model;
    good.model_probability = 1;
    good.units = 1 + static_cast<double>(item % 9);
    good.value_usd = *Usd::from_double(*good.units * unit_price);
    good.declaration_date = *parse_iso_day(std::to_string(year) + "-06-01");
    good.destination_country = Country(to);
    good.direction = "import";
    good.seller.entity = EntityId{1 + item % 12};
    good.seller.country = Country("CN");
    return good;
}

double noise(std::int64_t item) { return std::exp(0.1 * normal_quantile(uniform_draw(3, static_cast<std::uint64_t>(item), 1))); }

// Two models; to Russia they cost 1.5 times as much as to Turkey, and 1.2 times as much in 2023 as in 2022, elsewhere 1.05 times.
std::vector<ScopeGood> market() {
    std::vector<ScopeGood> goods;
    std::int64_t last = 0;
    const auto add = [&](const std::string& model, const char* to, int year, double price) {
        ++last;
        goods.push_back(sold(last, model, to, year, price * noise(last)));
    };
    for (const auto& [model, price] : {std::pair{"mavic_3", 2000.0}, {"mini_2", 400.0}}) {
        for (int i = 0; i < 40; ++i) {
            add(model, "TR", 2022, price);
            add(model, "TR", 2023, 1.05 * price);
            add(model, "RU", 2022, 1.5 * price);
            // The dearer model becomes commoner: no premium.
            if (i % 2 == 0 || price > 1000) add(model, "RU", 2023, 1.8 * price);
        }
    }
    return goods;
}

PremiumInput asked(const std::vector<ScopeGood>& goods) {
    PremiumInput input;
    input.goods = &goods;
    input.question.destinations = {Country("RU")};
    input.question.goods = {"uav"};
    input.freight_high = 0.2;
    return input;
}

const Figure& figure(const Premiums& premiums, const std::string& id) {
    const auto found =
        std::find_if(premiums.figures.begin(), premiums.figures.end(), [&](const Figure& each) { return each.figure_id == id; });
    REQUIRE(found != premiums.figures.end());
    return *found;
}

void check_holds(const Figure& figure, double truth) {
    CHECK(figure.low->to_double() <= truth);
    CHECK(figure.high->to_double() >= truth);
    CHECK(figure.value->to_double() == doctest::Approx(truth).epsilon(0.06));
}

}  // namespace

TEST_CASE("premiums beside other destinations and years, whatever the mix of models") {
    const auto goods = market();
    const auto premiums = measure_premiums(asked(goods));
    check_holds(figure(premiums, "premium.2023"), 1.2);
    check_holds(figure(premiums, "premium.2023.beside_others"), 1.2 / 1.05);
    const auto& destination = figure(premiums, "premium.destination");
    CHECK(destination.value->to_double() > 1.55);
    CHECK(destination.value->to_double() < 1.75);
    CHECK(*destination.untraced == doctest::Approx(0));
    for (const auto& each : premiums.figures) {
        std::vector<FigureItem> items;
        for (const auto& item : premiums.items) {
            if (item.figure_id == each.figure_id) items.push_back(item);
        }
        CHECK(value_by_law(items, Law::ratio) == each.value);
    }
}

TEST_CASE("a reference recorded on export widens the interval by what freight may be") {
    auto goods = market();
    const double before = figure(measure_premiums(asked(goods)), "premium.destination").low->to_double();
    for (auto& good : goods) {
        if (good.destination_country == Country("TR")) good.direction = "export";
    }
    const auto premiums = measure_premiums(asked(goods));
    const auto& wide = figure(premiums, "premium.destination");
    CHECK(wide.low->to_double() == doctest::Approx(before / 1.2).epsilon(0.01));
    CHECK(wide.parts.find("freight terms") != std::string::npos);
}

TEST_CASE("nothing to compare with: the figure is missing and says what for") {
    std::vector<ScopeGood> goods = {sold(1, "mavic_3", "RU", 2023, 2000)};
    const auto premiums = measure_premiums(asked(goods));
    const auto& alone = figure(premiums, "premium.destination");
    CHECK(!alone.value);
    CHECK(alone.missing.find("other countries") != std::string::npos);
    CHECK(*alone.untraced == doctest::Approx(1));
}

TEST_CASE("mark-up of middlemen: what they took over what they paid") {
    std::vector<ScopeGood> goods;
    std::vector<Hop> hops;
    for (std::int64_t i = 0; i < 30; ++i) {
        goods.push_back(sold(2 * i + 1, "mavic_3", "KZ", 2023, 2000 * noise(i)));
        goods.push_back(sold(2 * i + 2, "mavic_3", "RU", 2023, 2000 * 1.35 * noise(100 + i)));
        const EntityId middle{50 + i % 5};
        hops.push_back({ChainId{1 + i % 5}, 1, ItemId{2 * i + 1}, EntityId{1}, middle, 1});
        hops.push_back({ChainId{1 + i % 5}, 2, ItemId{2 * i + 2}, middle, EntityId{99}, 1});
    }
    auto input = asked(goods);
    input.hops = &hops;
    const auto first = measure_premiums(input);
    check_holds(figure(first, "markup.middlemen"), 1.35);
    int each = 0;
    for (const auto& one : first.figures) {
        if (!one.figure_id.starts_with("markup.5")) continue;
        ++each;
        check_holds(one, 1.35);
        CHECK(one.rows == 6);
    }
    CHECK(each == 5);
    std::mt19937_64 engine(4);
    std::shuffle(goods.begin(), goods.end(), engine);
    std::shuffle(hops.begin(), hops.end(), engine);
    CHECK(figure(measure_premiums(input), "markup.middlemen").high == figure(first, "markup.middlemen").high);
}

}  // namespace wb
