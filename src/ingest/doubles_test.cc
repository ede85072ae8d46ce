#include "ingest/doubles.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace wb {

namespace {

DoubleCandidate row(std::int64_t id, const std::string& provider, const std::string& path, std::int64_t number, std::int32_t filled) {
    DoubleCandidate made;
    made.item_id = ItemId{id};
    made.file_id = FileId{static_cast<std::int64_t>(path.size()) + 1};
    made.provider = provider;
    made.path = path;
    made.row_number = number;
    made.filled = filled;
    made.numbered = true;
    return made;
}

using Groups = std::vector<std::vector<DoubleCandidate>>;

std::vector<SameAs> find(const Groups& groups) {
    DoubleFinder finder;
    for (const auto& group : groups) finder.see_group(DoubleKey::declaration_item, group);
    return finder.finish();
}

// The slow, obvious way: spread set numbers until nothing changes.
std::map<std::int64_t, std::set<std::int64_t>> sets_of(const Groups& groups) {
    std::map<std::int64_t, std::int64_t> set;
    for (const auto& group : groups) {
        for (const auto& member : group) set[member.item_id.value] = member.item_id.value;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (const auto& group : groups) {
            for (const auto& a : group) {
                for (const auto& b : group) {
                    auto& one = set[a.item_id.value];
                    const auto other = set[b.item_id.value];
                    if (other < one) {
                        one = other;
                        changed = true;
                    }
                }
            }
        }
    }
    std::map<std::int64_t, std::set<std::int64_t>> sets;
    for (const auto& [item, number] : set) sets[number].insert(item);
    return sets;
}

}  // namespace

TEST_CASE("doubles: of a provider the latest row is kept, of providers the one that states most") {
    const auto same = find({{row(5, "A", "a1.csv", 9, 7), row(6, "A", "a2.csv", 2, 7), row(7, "B", "b.csv", 1, 12)}});
    REQUIRE(same.size() == 2);
    CHECK(same[0].item == ItemId{5});
    CHECK(same[0].kept == ItemId{7});
    CHECK(same[1].kept == ItemId{7});
    const auto revised = find({{row(5, "A", "a1.csv", 9, 9), row(6, "A", "a2.csv", 2, 7)}});
    REQUIRE(revised.size() == 1);
    CHECK(revised[0].item == ItemId{5});
    CHECK(revised[0].kept == ItemId{6});
}

TEST_CASE("doubles: sets are those of the obvious way, in any order of groups and rows") {
    std::mt19937 dice(7);
    for (int round = 0; round < 200; ++round) {
        std::vector<DoubleCandidate> all;
        for (std::int64_t i = 1; i <= 20; ++i) {
            all.push_back(row(i, std::string(1, static_cast<char>('A' + dice() % 3)), "f" + std::to_string(dice() % 4), i,
                              static_cast<std::int32_t>(dice() % 5)));
        }
        Groups groups(1 + dice() % 8);
        for (auto& group : groups) {
            std::sample(all.begin(), all.end(), std::back_inserter(group), 2 + dice() % 3, dice);
        }
        const auto expected = find(groups);
        std::size_t joined = 0;
        for (const auto& [number, members] : sets_of(groups)) {
            std::set<std::int64_t> kept;
            for (const auto& same : expected) {
                if (members.contains(same.item.value)) kept.insert(same.kept.value);
            }
            CHECK(kept.size() <= 1);
            for (const auto item : kept) CHECK(members.contains(item));
            joined += members.size() - 1;
        }
        CHECK(expected.size() == joined);
        std::shuffle(groups.begin(), groups.end(), dice);
        for (auto& group : groups) std::shuffle(group.begin(), group.end(), dice);
        const auto shuffled = find(groups);
        REQUIRE(shuffled.size() == expected.size());
        for (std::size_t i = 0; i < shuffled.size(); ++i) {
            CHECK(shuffled[i].item == expected[i].item);
            CHECK(shuffled[i].kept == expected[i].kept);
            CHECK(shuffled[i].probability == expected[i].probability);
        }
    }
}

namespace {

// A parcel of one day, code and mass.
DoubleCandidate parcel(std::int64_t id, const std::string& provider, double value, const std::string& consignee = "romashka") {
    auto made = row(id, provider, provider + ".csv", id, 5);
    made.numbered = false;
    made.hs6 = "880622";
    made.consignee_name = consignee;
    made.quantity = *Quantity::from_double(4);
    made.value_usd = *Usd::from_double(value);
    made.day = *parse_iso_day("2023-03-01");
    made.direction = "import";
    made.file_id = FileId{provider == "A" ? 1 : 2};
    return made;
}

std::vector<SameAs> find_by(DoubleKey key, const std::vector<DoubleCandidate>& group) {
    DoubleFinder finder;
    finder.see_group(key, group);
    return finder.finish();
}

}  // namespace

TEST_CASE("doubles: equal parcels of one day are matched one to one, not melted into one") {
    std::vector<DoubleCandidate> group;
    for (std::int64_t i = 1; i <= 3; ++i) group.push_back(parcel(i, "A", 500));
    for (std::int64_t i = 11; i <= 13; ++i) group.push_back(parcel(i, "B", 500));
    const auto same = find_by(DoubleKey::day_mass, group);
    REQUIRE(same.size() == 3);
    std::set<std::int64_t> kept;
    for (const auto& pair : same) kept.insert(pair.kept.value);
    CHECK(kept.size() == 3);
    group.pop_back();
    CHECK(find_by(DoubleKey::day_mass, group).size() == 2);
}

