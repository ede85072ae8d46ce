#include "companies/registers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "companies/families.h"

using namespace wb;

namespace {

RegistersRead read(const std::string& path, const std::string& text) {
    const RegisterFile file{path, text};
    return read_registers({&file, 1});
}

std::multiset<std::string> codes(const RegistersRead& read) {
    std::multiset<std::string> found;
    for (const auto& doubt : read.doubts) found.insert(doubt.code);
    return found;
}

}  // namespace

TEST_CASE("registers: a table of ownership, and everything wrong with it is told") {
    const auto found = read("own.csv",
                            "owner,owned,share,from,until,owner_country\n"
                            "A Holding,B Trade,51,2020-01-01,,RU\n"
                            "B Trade,C Trade,120,,,RU\n"
                            "C Trade,A Holding,30 %,2021,,RU\n"
                            "D Trade,D Trade,10,,,RU\n"
                            "E Trade,F Trade,10,2022-01-01,2021-01-01,RU\n"
                            ",G Trade,10,,,RU\n"
                            "H Trade,I Trade,25-50,31.12.2020,,RU,extra\n"
                            "J Trade,K Trade,half,soon,,RU\n");
    CHECK(found.ownership.size() == 5);
    CHECK(codes(found) == std::multiset<std::string>{"ownership.day", "ownership.days_reversed", "ownership.no_party",
                                                     "ownership.owns_itself", "ownership.ragged", "ownership.share", "ownership.share"});
    CHECK(*found.ownership[0].share_low == 0.51);
    CHECK(*found.ownership[0].from_day == *make_day(2020, 1, 1));
    CHECK(found.ownership[0].owner_country == Country{"RU"});
    CHECK(!found.ownership[1].share_low);  // 120 % is no share: used without one
    CHECK(*found.ownership[2].from_day == *make_day(2021, 1, 1));
    CHECK(*found.ownership[3].share_low == 0.25);
    CHECK(*found.ownership[3].share_high == 0.5);
    CHECK(found.ownership[0].source == "own.csv line 2");
    for (const auto& doubt : found.doubts) CHECK(doubt.line >= 3);
}

TEST_CASE("registers: ids of one file are used in another, whatever their order") {
    const std::string ownership = "owner_id;owned_id;share\nx1;x2;0,6\nx1;nobody;0,3\n";
    const std::string companies = "id;name;inn;phone\nx1;Первый Холдинг;7722476458;+7 495 1234567\nx2;Second Trade;;\n";
    const std::vector<RegisterFile> files = {{"a.csv", ownership}, {"b.csv", companies}};
    const auto found = read_registers(files);
    REQUIRE(found.ownership.size() == 1);
    CHECK(found.ownership[0].owner_name == "Первый Холдинг");
    CHECK(found.ownership[0].owner_identifier == "7722476458");
    CHECK(*found.ownership[0].share_low == 0.6);  // no share is above one: parts of the whole
    CHECK(codes(found) == std::multiset<std::string>{"ownership.unknown_id"});
    CHECK(found.statements.size() == 2);
}

TEST_CASE("registers: FollowTheMoney with directors, addresses and days") {
    const auto found = read(
        "r.jsonl", R"({"id":"c","schema":"Company","properties":{"name":["Alpha"],"addressEntity":["ad"],"phone":["123456"],)"
                   R"("incorporationDate":["2019-05-01"],"dissolutionDate":["2022-03"]}})"
                   "\n"
                   R"({"id":"p","schema":"Person","properties":{"name":["Ivan Petrov"]}})"
                   "\n"
                   R"({"id":"d","schema":"Directorship","properties":{"director":["p"],"organization":["c"],"startDate":["2019-06-01"]}})"
                   "\n"
                   R"({"id":"ad","schema":"Address","properties":{"full":["Lenina 1, Moscow"]}})"
                   "\n"
                   R"({"id":"o","schema":"Ownership","properties":{"owner":["p"],"asset":["c","zz"],"percentage":["100"]}})");
    CHECK(found.doubts.size() == 1);
    CHECK(found.ownership.size() == 1);
    std::set<std::string> kinds;
    for (const auto& fact : found.statements) kinds.insert(fact.kind);
    CHECK(kinds == std::set<std::string>{"address", "director", "dissolved", "incorporated", "phone"});
}

