// Values of one consignment up to which customs or banks ask less, with the days they hold, and the band that freight adds to a value
// (data/terms/value_thresholds.toml). Immutable; thread safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "base/result.h"
#include "tables/column.h"

namespace wb {

struct ValueThreshold {
    std::string id, title;
    Country destination;           // absent: any
    std::vector<Country> sellers;  // empty: any
    double amount = 0;
    std::string currency;
    Period period;
    std::string source;
    bool verified = false;  // false: the act was not re-read
};

struct ValueThresholds {
    std::vector<ValueThreshold> thresholds;    // in the order of the file
    double freight_low = 0, freight_high = 0;  // CIF over FOB, less one
    std::string freight_source;

    static const ValueThresholds& built_in();
    // Errors: toml.* with file and row.
    static Result<ValueThresholds> parse(std::string_view toml, const std::string& file);
};

}  // namespace wb
