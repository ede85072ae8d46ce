#include "measure/possible_companies.h"

#include <algorithm>

#include "base/hash.h"

namespace wb {

namespace {

// Probability of each clustering of a component, by its number.
using Weights = std::map<std::int64_t, std::vector<double>>;

Weights weights_of(std::span<const ClusteringRow> rows) {
    Weights weights;
    for (const auto& row : rows) {
        auto& of_component = weights[row.component_id];
        const auto number = static_cast<std::size_t>(row.clustering);
        if (of_component.size() <= number) of_component.resize(number + 1, 0);
        of_component[number] = row.probability;
    }
    return weights;
}

std::size_t drawn_clustering(const std::vector<double>& weights, double uniform) {
    double cumulated = 0;
    for (std::size_t number = 0; number < weights.size(); ++number) {
        cumulated += weights[number];
        if (uniform < cumulated) return number;
    }
    return weights.size() - 1;  // the sum of rounded probabilities may miss 1
}

}  // namespace

PossibleCompanies::PossibleCompanies(std::span<const ClusteringRow> rows, std::uint64_t seed, std::int64_t draws) {
    const auto words = static_cast<std::size_t>((draws + 63) / 64);
    for (const auto& [component, weights] : weights_of(rows)) {
        auto& worlds = worlds_[component];
        worlds.assign(weights.size(), std::vector<std::uint64_t>(words, 0));
        for (std::int64_t d = 0; d < draws; ++d) {
            const double uniform = uniform_draw(seed, static_cast<std::uint64_t>(component), static_cast<std::uint64_t>(d));
            worlds[drawn_clustering(weights, uniform)][static_cast<std::size_t>(d >> 6)] |= std::uint64_t{1} << (d & 63);
        }
    }
    for (const auto& row : rows) {
        const auto& worlds = worlds_[row.component_id][static_cast<std::size_t>(row.clustering)];
        auto& possible = possible_[row.party_id];
        const auto at = std::lower_bound(possible.begin(), possible.end(), row.cluster_id,
                                         [](const Possibility& each, EntityId id) { return each.entity.value < id.value; });
        if (at == possible.end() || at->entity != row.cluster_id) {
            possible.insert(at, {row.cluster_id, row.probability, worlds, row.component_id});
            continue;
        }
        at->probability += row.probability;
        for (std::size_t w = 0; w < words; ++w) at->worlds[w] |= worlds[w];
    }
}

std::span<const PossibleCompanies::Possibility> PossibleCompanies::of(PartyId party) const {
    const auto found = possible_.find(party);
    return found == possible_.end() ? std::span<const Possibility>{} : std::span<const Possibility>(found->second);
}

}  // namespace wb
