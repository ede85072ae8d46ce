// An order before it is shipped: who takes part in which role, and which goods. TOML, JSON or CSV, told by content.
//
// TOML and JSON: `order` { day, dispatch_country, destination_country }, `party` [ { role, name, country, identifier } ], `goods`
// [ { description, hs_code, class, brand, model, origin_country, manufacturer } ]. CSV: those names as columns, a row with a role is a
// party, any other a good; day and countries of the order stand in any row. Roles: consignee, end_user, seller, exporter, declarant, other.
// What is not stated is missing, and makes answers cannot_tell.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "base/result.h"
#include "tables/column.h"

namespace wb {

struct OrderParty {
    std::string role, name, identifier;
    Country country;
};

struct OrderGood {
    std::string description, hs_code, goods_class, brand, model, manufacturer;
    Country origin_country;
};

struct Order {
    std::optional<Day> day;
    Country dispatch_country, destination_country;
    std::vector<OrderParty> parties;
    std::vector<OrderGood> goods;
};

// Errors: data.syntax, order.bad_entry with file and entry, order.empty. Hostile bytes are safe.
Result<Order> read_order(std::string_view bytes, const std::string& path);

}  // namespace wb
