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

// Of all but the price at `left_out`.
double median_without(std::span<const double> ascending, std::size_t left_out) {
    const std::size_t left = ascending.size() - 1;
    const auto value = [&](std::size_t i) { return ascending[i < left_out ? i : i + 1]; };
    return left % 2 == 1 ? value(left / 2) : 0.5 * (value(left / 2 - 1) + value(left / 2));
}

// Median of the distances from the median, read off both ends towards the middle: the prices are in order.
double scale_of(std::span<const double> ascending) {
    const double centre = quantile_of_sorted(ascending, 0.5);
    const auto middle = static_cast<std::size_t>(std::lower_bound(ascending.begin(), ascending.end(), centre) - ascending.begin());
    std::size_t left = middle;
    std::size_t right = middle;
    double before = 0;
    double last = 0;
    for (std::size_t taken = 0; taken <= ascending.size() / 2; ++taken) {
        const bool from_left = left > 0 && (right == ascending.size() || centre - ascending[left - 1] <= ascending[right] - centre);
        before = last;
        last = from_left ? centre - ascending[--left] : ascending[right++] - centre;
    }
    return std::max(kLeastScale, kDeviationToScale * (ascending.size() % 2 == 1 ? last : 0.5 * (before + last)));
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

// Mixes one group of a level into the views of its rows.
class LevelCentres {
public:
    LevelCentres(const PriceRows& rows, std::size_t level, std::int64_t fewest, std::vector<PriceView>& views)
        : rows_(rows), level_(level), fewest_(fewest), views_(views) {}

    void operator()(std::span<const std::uint32_t> members) {
        prices_.clear();
        for (const auto row : members) {
            if (rows_.weight[row] > 0) prices_.push_back(rows_.log_price[row]);
        }
        if (prices_.empty()) return;
        const double scale = scale_of(prices_);
        const double whole = quantile_of_sorted(prices_, 0.5);
        std::size_t peer = 0;
        for (const auto row : members) {
            const bool itself = rows_.weight[row] > 0;
            const auto peers = static_cast<std::int64_t>(prices_.size()) - (itself ? 1 : 0);
            if (peers > 0) mix_in(views_[row], level_, peers, itself ? median_without(prices_, peer) : whole, scale, fewest_);
            peer += itself ? 1 : 0;
        }
    }

private:
    const PriceRows& rows_;
    std::size_t level_;
    std::int64_t fewest_;
    std::vector<PriceView>& views_;
    std::vector<double> prices_;
};

std::vector<PriceView> centres(const PriceRows& rows, const LevelOrder& order, std::int64_t fewest, int threads) {
    std::vector<PriceView> views(rows.size());
    for (std::size_t level = 0; level < rows.levels.size(); ++level) {
        over_groups(order, level, rows.size(), threads, LevelCentres(rows, level, fewest, views));
    }
    return views;
}

}  // namespace

JudgedPrices judge_prices(const PriceRows& rows, const PriceOptions& options) {
    JudgedPrices judged;
    judged.calibration = calibrate_prices(rows, options.sample_level, options.usual_share, options.threads);
    const LevelOrder order(rows, options.threads);
    const auto ratios = settled_ratios(rows, order, judged.calibration.shape, options.usual_share, true, options.threads);
    judged.views = centres(rows, order, options.fewest_peers, options.threads);
    over_rows(rows.size(), options.threads, [&](std::size_t i) {
        PriceView& view = judged.views[i];
        if (view.level == kNoLevel) return;
        view.error = view.scale * std::sqrt(1 + kMedianError * kMedianError / static_cast<double>(view.peers));
        view.low_probability = judged.calibration.probability(ratios.low[i]);
        view.high_probability = judged.calibration.probability(ratios.high[i]);
    });
    return judged;
}

}  // namespace wb
