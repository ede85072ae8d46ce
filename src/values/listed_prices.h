// Prices of a plain list: rows with a code, an origin, a supplier, a consignee, a product as written.
//
// The same model as that of a case's goods (values.h), with levels from what the list states: code by its digits (2, 6, all), code and
// origin, product, and the finest of these from one supplier or to one consignee. Names are compared as folded text. Days and freight
// terms, where the list states them, are taken off before prices are compared (price_effects.h): terms of delivery (Incoterms) say whether
// a value holds the main carriage, else the direction does (imports with it, exports without).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/day.h"
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
    Maybe<Day> declaration_date;
    std::string delivery_terms;  // as written
    std::string direction;       // import, export or empty
};

struct ListedPrices {
    std::vector<Price> prices;  // in the order of the rows; item_id is the row number
    PriceCalibration calibration;
};

struct ListOptions {
    double level = 0.90;        // of the fair range
    double most_freight = 0.2;  // value with freight over value without, less one, at most (terms/value_thresholds.toml)
    int threads = 1;
};

// Prices are per unit of quantity where that is stated, else per kilogram.
ListedPrices price_list(const std::vector<ListedPrice>& rows, const ListOptions& options);

}  // namespace wb
