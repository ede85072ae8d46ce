// The stage that weighs goods with what the whole case says about them (combine/combine.h). It writes into `good` what changed.
#pragma once

#include "pipeline/stage.h"

namespace wb {

Status combine_case_goods(RunContext& context);
Result<std::string> combine_inputs(const Case& opened);

}  // namespace wb
