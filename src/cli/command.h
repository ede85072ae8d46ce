// A verb of the command line: its options as data, from which parsing, --help and docs/cli.md are made.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/terminal.h"

namespace wb::cli {

// Exit statuses of the contract.
enum Exit : int { kDone = 0, kFailed = 1, kUsage = 2, kUnreadable = 3, kNotReproducible = 5, kHit = 10, kInterrupted = 130 };

struct Option {
    std::string name;   // "--threads"
    std::string value;  // "N"; empty for a flag
    std::string help;
    bool repeatable = false;
};

struct Example {
    std::string line, what;
};

class Arguments {
public:
    std::vector<std::string> positional;
    [[nodiscard]] bool has(std::string_view option) const { return values_.contains(std::string(option)); }
    [[nodiscard]] std::optional<std::string> text(std::string_view option) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view option) const;
    // Error usage.not_a_number when the value is not a whole number of at least `least`.
    [[nodiscard]] Result<std::optional<std::int64_t>> whole(std::string_view option, std::int64_t least) const;
    void add(const std::string& option, std::string value) { values_[option].push_back(std::move(value)); }

private:
    std::map<std::string, std::vector<std::string>> values_;
};

struct Command {
    std::string name;
    std::string positionals;  // "DIR [ID]"
    std::string summary;
    std::string description;
    std::vector<Option> options;
    std::vector<Example> examples;
    std::size_t least = 0, most = 0;  // positional arguments
    std::function<Result<int>(const Arguments&, Terminal&)> run;
    bool hidden = false;
};

// Options that every command has.
const std::vector<Option>& common_options();

// Errors: usage.unknown_option (with the nearest name), usage.missing_value, usage.arguments.
Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words);

std::string help_text(const Command& command);
std::string overview_text(const std::vector<Command>& commands);
// The nearest of `names` by edit distance, when near enough to be meant.
std::optional<std::string> did_you_mean(std::string_view word, const std::vector<std::string>& names);

}  // namespace wb::cli