TEST_CASE("doubles: partial shipments of one declaration add up beside a provider that gives no item numbers") {
    std::vector<DoubleCandidate> group = {parcel(1, "A", 500), parcel(2, "A", 700), parcel(11, "B", 700), parcel(12, "B", 500)};
    for (auto& each : group) each.numbered = true;
    const auto same = find_by(DoubleKey::declaration_mass, group);
    REQUIRE(same.size() == 2);
    const std::map<std::int64_t, std::int64_t> pairs = {{11, 2}, {12, 1}};
    for (const auto& pair : same) {
        const bool known = pairs.contains(pair.item.value) && pairs.at(pair.item.value) == pair.kept.value;
        CHECK(known);
        CHECK(pair.probability > 0.9);
    }
}

TEST_CASE("doubles: the exporter's side of an import is its double, within what freight and the way leave between them") {
    auto sent = parcel(1, "A", 1000);
    sent.direction = "export";
    auto received = parcel(2, "B", 1100);
    received.day = *parse_iso_day("2023-03-29");
    received.filled = 1;
    const auto same = find_by(DoubleKey::mirror, {sent, received});
    REQUIRE(same.size() == 1);
    CHECK(same[0].kept == ItemId{2});
    CHECK(same[0].probability > 0.9);
    CHECK(same[0].probability < 1);
    received.day = *parse_iso_day("2023-12-29");
    CHECK(find_by(DoubleKey::mirror, {sent, received}).empty());
    received.day = *parse_iso_day("2023-03-29");
    received.value_usd = *Usd::from_double(2200);
    CHECK(find_by(DoubleKey::mirror, {sent, received}).empty());
    received = parcel(2, "B", 1100);
    received.direction = "export";
    CHECK(find_by(DoubleKey::mirror, {sent, received}).empty());
}

TEST_CASE("doubles: equal parcels meet the other customs' rows in order of day, and small masses that differ do not meet") {
    std::vector<DoubleCandidate> group;
    for (int i = 0; i < 3; ++i) {
        auto sent = parcel(10 - i, "H", 1000);
        sent.direction = "export";
        sent.day = *parse_iso_day("2023-02-01") + 10 * i;
        sent.net_mass_kg = *Kilogram::from_double(2.5);
        auto received = parcel(20 + (i + 1) % 3, "A", 1080);
        received.day = *parse_iso_day("2023-03-01") + 9 * i;
        received.net_mass_kg = *Kilogram::from_double(2.5);
        group.push_back(sent);
        group.push_back(received);
    }
    const auto same = find_by(DoubleKey::mirror, group);
    REQUIRE(same.size() == 3);
    for (const auto& each : same) CHECK(each.kept == ItemId{20 + (11 - each.item.value) % 3});
    auto sent = parcel(1, "H", 3.25);
    sent.direction = "export";
    sent.net_mass_kg = *Kilogram::from_double(0.86);
    auto received = parcel(2, "A", 3.48, "lyutik");
    received.day = *parse_iso_day("2023-03-29");
    received.net_mass_kg = *Kilogram::from_double(0.82);
    CHECK(find_by(DoubleKey::mirror, {sent, received}).empty());
    received.net_mass_kg = *Kilogram::from_double(1);  // rounded to a whole kilogram: the mass says nothing
    received.consignee_name = "romashka";
    CHECK(find_by(DoubleKey::mirror, {sent, received}).size() == 1);
}

TEST_CASE("doubles: what agreement is worth is learned, and little is learned from few rows") {
    const DoublePattern alike{Agreement::missing, Agreement::agree, Agreement::missing, PartyAgreement::alike};
    const DoublePattern unlike{Agreement::missing, Agreement::contradict, Agreement::missing, PartyAgreement::unlike};
    const DoubleModel usual;
    std::array<DoubleCounts, kDoubleKeys> counts{};
    const auto key = static_cast<std::size_t>(DoubleKey::day_mass) - 1;
    // Different rows that share value and company as a habit: agreement is worth less.
    counts[key].different[alike.index()] = 900;
    counts[key].different[unlike.index()] = 100;
    counts[key].pairs[alike.index()] = 50;
    DoubleModel habit;
    habit.fit(counts);
    CHECK(habit.probability(DoubleKey::day_mass, alike) < usual.probability(DoubleKey::day_mass, alike));
    // Of 1,000 pairs 300 are doubles that agree in 97 of 100; the rest agree by chance. The expected number of doubles comes out.
    counts = {};
    counts[key].pairs[alike.index()] = 300;
    counts[key].pairs[unlike.index()] = 700;
    DoubleModel model;
    model.fit(counts);
    const double said = 300 * model.probability(DoubleKey::day_mass, alike) + 700 * model.probability(DoubleKey::day_mass, unlike);
    CHECK(said == doctest::Approx(300).epsilon(0.1));
    counts[key].pairs[alike.index()] = 1;
    counts[key].pairs[unlike.index()] = 0;
    DoubleModel little;
    little.fit(counts);
    CHECK(little.probability(DoubleKey::day_mass, unlike) == doctest::Approx(usual.probability(DoubleKey::day_mass, unlike)).epsilon(0.3));
}

}  // namespace wb
