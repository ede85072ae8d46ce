// Rules and controls applied to the goods in scope, each on its own day, with three answers.
//
// RF05 (code on the common high priority list of the day), RF12 (detour over a country that a transshipment list of the day names), RF20
// (delivery to a listed party after its listing, by sellers and from countries that the list binds), RF21 (buyer owned by listed parties),
// and every control on goods or parties of data/controls and of the case. One row per rule, jurisdiction and item; an item with several
// goods gets the gravest answer. Doubles (same_as) are left out: their original is judged. An answer that holds for every list of the case
// has no jurisdiction.
//
// A control gives a row when it names the good's class or code and the journey (exporter, destination) is its own, or when a fact that
// decides this is missing; no row means that the control is about other goods or another journey.
//
// Law: a listing, control or edition of a later day never changes the finding about an earlier day.
// Kind of stage: all, on goods in scope. Findings come in the order of item_id, then rule, jurisdiction. Cost: about 5 microseconds a good.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "reference/catalogue.h"
#include "screen/owned.h"
#include "tables/company.h"
#include "tables/scope.h"

namespace wb {

struct FindingsInput {
    const std::vector<ScopeGood>* goods = nullptr;
    const Catalogue* catalogue = nullptr;
    const Controls* controls = nullptr;
    std::span<const ListedParty> parties;  // of the lists, as known
    std::span<const Hit> hits;             // of basis name and identifier
    const std::map<EntityId, std::string>* captions = nullptr;
    const OwnershipGraph* ownership = nullptr;
    std::optional<Day> known_on;
};

using FindingSink = std::function<void(Finding&&)>;

// Without any list, RF20 and RF21 give one finding about the whole case: cannot_tell, missing "watch lists".
void find_findings(const FindingsInput& input, const FindingSink& sink);

// The rules with fixed ids that this module fires; its other rows are of controls.
inline constexpr std::string_view kScreenRules[] = {"RF05", "RF12", "RF20", "RF21"};

}  // namespace wb
