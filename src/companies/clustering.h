// Which nodes are one company: correlation clustering of weighted pairs, positive and negative evidence alike.
//
// Objective: the sum of the pairs' log odds inside clusters is as large as can be (Bansal, Blum, Chawla 2004; NP-hard). Pairs that were
// never compared share too little to have been candidates and count kNeverCompared. Method: per component of likely pairs, clusters are
// joined in order of their mean log odds while it is positive (so a chain of lucky links does not glue two companies, as closure would),
// then single nodes move where they fit best until none gains. Log odds are bounded by kMostBits, so that one wrong number, however
// certain, does not outvote all the rest. Deterministic: ties go to the smaller node. Cost: O(pairs log pairs). Memory: about 60 bytes a
// pair of a component.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "companies/bindings.h"

namespace wb {

inline constexpr float kNeverCompared = -6.0F;
inline constexpr float kMostBits = 9.0F;
inline constexpr float kComponentBits = -2.0F;  // pairs less likely than one in five do not hold a component together

struct WeightedPair {
    std::uint32_t a = 0, b = 0;  // a < b
    float bits = 0;              // log2 odds of being one company
};

inline float bounded(float bits) { return std::clamp(bits, -kMostBits, kMostBits); }

// Components of nodes joined by pairs of at least `least_bits`, or by people: node -> component, numbered by smallest node.
std::vector<std::uint32_t> find_components(std::size_t nodes, std::span<const WeightedPair> pairs, float least_bits,
                                           const Bindings& bindings = {});

struct Clustering {
    std::vector<std::uint32_t> cluster_of;  // numbered by smallest node
    std::uint32_t clusters = 0;
};

// Owners are numbers below the number of nodes, or of clusters that were added behind them.
Clustering number_clusters(std::vector<std::uint32_t> owner);

// `pairs` sorted by (a, b). `once_of`, when not empty, gives each node a number from 1 to 64 of a list that names no company twice (0:
// none): two nodes of one such list are never in one cluster. What people decided is obeyed whatever the pairs say: groups begin joined and
// stay so, groups kept apart never meet.
Clustering cluster_nodes(std::size_t nodes, std::span<const WeightedPair> pairs, std::span<const std::uint8_t> once_of, int threads,
                         const Bindings& bindings = {});

// Takes nodes out of their cluster that fit another about as well, while the clusters themselves are apart: a name without an address that
// two companies bear. Returns for each node the number of clusters that it could be of, 0 where it is not in doubt. Nodes that people said
// to be one company with another stay; clusters that they kept apart from a node are none it could be of.
std::vector<std::uint8_t> release_ambiguous(std::span<const WeightedPair> pairs, Clustering& clustering, const Bindings& bindings = {});

// The objective of a clustering: the slow and obvious sum, for tests. O(nodes²).
double clustering_score(std::span<const std::uint32_t> cluster_of, std::span<const WeightedPair> pairs);

}  // namespace wb
