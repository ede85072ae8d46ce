// Companies as evidence and people have them together: decisions applied to the clusters of the evidence.
//
// Only components that a decision touches are solved again, from their links; all others keep what the evidence gave. The result is a
// function of links, evidence and binding decisions alone (a join of two spellings is carried over to all spellings of their
// companies, so that the two become one and not one spelling a stray of the other): the order in which people decided, and whether they did
// before or after the last run, means nothing. A component from which all decisions were withdrawn is again what the evidence made of it.
// Decisions must not contradict one another (check_consistency). Cost: O(parties + links) to find the components, and the solving of those
// touched.
#pragma once

#include <span>
#include <vector>

#include "tables/identity.h"

namespace wb {

struct JudgedClusters {
    std::vector<EvidenceParty> parties;           // in order of party_id
    std::vector<EvidenceClustering> clusterings;  // as PartyLinks has them
    std::vector<PartyId> touched;                 // parties of components that were solved again, ascending
};

// `pairs` need not be given when no decision binds.
JudgedClusters apply_judgements(std::vector<EvidenceParty> parties, std::vector<EvidenceClustering> clusterings,
                                std::span<const EvidencePair> pairs, std::span<const PartyJudgement> judgements, int threads);

}  // namespace wb
