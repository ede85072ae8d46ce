// Shipments that stand in the records more than once, or seem to: the same import seen by the sellers' customs, one lot in several
// declarations of equal parts, and master bills above their house bills. Each is drawn from a stream of its own.
#pragma once

#include <optional>
#include <vector>

#include "simulate/deals.h"

namespace wb {

// Draws how often rows are linked, apart from everything else of the world, which is what it would be without.
void plant_links(World& world, const SimWords& words);

// The import as the sellers' customs recorded it some weeks before, without freight; nothing for most imports.
std::optional<SimLeg> sent_side(const World& world, const SimLeg& leg);
// How many declarations beside the first the deal's lot comes in; 0 for most.
std::size_t further_parts(const World& world, const SimDeal& deal);
// The `part`th of them, from 1: the same goods under another number, some days later.
SimLeg part_of(const World& world, const SimLeg& leg, std::size_t part);

// One consignment under a master bill: legs into a third country, unrelated goods.
struct Consolidation {
    SimLeg master;
    std::vector<SimLeg> houses;
    bool complete = true;  // all houses are in the records: the master repeats them
};
std::optional<Consolidation> consolidation(const World& world, const SimWords& words, std::int64_t number);

}  // namespace wb
