#include "values/price_model.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/distribution.h"

namespace wb {

namespace {

// Median absolute deviation to standard deviation of a normal distribution.
constexpr double kDeviationToScale = 1.4826;
// Honest declared prices of one product by one supplier spread by a factor of 1.14 (Russian imports): no group is taken to be tighter.
constexpr double kLeastScale = 0.131;
// Standard error of a median of n normal values, in scales, times sqrt(n): sqrt(pi / 2).
constexpr double kMedianError = 1.2533;

double median_without(std::span<const double> ascending, double left_out) {
    const auto at = static_cast<std::size_t>(std::lower_bound(ascending.begin(), ascending.end(), left_out) - ascending.begin());
    const std::size_t left = ascending.size() - 1;
    const auto value = [&](std::size_t i) { return ascending[i < at ? i : i + 1]; };
    return left % 2 == 1 ? value(left / 2) : 0.5 * (value(left / 2 - 1) + value(left / 2));
}

double scale_of(std::span<const double> ascending) {
    const double centre = quantile_of_sorted(ascending, 0.5);
    std::vector<double> away;
    away.reserve(ascending.size());
    for (const double value : ascending) away.push_back(std::fabs(value - centre));
    return std::max(kLeastScale, kDeviationToScale * quantile(std::move(away), 0.5));
}

// The median and spread of one row's other group members, mixed into what the coarser levels said.
void mix_in(PriceView& view, std::size_t level, std::int64_t peers, double centre, double scale, std::int64_t fewest) {
    if (peers < 1) return;
    const auto weight = static_cast<double>(peers);
    const bool first = view.scale <= 0;
    view.centre = first ? centre : (weight * centre + kShrink * view.centre) / (weight + kShrink);
    view.scale = first ? scale : (weight * scale + kShrink * view.scale) / (weight + kShrink);
    if (peers < fewest) return;
    view.level = level;
    view.peers = peers;
}

void mix_group(const PriceRows& rows, std::span<const std::uint32_t> members, std::size_t level, std::int64_t fewest,
               std::vector<double>& prices, std::vector<PriceView>& views) {
    prices.clear();
    for (const auto row : members) {
        if (rows.weight[row] > 0) prices.push_back(rows.log_price[row]);
    }
    if (prices.empty()) return;
    const double scale = scale_of(prices);
    const double whole = quantile_of_sorted(prices, 0.5);
    for (const auto row : members) {
        const bool itself = rows.weight[row] > 0;
        const auto peers = static_cast<std::int64_t>(prices.size()) - (itself ? 1 : 0);
        if (peers < 1) continue;
        mix_in(views[row], level, peers, itself ? median_without(prices, rows.log_price[row]) : whole, scale, fewest);
    }
}

std::vector<PriceView> centres(const PriceRows& rows, const LevelOrder& order, std::int64_t fewest) {
    std::vector<PriceView> views(rows.size());
    std::vector<double> prices;
    for (std::size_t level = 0; level < rows.levels.size(); ++level) {
        const auto& group = rows.levels[level].group;
        const std::span<const std::uint32_t> ordered = order.of(level);
        for (std::size_t begin = 0; begin < ordered.size();) {
            std::size_t end = begin + 1;
            while (end < ordered.size() && group[ordered[end]] == group[ordered[begin]]) ++end;
            mix_group(rows, ordered.subspan(begin, end - begin), level, fewest, prices, views);
            begin = end;
        }
    }
    return views;
}

}  // namespace

JudgedPrices judge_prices(const PriceRows& rows, const PriceOptions& options) {
    JudgedPrices judged;
    judged.calibration = calibrate_prices(rows, options.sample_level, options.usual_share, options.threads);
    const LevelOrder order(rows, options.threads);
    judged.views = centres(rows, order, options.fewest_peers);
    const auto ratios = settled_ratios(rows, order, judged.calibration.shape, options.usual_share, true, options.threads);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        PriceView& view = judged.views[i];
        if (view.level == kNoLevel) continue;
        view.error = view.scale * std::sqrt(1 + kMedianError * kMedianError / static_cast<double>(view.peers));
        view.low_probability = judged.calibration.probability(ratios.low[i]);
        view.high_probability = judged.calibration.probability(ratios.high[i]);
    }
    return judged;
}

}  // namespace wb