TEST_CASE("registers: shares as they are written") {
    CHECK(parse_share("51", false)->low == 0.51);
    CHECK(parse_share("51,5 %", false)->low == doctest::Approx(0.515));
    CHECK(parse_share("0.51", true)->high == 0.51);
    CHECK(parse_share("51%", true)->low == 0.51);
    CHECK(parse_share("25-50", false)->high == 0.5);
    CHECK(parse_share("more than 25 %", false)->low == 0.25);
    CHECK(parse_share("<= 10", false)->high == 0.1);
    CHECK(!parse_share("101", false));
    CHECK(!parse_share("-5", false));
    CHECK(!parse_share("половина", false));
}

TEST_CASE("families: days, layers, circles and shares that are not known") {
    const EntityId head{1}, middle{2}, low{3}, other{4}, ring{5};
    const auto row = [](EntityId owner, EntityId owned, Maybe<double> share, Maybe<Day> from, Maybe<Day> until) {
        Ownership ownership;
        ownership.owner_id = owner;
        ownership.owned_id = owned;
        ownership.owner_name = "owner " + std::to_string(owner.value);
        ownership.owned_name = "owned " + std::to_string(owned.value);
        ownership.share_low = ownership.share_high = share;
        ownership.from_day = from;
        ownership.until_day = until;
        ownership.source = "t line 1";
        return ownership;
    };
    const Day sold{1000};
    const std::vector<Ownership> rows = {row(head, middle, 0.6, {}, {}), row(middle, low, 0.7, {}, sold), row(other, low, 0.7, sold, {}),
                                         row(ring, other, {}, {}, {}), row(other, ring, {}, {}, {})};
    const auto early = find_families(rows, {}, Day{500}), late = find_families(rows, {}, Day{1500});
    CHECK(early.head_of.at(low) == head);
    CHECK(early.head_of.at(middle) == head);
    CHECK(late.head_of.at(low) == other);
    CHECK(late.head_of.at(ring) == other);
    CHECK(!late.head_of.contains(other));  // of a circle the smallest id stands for all
    std::vector<UltimateOwner> of_low;
    std::ranges::copy_if(late.owners, std::back_inserter(of_low), [&](const auto& each) { return each.entity_id == low; });
    REQUIRE(of_low.size() == 2);
    CHECK(of_low[0].owner_id == head);
    CHECK(of_low[0].share_low == doctest::Approx(0.42));
    CHECK(of_low[0].layers == 2);
    CHECK(*of_low[0].until_day == sold);
    CHECK(*of_low[1].from_day == sold);
    const auto of_ring = std::ranges::find(late.owners, ring, &UltimateOwner::entity_id);
    CHECK(of_ring->answer == "cannot_tell");
    CHECK(of_ring->missing.starts_with("share of owner"));
    CHECK(std::ranges::count(late.notes, "ownership.circle", &OwnershipNote::code) == 1);
}

TEST_CASE("families: owners beyond those that are followed are said, and nothing is sure about such a company") {
    const auto row = [](std::int64_t owner, std::int64_t owned) {
        Ownership ownership;
        ownership.owner_id = EntityId{owner};
        ownership.owned_id = EntityId{owned};
        ownership.owner_name = "company " + std::to_string(owner);
        ownership.owned_name = "company " + std::to_string(owned);
        ownership.share_low = ownership.share_high = 1.0;
        ownership.source = "t line " + std::to_string(owned);
        return ownership;
    };
    std::vector<Ownership> rows;
    const auto longest = static_cast<std::int64_t>(kMostAbove) + 1;  // companies above the first
    for (std::int64_t i = 1; i <= longest; ++i) rows.push_back(row(i + 1, i));
    const auto families = find_families(rows, {}, {});
    REQUIRE(std::ranges::count(families.notes, "ownership.many_owners", &OwnershipNote::code) == 2);  // of the lowest two
    const auto of_first = std::ranges::find(families.owners, EntityId{1}, &UltimateOwner::entity_id);
    CHECK(of_first->answer == "cannot_tell");
    CHECK(of_first->missing.starts_with("owners beyond"));
    const auto of_last = std::ranges::find(families.owners, EntityId{longest}, &UltimateOwner::entity_id);
    CHECK(of_last->answer == "fired");
    CHECK(of_last->owner_id == EntityId{longest + 1});
}
