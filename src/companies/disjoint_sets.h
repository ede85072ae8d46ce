// Sets of nodes that are joined one pair after the other (Galler and Fischer 1964, with path halving).
//
// `parent` has an entry per node, at first the node itself. A set is named by its smallest node, so names do not depend on the order in
// which pairs come. Cost: practically constant per call. Not thread safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace wb {

inline std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t node) {
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
}

inline void join_sets(std::vector<std::uint32_t>& parent, std::uint32_t a, std::uint32_t b) {
    const auto root_a = root_of(parent, a), root_b = root_of(parent, b);
    parent[std::max(root_a, root_b)] = std::min(root_a, root_b);
}

// Each node's set in its own entry.
inline void name_sets(std::vector<std::uint32_t>& parent) {
    for (std::uint32_t node = 0; node < parent.size(); ++node) parent[node] = root_of(parent, node);
}

}  // namespace wb
