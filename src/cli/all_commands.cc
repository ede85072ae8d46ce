#include "cli/verbs.h"

namespace wb::cli {

const std::vector<Command>& all_commands() {
    static const std::vector<Command> kCommands = {
        demo_command(),      new_command(),     inspect_command(), run_command(), figures_command(),  rows_command(),  report_command(),
        recognise_command(), resolve_command(), screen_command(),  sql_command(), simulate_command(), score_command(), schema_command()};
    return kCommands;
}

}  // namespace wb::cli
