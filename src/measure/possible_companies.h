// Which company a spelling belongs to in each world, where that is in doubt.
//
// Reads the table `clustering` by its contract (tables/company.h): the parties of a component move together; in draw d the component takes
// the clustering whose cumulated probability first exceeds uniform_draw(seed, component_id, d). A party without rows is of its entity
// always. Memory: one bit per clustering and world. Thread safe once built.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "tables/company.h"

namespace wb {

class PossibleCompanies {
public:
    PossibleCompanies(std::span<const ClusteringRow> rows, std::uint64_t seed, std::int64_t draws);

    struct Possibility {
        EntityId entity;
        double probability = 0;
        std::vector<std::uint64_t> worlds;  // bit d: in world d the party is of this entity
        std::int64_t component = 0;         // spellings of one component move together
    };
    // Empty when the party is certain. Each entity comes once, in ascending order; every world has exactly one of them.
    [[nodiscard]] std::span<const Possibility> of(PartyId party) const;

private:
    std::map<std::int64_t, std::vector<std::vector<std::uint64_t>>> worlds_;  // component -> clustering -> worlds
    std::map<PartyId, std::vector<Possibility>> possible_;
};

}  // namespace wb
