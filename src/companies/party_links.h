// Who is who among the parties of a case by the evidence alone: links, companies, and how sure that is.
//
// Decisions by people are applied to this afterwards (judged_clusters.h), so that one of them costs no second comparison of everything.
// Kind of stage: all, on distinct parties. Pure; any order of parties and number of threads give the same. Cost and memory: resolver.h.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "companies/shipment_context.h"
#include "tables/company.h"
#include "tables/identity.h"
#include "tables/item.h"

namespace wb {

struct PartyLinks {
    std::vector<Link> links;                      // pairs that were weighed, same or not, in order of parties; none when handed over
    std::vector<EvidencePair> pairs;              // the same, as clustering takes them
    std::vector<EvidenceParty> parties;           // in order of party_id
    std::vector<EvidenceClustering> clusterings;  // of components in doubt, in order of component, clustering, party
};

// `trades`, when given, tells of the parties' shipments: evidence of its own (shipment_context.h). `links`, when given, takes the links one
// by one in their order: their reasons in words are most of what a large case would hold in memory.
using LinkSink = std::function<void(Link&&)>;
PartyLinks link_parties(std::span<const Party> parties, int threads, const TradeScan& trades = {}, const LinkSink& links = {});

}  // namespace wb
