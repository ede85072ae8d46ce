#include "cli/verbs.h"

namespace wb::cli {

const std::vector<Command>& all_commands() {
    // One a line, so that two changes that each add a command meet in peace.
    // clang-format off
    static const std::vector<Command> kCommands = {
        demo_command(),
        new_command(),
        inspect_command(),
        run_command(),
        figures_command(),
        rows_command(),
        explain_command(),
        review_command(),
        judge_command(),
        report_command(),
        check_command(),
        screen_command(),
        recognise_command(),
        price_command(),
        resolve_command(),
        sql_command(),
        simulate_command(),
        score_command(),
        schema_command(),
    };
    // clang-format on
    return kCommands;
}

}  // namespace wb::cli
