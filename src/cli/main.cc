#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
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

// A crash says what became of the case before the process dies of the same signal. Only what may be called in a signal handler.
extern "C" void on_crash(int signal) {
    static constexpr std::string_view kText =
        "\nbug: waybill " WAYBILL_VERSION
        " crashed. The case is as it was before the step that was running, and no input was changed: run the command again, it goes on "
        "where "
        "it stopped. If it crashes again, report the command, this version and, if you can, the file that was being read.\n";
    (void)!write(STDERR_FILENO, kText.data(), kText.size());
    (void)std::signal(signal, SIG_DFL);
    (void)raise(signal);
}

// On a stack of its own, so that a stack that has run out is told, too.
void watch_crashes() {
    static std::array<char, std::size_t{64} << 10> stack;
    stack_t alternative{};
    alternative.ss_sp = stack.data();
    alternative.ss_size = stack.size();
    (void)sigaltstack(&alternative, nullptr);
    struct sigaction action {};
    action.sa_handler = on_crash;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
        struct sigaction before {};
        (void)sigaction(signal, nullptr, &before);
        if (before.sa_handler == SIG_DFL) (void)sigaction(signal, &action, nullptr);  // a sanitizer has its own
    }
}

}  // namespace

int main(int count, char** values) {
    const std::vector<std::string> words(values + 1, values + count);
    Terminal terminal;
    prepare(words, terminal);
    watch_interrupts();
    watch_crashes();
    try {
        return run_command_line(words, terminal);
    } catch (const wb::Bug& bug) {
        terminal.bug(bug.what());
    } catch (const std::exception& failure) {
        terminal.bug(failure.what());
    }
    return kFailed;
}
