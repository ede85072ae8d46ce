// Prices of a plain list: rows with a code, an origin, a supplier, a consignee, a product as written.
//
// The same model as that of a case's goods (values.h), with levels from what the list states: code by its digits (2, 6, all), code and
// origin, product, and the finest of these from one supplier or to one consignee. Names are compared as folded text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fixed.h"
#include "base/maybe.h"
#include "tables/good.h"
#include "values/price_plants.h"

namespace wb {

struct ListedPrice {
    std::int64_t row_number = 0;  // distinct
    std::string hs_code, origin_country, supplier, consignee, product;
    Maybe<Usd> value_usd;
    Maybe<double> quantity;
    Maybe<double> net_mass_kg;
};

struct ListedPrices {
    std::vector<Price> prices;  // in the order of the rows; item_id is the row number
    PriceCalibration calibration;
};

// Prices are per unit of quantity where that is stated, else per kilogram.
ListedPrices price_list(const std::vector<ListedPrice>& rows, double level, int threads);

}  // namespace wb
