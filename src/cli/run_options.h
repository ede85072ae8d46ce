// Options shared by the commands that run a case.
#pragma once

#include "cli/command.h"
#include "pipeline/pipeline.h"

namespace wb::cli {

const std::vector<Option>& run_option_list();
// --threads, or all cores. Errors: usage.
Result<int> threads_of(const Arguments& arguments);
Result<RunOptions> run_options(const Arguments& arguments, Terminal& terminal);

}  // namespace wb::cli
