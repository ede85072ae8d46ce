// The invented watch list of a synthetic case: some consignees of the world, some namesakes, in a real publisher's format.
#pragma once

#include <string>

#include "simulate/words.h"
#include "simulate/world.h"

namespace wb {

// lists/synthetic_watch_list.csv, in the columns of the US consolidated screening list. Among its entries: a consignee with its number and
// a day before the records begin, one with a day inside the period, one without a day, one by name alone, a holding, and strangers.
std::string sim_watch_list(const World& world, const SimWords& words);
// controls/synthetic_watch_list.toml: what the list restricts.
std::string sim_watch_list_effect(const World& world);
// companies/synthetic_holdings.ftm.jsonl: the listed holding owns most of one consignee, and an unknown share of another.
std::string sim_holdings(const World& world, const SimWords& words);

}  // namespace wb
