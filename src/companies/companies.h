// Who is who in a case: parties, what links them and what people decided become companies with stable ids, and families from ownership.
//
// Kind of stage: all, on distinct parties. Pure; any order of parties and any number of threads give the same result. Ids: entity_ids.h.
// Decisions by people: judged_clusters.h. Families and days: families.h. What it cannot tell it says: a name that several companies bear
// equally likely stays a company of its own (its links show how likely each is), it is never forced.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "companies/families.h"
#include "companies/judged_clusters.h"
#include "companies/party_links.h"
#include "companies/registers.h"
#include "tables/company.h"
#include "tables/item.h"

namespace wb {

// A brand's maker as the catalogue names it, and the brand that heads its family.
struct MakerName {
    std::string brand, family_brand, maker;
    Country country;
};

struct CompaniesInput {
    std::vector<Party> parties;
    std::vector<OwnershipStatement> ownership;
    std::vector<RegisterStatement> statements;
    std::vector<MakerName> makers;
    std::vector<PartyJudgement> judgements;  // with their states (judgements.h), free of contradiction
    std::vector<EntityParty> previous;       // membership of the last run, in order of party_id
    std::map<EntityId, std::string> previous_captions;
    std::int64_t last_change = 0;  // number of the last change logged
    std::optional<Day> day;        // of families that have no day of their own; the last known when not given
    int threads = 1;
};

// The family that stands behind a brand.
struct BrandFamily {
    std::string brand;
    EntityId maker;
    FamilyId family;
};

struct Companies {
    std::vector<Entity> entities;            // in order of entity_id; owners without items included
    std::vector<EntityParty> members;        // in order of party_id
    std::vector<Link> links;                 // of resolve_companies: pairs that were weighed, same or not, in order of parties
    std::vector<ClusteringRow> clusterings;  // of components in doubt, in order of component, clustering, party
    std::vector<Ownership> ownership;        // in order of owner, owned, source
    std::vector<UltimateOwner> ultimate_owners;
    std::vector<RegisterFact> facts;             // in order of company, kind, value
    std::vector<EntityChange> changes;           // since the last run
    std::vector<OwnershipNote> ownership_notes;  // of statements that do not fit together
    std::vector<BrandFamily> brand_families;     // in order of brand
};

// Companies from what the evidence and people say together.
Companies build_companies(const CompaniesInput& input, JudgedClusters clusters);

// The whole way: link_parties, apply_judgements, build_companies.
Companies resolve_companies(const CompaniesInput& input);

}  // namespace wb
