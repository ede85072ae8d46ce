// Companies against listings: by number, by name, and by who owns them.
//
// A hit says that a company may be the listed one, with a probability, the days of the listing, and what else explains it. It is no
// verdict: what a listing restricts is the list's, and what happened on a day is judged in findings.h.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "screen/lists.h"
#include "screen/name_index.h"
#include "tables/company.h"

namespace wb {

struct ScreenedEntity {
    EntityId entity_id;
    std::string caption;
    NameQuery query;
};

// The lists as they stood for somebody who knows nothing later than `known_on`: listings of later days are gone, removals of later days
// have not happened. Listings without a day stay, since their day may be earlier.
Lists known_lists(Lists lists, std::optional<Day> known_on);

// Hits of at least this probability are kept.
inline constexpr double kLeastHit = 0.05;

// In order of entity_id, then listing_id. Companies that share a folded name share what the name says: it can be one of them at most.
std::vector<Hit> find_hits(const NameIndex& index, std::span<const ListedParty> parties, std::span<const ScreenedEntity> entities,
                           const Controls& controls, const NameIndexOptions& options);

// JSON of what met, and of what else explains it. `sharing`: companies of the case with the name.
std::string match_reasons(const NameMatch& match, const ListedParty& party, const Controls& controls, std::int64_t sharing);

// Whether a listing stood on a day: nothing when its first day is missing (and no removal came before).
std::optional<bool> listed_on(const Maybe<Day>& from_day, const Maybe<Day>& until_day, Day day);

}  // namespace wb
