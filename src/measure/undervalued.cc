#include "measure/undervalued.h"

#include <algorithm>
#include <cmath>

#include "base/distribution.h"

namespace wb {

namespace {

// Moments of -ln(share) under the price model's prior of shares (src/values/price_kernel.h): 85 in a hundred evenly between ln .3 and ln
// .7, the rest evenly between ln .1 and ln .3.
constexpr double kPriorMean = 0.926;
constexpr double kPriorVariance = 0.187;
// Logarithms of true over declared price at the ends of that prior: .7, .3 and .1 of the true price.
constexpr double kLeastLogRatio = 0.3567;
constexpr double kRareLogRatio = 1.2040;
constexpr double kLargestLogRatio = 2.3026;
constexpr double kCommonPart = 0.85;
// Density of a price that is not that of what was matched (another model, another unit), on the scale of the prior's: as likely as a low
// price below .3 of the true one, more likely below .1 (price_kernel.h), and so the height of the prior between the two, everywhere.
constexpr double kWrongMatch = (1 - kCommonPart) / (kLargestLogRatio - kRareLogRatio);
// A uniform distribution from -r to r has the standard deviation r / sqrt 3.
constexpr double kEvenReach = 1.7320508075688772;
// A range without width is one that a handful of equal prices made: no price is known better than this.
constexpr double kLeastError = 0.05;

}  // namespace

double LowPrice::expected(double declared) const {
    return declared * std::expm1(std::clamp(middle + spread * spread / 2, kLeastLogRatio, kLargestLogRatio));
}

double LowPrice::at(double declared, double ends) const {
    return declared * std::expm1(std::clamp(middle + ends * kEvenReach * spread, kLeastLogRatio, kLargestLogRatio));
}

LowPrice low_price(double fair_ratio, double fair_error) {
    const double of_peers = std::max(fair_error, kLeastError) * std::max(fair_error, kLeastError);
    const double weight = 1 / kPriorVariance + 1 / of_peers;
    const double middle = (kPriorMean / kPriorVariance + std::log(fair_ratio) / of_peers) / weight;
    return {std::clamp(middle, kLeastLogRatio, kLargestLogRatio), std::sqrt(1 / weight)};
}

double chance_of_no_wrong_match(double fair_ratio, double fair_error) {
    const double error = std::max(fair_error, kLeastError);
    const double at = std::log(fair_ratio);
    const auto between = [&](double from, double to) {
        return (normal_cdf((at - from) / error) - normal_cdf((at - to) / error)) / (to - from);
    };
    const double low = kCommonPart * between(kLeastLogRatio, kRareLogRatio) + (1 - kCommonPart) * between(kRareLogRatio, kLargestLogRatio);
    // Below the prior's least ratio the price model's probability is small and says enough.
    return at < kLeastLogRatio ? std::max(low, kCommonPart) / (std::max(low, kCommonPart) + kWrongMatch) : low / (low + kWrongMatch);
}

double low_probability(const ScopeGood& good, double level) {
    const double error = std::log(*good.fair_high_ratio / *good.fair_ratio) / normal_quantile(0.5 + level / 2);
    return *good.undervalued_probability * chance_of_no_wrong_match(*good.fair_ratio, error);
}

bool has_fair_price(const ScopeGood& good) {
    return good.undervalued_probability && good.fair_ratio && good.fair_high_ratio && *good.fair_ratio > 0 &&
           std::isfinite(*good.fair_high_ratio) && *good.undervalued_probability > 0;
}

void measure_undervalued(const Frame& frame, const FigureSink& sink) {
    FigureDraft draft;
    draft.id = "undervalued.value";
    draft.title = "Value missing beside fair prices, where declared too low";
    draft.unit = "usd";
    draft.grade = "inferred";
    draft.definition =
        frame.scope_text() +
        "; of each good whose price has peers, the probability that it was declared too low times what is missing then beside "
        "the peers' prices";
    const double level = normal_quantile(0.5 + frame.options().level / 2);
    SumInProgress sum;
    sum.name_gates("prices");
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        const ScopeGood& good = *row.good;
        if (row.place != Place::inside || !row.has_value || !has_fair_price(good)) continue;
        const LowPrice low = low_price(*good.fair_ratio, std::log(*good.fair_high_ratio / *good.fair_ratio) / level);
        const auto declared = static_cast<double>(row.cents);
        const double expected = low.expected(declared);
        const std::int64_t contribution = std::llround(row.probability * low_probability(good, frame.options().level) * expected);
        sum.add_bounded(row, frame.undervalued_gate(i),
                        {std::llround(low.at(declared, -1)), std::llround(expected), std::llround(low.at(declared, 1))}, contribution);
    }
    FinishedFigure finished = sum.finish_money(frame, std::move(draft));
    sink(std::move(finished.figure), std::move(finished.items));
}

}  // namespace wb
