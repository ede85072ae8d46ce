// Master and house bills: a forwarder's one bill with the carrier, and the bills it gives its own customers under it. A key stage.
//
// Manifests hold both, so the goods of a consolidation stand there twice: once on the master bill, once on its house bills. The house bills
// are the detail (who really sent what to whom), so the master's rows point to the largest house row and no longer count; house bills of
// one master never become one item.
//
// What links them is the number: a house bill states the number of its master, which begins with the carrier's code. The two must be of one
// provider and direction, arrive within kBillDays and not contradict in what their sums say. Companies are not compared: on the master bill
// they are forwarders, by its nature. Probabilities are judged (no labelled manifests exist); see BillRates.
//
// Missing data: sums that one side does not state are not compared; without any comparison the number alone speaks. Where the house bills
// hold less than the master, some of them are not in the case: the master stays, since dropping it would lose goods.
// Pure; the result does not depend on the order of rows. Cost: one sort.
#pragma once

#include <string>
#include <vector>

#include "base/day.h"
#include "base/fixed.h"
#include "base/id.h"
#include "base/maybe.h"
#include "ingest/doubles.h"

namespace wb {

// A row whose bill stands under a master bill, or is one.
struct BillRow {
    ItemId item_id;
    std::string provider, direction;
    std::string master;  // number of the master bill: for a row of the master itself its own number
    bool house = false;
    Maybe<Day> day;
    Maybe<Kilogram> mass_kg;  // gross, else net
    Maybe<Quantity> quantity;
    std::string quantity_unit;
    Maybe<Usd> value_usd;
};

inline constexpr int kBillDays = 30;                // bills of one vessel arrive together; parts of a consolidation may wait for the next
inline constexpr double kBillTolerance = 0.02;      // sums are rounded row by row
inline constexpr std::size_t kLargestBill = 20000;  // more rows under one number are filler

// Probabilities that the master repeats its house bills.
struct BillRates {
    static constexpr double kSumsAgree = 0.98;
    static constexpr double kNumberAlone = 0.85;
    static constexpr double kHousesMore = 0.6;  // some of the master's rows are missing, or a unit is read otherwise
};

// In order of item: each row of a repeated master bill, kept: the house row of most mass, else value, else the lowest id.
std::vector<SameAs> link_bills(std::vector<BillRow> rows);

// The doubles with the masters added: what pointed to a master's row points to where that row points now.
std::vector<SameAs> with_bills(std::vector<SameAs> doubles, const std::vector<SameAs>& masters);

}  // namespace wb
