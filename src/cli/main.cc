#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "base/check.h"
#include "cli/verbs.h"

namespace {

using namespace wb::cli;

int exit_status(const wb::Error& error) {
    if (error.code.starts_with("usage.") || error.code.starts_with("config.") || error.code == "run.unknown_stage") return kUsage;
    if (error.code.starts_with("read.") || error.code == "case.not_found" || error.code == "case.no_records" ||
        error.code == "case.cannot_read")
        return kUnreadable;
    if (error.code == "run.interrupted") return kInterrupted;
    return kFailed;
}

void prepare(const std::vector<std::string>& words, Terminal& terminal) {
    const auto given = [&](const char* option) { return std::find(words.begin(), words.end(), option) != words.end(); };
    const char* no_color = std::getenv("NO_COLOR");
    const char* kind = std::getenv("TERM");
    const bool dumb = kind != nullptr && std::string_view(kind) == "dumb";
    terminal.json = given("--json");
    terminal.quiet = given("--quiet") || given("-q");
    terminal.color = isatty(STDOUT_FILENO) != 0 && !given("--no-color") && (no_color == nullptr || *no_color == '\0') && !dumb;
    terminal.progress_line = isatty(STDERR_FILENO) != 0 && !dumb;
}

int run_command_line(const std::vector<std::string>& words, Terminal& terminal) {
    const auto& commands = all_commands();
    if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
        terminal.raw(overview_text(commands));
        return words.empty() ? kUsage : kDone;
    }
    if (words[0] == "--version") {
        terminal.raw("waybill " WAYBILL_VERSION "\n");
        return kDone;
    }
    const auto found = std::find_if(commands.begin(), commands.end(), [&](const Command& command) { return command.name == words[0]; });
    if (found == commands.end()) {
        std::vector<std::string> names;
        for (const auto& command : commands) names.push_back(command.name);
        const auto near = did_you_mean(words[0], names);
        terminal.error(
            {"usage.unknown_command", "there is no command " + words[0], {}, near ? "did you mean " + *near + "?" : "see waybill --help"});
        return kUsage;
    }
    const auto arguments = parse_arguments(*found, {words.begin() + 1, words.end()});
    if (!arguments.ok()) {
        terminal.error(arguments.error());
        return kUsage;
    }
    if (arguments->has("--help")) {
        terminal.raw(help_text(*found));
        return kDone;
    }
    const auto status = found->run(*arguments, terminal);
    terminal.end_progress();
    if (status.ok()) return *status;
    terminal.error(status.error());
    return exit_status(status.error());
}

}  // namespace

int main(int count, char** values) {
    const std::vector<std::string> words(values + 1, values + count);
    Terminal terminal;
    prepare(words, terminal);
    watch_interrupts();
    try {
        return run_command_line(words, terminal);
    } catch (const wb::Bug& bug) {
        terminal.bug(bug.what());
    } catch (const std::exception& failure) {
        terminal.bug(failure.what());
    }
    return kFailed;
}
