// Goods as shipments between companies, group by group.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "routes/ledger.h"
#include "routes/routes.h"

namespace wb {

// Shipments of one goods group in time order; goods[i] is the good behind shipments[i], index[i] its place in sorted_goods().
struct ShipmentGroup {
    std::string name;
    std::vector<Shipment> shipments;
    std::vector<const ScopeGood*> goods;
    std::vector<std::size_t> index;
    std::vector<EntityId> companies;  // by company number
    std::vector<Country> countries;
};

// Within a day, sales by companies that bought nothing that day come first, so that goods may pass on the day they arrive.
// A row without pieces takes them from its value and the median price of its group; without a value too it is left out.
std::vector<ShipmentGroup> shipment_groups(const std::vector<const ScopeGood*>& sorted, const Question& question, LeftOut& left_out);

}  // namespace wb
