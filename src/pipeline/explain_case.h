// Why two spellings are one company or are not, and what is known of a company: read from the case file, nothing computed anew.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "companies/link_waterfall.h"
#include "pipeline/case_files.h"
#include "pipeline/find_party.h"
#include "store/case_store.h"
#include "tables/company.h"
#include "tables/identity.h"
#include "tables/item.h"

namespace wb {

struct Spelling {
    Party party;
    EntityId entity;
    std::string caption;    // of its company
    double membership = 0;  // probability
};

// A pair as it was weighed. Without a link the two were never compared.
struct ExplainedLink {
    Spelling a, b;
    std::optional<Link> link;
    std::optional<Waterfall> waterfall;
};

struct ExplainedPair {
    ExplainedLink pair;
    bool one_company = false;
    double in_one_clustering = 0;  // probability that both are one company over the possible clusterings; of a certain pair 0 or 1
    std::vector<PartyJudgement> judgements;  // about these two, in order of lines
    std::vector<PartyJudgement> deciding;    // binding ones about other spellings of the two companies
    std::vector<ExplainedLink> losing;       // the nearest of other companies, of either, likeliest first
};

// Two spellings; of companies given by entity_id the two that link them best.
Result<ExplainedPair> explain_pair(Connection& connection, const FoundParty& a, const FoundParty& b);

struct ExplainedEntity {
    Entity entity;
    std::vector<ExplainedLink> spellings;  // a: the spelling; b: that of the same company that holds it best
    std::vector<ExplainedLink> losing;     // the nearest spellings of other companies
    std::vector<UltimateOwner> owners;     // by days
    std::vector<std::string> owner_names;  // beside owners
    std::vector<Ownership> holdings;       // direct, above and below
    std::vector<PartyJudgement> judgements;
    std::vector<EntityChange> changes;
    std::vector<RegisterFact> facts;
};

Result<ExplainedEntity> explain_entity(Connection& connection, EntityId entity);

// How many losing candidates are told.
inline constexpr int kLosingShown = 5;

}  // namespace wb
