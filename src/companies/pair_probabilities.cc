#include "companies/pair_probabilities.h"

#include <algorithm>
#include <cmath>

#include "base/isotonic.h"
#include "companies/pair_model.h"

namespace wb {

namespace {

constexpr double kOddsPairs = 10;  // pairs that the odds count for, per bin: a list of ten names has no clusters to learn from

}  // namespace

PairProbabilities::PairProbabilities(std::span<const WeightedPair> pairs, std::span<const std::uint32_t> cluster_of) : learned_(true) {
    std::array<double, kBins> weight{};
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        probability_[bin] = kOddsPairs * probability_of(static_cast<double>(bin) - kMostBits);
        weight[bin] = kOddsPairs;
    }
    for (const auto& pair : pairs) {
        const auto bits = std::clamp(std::round(static_cast<double>(pair.bits)), -double{kMostBits}, double{kMostBits});
        const auto bin = static_cast<std::size_t>(bits + kMostBits);
        weight[bin] += 1;
        probability_[bin] += cluster_of[pair.a] == cluster_of[pair.b] ? 1 : 0;
    }
    for (std::size_t bin = 0; bin < kBins; ++bin) probability_[bin] /= weight[bin];
    make_rising(probability_, weight);
}

double PairProbabilities::of(float bits) const {
    if (!learned_) return probability_of(static_cast<double>(bits));
    const double at = std::clamp(static_cast<double>(bits) + kMostBits, 0.0, static_cast<double>(kBins - 1));
    const auto low = std::min(static_cast<std::size_t>(at), kBins - 2);
    return probability_[low] + (at - static_cast<double>(low)) * (probability_[low + 1] - probability_[low]);
}

}  // namespace wb
