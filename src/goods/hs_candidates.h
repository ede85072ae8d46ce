// Which codes (HS 2022, six digits) a description may stand under: the dictionary's word for it, the part number's, and the text model's.
//
// A mixture: the good's probability goes to the code of its model (a part for a model has not the model's), else evenly to the codes of its
// class; a part number's goes to the code of its kind with the rate at which its series were right; the rest goes to the text model.
// Probabilities add up to at most 1.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "classify/hs_model.h"
#include "reference/catalogue.h"
#include "tables/good.h"
#include "tables/item.h"

namespace wb {

inline constexpr std::size_t kMostCandidates = 5;

// The code of the item's part number, with the rate at which series of its length name the right one; nothing without one.
std::optional<HsCandidate> part_code(const Item& item);

// `good` may be nullptr: nothing was recognised.
std::vector<HsCandidate> hs6_candidates(const Catalogue& catalogue, const HsModel& model, const Item& item, const Good* good);

}  // namespace wb
