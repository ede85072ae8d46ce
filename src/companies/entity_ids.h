// Ids of companies: kept from run to run where the spellings overlap, made from the content where a company is new.
//
// A company without a past has the hash of its commonest verified number, else of its commonest name key and country (by items): the same
// in every case. Of companies that would share an id (namesakes without numbers) the largest has it. With a past, an old id goes to the
// company that now holds most of its spellings, and each company takes one old id at most: larger overlaps first, equal ones by id and then
// by the company's first spelling. So an id stays while records arrive, whatever they say; who it belongs to is told by entity_change.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "names/company_name.h"
#include "tables/company.h"
#include "tables/identity.h"
#include "tables/item.h"

namespace wb {

inline constexpr std::uint64_t kEntitySeed = 0x656E7469;

bool verified(const Party& party);
EntityId identifier_entity(std::string_view identifier);
EntityId name_entity(std::string_view key, Country country);

// The commonest of a company's values by items, the smallest of equals.
template <typename Value>
class Votes {
public:
    void add(const Value& value, std::int64_t items) { votes_[value] += items + 1; }
    [[nodiscard]] const Value* first() const {
        const auto most = std::max_element(votes_.begin(), votes_.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
        return most == votes_.end() ? nullptr : &most->first;
    }

private:
    std::map<Value, std::int64_t> votes_;
};

// Parties of a company as indices of `parties`, ascending.
using PartyIndices = std::vector<std::size_t>;

// One id per cluster. `parties` in order of party_id, `names` beside them; `previous` in order of party_id.
std::vector<EntityId> assign_ids(const std::vector<PartyIndices>& clusters, std::span<const Party* const> parties,
                                 std::span<const CompanyName> names, std::span<const EntityParty> previous);

// What went from which id to which, in order of both ids; numbered `number`. `touched` (ascending) are parties of companies about which
// people decided; `captions` those of the companies now.
std::vector<EntityChange> entity_changes(std::span<const EntityParty> previous, std::span<const EntityParty> now,
                                         const std::map<EntityId, std::string>& captions, std::int64_t number,
                                         std::span<const PartyId> touched, std::span<const PartyJudgement> judgements);

// Companies that are no longer there, none of whose spellings went over to another: no record names them any more. In order of id.
// `captions` those of the companies now, `previous_captions` those before.
std::vector<EntityChange> vanished_companies(std::span<const EntityParty> previous, std::span<const EntityParty> now,
                                             const std::map<EntityId, std::string>& captions,
                                             const std::map<EntityId, std::string>& previous_captions, std::int64_t number);

}  // namespace wb
