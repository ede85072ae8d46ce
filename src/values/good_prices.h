// Goods as prices: the unit price of each, and the groups of like goods it is compared in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/scope.h"
#include "values/price_effects.h"
#include "values/price_rows.h"

namespace wb {

enum class PriceBasis : unsigned char { none, piece, kg };

// A price as compared: United States dollars per piece where pieces are known, else per kilogram.
struct UnitPrice {
    PriceBasis basis = PriceBasis::none;
    double dollars = 0;
    double amount = 0;         // pieces or kilograms
    std::string_view missing;  // "value", "quantity and mass" when there is none
};
UnitPrice unit_price(const ScopeGood& good);

// Whether the value holds the main carriage: an invoice's amount by its delivery terms, a customs value (and an invoice without terms) by
// the direction, since customs record imports with freight (CIF) and exports without (FOB; United Nations, IMTS 2010). Nothing when
// unknown.
std::optional<bool> holds_freight(const ScopeGood& good);
std::optional<bool> recorded_with_freight(std::string_view direction);  // "import", "export"

// From coarse to fine. The last three compare a product (the finest of model, brand and class, code and origin that is known) within the
// goods of one consignee, one supplier, and one supplier to one consignee: contracts and habits keep their prices.
inline constexpr std::array<std::string_view, 8> kGoodLevels = {"chapter", "hs",        "hs_origin", "brand",
                                                                "model",   "consignee", "supplier",  "supplier_consignee"};
inline constexpr std::size_t kSupplierLevel = 6;

// Name of the good's group at a level, piece and kilogram prices apart; "" when it has none.
std::string price_group(const ScopeGood& good, PriceBasis basis, std::size_t level);

// Rows of the goods that have a price; `good_of` gives the position in `goods` of each row.
struct GoodPrices {
    PriceRows rows;
    PriceConditions conditions;
    std::vector<std::size_t> good_of;
};
GoodPrices good_prices(const std::vector<const ScopeGood*>& goods);

}  // namespace wb
