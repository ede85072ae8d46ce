#include "tables/scope.h"

#include <doctest/doctest.h>

namespace wb {

namespace {

ScopeGood inside() {
    ScopeGood good;
    good.item_id = ItemId{1};
    good.goods_class = "uav_part.battery";
    good.declaration_date = *make_day(2022, 6, 1);
    good.exporter.country = Country("CN");
    good.destination_country = Country("RU");
    return good;
}

Question question() { return {{Country("CN")}, {Country("RU")}, {"uav", "uav_part"}, {make_day(2022, 2, 24), make_day(2023, 3, 1)}, {}}; }

}  // namespace

TEST_CASE("classes are below their whole names only") {
    CHECK(class_within("uav", "uav"));
    CHECK(class_within("uav_part.battery", "uav_part"));
    CHECK_FALSE(class_within("uav_part", "uav"));
    CHECK_FALSE(class_within("uav", "uav_part"));
    CHECK_FALSE(class_within("", "uav"));
}

TEST_CASE("the seller's country is that of the contract before that of the way") {
    ScopeGood good = inside();
    good.dispatch_country = Country("KZ");
    good.trading_country = Country("AE");
    CHECK(seller_country(good) == Country("CN"));
    good.seller.country = Country("HK");
    CHECK(seller_country(good) == Country("HK"));
    good.seller = good.exporter = {};
    CHECK(seller_country(good) == Country("AE"));
    good.trading_country = {};
    CHECK(seller_country(good) == Country("KZ"));
}

TEST_CASE("a fact that is not stated cannot tell, unless another fact rules the row out") {
    ScopeGood good = inside();
    CHECK(scope_of(good, question()) == Scope::inside);
    good.declaration_date = Missing::unreadable;
    CHECK(scope_of(good, question()) == Scope::cannot_tell);
    CHECK(missing_facts(good, question()) == std::vector<std::string_view>{"day"});
    good.destination_country = Country("KZ");
    CHECK(scope_of(good, question()) == Scope::outside);
    good.destination_country = {};
    CHECK(missing_facts(good, question()).size() == 2);
    good.consignee.country = Country("RU");
    CHECK(missing_facts(good, question()).size() == 1);
}

TEST_CASE("the period is half open, and days after known_on are not used") {
    ScopeGood good = inside();
    Question asked = question();
    good.declaration_date = *make_day(2023, 3, 1);
    CHECK(scope_of(good, asked) == Scope::outside);
    good.declaration_date = *make_day(2022, 2, 24);
    CHECK(scope_of(good, asked) == Scope::inside);
    asked.known_on = make_day(2022, 2, 23);
    CHECK(scope_of(good, asked) == Scope::outside);
}

TEST_CASE("a control names goods by the beginning of a code or by class") {
    ScopeGood good = inside();
    good.hs6 = "850760";
    const auto names = [&](std::vector<std::string> hs, std::vector<std::string> classes) {
        return control_applies({"c", "", Day{0}, std::move(hs), std::move(classes)}, good);
    };
    CHECK(names({"8507"}, {}));
    CHECK(names({"8507601000"}, {}));
    CHECK_FALSE(names({"8806"}, {}));
    CHECK(names({"8806"}, {"uav_part"}));
    CHECK(names({}, {}));
    good.hs6.clear();
    CHECK_FALSE(names({"8507"}, {}));
}

}  // namespace wb
