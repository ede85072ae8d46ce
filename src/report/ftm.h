// Companies, ownership and shipments as FollowTheMoney entities, one JSON object a line, for Aleph, OpenRefine and Neo4j users.
//
// Names stay unmerged: every spelling is a Company of its own to which its shipments point; a resolved company is another, and a Similar
// with the probability joins the two. A reader who does not trust a merge drops that Similar. Ids are stable: they come from the keys of
// the tables. Schema: followthemoney 4 (Company, Person, Ownership, EconomicActivity, Similar).
#pragma once

#include <string>
#include <vector>

#include "tables/company.h"
#include "tables/item.h"

namespace wb {

// A resolved company; `topics`: FollowTheMoney topics, "sanction" when a listing matches.
std::string ftm_entity(const Entity& entity, const std::vector<std::string>& topics);
// A spelling.
std::string ftm_party(const Party& party);
std::string ftm_similar(const EntityParty& membership);
// Two spellings that the run compared.
std::string ftm_link(const Link& link);
// With the ends as companies of their own when the run resolved none: appends one to three lines.
std::string ftm_ownership(const Ownership& ownership);
// A declaration's item between the spellings that it names. `path` and `row_number` say where it stands.
std::string ftm_shipment(const Item& item, const std::string& path);

}  // namespace wb
