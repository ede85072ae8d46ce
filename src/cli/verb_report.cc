#include "base/json.h"
#include "cli/print_pdf.h"
#include "cli/verbs.h"
#include "pipeline/report_case.h"
#include "report/figure_words.h"

namespace wb::cli {

namespace {

Result<int> run_report(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(const auto report, report_case(opened));
    terminal.line("dossier  " + report.page + "  (" + grouped(report.figures) + " figures, " + grouped(report.rows) + " rows behind them)");
    std::string pdf;
    if (arguments.has("--pdf")) {
        pdf = report.folder + "/dossier.pdf";
        WB_TRY(const auto printer, print_pdf(report.page, pdf));
        terminal.line("pdf      " + pdf);
        terminal.say("printed by " + printer);
    }
    terminal.line("tables   " + report.folder + "/tables.xlsx, " + report.folder + "/tables/ (CSV, Parquet)");
    terminal.line("network  " + report.folder + "/entities.ftm.json, companies.gexf, companies.graphml");
    terminal.line("bundle   " + report.bundle);
    JsonWriter json;
    json.object()
        .key("run")
        .string(report.run_id)
        .key("page")
        .string(report.page)
        .key("pdf")
        .string(pdf)
        .key("bundle")
        .string(report.bundle)
        .key("files")
        .array();
    for (const auto& file : report.files) json.string(file);
    terminal.document(json.end().key("figures").number(report.figures).key("rows").number(report.rows).end().take());
    terminal.say("check it: waybill check " + report.bundle);
    return kDone;
}

}  // namespace

Command report_command() {
    Command command;
    command.name = "report";
    command.positionals = "DIR";
    command.summary = "the dossier: one HTML file that prints, tables, FollowTheMoney, graphs, and a bundle of all of it";
    command.options = {{"--pdf", "", "prints the page with weasyprint or chromium, whichever is on the PATH"}};
    command.examples = {{"waybill report demo-case", "writes demo-case/dossier/"}};
    command.least = command.most = 1;
    command.run = run_report;
    return command;
}

}  // namespace wb::cli
