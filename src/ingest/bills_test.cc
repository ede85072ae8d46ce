#include "ingest/bills.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace wb {

namespace {

BillRow bill(std::int64_t id, bool house, double mass, double pieces = 0) {
    BillRow row;
    row.item_id = ItemId{id};
    row.provider = "manifests";
    row.direction = "import";
    row.master = "MAEU254804822";
    row.house = house;
    row.day = *parse_iso_day("2023-05-02");
    row.mass_kg = *Kilogram::from_double(mass);
    if (pieces > 0) row.quantity = *Quantity::from_double(pieces);
    row.quantity_unit = "pcs";
    return row;
}

}  // namespace

TEST_CASE("bills: a master whose sums are those of its house bills counts no longer") {
    const auto same = link_bills({bill(1, false, 100, 40), bill(2, true, 30, 10), bill(3, true, 70, 30)});
    REQUIRE(same.size() == 1);
    CHECK(same[0].item == ItemId{1});
    CHECK(same[0].kept == ItemId{3});
    CHECK(same[0].probability > 0.9);
}

TEST_CASE("bills: a master of several rows is repeated as a whole, and house bills stay apart") {
    const auto same = link_bills({bill(1, false, 60), bill(4, false, 40), bill(2, true, 50), bill(3, true, 50)});
    REQUIRE(same.size() == 2);
    CHECK(same[0].item == ItemId{1});
    CHECK(same[1].item == ItemId{4});
    CHECK(same[0].kept == ItemId{2});  // of equal ones the lowest id
    CHECK(same[1].kept == ItemId{2});
}

TEST_CASE("bills: where house bills are missing, the master stays") {
    CHECK(link_bills({bill(1, false, 100, 40), bill(2, true, 30, 10)}).empty());
    CHECK(link_bills({bill(2, true, 30), bill(3, true, 70)}).empty());
    CHECK(link_bills({bill(1, false, 100)}).empty());
}

TEST_CASE("bills: another provider, direction, number or season is another shipment") {
    const auto apart = [](auto&& change) {
        auto master = bill(1, false, 100);
        change(master);
        return link_bills({master, bill(2, true, 100)}).empty();
    };
    CHECK(!apart([](BillRow&) {}));
    CHECK(apart([](BillRow& row) { row.provider = "other"; }));
    CHECK(apart([](BillRow& row) { row.direction = "export"; }));
    CHECK(apart([](BillRow& row) { row.master = "MAEU254804823"; }));
    CHECK(apart([](BillRow& row) { row.day = *parse_iso_day("2023-07-02"); }));
}

TEST_CASE("bills: the number alone says less than the sums, and contradiction less still") {
    auto master = bill(1, false, 100);
    auto house = bill(2, true, 100);
    master.mass_kg = Missing::not_stated;
    const double alone = link_bills({master, house})[0].probability;
    CHECK(alone < BillRates::kSumsAgree);
    master.mass_kg = *Kilogram::from_double(40);
    CHECK(link_bills({master, house})[0].probability < alone);
}

TEST_CASE("bills: the order of rows changes nothing") {
    std::vector<BillRow> rows;
    std::mt19937 dice(11);
    for (std::int64_t i = 1; i <= 60; ++i) {
        auto row = bill(i, dice() % 3 != 0, 10 + static_cast<double>(dice() % 5));
        row.master = "M" + std::to_string(dice() % 12);
        rows.push_back(row);
    }
    const auto expected = link_bills(rows);
    CHECK(!expected.empty());
    for (int round = 0; round < 20; ++round) {
        std::shuffle(rows.begin(), rows.end(), dice);
        const auto same = link_bills(rows);
        REQUIRE(same.size() == expected.size());
        for (std::size_t i = 0; i < same.size(); ++i) {
            CHECK(same[i].item == expected[i].item);
            CHECK(same[i].kept == expected[i].kept);
            CHECK(same[i].probability == expected[i].probability);
        }
    }
}

TEST_CASE("bills: what repeats a master points to the house bill, never to a row that is itself a repeat") {
    const std::vector<SameAs> masters = {{ItemId{5}, ItemId{9}, 0.98}};
    const auto all = with_bills({{ItemId{3}, ItemId{5}, 0.9}, {ItemId{7}, ItemId{8}, 0.9}}, masters);
    REQUIRE(all.size() == 3);
    CHECK(all[0].item == ItemId{3});
    CHECK(all[0].kept == ItemId{9});
    CHECK(all[0].probability == doctest::Approx(0.9 * 0.98));
    CHECK(all[1].item == ItemId{5});
    CHECK(all[2].kept == ItemId{8});
}

}  // namespace wb
