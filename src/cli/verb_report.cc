#include "base/json.h"
#include "cli/verbs.h"
#include "pipeline/report_case.h"

namespace wb::cli {

namespace {

Result<int> run_report(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(const auto report, report_case(opened));
    terminal.line("dossier  " + report.page);
    if (!report.bundle.empty()) terminal.line("bundle   " + report.bundle);
    JsonWriter json;
    json.object().key("run").string(report.run_id).key("page").string(report.page).key("bundle").string(report.bundle).key("files").array();
    for (const auto& file : report.files) json.string(file);
    terminal.document(json.end().key("figures").number(report.figures).key("rows").number(report.rows).end().take());
    return kDone;
}

}  // namespace

Command report_command() {
    Command command;
    command.name = "report";
    command.positionals = "DIR";
    command.summary = "the dossier: one HTML file that prints, and the tables";
    command.examples = {{"waybill report demo-case", "writes demo-case/dossier/"}};
    command.least = command.most = 1;
    command.run = run_report;
    return command;
}

}  // namespace wb::cli
