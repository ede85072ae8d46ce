#include "screen/company_flags.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/embedded.h"
#include "reference/controls.h"

using namespace wb;

namespace {

const Controls& controls() {
    static const auto kLoaded = load_controls_with({}).value();
    return kLoaded;
}

Day day(int year, int month, int of) { return *make_day(year, month, of); }

const RecordsSpan kRecords{day(2020, 1, 1), day(2023, 12, 31)};

CompanyHistory company(std::int64_t id, const char* country = "KZ") {
    CompanyHistory one;
    one.entity = EntityId{id};
    one.name = "INVENTED TRADER " + std::to_string(id);
    one.country = Country(country);
    one.receives = true;
    return one;
}

void receive(CompanyHistory& one, Day on, std::int64_t rows, std::int64_t listed, std::int64_t uncoded = 0) {
    auto& month = one.received[month_number(on)];
    month.rows += rows;
    month.listed += listed;
    month.uncoded += uncoded;
    if (!one.first_received || on < *one.first_received) one.first_received = on;
    if (listed > 0 && (!one.first_listed || on < *one.first_listed)) one.first_listed = on;
}

const Finding& finding(const std::vector<Finding>& all, std::string_view rule, std::int64_t subject) {
    const auto found = std::ranges::find_if(all, [&](const Finding& one) { return one.rule == rule && one.subject_id == subject; });
    REQUIRE(found != all.end());
    return *found;
}

std::string answer_of(const CompanyHistory& one, std::string_view rule) {
    const auto all = find_history_flags(std::vector{one}, kRecords, controls());
    return finding(all, rule, one.entity.value).answer;
}

}  // namespace

TEST_CASE("first receipt after the day fires, before it or inside the coalition it does not") {
    auto fresh = company(1);
    receive(fresh, day(2022, 5, 3), 2, 0);
    CHECK(answer_of(fresh, "RF01") == "fired");
    auto old = fresh;
    receive(old, day(2021, 5, 3), 1, 0);
    CHECK(answer_of(old, "RF01") == "clear");
    auto ally = fresh;
    ally.country = Country("DE");
    CHECK(answer_of(ally, "RF01") == "clear");
    auto nowhere = fresh;
    nowhere.country = Country();
    CHECK(answer_of(nowhere, "RF01") == "cannot_tell");
    auto undated = fresh;
    undated.undated = 1;
    CHECK(answer_of(undated, "RF01") == "cannot_tell");
}

TEST_CASE("high priority goods that begin after the day fire only for a buyer of other goods before it") {
    auto turned = company(1);
    receive(turned, day(2021, 3, 1), 5, 0);
    receive(turned, day(2022, 6, 1), 5, 4);
    CHECK(answer_of(turned, "RF02") == "fired");
    auto uncoded = turned;
    receive(uncoded, day(2021, 4, 1), 1, 0, 1);
    CHECK(answer_of(uncoded, "RF02") == "cannot_tell");
    auto always = turned;
    receive(always, day(2021, 4, 1), 1, 1);
    CHECK(answer_of(always, "RF02") == "clear");
    auto newcomer = company(2);
    receive(newcomer, day(2022, 6, 1), 5, 4);
    CHECK(answer_of(newcomer, "RF02") == "clear");
}

TEST_CASE("a jump of high priority goods fires when it is sure, not when it is one large month") {
    auto jump = company(1);
    auto steady = company(2);
    auto burst = company(3);
    for (int month = month_number(*kRecords.first); month <= month_number(*kRecords.last); ++month) {
        const auto on = first_day_of_month(month);
        const bool after = on >= day(2022, 2, 24);
        receive(jump, on, 12, after ? 10 : 2);
        receive(steady, on, 12, 3);
        receive(burst, on, 1, 1);
    }
    receive(burst, day(2022, 9, 1), 60, 60);
    CHECK(answer_of(jump, "RF03") == "fired");
    CHECK(answer_of(steady, "RF03") == "clear");
    CHECK(answer_of(burst, "RF03") == "clear");
}

TEST_CASE("records that begin too late cannot tell who is new, once for the whole case") {
    auto one = company(1);
    receive(one, day(2022, 5, 3), 2, 1);
    const auto all = find_history_flags(std::vector{one}, {day(2022, 1, 1), day(2023, 1, 1)}, controls());
    for (const auto* rule : {"RF01", "RF02", "RF03"}) {
        const auto& about = finding(all, rule, 0);
        CHECK(about.subject_kind == "case");
        CHECK(about.answer == "cannot_tell");
        CHECK(about.missing.find("2021-02-24") != std::string::npos);
    }
}

