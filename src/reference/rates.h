// Currencies, and the dated exchange rates that a case brings along. No rate is ever invented.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/day.h"
#include "base/maybe.h"
#include "base/result.h"

namespace wb {

// ISO 4217 code of a currency cell (alphabetic or numeric code, symbol, usual name); "" when none.
std::string_view currency_of(std::string_view cell);

// What a dollar usually costs in a currency, to one or two digits: evidence of a wrong label, never a rate to convert by.
std::optional<double> usual_units_per_usd(std::string_view currency);

// A rate holds until the next one, at most this many days: longer gaps are holes in the file.
inline constexpr int kRateDays = 31;

// Rows day,currency,usd_per_unit, in any order, with a header. Thread safe after loading.
class Rates {
public:
    // Errors: rates.bad_row with file and row.
    static Result<Rates> parse(std::string_view csv, const std::string& file);
    // Dollars for one unit on that day: the last rate on or before it, at most kRateDays old. USD is 1.
    [[nodiscard]] Maybe<double> usd_per_unit(std::string_view currency, Day day) const;

private:
    std::unordered_map<std::string, std::map<Day, double>> by_currency_;
};

}  // namespace wb
