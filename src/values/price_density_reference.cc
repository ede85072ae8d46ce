#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/distribution.h"
#include "values/price_density.h"
#include "values/price_kernel.h"

namespace wb {

namespace {

using namespace price_kernel;

struct Peers {
    std::vector<std::pair<double, double>> others;  // price, weight
    GroupSpread spread;                             // of the group with the row itself
};

Peers peers_of(const PriceRows& rows, std::size_t level, std::size_t row) {
    const auto& group = rows.levels[level].group;
    Peers peers;
    std::vector<std::pair<double, double>> all;
    for (std::size_t j = 0; j < rows.size(); ++j) {
        if (group[row] == 0 || group[j] != group[row] || rows.weight[j] <= 0) continue;
        all.emplace_back(rows.log_price[j], rows.weight[j]);
        if (j != row) peers.others.push_back(all.back());
    }
    std::sort(all.begin(), all.end());
    std::vector<double> prices;
    for (const auto& each : all) prices.push_back(each.first);
    peers.spread.middle = quantile_of_sorted(prices, 0.5);
    for (const auto& [price, weight] : all) {
        peers.spread.deviation += weight * std::fabs(price - peers.spread.middle);
        peers.spread.weight += weight;
    }
    return peers;
}

// Log ratio of one row for shares (side 1) or their inverses (side -1); 0 without peers.
double ratio_of(const PriceRows& rows, std::size_t row, const DensityShape& shape, double side, const BroadDensity& broad) {
    const auto points = share_points();
    const double own = rows.log_price[row];
    double honest = broad.at(own);
    std::vector<double> declared;
    for (const auto& point : points) declared.push_back(broad.at(own + side * point.shift));
    bool compared = false;
    for (std::size_t level = 0; level < rows.levels.size(); ++level) {
        const Peers peers = peers_of(rows, level, row);
        if (peers.others.empty()) continue;
        compared = true;
        const double weight = peers.spread.weight - rows.weight[row];
        const double h = peers.spread.bandwidth_for(bandwidth_of(level, shape), own, rows.weight[row], weight, shape.spread);
        const auto mixed = [&](double at, double coarser) {
            double sum = 0;
            for (const auto& [price, peer_weight] : peers.others) sum += peer_weight * kernel((at - price) / h, shape.light) / h;
            return (sum + shape.carry * coarser) / (weight + shape.carry);
        };
        honest = mixed(own, honest);
        for (std::size_t s = 0; s < points.size(); ++s) declared[s] = mixed(own + side * points[s].shift, declared[s]);
    }
    double low = 0;
    for (std::size_t s = 0; s < points.size(); ++s) low += points[s].weight * declared[s];
    return compared ? std::log(low / honest) : 0;
}

}  // namespace

DensityRatios density_ratios_reference(const PriceRows& rows, const DensityShape& shape, bool high) {
    const BroadDensity broad = broad_density(rows);
    DensityRatios ratios;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ratios.low.push_back(ratio_of(rows, i, shape, 1, broad));
        if (high) ratios.high.push_back(ratio_of(rows, i, shape, -1, broad));
    }
    return ratios;
}

}  // namespace wb