TEST_CASE("a company founded after the day that soon trades the goods fires") {
    auto young = company(1);
    young.incorporated = day(2022, 4, 1);
    receive(young, day(2022, 6, 1), 1, 1);
    auto slow = young;
    slow.entity = EntityId{2};
    slow.first_listed = day(2023, 6, 1);
    auto unknown = young;
    unknown.entity = EntityId{3};
    unknown.incorporated = Missing::not_stated;
    auto old = young;
    old.entity = EntityId{4};
    old.incorporated = day(2015, 1, 1);
    const auto all = find_history_flags(std::vector{young, slow, unknown, old}, kRecords, controls());
    CHECK(finding(all, "RF04", 1).answer == "fired");
    CHECK(finding(all, "RF04", 1).severity == "high");
    CHECK(finding(all, "RF04", 2).answer == "clear");
    CHECK(finding(all, "RF04", 3).answer == "cannot_tell");
    CHECK(finding(all, "RF04", 4).answer == "clear");
    const auto none = find_history_flags(std::vector{unknown}, kRecords, controls());
    CHECK(finding(none, "RF04", 0).missing == "registers with days of incorporation");
}

namespace {

LocatedCompany located(std::int64_t id, std::string address) {
    LocatedCompany one;
    one.entity = EntityId{id};
    one.name = "INVENTED TRADER " + std::to_string(id);
    one.asked = true;
    if (!address.empty()) one.places.push_back({"address", std::move(address), Country("RU")});
    return one;
}

LocatedListing listing(std::int64_t id, const char* name, const char* address, bool address_only) {
    LocatedListing one;
    one.listing = ListingId{id};
    one.name = name;
    one.list = "us_bis_el";
    one.address_only = address_only;
    one.places.push_back({"address", address, Country("RU")});
    return one;
}

}  // namespace

TEST_CASE("an address that is listed without a name, and one of a listed party, are told apart") {
    const std::vector companies{located(1, "127018, г. Москва, ул. Сущёвский Вал, д. 18, оф. 301"),
                                located(2, "г. Тверь, ул. Ленина, д. 5"), located(3, "")};
    const std::vector listings{listing(7, "Address 01", "MOSCOW, SUSHCHEVSKY VAL ST., 18", true),
                               listing(8, "INVENTED LISTED LLC", "Tver, ulitsa Lenina, dom 5", false)};
    const auto all = find_place_flags(companies, listings, controls());
    CHECK(finding(all, "RF06", 1).answer == "fired");
    CHECK(finding(all, "RF06", 2).answer == "clear");
    CHECK(finding(all, "RF06", 3).answer == "cannot_tell");
    CHECK(finding(all, "RF07", 1).answer == "clear");
    CHECK(finding(all, "RF07", 2).answer == "fired");
    CHECK(finding(all, "RF07", 2).reasons.find("innocent_explanation") != std::string::npos);
}

TEST_CASE("a company is not flagged for sharing its address with itself, nor with another room") {
    auto itself = located(1, "г. Тверь, ул. Ленина, д. 5, оф. 12");
    itself.is_listed.push_back(ListingId{8});
    const auto other = located(2, "г. Тверь, ул. Ленина, д. 5, оф. 40");
    const std::vector listings{listing(8, "INVENTED LISTED LLC", "Tver, ulitsa Lenina, dom 5, office 12", false)};
    const auto all = find_place_flags(std::vector{itself, other}, listings, controls());
    CHECK(finding(all, "RF07", 1).answer == "clear");
    CHECK(finding(all, "RF07", 2).answer == "clear");
    CHECK(finding(all, "RF06", 0).answer == "cannot_tell");
}

TEST_CASE("order of companies means nothing") {
    auto one = company(1);
    auto two = company(2);
    receive(one, day(2022, 5, 3), 2, 1);
    receive(two, day(2021, 5, 3), 2, 1);
    const auto forward = find_history_flags(std::vector{one, two}, kRecords, controls());
    const auto backward = find_history_flags(std::vector{two, one}, kRecords, controls());
    REQUIRE(forward.size() == backward.size());
    for (std::size_t i = 0; i < forward.size(); ++i) CHECK(forward[i].finding_id == backward[i].finding_id);
}
