// Who is who in a case: parties resolved to companies (resolver.h), with stable ids, links that explain themselves, and families from
// ownership.
//
// Kind of stage: all, on distinct parties. Pure; any order of parties and any number of threads give the same result. An entity_id is the
// hash of the company's commonest verified number, else of its commonest name key and country (by items): it stays while that stays,
// whatever else arrives. Of namesakes that would share an id the largest keeps it. Cost and memory: resolver.h. What it cannot tell it
// says: a name that several companies bear equally likely stays a company of its own (its links show how likely each is), it is never
// forced.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/company.h"
#include "tables/item.h"

namespace wb {

// A statement that one company owns another, by name or number.
struct OwnershipStatement {
    std::string owner_name, owned_name, owner_identifier, owned_identifier;
    Country owner_country, owned_country;
    Maybe<double> share_low, share_high;  // 0 to 1
    Maybe<Day> from_day, until_day;
    std::string source;
};

// A statement that could not be used, and why.
struct OwnershipDoubt {
    std::string source, code, text;
};

struct OwnershipRead {
    std::vector<OwnershipStatement> statements;
    std::vector<OwnershipDoubt> doubts;
};

// FollowTheMoney JSON lines with Company (or LegalEntity, Organization, Person) and Ownership entities. Never fails: bad lines become
// doubts.
OwnershipRead read_ftm_ownership(std::string_view jsonl, const std::string& file);

// A brand's maker as the catalogue names it, and the brand that heads its family.
struct MakerName {
    std::string brand, family_brand, maker;
    Country country;
};

struct CompaniesInput {
    std::vector<Party> parties;
    std::vector<OwnershipStatement> ownership;
    std::vector<MakerName> makers;
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
    std::vector<Link> links;                 // pairs that were weighed, same or not, in order of parties
    std::vector<ClusteringRow> clusterings;  // of components in doubt, in order of component, clustering, party
    std::vector<Ownership> ownership;
    std::vector<BrandFamily> brand_families;  // in order of brand
};

// Owners of at least this share make a family; an unknown share counts, since the statement names an owner.
inline constexpr double kFamilyShare = 0.5;

Companies resolve_companies(const CompaniesInput& input);

}  // namespace wb
