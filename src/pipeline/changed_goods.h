// Goods that the case as a whole, or a person, makes something else of than recognition did: written into `good`, with what they were kept
// in recognised_good, so that weighing them anew starts from recognition and gives what an undisturbed run would give.
#pragma once

#include <vector>

#include "store/case_store.h"
#include "tables/good.h"

namespace wb {

// Makes `good` what recognition left: changed goods are restored, those that weighing or people added (by their evidence) go.
Status restore_recognised_goods(Connection& connection);
// Goods with the item_id and position of one that stands in `good`, which takes their class, pieces, value, probability, evidence and
// reasons.
Status change_goods(Connection& connection, const std::vector<Good>& changed);
Status add_goods(Connection& connection, const std::vector<Good>& added);

}  // namespace wb
