#include "cli/verbs.h"

namespace wb::cli {

const std::vector<Command>& all_commands() {
    static const std::vector<Command> kCommands = {new_command(), inspect_command(), run_command(), sql_command()};
    return kCommands;
}

}  // namespace wb::cli
