#include <filesystem>

#include "cli/figure_text.h"
#include "cli/run_options.h"
#include "cli/simulate_case.h"
#include "cli/verbs.h"

namespace wb::cli {

namespace {

constexpr std::int64_t kDemoRows = 40000;
constexpr std::uint64_t kDemoSeed = 2023;

Result<int> run_demo(const Arguments& arguments, Terminal& terminal) {
    const std::string directory = arguments.positional.empty() ? "demo-case" : arguments.positional[0];
    WB_TRY(const auto options, run_options(arguments, terminal));
    SimulationOptions world;
    world.seed = kDemoSeed;
    world.rows = kDemoRows;
    world.story = true;
    WB_TRY_VOID(simulate_case(directory, world));
    terminal.line("Sample case \"quadcopters\": synthetic, every company in it is invented; shaped like a published investigation.");
    WB_TRY(const auto opened, load_case(directory));
    WB_TRY(const auto report, run_case(opened, options));
    terminal.end_progress();
    WB_TRY(auto results, open_results(opened));
    WB_TRY(const auto figures, read_figures(*results.connection, ""));
    terminal.line(std::to_string(report.rows_read) + " rows read, " + std::to_string(report.rows_rejected) + " rejected");
    terminal.line("");
    const auto shown = headline(figures);
    print_figures(shown, terminal);
    terminal.line("");
    terminal.line("rows behind a figure: waybill rows " + directory + " value.total");
    JsonWriter json;
    json.object().key("directory").string(directory).key("figures").array();
    for (const auto& figure : shown) write_figure(figure, json);
    terminal.document(json.end().end().take());
    return kDone;
}

}  // namespace

Command demo_command() {
    Command command;
    command.name = "demo";
    command.positionals = "[DIR]";
    command.summary = "writes the sample case (synthetic, labelled so) and runs it";
    command.options = {{"--threads", "N", "threads to use"}, {"--memory", "SIZE", "memory of the database engine"}};
    command.examples = {{"waybill demo", "the sample case in the folder demo-case"}};
    command.least = 0;
    command.most = 1;
    command.run = run_demo;
    return command;
}

}  // namespace wb::cli
