// Which clusterings of a component are likely, and how likely: posterior samples, so that counts of companies have intervals that cover.
//
// Nodes joined by pairs of at least kDoubtBits are a component. Where every pair of it is beyond doubt (kSureBits either way) there is
// nothing to sample. Elsewhere Gibbs sampling moves one node at a time to a cluster with probability in proportion to 2^(evidence for it),
// a cluster of its own having evidence 0. A cluster of k members is not k independent witnesses: their summed log odds are divided by 1 +
// kWitnessCorrelation (k - 1). Draws come from hash(component, step): the same worlds on every machine, in any order, for all figures.
// With kWitnessCorrelation at 0 the law is exactly 2^(sum of log odds inside clusters), against which the test enumerates; between two
// sweeps whole clusters join and split then (Metropolis-Hastings after Jain and Neal, 2004): two compared nodes are drawn; if they are
// apart, the join of their clusters is proposed, else a split in which the others go to the one or the other in turn, in proportion to the
// evidence. With a correlation the moves' conditionals share no joint law, so such moves would have no right chance to be taken (large
// companies fell into halves when they were tried): two clusters of several spellings each stay as they began. Cost: sweeps × pairs of
// components in doubt. Components of more than kMostSampled nodes keep their one clustering.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "companies/clustering.h"

namespace wb {

inline constexpr float kDoubtBits = -4.3F;  // a pair less likely than one in twenty joins nothing
inline constexpr float kSureBits = 6.0F;    // odds of 64 to 1
inline constexpr double kWitnessCorrelation = 0.5;
inline constexpr std::size_t kMostSampled = 400;
inline constexpr int kFirstSweeps = 20;  // before the first sample
inline constexpr int kSamples = 100;
inline constexpr std::size_t kMostClusterings = 20;  // the likeliest are kept; they share the weight of the others

struct SamplingOptions {
    double witness_correlation = kWitnessCorrelation;
    int samples = kSamples;
    std::size_t most_clusterings = kMostClusterings;
};

struct SampledClustering {
    double probability = 0;
    std::vector<std::uint32_t> cluster_of;  // beside ComponentSamples::nodes; numbered from 0 by first node
};

struct ComponentSamples {
    std::vector<std::uint32_t> nodes;            // ascending
    std::vector<SampledClustering> clusterings;  // likeliest first; their probabilities sum to 1
};

// `keys[node]` seed the draws (the component's is that of its first node); `once_of` as for cluster_nodes. In order of first node. What
// people decided holds in every sample: a group moves as one, and what is decided is no doubt any more.
std::vector<ComponentSamples> sample_clusterings(std::span<const WeightedPair> pairs, const Clustering& start,
                                                 std::span<const std::uint64_t> keys, std::span<const std::uint8_t> once_of, int threads,
                                                 const Bindings& bindings = {}, const SamplingOptions& options = {});

}  // namespace wb
