// What the fast densities (price_density.cc) and the direct sums that test them (price_density_reference.cc) share: the kernel, its
// bandwidths, the prior of the share that a false declaration states.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "values/price_density.h"

namespace wb::price_kernel {

// Customs practice takes .7 of the usual price as too low; half the price is the common case. Below .3 a wrong unit is as likely, below .1
// more likely.
inline constexpr double kHighestShare = 0.7;
inline constexpr double kCommonShare = 0.3;
inline constexpr double kLowestShare = 0.1;
inline constexpr double kCommonPart = 0.85;
inline constexpr std::size_t kCommonPoints = 8;
inline constexpr std::size_t kRarePoints = 3;
inline constexpr std::size_t kShares = kCommonPoints + kRarePoints;
// Usual bandwidths of log prices from the coarsest level on: spreads within one code (a factor of 2.09), code and origin (1.42), supplier
// (1.14) of honest declared prices, as bandwidths of a few peers. The last holds for all finer levels.
inline constexpr std::array<double, 5> kBandwidths = {0.30, 0.25, 0.20, 0.15, 0.10};
// Added to the spread of all prices for the density before any level: prices of unlike goods.
inline constexpr double kBroad = 0.3;
inline constexpr double kDeviationToScale = 1.4826;      // median absolute deviation to standard deviation of a normal
inline constexpr double kMeanDeviationToScale = 1.2533;  // mean absolute deviation likewise
// A group's own spread counts this many prices of the usual bandwidth beside its own.
inline constexpr double kSpreadPrior = 2;

// A share s of the true price: -ln s, and how likely it is.
struct SharePoint {
    double shift, weight;
};

inline std::array<SharePoint, kShares> share_points() {
    std::array<SharePoint, kShares> points{};
    for (std::size_t i = 0; i < kShares; ++i) {
        const bool common = i < kCommonPoints;
        const double quantile = static_cast<double>(common ? i : i - kCommonPoints) + 0.5;
        const double top = std::log(common ? kHighestShare : kCommonShare);
        const double bottom = std::log(common ? kCommonShare : kLowestShare);
        const auto count = static_cast<double>(common ? kCommonPoints : kRarePoints);
        points[i] = {-(bottom + (top - bottom) * quantile / count), (common ? kCommonPart : 1 - kCommonPart) / count};
    }
    return points;
}

// Student's t of scale 1, three or (light) seven degrees of freedom: powers of one fraction, so that sums need no library function.
template <typename Number>
Number kernel(Number u, bool light) {
    constexpr auto kHeight3 = static_cast<Number>(0.36755259694786137);  // 2 / (π √3)
    constexpr auto kHeight7 = static_cast<Number>(0.38499124140243690);  // Γ(4) / (Γ(7/2) √(7π))
    constexpr Number kOne = 1;
    const Number v = kOne / (kOne + u * u * (light ? kOne / 7 : kOne / 3));
    return light ? kHeight7 * v * v * v * v : kHeight3 * v * v;
}

inline double bandwidth_of(std::size_t level, const DensityShape& shape) {
    return shape.width * kBandwidths[std::min(level, kBandwidths.size() - 1)];
}

// What the bandwidth of a group is made of.
struct GroupSpread {
    double middle = 0;     // median of its peers
    double deviation = 0;  // Σ weight · |price - middle|
    double weight = 0;     // Σ weight

    // For a row of weight `own_weight` at `left_out`, with `peers` the weight of the others.
    [[nodiscard]] double bandwidth_for(double bandwidth, double left_out, double own_weight, double peers, double spread_factor) const {
        if (spread_factor <= 0) return bandwidth;
        const double own = deviation - own_weight * std::fabs(left_out - middle);
        const double spread = (kSpreadPrior * bandwidth + kMeanDeviationToScale * std::max(0.0, own)) / (kSpreadPrior + peers);
        return std::max(bandwidth, spread_factor * spread * std::exp(-0.2 * std::log(std::max(1.0, peers))));
    }
};

// The density before any level: one broad kernel around the median of all peers.
struct BroadDensity {
    double centre = 0, inverse = 1;
    [[nodiscard]] double at(double log_price) const { return inverse * kernel((log_price - centre) * inverse, false); }
};
BroadDensity broad_density(const PriceRows& rows);

}  // namespace wb::price_kernel
