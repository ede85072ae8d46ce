#include <algorithm>

#include "cli/figure_text.h"
#include "cli/verbs.h"
#include "pipeline/pipeline.h"

namespace wb::cli {

namespace {

void print_one(const Figure& figure, Terminal& terminal) {
    print_figures({figure}, {figure}, terminal);
    terminal.line("");
    terminal.line("definition  " + figure.definition);
    terminal.line("method      " + figure.method);
    terminal.line("width       " + figure.parts);
    terminal.line("digest      " + figure.digest + "  (SHA-256 of the sorted item ids, one a line)");
    if (figure.untraced) terminal.line("untraced    " + std::to_string(*figure.untraced));
    if (!figure.missing.empty()) terminal.line("missing     " + figure.missing);
}

// A share that is split by company ("direct.share" into "direct.<entity_id>.share"): its parts, the largest first.
Status print_split(Connection& connection, const Figure& whole, Terminal& terminal) {
    const auto dot = whole.figure_id.find('.');
    if (whole.unit != "share" || dot != whole.figure_id.rfind('.')) return {};
    const auto like = whole.figure_id.substr(0, dot + 1);
    WB_TRY(auto parts,
           read_figures(connection, "WHERE starts_with(figure_id, " + sql_string(like) + ") AND ends_with(figure_id, " +
                                        sql_string(whole.figure_id.substr(dot)) + ") AND figure_id <> " + sql_string(whole.figure_id)));
    if (parts.empty()) return {};
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Figure& a, const Figure& b) { return a.value && (!b.value || a.value->units > b.value->units); });
    terminal.line("");
    print_figures(parts, parts, terminal);
    return {};
}

Result<int> run_figures(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(auto results, open_results(opened));
    const bool one = arguments.positional.size() > 1;
    std::string where;
    if (one) {
        WB_TRY(const auto id, find_figure(*results.connection, opened.directory, arguments.positional[1]));
        where = "WHERE figure_id = " + sql_string(id);
    }
    WB_TRY(const auto figures, read_figures(*results.connection, where));
    const auto shown = one || arguments.has("--all") || terminal.json ? figures : headline(figures);
    if (one) {
        print_one(figures[0], terminal);
        WB_TRY_VOID(print_split(*results.connection, figures[0], terminal));
    } else {
        print_figures(shown, figures, terminal);
    }
    JsonWriter json;
    json.object().key("figures").array();
    for (const auto& figure : shown) write_figure(figure, json);
    terminal.document(json.end().end().take());
    terminal.say(one ? "rows behind it: waybill rows " + opened.directory + " " + figures[0].figure_id
                     : "a figure's recipe: waybill figures " + opened.directory + " value.total");
    return kDone;
}

}  // namespace

Command figures_command() {
    Command command;
    command.name = "figures";
    command.positionals = "DIR [ID]";
    command.summary = "the headline figures with their intervals; with an ID, the figure's recipe and parts";
    command.options = {{"--all", "", "every figure, not only the headline"}};
    command.examples = {{"waybill figures demo-case", "the headline"},
                        {"waybill figures demo-case brand.dji.share", "how one figure was made"}};
    command.least = 1;
    command.most = 2;
    command.run = run_figures;
    return command;
}

}  // namespace wb::cli
