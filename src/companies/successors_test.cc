#include "companies/successors.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace wb;

namespace {

FlagRule rule() {
    FlagRule flag;
    flag.id = "RF08";
    flag.version = "2";
    flag.severity = "high";
    flag.innocent = "Staff and customers move to competitors.";
    flag.parameters = {{"shared_identifiers", 2}, {"gap_days", 180}, {"crowded_identifier_entities", 20}};
    return flag;
}

SuccessorCandidate company(std::int64_t id, std::string name, std::vector<CompanyIdentifier> identifiers) {
    SuccessorCandidate candidate;
    candidate.entity = EntityId{id};
    candidate.name = std::move(name);
    candidate.identifiers = std::move(identifiers);
    for (auto& identifier : candidate.identifiers) identifier.country = Country{"RU"};
    return candidate;
}

// A dissolved company and one that may follow it.
struct Pair {
    SuccessorCandidate old = company(1, "Old Trade", {{"phone", "+7 (495) 123-45-67", "r", {}}, {"director", "Иванов Пётр", "r", {}}});
    SuccessorCandidate young = company(2, "New Trade", {{"phone", "8 495 1234567", "r", {}}, {"director", "ИВАНОВ ПЕТР", "r", {}}});
    Pair() {
        old.endings = {{"dissolved", Day{1000}, "register line 1"}};
        young.asked = true;
        young.begun = Day{1050};
    }
    [[nodiscard]] Finding finding() const {
        const std::vector<SuccessorCandidate> both = {old, young};
        const auto found = find_successors(both, rule());
        REQUIRE(found.size() == 1);
        return found[0];
    }
};

}  // namespace

TEST_CASE("successors: two identifiers and the right day fire, in any writing") {
    const Pair pair;
    const auto finding = pair.finding();
    CHECK(finding.answer == "fired");
    CHECK(finding.subject_id == 2);
    CHECK(finding.severity == "high");
    for (const auto* part : {"Old Trade", "Staff and customers", "phone", "director", "1972-09-27"})
        CHECK(finding.reasons.find(part) != std::string::npos);
}

TEST_CASE("successors: says whether the trade goes on, and weighs it") {
    Pair pair;
    CHECK(pair.finding().reasons.find("cannot tell: no record of goods names Old Trade") != std::string::npos);
    pair.old.trades = {{"uav", EntityId{7}}, {"uav_part.battery", EntityId{8}}};
    pair.young.trades = {{"uav", EntityId{9}}};
    CHECK(pair.finding().severity == "high");
    CHECK(pair.finding().reasons.find("\"same_goods\":[\"uav\"]") != std::string::npos);
    pair.young.trades = {{"chpl", EntityId{8}}};
    CHECK(pair.finding().severity == "high");
    CHECK(pair.finding().reasons.find("\"same_counterparties\":[\"8\"]") != std::string::npos);
    pair.young.trades = {{"chpl", EntityId{9}}};
    CHECK(pair.finding().answer == "fired");
    CHECK(pair.finding().severity == "medium");
    CHECK(pair.finding().reasons.find("\"trade_goes_on\":\"no\"") != std::string::npos);
}

TEST_CASE("successors: one identifier, or another time, is clear; what is not stated is not") {
    Pair one;
    one.young.identifiers.pop_back();
    one.young.identifiers.push_back({"email", "a@b.ru", "r", {}});
    CHECK(one.finding().answer == "clear");
    Pair late;
    late.young.begun = Day{2000};
    CHECK(late.finding().answer == "clear");
    late.young.begun_is_first_seen = true;  // it may have begun earlier than records name it
    CHECK(late.finding().answer == "cannot_tell");
    CHECK(late.finding().missing == "day of incorporation of New Trade");
    late.young.begun = Day{100};
    CHECK(late.finding().answer == "clear");
    Pair undated;
    undated.old.endings = {{"listed", {}, "list"}};
    CHECK(undated.finding().answer == "cannot_tell");
    CHECK(undated.finding().missing == "day on which Old Trade was listed");
    Pair silent;
    silent.young.identifiers.clear();
    CHECK(silent.finding().answer == "cannot_tell");
}

TEST_CASE("successors: what a crowd shares says nothing; without an end nothing can be told") {
    const Pair pair;
    std::vector<SuccessorCandidate> crowd = {pair.old, pair.young};
    for (int i = 0; i < 30; ++i) crowd.push_back(company(10 + i, "Other", {{"phone", "4951234567", "r", {}}}));
    CHECK(find_successors(crowd, rule())[0].answer == "clear");
    auto without = pair.old;
    without.endings.clear();
    const std::vector<SuccessorCandidate> both = {without, pair.young};
    const auto found = find_successors(both, rule());
    REQUIRE(found.size() == 1);
    CHECK(found[0].subject_kind == "case");
    CHECK(found[0].answer == "cannot_tell");
}
