// Stages on items: doubles and recognition.
#pragma once

#include "pipeline/stage.h"

namespace wb {

Status find_case_doubles(RunContext& context);
Result<std::string> doubles_inputs(const Case& opened);

Status recognise_case_goods(RunContext& context);
Result<std::string> goods_inputs(const Case& opened);

}  // namespace wb
