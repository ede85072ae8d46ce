#include "measure/scope_chances.h"

#include <doctest/doctest.h>

#include "measure/frame.h"

namespace wb {

namespace {

Question asked() {
    Question question;
    question.sellers = {Country("CN"), Country("HK")};
    question.destinations = {Country("RU")};
    question.period = {*make_day(2022, 1, 1), *make_day(2023, 1, 1)};
    return question;
}

// A good of the company, from the country ("" where it is not stated), to Russia in 2022.
ScopeGood good_of(std::int64_t item, std::int64_t company, const char* country) {
    ScopeGood good;
    good.item_id = ItemId{item};
    good.block = 1000 + company;
    good.evidence = "words";
    good.probability = 1;
    good.goods_class = "uav";
    good.value_usd = Usd::from_units(10'000);
    good.exporter.entity = EntityId{company};
    if (*country != 0) good.exporter.country = Country(country);
    good.destination_country = Country("RU");
    good.declaration_date = *make_day(2022, 6, 1);
    return good;
}

// Six companies of Suzhou in China, two of Almaty in Kazakhstan, one of each town that states no country, and one nobody's name is like.
struct Case {
    std::vector<ScopeGood> goods;
    std::map<EntityId, std::string> captions;
};

Case towns() {
    Case each;
    const auto add = [&](const char* name, const char* country) {
        const auto company = static_cast<std::int64_t>(each.captions.size()) + 1;
        each.captions[EntityId{company}] = name;
        for (std::int64_t row = 0; row < 3; ++row) each.goods.push_back(good_of(10 * company + row, company, country));
    };
    for (const auto* name : {"Suzhou A Co", "SUZHOU B CO LTD", "苏州C有限公司", "СУЧЖОУ Д", "Suzhou E", "Suzhou F"}) add(name, "CN");
    add("TOO Almaty G", "KZ");
    add("Almaty H Trade", "KZ");
    add("SUZHOU I", "");
    add("Almaty J", "");
    add("Nobody Knows", "");
    return each;
}

std::vector<const ScopeGood*> pointers(const std::vector<ScopeGood>& goods) { return sorted_goods(goods); }

}  // namespace

TEST_CASE("the seller's country is as likely as words of the name say") {
    const Case each = towns();
    const ScopeChances chances(pointers(each.goods), asked(), each.captions);
    const auto chance = [&](std::int64_t company) { return chances.of(good_of(1, company, ""), ScopeFact::seller).value(); };
    const double suzhou = chance(9).probability;
    const double almaty = chance(10).probability;
    const double unlike = chance(11).probability;
    CHECK(suzhou > 0.9);
    CHECK(almaty < 0.5);
    CHECK(unlike > almaty);
    CHECK(unlike < suzhou);
    CHECK(chance(9).together != chance(10).together);
    CHECK(chance(9).log_odds_spread > 0.7);
}

TEST_CASE("nothing is said where fewer than five companies state the country") {
    Case each = towns();
    std::erase_if(each.goods, [](const ScopeGood& good) { return good.exporter.entity.value > 2 && good.exporter.entity.value < 9; });
    const ScopeChances chances(pointers(each.goods), asked(), each.captions);
    CHECK_FALSE(chances.of(good_of(1, 9, ""), ScopeFact::seller).has_value());
}

TEST_CASE("a day that cannot be read is in the period as often as others are") {
    std::vector<ScopeGood> goods;
    for (std::int64_t i = 1; i <= 20; ++i) {
        goods.push_back(good_of(i, i, "CN"));
        if (i > 15) goods.back().declaration_date = *make_day(2023, 6, 1);
    }
    goods.push_back(good_of(21, 21, "CN"));
    goods.back().declaration_date = Missing::unreadable;
    const ScopeChances chances(pointers(goods), asked(), {});
    CHECK(chances.lacks(goods.back(), ScopeFact::day));
    CHECK_FALSE(chances.lacks(goods.back(), ScopeFact::seller));
    CHECK(chances.of(goods.back(), ScopeFact::day)->probability == doctest::Approx(15.5 / 21).epsilon(0.03));
}

TEST_CASE("rows that lack a fact count by their chance, together with their company") {
    const Case each = towns();
    Question question = asked();
    question.goods = {"uav"};
    const Frame frame(each.goods, question, {}, {}, {}, {}, each.captions);
    const Worlds& worlds = frame.worlds();
    Worlds::Row first = Worlds::kNoRow;
    for (const auto& row : frame.rows()) {
        if (row.good->exporter.entity != EntityId{9}) continue;
        CHECK(row.lacks_fact);
        CHECK(row.place == Place::inside);
        CHECK(row.probability > 0.9);
        CHECK(row.probability < 1);
        if (first == Worlds::kNoRow) first = row.cell;
        for (std::int64_t d = 0; d < worlds.draws(); ++d) CHECK(worlds.holds(row.cell, d) == worlds.holds(first, d));
    }
    CHECK(frame.missing_text().find("counted as likely as goods like them") != std::string::npos);
}

}  // namespace wb
