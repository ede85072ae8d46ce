// Which spelling or company somebody means who types an id or a name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/case_store.h"
#include "tables/company.h"
#include "tables/item.h"

namespace wb {

struct FoundParty {
    PartyId party;    // the spelling; of a company the one with most items. Absent for a company that no record names
    EntityId entity;  // its company
    std::string name;
    bool is_entity = false;  // an entity_id or caption was given, not a spelling
};

// Texts are party_ids, entity_ids (also ones that merges left behind, by entity_change), or names exactly as written, in any script. One
// text of a name that several companies bear is Error party.ambiguous with their ids; what is found nowhere is Error party.unknown with the
// nearest that begin alike. One query for all texts.
Result<std::map<std::string, FoundParty>> find_parties(Connection& connection, const std::string& directory,
                                                       const std::vector<std::string>& texts);
Result<FoundParty> find_party(Connection& connection, const std::string& directory, const std::string& text);

}  // namespace wb
