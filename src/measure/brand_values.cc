#include "measure/brand_values.h"

#include <algorithm>

namespace wb {

namespace {

// Goods of the case that a brand's own are weighed against when the case cannot tell, and how many goods beyond each brand's first count
// for it.
constexpr double kUsualWeight = 4;
constexpr double kUsualGoods = 10;
// Ends of the estimated agreement: values never tell all, and hardly ever nothing.
constexpr double kLeastAgreement = 0.005;
constexpr double kMostAgreement = 0.90;

using Counts = std::array<double, BrandValues::kBands>;

double sum_of(const Counts& counts) {
    double sum = 0;
    for (const double count : counts) sum += count;
    return sum;
}

// How many goods of the case a brand's own are weighed against: from how much more often two goods of one brand share a band than two of
// the case. Agreement beyond chance is 1 / (weight + 1).
double weight_of_all(const std::vector<Counts>& brands, const Counts& all) {
    double agreement = 0;
    double weight = 0;
    for (const Counts& own : brands) {
        const double goods = sum_of(own);
        if (goods < 2) continue;
        for (const double count : own) agreement += count * (count - 1) / goods;
        weight += goods - 1;
    }
    const double goods = sum_of(all);
    double by_chance = 0;
    for (const double count : all) by_chance += (count / goods) * (count / goods);
    if (weight <= 0 || by_chance >= 1) return kUsualWeight;
    const double seen = (agreement / weight - by_chance) / (1 - by_chance);
    const double beyond = (weight * seen + kUsualGoods / (1 + kUsualWeight)) / (weight + kUsualGoods);
    return 1 / std::clamp(beyond, kLeastAgreement, kMostAgreement) - 1;
}

}  // namespace

BrandValues::BrandValues(const std::vector<Stated>& stated, std::size_t brands) {
    std::vector<std::int64_t> sorted;
    sorted.reserve(stated.size());
    for (const auto& each : stated) sorted.push_back(each.cents);
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t k = 1; k < kBands && !sorted.empty(); ++k) ends_.push_back(sorted[k * sorted.size() / kBands]);
    Counts all{};
    std::vector<Counts> counts(brands);
    for (const auto& each : stated) {
        all[band_of(each.cents)] += 1;
        counts[static_cast<std::size_t>(each.brand)][band_of(each.cents)] += 1;
    }
    const double weight = weight_of_all(counts, all);
    for (const auto& own : counts) {
        const double goods = sum_of(own);
        auto& likelihood = likelihoods_.emplace_back();
        for (std::size_t k = 0; k < kBands; ++k) {
            const double usual = (all[k] + 1) / (static_cast<double>(stated.size()) + kBands);
            likelihood[k] = (own[k] + weight * usual) / (goods + weight);
        }
    }
}

std::size_t BrandValues::band_of(std::int64_t cents) const {
    return static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), cents) - ends_.begin());
}

}  // namespace wb
