// Decisions by people about goods, put into `good` after everything else has been weighed.
#pragma once

#include <string>
#include <vector>

#include "combine/good_judgements.h"
#include "pipeline/stage.h"

namespace wb {

// What the case has where the decisions point, in their order. One query. `good` as it stands, with decisions in it or not.
Result<std::vector<DecidedItem>> decided_items(Connection& connection, const std::vector<GoodJudgement>& judgements);

// Reads judgements.jsonl, changes and adds goods (changed_goods.h), writes good_judgement. Call after weighing.
Status put_in_good_decisions(RunContext& context);

// The case's decisions about goods as text, for what a stage depends on.
Result<std::string> good_decisions_text(const Case& opened);

}  // namespace wb
