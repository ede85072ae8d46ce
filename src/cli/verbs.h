// The verbs, one file each. Every function returns the command's description with the function that runs it.
#pragma once

#include <vector>

#include "cli/command.h"

namespace wb::cli {

Command new_command();
Command inspect_command();
Command run_command();
Command sql_command();
Command simulate_command();
Command demo_command();
Command figures_command();
Command rows_command();
Command recognise_command();
Command price_command();
Command resolve_command();
Command score_command();
Command report_command();
Command screen_command();
Command check_command();
Command judge_command();
Command review_command();
Command explain_command();
Command schema_command();

// All commands in the order in which help lists them.
const std::vector<Command>& all_commands();

}  // namespace wb::cli
