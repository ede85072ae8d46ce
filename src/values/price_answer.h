// From what the peers of a price say to a row of the table `price`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "tables/good.h"
#include "values/good_prices.h"
#include "values/price_rows.h"

namespace wb {

// A price is called too low (or too high) when that is more likely than not.
inline constexpr double kFires = 0.5;

struct AnswerOptions {
    double level = 0.90;  // of the fair range
    std::int64_t fewest_peers = 5;
};

// A row with the declared unit price, or the fact that is missing for one.
Price open_price(const UnitPrice& price);

// Completes it: fair price, range, probabilities, value missing; or that there are too few peers.
void answer_price(const PriceView& view, const UnitPrice& price, std::span<const std::string_view> level_names, const std::string& group,
                  const AnswerOptions& options, Price& row);

}  // namespace wb
