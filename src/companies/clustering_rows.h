// Sampled clusterings of nodes as rows of their parties.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include "companies/clustering_samples.h"
#include "tables/identity.h"

namespace wb {

// Appends the clusterings of one component, numbered from the likeliest. `parties_of(node)`: the parties of a node; `key`: the component's.
template <typename PartiesOf>
void add_clusterings(const ComponentSamples& component, std::int64_t key, PartiesOf parties_of, std::vector<EvidenceClustering>& rows) {
    for (std::size_t number = 0; number < component.clusterings.size(); ++number) {
        const auto& sample = component.clusterings[number];
        for (std::size_t k = 0; k < component.nodes.size(); ++k) {
            for (const auto party : parties_of(component.nodes[k]))
                rows.push_back(
                    {key, static_cast<std::int32_t>(number), sample.probability, party, static_cast<std::int32_t>(sample.cluster_of[k])});
        }
    }
}

// By component, clustering and party.
inline void sort_clusterings(std::vector<EvidenceClustering>& rows) {
    std::sort(rows.begin(), rows.end(), [](const EvidenceClustering& a, const EvidenceClustering& b) {
        return std::tie(a.component_id, a.clustering, a.party_id) < std::tie(b.component_id, b.clustering, b.party_id);
    });
}

}  // namespace wb
