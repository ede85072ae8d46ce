#include <filesystem>

#include "cli/figure_text.h"
#include "cli/run_options.h"
#include "cli/simulate_case.h"
#include "cli/verbs.h"
#include "pipeline/report_case.h"
#include "report/figure_words.h"

namespace wb::cli {

namespace {

constexpr std::int64_t kDemoRows = 40000;
constexpr std::uint64_t kDemoSeed = 2023;

// Read and closed again, so that the report can open the case.
Result<std::vector<Figure>> demo_figures(const Case& opened) {
    WB_TRY(auto results, open_results(opened));
    return read_figures(*results.connection, "");
}

Result<int> run_demo(const Arguments& arguments, Terminal& terminal) {
    const std::string directory = arguments.positional.empty() ? "demo-case" : arguments.positional[0];
    WB_TRY(const auto options, run_options(arguments, terminal));
    SimulationOptions world;
    world.seed = kDemoSeed;
    world.rows = kDemoRows;
    world.story = true;
    WB_TRY_VOID(simulate_case(directory, world));
    WB_TRY(const auto opened, load_case(directory));
    WB_TRY(const auto run, run_case(opened, options));
    terminal.end_progress();
    terminal.line("Sample case \"quadcopters\": " + grouped(run.rows_read) +
                  " invented rows with the shape of a published investigation; every company is invented, brands are real product names.");
    if (run.rows_rejected > 0)
        terminal.line(grouped(run.rows_rejected) + " rows rejected: waybill sql " + directory + " \"SELECT * FROM reject\"");
    WB_TRY(const auto figures, demo_figures(opened));
    const auto shown = headline(figures);
    terminal.line("");
    print_figures(shown, figures, terminal);
    WB_TRY(const auto report, report_case(opened));
    terminal.line("");
    if (!report.chain.empty()) terminal.line("a way to the largest consignee: " + report.chain);
    terminal.line("dossier: " + report.page);
    terminal.line("bundle:  " + report.bundle);
    terminal.line("");
    terminal.line("rows behind a figure: waybill rows " + directory + " value.total --limit 3");
    terminal.line("a case of your own:   waybill new my-case, put files into my-case/records, waybill run my-case");
    JsonWriter json;
    json.object()
        .key("directory")
        .string(directory)
        .key("dossier")
        .string(report.page)
        .key("bundle")
        .string(report.bundle)
        .key("chain")
        .string(report.chain)
        .key("figures")
        .array();
    for (const auto& figure : shown) write_figure(figure, json);
    terminal.document(json.end().end().take());
    return kDone;
}

}  // namespace

Command demo_command() {
    Command command;
    command.name = "demo";
    command.positionals = "[DIR]";
    command.summary = "the sample case (synthetic, labelled so), run and with its dossier";
    command.options = {{"--threads", "N", "threads to use"}, {"--memory", "SIZE", "memory of the database engine"}};
    command.examples = {{"waybill demo", "the sample case in the folder demo-case"}};
    command.least = 0;
    command.most = 1;
    command.run = run_demo;
    return command;
}

}  // namespace wb::cli
