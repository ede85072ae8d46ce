#include "cli/command.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace wb::cli {

namespace {

constexpr std::size_t kHelpColumn = 26;
// Help is read in a terminal of any width and in docs/cli.md: as wide as both show without breaking lines of their own.
constexpr std::size_t kHelpWidth = 100;

// `text` in lines of at most kHelpWidth; the first starts where `column` says, the others are indented by `indent`.
std::string wrapped(std::string_view text, std::size_t column, std::size_t indent) {
    std::string lines;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (column > indent && column + 1 + word.size() > kHelpWidth) {
            lines += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (!lines.empty()) {
            lines += ' ';
            ++column;
        }
        lines += word;
        column += word.size();
    }
    return lines;
}

const Option* find_option(const Command& command, std::string_view name) {
    for (const auto& option : command.options) {
        if (option.name == name) return &option;
    }
    for (const auto& option : common_options()) {
        if (option.name == name) return &option;
    }
    return nullptr;
}

Error unknown_option(const Command& command, const std::string& word) {
    std::vector<std::string> names;
    for (const auto& option : command.options) names.push_back(option.name);
    for (const auto& option : common_options()) names.push_back(option.name);
    Error error{
        "usage.unknown_option", "waybill " + command.name + " has no option " + word, {}, "see waybill " + command.name + " --help"};
    if (const auto near = did_you_mean(word, names)) error.hint = "did you mean " + *near + "?";
    return error;
}

std::string option_line(const Option& option) {
    std::string line = "  " + option.name + (option.value.empty() ? "" : " " + option.value);
    line.append(line.size() < kHelpColumn ? kHelpColumn - line.size() : 1, ' ');
    return line + wrapped(option.help, line.size(), kHelpColumn) + "\n";
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row[b.size()];
}

}  // namespace

std::optional<std::string> Arguments::text(std::string_view option) const {
    const auto found = values_.find(std::string(option));
    if (found == values_.end()) return std::nullopt;
    return found->second.back();
}

std::vector<std::string> Arguments::texts(std::string_view option) const {
    const auto found = values_.find(std::string(option));
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

Result<std::optional<std::int64_t>> Arguments::whole(std::string_view option, std::int64_t least) const {
    const auto word = text(option);
    if (!word) return std::optional<std::int64_t>{};
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(word->data(), word->data() + word->size(), number);
    if (failure != std::errc{} || end != word->data() + word->size() || number < least) {
        return Error{"usage.not_a_number",
                     std::string(option) + " needs a whole number of at least " + std::to_string(least) + ", not: " + *word,
                     {},
                     ""};
    }
    return std::optional<std::int64_t>{number};
}

const std::vector<Option>& common_options() {
    static const std::vector<Option> kOptions = {
        {"--json", "", "one JSON document on standard output, nothing else there"},
        {"--quiet", "", "no progress and no remarks"},
        {"--no-color", "", "no colours (also: NO_COLOR set)"},
        {"--help", "", "this text"},
    };
    return kOptions;
}

Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words) {
    Arguments arguments;
    bool only_positional = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string word = words[i];
        if (only_positional || word.size() < 2 || word[0] != '-') {
            arguments.positional.push_back(word);
            continue;
        }
        if (word == "--") {
            only_positional = true;
            continue;
        }
        std::optional<std::string> value;
        if (const auto equals = word.find('='); equals != std::string::npos) {
            value = word.substr(equals + 1);
            word.resize(equals);
        }
        const auto* option = find_option(command, word == "-h" ? "--help" : word == "-q" ? "--quiet" : word);
        if (option == nullptr) return unknown_option(command, word);
        if (option->value.empty()) {
            arguments.add(option->name, "");
            continue;
        }
        if (!value && i + 1 < words.size()) value = words[++i];
        if (!value)
            return Error{
                "usage.missing_value", option->name + " needs a value: " + option->value, {}, "see waybill " + command.name + " --help"};
        arguments.add(option->name, *value);
        // Several values after one repeatable option (--list A B), as shells expand patterns.
        while (option->repeatable && i + 1 < words.size() && words[i + 1].substr(0, 1) != "-") arguments.add(option->name, words[++i]);
    }
    const auto given = arguments.positional.size();
    if (!arguments.has("--help") && (given < command.least || given > command.most)) {
        return Error{
            "usage.arguments", "usage: waybill " + command.name + " " + command.positionals, {}, "see waybill " + command.name + " --help"};
    }
    return arguments;
}

std::string help_text(const Command& command) {
    std::string text = "waybill " + command.name + " " + command.positionals + "\n  " + wrapped(command.summary, 2, 2) + "\n\nExamples\n";
    for (const auto& example : command.examples) text += "  " + example.line + "\n      " + example.what + "\n";
    if (!command.description.empty()) text += "\n" + wrapped(command.description, 0, 0) + "\n";
    text += "\nOptions\n";
    for (const auto& option : command.options) text += option_line(option);
    for (const auto& option : common_options()) text += option_line(option);
    return text;
}

std::string overview_text(const std::vector<Command>& commands) {
    std::string text =
        "waybill: from customs records to figures that lead back to rows\n\nFirst steps\n"
        "  waybill demo            a sample case, run and reported\n"
        "  waybill new my-case     a case of your own; put files into my-case/records\n"
        "  waybill run my-case     the main job\n\nCommands\n";
    for (const auto& command : commands) {
        if (!command.hidden) text += option_line({command.name, command.positionals, command.summary, false});
    }
    return text + "\nwaybill COMMAND --help shows examples and options.\n";
}

std::optional<std::string> did_you_mean(std::string_view word, const std::vector<std::string>& names) {
    constexpr std::size_t kFarthest = 3;  // beyond three edits it is another word
    std::optional<std::string> nearest;
    std::size_t best = kFarthest + 1;
    for (const auto& name : names) {
        const auto distance = edit_distance(word, name);
        if (distance < best && distance < name.size()) {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

}  // namespace wb::cli
