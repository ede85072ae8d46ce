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
