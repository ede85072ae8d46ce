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

}  // namespace wb
