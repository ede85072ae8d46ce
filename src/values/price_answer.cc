#include "values/price_answer.h"

#include <cmath>

#include "base/distribution.h"

namespace wb {

Price open_price(const UnitPrice& price) {
    Price row;
    row.missing = price.missing;
    if (price.basis == PriceBasis::none) return row;
    row.per = price.basis == PriceBasis::piece ? "piece" : "kg";
    row.unit_price_usd = price.dollars;
    return row;
}

void answer_price(const PriceView& view, const UnitPrice& price, std::span<const std::string_view> level_names, const std::string& group,
                  const AnswerOptions& options, Price& row) {
    if (view.level == kNoLevel) {
        row.missing = "peers: fewer than " + std::to_string(options.fewest_peers) + " like goods at any level";
        return;
    }
    const double away = std::log(price.dollars) - view.centre;
    const double width = normal_quantile(0.5 + options.level / 2) * view.error;
    row.level = level_names[view.level];
    row.peer_group = group;
    row.peers = view.peers;
    row.fair_usd = std::exp(view.centre);
    row.fair_low_usd = std::exp(view.centre - width);
    row.fair_high_usd = std::exp(view.centre + width);
    row.deviation = away / view.scale;
    row.undervalued_probability = view.low_probability;
    row.overvalued_probability = view.high_probability;
    if (view.low_probability < kFires || away >= 0) return;
    if (const auto missing = Usd::from_double((*row.fair_usd - price.dollars) * price.amount)) row.missing_value_usd = *missing;
}

}  // namespace wb
