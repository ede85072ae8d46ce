#include "effect/expected.h"

#include <algorithm>
#include <cmath>

#include "base/distribution.h"
#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kMonthSalt = 0x6D6F6E746873;  // "months"
constexpr std::uint64_t kSizeSalt = 0x73697A6573;     // "sizes"
constexpr std::uint64_t kShiftSalt = 0x7368696674;    // "shift"
// How much a control may change the value of a shipment: by a factor of 2.3 either way, nine times in ten. Coverage in development worlds
// 1 to 80 is the same for .2 to 1.
constexpr double kSizeChange = 0.5;
// The sum of more draws than this is as good as normal.
constexpr int kMostDrawn = 1000;

struct Shipment {
    int month = 0;  // since the first month before; -1 after the control
    Worlds::Row cell = 0;
    double cents = 0, log_cents = 0;
};

std::vector<Shipment> shipments_of(const Flows& flows, const DatedControl& control, const Span& span, Route route) {
    std::vector<Shipment> shipments;
    for (const FlowRow& row : flows.rows()) {
        if (row.route != route || row.cents <= 0 || !control_applies(control, *row.good)) continue;
        const bool before = row.month >= span.before_from && row.month < span.before_until;
        const bool after = row.month >= span.after_from && row.month < span.after_until;
        if (!before && !after) continue;
        const auto cents = static_cast<double>(row.cents);
        shipments.push_back({before ? row.month - span.before_from : -1, row.cell, cents, std::log(cents)});
    }
    return shipments;
}

// How much wider a spread of n months' counts must be drawn to be right about months not seen. Blocks of l resampled from n understate
// the variance of a mean by (n - l) / n (Künsch 1989), and a spread estimated from n months calls for Student's quantiles: the first term
// of their expansion around the normal's (Fisher & Cornish 1960).
double small_sample_factor(int months, std::int64_t block, double level) {
    const double z = normal_quantile(0.5 + level / 2);
    const double freedom = std::max(1, months - 1);
    return std::sqrt(months / static_cast<double>(months - block)) * (1 + (z * z + 1) / (4 * freedom));
}

// What one side of the control holds in a world.
struct Side {
    double count = 0, sum = 0, logs = 0, squares = 0;  // of logarithms
    void add(const Shipment& shipment) {
        count += 1;
        sum += shipment.cents;
        logs += shipment.log_cents;
        squares += shipment.log_cents * shipment.log_cents;
    }
    [[nodiscard]] double deviations() const { return count > 0 ? std::max(0.0, squares - logs * logs / count) : 0; }
};

// Factor that brings values after to the scale of before: exp of minus the shift, of which `score` is the normal deviate.
double scale_to_before(const Side& before, const Side& after, double score) {
    if (before.count == 0 || after.count == 0) return 1;
    const double variance = (before.deviations() + after.deviations()) / std::max(1.0, before.count + after.count - 2);
    const double error = variance * (1 / before.count + 1 / after.count);
    const double known = kSizeChange * kSizeChange / (kSizeChange * kSizeChange + error);
    const double shift = known * (after.logs / after.count - before.logs / before.count) + score * std::sqrt(known * error);
    return std::exp(-shift);
}

// Both routes have the same months in a world, and shipments of their own.
struct Seeds {
    std::uint64_t of_case, of_route;
};

