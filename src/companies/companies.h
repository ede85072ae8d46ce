// Who is who, to a first depth: one company per verified identifier, else per normalised name and country; families from ownership.
//
// Kind of stage: all, on distinct parties. Pure; any order of parties gives the same result. Ids are hashes of the identifier, else of name
// key and country, so they stay when data arrives. Cost: O(parties log parties); memory about 200 bytes a party.
// What it cannot tell it says: a name shared by several numbered companies stays a company of its own (ambiguous), it is never forced.
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
};

// The family that stands behind a brand.
struct BrandFamily {
    std::string brand;
    EntityId maker;
    FamilyId family;
};

struct Companies {
    std::vector<Entity> entities;      // in order of entity_id; owners without items included
    std::vector<EntityParty> members;  // in order of party_id
    std::vector<Link> links;           // why a party is with another, in order of parties
    std::vector<Ownership> ownership;
    std::vector<BrandFamily> brand_families;  // in order of brand
};

// Owners of at least this share make a family; an unknown share counts, since the statement names an owner.
inline constexpr double kFamilyShare = 0.5;

Companies resolve_companies(const CompaniesInput& input);

}  // namespace wb
