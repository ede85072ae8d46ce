// What log odds are worth where nothing but the list itself can check their scale.
//
// In a list of one column the bits of words are all there is: words that go together (a university, its city, its faculties) are counted as
// if each spoke for itself, and no other column says how far off that is. What does say it is company: a pair of 10 bits that all the other
// pairs of its two groups speak against is not one that is right 999 times in 1,000. So probability is read off the clustering, which asks
// all pairs of a group: the share of the pairs of such bits that came into one cluster, rising with bits (isotonic regression), drawn
// towards the odds themselves where pairs are few. Beside truth: bench/resolve.py. Where there are other columns the odds stand as they
// are. Cost: one pass over the pairs. Deterministic. Thread safe after building.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "companies/clustering.h"

namespace wb {

class PairProbabilities {
public:
    PairProbabilities() = default;  // the odds as they are
    PairProbabilities(std::span<const WeightedPair> pairs, std::span<const std::uint32_t> cluster_of);

    // That a pair of these log odds (bits) is one company.
    [[nodiscard]] double of(float bits) const;

private:
    static constexpr int kMostBits = 24;
    static constexpr std::size_t kBins = 2 * kMostBits + 1;  // one a bit
    bool learned_ = false;
    std::array<double, kBins> probability_{};
};

}  // namespace wb