class World {
public:
    World(const Flows& flows, const std::vector<Shipment>& shipments, const Span& span, Seeds seeds, std::uint64_t draw)
        : counts_(static_cast<std::size_t>(span.before()), 0), seeds_(seeds), draw_(draw) {
        for (const auto& each : shipments) {
            if (!flows.worlds().holds(each.cell, static_cast<std::int64_t>(draw))) continue;
            (each.month < 0 ? after_ : before_).add(each);
            if (each.month >= 0) ++counts_[static_cast<std::size_t>(each.month)];
            if (each.month >= 0) sizes_.push_back(each.cents);
        }
        const double score = normal_quantile(uniform_draw(combine64(seeds.of_route, kShiftSalt), 0, draw));
        const double scale = scale_to_before(before_, after_, score);
        for (const auto& each : shipments) {
            if (each.month < 0 && flows.worlds().holds(each.cell, static_cast<std::int64_t>(draw))) sizes_.push_back(scale * each.cents);
        }
        mean_size_ = mean_of(sizes_);
    }
    [[nodiscard]] double actual() const { return after_.sum; }
    [[nodiscard]] double mean_size() const { return mean_size_; }
    [[nodiscard]] double mean_count() const { return before_.count / static_cast<double>(counts_.size()); }
    // Shipments in `wanted` of the months before, drawn in blocks with replacement, wrapped around.
    [[nodiscard]] int resampled_count(int wanted, std::int64_t block, std::uint64_t use) const {
        const auto months = static_cast<int>(counts_.size());
        int count = 0;
        int drawn = 0;
        std::uint64_t k = 0;
        while (drawn < wanted) {
            const double u = uniform_draw(combine64(seeds_.of_case, kMonthSalt + use), k++, draw_);
            const int start = std::min(months - 1, static_cast<int>(u * months));
            const int length = std::min(static_cast<int>(block), wanted - drawn);
            for (int i = 0; i < length; ++i) count += counts_[static_cast<std::size_t>((start + i) % months)];
            drawn += length;
        }
        return count;
    }
    // What the values of `count` shipments add up to beyond their mean.
    [[nodiscard]] double size_deviation(int count, std::uint64_t use) const {
        if (sizes_.empty() || count == 0) return 0;
        const auto seed = combine64(seeds_.of_route, kSizeSalt + use);
        if (count > kMostDrawn) return std::sqrt(count * variance_of(sizes_)) * normal_quantile(uniform_draw(seed, 0, draw_));
        double sum = 0;
        for (int k = 0; k < count; ++k) {
            const double u = uniform_draw(seed, static_cast<std::uint64_t>(k), draw_);
            sum += sizes_[std::min(sizes_.size() - 1, static_cast<std::size_t>(u * static_cast<double>(sizes_.size())))];
        }
        return sum - count * mean_size_;
    }

private:
    std::vector<int> counts_;    // by month before
    std::vector<double> sizes_;  // of both sides, on the scale of before
    Side before_, after_;
    double mean_size_ = 0;
    Seeds seeds_;
    std::uint64_t draw_;
};

}  // namespace

RouteEffect effect_on(const EffectInput& input, const Flows& flows, const DatedControl& control, const Span& span, Route route) {
    const auto shipments = shipments_of(flows, control, span, route);
    // At least three blocks in the months before: fewer would hardly differ from each other.
    const std::int64_t block = std::clamp<std::int64_t>(input.effect.block_months, 1, std::max(1, span.before() / 3));
    const double widened = small_sample_factor(span.before(), block, input.options.level);
    const double scale = static_cast<double>(span.after()) / span.before();
    const Seeds seeds{input.options.seed, combine64(input.options.seed, static_cast<std::uint64_t>(route))};
    RouteEffect effect;
    std::vector<double> moved;
    for (std::uint64_t d = 0; d < static_cast<std::uint64_t>(flows.worlds().draws()); ++d) {
        const World world(flows, shipments, span, seeds, d);
        const double usual = span.after() * world.mean_count();
        const int of_mean = world.resampled_count(span.before(), block, 1);
        const int of_after = world.resampled_count(span.after(), block, 2);
        const double counts = scale * of_mean - usual + of_after - usual;
        const double sizes = scale * world.size_deviation(of_mean, 1) + world.size_deviation(of_after, 2);
        moved.push_back(widened * counts * world.mean_size() + sizes);
        effect.change.push_back(usual * world.mean_size() + moved.back() - world.actual());
    }
    effect.months_variance = variance_of(moved);
    return effect;
}

}  // namespace wb
