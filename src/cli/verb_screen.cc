#include <algorithm>

#include "base/json.h"
#include "cli/plain_list.h"
#include "cli/screen_order.h"
#include "cli/screen_output.h"
#include "cli/verbs.h"
#include "pipeline/pipeline.h"
#include "pipeline/scope_rows.h"
#include "pipeline/screen_stage.h"
#include "reference/countries.h"
#include "screen/findings.h"
#include "text/identifiers.h"

namespace wb::cli {

namespace {

const std::vector<std::string> kColumns = {"name", "country", "identifier"};

Result<std::optional<Day>> day_option(const Arguments& arguments, const std::string& option) {
    const auto text = arguments.text(option);
    if (!text) return std::optional<Day>();
    const auto day = parse_iso_day(*text);
    if (!day) return Error{"usage.not_a_day", option + " takes a day, not: " + *text, {}, "write it as 2023-03-21"};
    return day;
}

// The lists to screen against: --list files, and those of the case when a case is given.
struct Screen {
    std::optional<Case> opened;
    Controls controls;
    Lists lists;
    std::vector<Error> unreadable;
    std::optional<Day> on, known_on;
    std::optional<double> fail_on;
};

Result<Screen> open_screen(const Arguments& arguments) {
    Screen screen;
    WB_TRY(screen.on, day_option(arguments, "--on"));
    WB_TRY(screen.known_on, day_option(arguments, "--known-on"));
    if (const auto text = arguments.text("--fail-on")) {
        char* end = nullptr;
        screen.fail_on = std::strtod(text->c_str(), &end);
        if (*end != 0 || !(*screen.fail_on > 0 && *screen.fail_on <= 1))
            return Error{"usage.not_a_probability",
                         "--fail-on takes a probability, not: " + *text,
                         {},
                         "write a number between 0 and 1, such as 0.5"};
    }
    std::vector<std::string> paths = arguments.texts("--list");
    std::string directory;
    if (!arguments.positional.empty()) {
        WB_TRY(screen.opened, load_case(arguments.positional[0]));
        directory = screen.opened->directory + "/";
        if (!screen.known_on) screen.known_on = screen.opened->config.known_on;
        const auto own = folder_files(*screen.opened, "lists");
        paths.insert(paths.end(), own.begin(), own.end());
        WB_TRY(screen.controls, case_controls(*screen.opened));
    } else {
        WB_TRY(screen.controls, load_controls_with({}));
    }
    if (paths.empty())
        return Error{
            "screen.no_lists", "there are no lists to screen against", {}, "name files with --list, or put them into the case's lists/"};
    auto read = read_list_files(paths, directory, screen.controls);
    screen.unreadable = std::move(read.unreadable);
    screen.lists = known_lists(std::move(read.lists), screen.known_on);
    return screen;
}

int exit_status(const Screen& screen, const ScreenOutput& output) {
    if (output.failed()) return kHit;
    return screen.unreadable.empty() ? kDone : kUnreadable;
}

NameQuery query_of(std::string_view name, std::string_view country, std::string_view identifier) {
    NameQuery query;
    query.kind = "unknown";
    query.names.emplace_back(name);
    if (const auto code = country_of(country); code.present()) query.countries.push_back(code);
    if (!identifier.empty()) {
        auto known = classify_identifier(identifier, query.countries.empty() ? "" : query.countries.front().text());
        if (!known.value.empty()) query.numbers.push_back({std::move(known.kind), std::move(known.value)});
    }
    return query;
}

Status screen_names(const Arguments& arguments, const Screen& screen, ScreenOutput& output) {
    const NameIndex index(screen.lists.parties, {});
    if (const auto name = arguments.text("--name")) {
        const auto query = query_of(*name, arguments.text("--country").value_or(""), arguments.text("--identifier").value_or(""));
        output.matches(0, index.ask(query, {}));
        return {};
    }
    WB_TRY(const auto columns, parse_columns(arguments.text("--columns").value_or(""), kColumns));
    return read_list(*arguments.text("--file"), columns, kColumns, [&](std::int64_t row, const auto& cells) -> Status {
        output.matches(row, index.ask(query_of(cells.at("name"), cells.at("country"), cells.at("identifier")), {}));
        return {};
    });
}

Status screen_companies(const Screen& screen, ScreenOutput& output) {
    WB_TRY(auto results, open_results(*screen.opened));
    auto& connection = *results.connection;
    WB_TRY(const auto background, background_names(connection));
    const NameIndex index(screen.lists.parties, background);
    WB_TRY(const auto entities, entities_that_meet(connection, index, {}));
    auto hits = find_hits(index, screen.lists.parties, entities, screen.controls, {});
    WB_TRY(const auto ownership, read_rows<Ownership>(connection, "SELECT * FROM ownership ORDER BY owner_id, owned_id, source"));
    const OwnershipGraph graph(ownership, hits, screen.lists.parties, screen.controls, screen.known_on);
    const auto owned = owned_hits(graph);
    hits.insert(hits.end(), owned.begin(), owned.end());
    std::map<EntityId, std::string> captions;
    WB_TRY_VOID(scan_rows<Entity>(connection, "SELECT entity_id, caption FROM entity",
                                  [&](const Entity& entity) { captions[entity.entity_id] = entity.caption; }));
    output.hits(hits, captions);
    WB_TRY(const auto findings,
           connection.query("SELECT rule, answer, CAST(count(*) AS VARCHAR) FROM finding GROUP BY 1, 2 ORDER BY 1, 2"));
    output.findings(findings.rows);
    return {};
}

Result<int> run_screen(const Arguments& arguments, Terminal& terminal) {
    const bool names = arguments.has("--name") || arguments.has("--file");
    const int asked = (arguments.has("--name") ? 1 : 0) + (arguments.has("--file") ? 1 : 0) + (arguments.has("--order") ? 1 : 0);
    if (asked > 1 || (asked == 0 && arguments.positional.empty()))
        return Error{"usage.arguments", "screen takes a case, or one of --name, --file, --order", {}, "see: waybill screen --help"};
    WB_TRY(const auto screen, open_screen(arguments));
    for (const auto& error : screen.unreadable) terminal.error(error);
    if (const auto order = arguments.text("--order")) {
        WB_TRY(const bool failed,
               screen_order(*order, screen.lists, screen.controls, {screen.on, screen.known_on, screen.fail_on}, terminal));
        return failed ? kHit : screen.unreadable.empty() ? kDone : kUnreadable;
    }
    ScreenOutput output(screen.lists, screen.controls, screen.on, screen.fail_on);
    WB_TRY_VOID(names ? screen_names(arguments, screen, output) : screen_companies(screen, output));
    WB_TRY_VOID(output.finish(arguments.text("--out"), arguments.has("--file") && !terminal.json, terminal));
    return exit_status(screen, output);
}

}  // namespace

Command screen_command() {
    Command command;
    command.name = "screen";
    command.positionals = "[DIR]";
    command.summary = "companies, names or an order against watch lists";
    command.description =
        "Screens the companies of a case, one name, a file of names, or an order. Every hit has a probability, its days, and what else "
        "explains it. "
        "With --on a listing whose day its file does not state gives cannot_tell, never listed and never not_listed.";
    command.options = {{"--name", "NAME", "one name"},
                       {"--country", "CODE", "its country"},
                       {"--identifier", "NUMBER", "its tax or registration number"},
                       {"--file", "FILE", "names in a file: writes row_number, listing_id, probability per candidate, best first"},
                       {"--columns", "PAIRS", "name=HEADER,country=…,identifier=… of --file"},
                       {"--order", "FILE", "an order (TOML, JSON or CSV): every party and every good judged"},
                       {"--list", "FILE", "a list in its publisher's format, beside those of the case", true},
                       {"--on", "DAY", "whether each listing stood on that day"},
                       {"--known-on", "DAY", "leaves out listings later than that day (default: the case's)"},
                       {"--fail-on", "P", "exit status 10 when a hit of at least this probability stands"},
                       {"--out", "FILE", "writes the candidates as CSV there"}};
    command.examples = {{"waybill screen demo-case", "the companies of a case against the lists in its lists/ folder"},
                        {"waybill screen --name \"DJI\" --list csl.csv --on 2023-03-21", "one name on one day"},
                        {"waybill screen --file suppliers.csv --columns name=Supplier --list csl.csv --fail-on 0.5 --out hits.csv",
                         "a file of names, for a script"},
                        {"waybill screen demo-case --order order.toml --fail-on 0.5", "an order before it is shipped"}};
    command.least = 0;
    command.most = 1;
    command.run = run_screen;
    return command;
}

}  // namespace wb::cli
