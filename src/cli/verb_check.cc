#include <algorithm>

#include "base/json.h"
#include "cli/verbs.h"
#include "pipeline/check_bundle.h"
#include "report/figure_words.h"

namespace wb::cli {

namespace {

constexpr std::size_t kFailuresShown = 20;

void print(const CheckReport& report, const std::string& path, Terminal& terminal) {
    terminal.line(grouped(report.files) + " files, " + grouped(report.figures / 2) + " figures recomputed from " +
                  grouped(report.rows / 2) + " rows in CSV and in Parquet, " + grouped(report.page_numbers) + " numbers on the page");
    for (std::size_t i = 0; i < std::min(kFailuresShown, report.failures.size()); ++i) {
        terminal.line("differs  " + report.failures[i].what + ": " + report.failures[i].why);
    }
    if (report.failures.size() > kFailuresShown)
        terminal.line("… and " + grouped(static_cast<std::int64_t>(report.failures.size() - kFailuresShown)) + " more");
    terminal.line(report.failures.empty() ? "all reproducible: " + path
                                          : grouped(static_cast<std::int64_t>(report.failures.size())) + " not reproducible: " + path);
}

Result<int> run_check(const Arguments& arguments, Terminal& terminal) {
    const auto& path = arguments.positional[0];
    WB_TRY(const auto report, check_bundle(path));
    print(report, path, terminal);
    JsonWriter json;
    json.object()
        .key("files")
        .number(report.files)
        .key("figures")
        .number(report.figures / 2)
        .key("rows")
        .number(report.rows / 2)
        .key("failures")
        .array();
    for (const auto& failure : report.failures) json.object().key("what").string(failure.what).key("why").string(failure.why).end();
    terminal.document(json.end().end().take());
    return report.failures.empty() ? kDone : kNotReproducible;
}

}  // namespace

Command check_command() {
    Command command;
    command.name = "check";
    command.positionals = "BUNDLE";
    command.summary = "recomputes every figure of a dossier bundle; exit status 5 if one differs";
    command.description =
        "Checks every file against the manifest, every figure against its rows by its law (in the CSV and in the Parquet tables), and "
        "every number of the page. "
        "BUNDLE is a .dossier.zip or a dossier's folder; nothing else is needed.";
    command.examples = {{"waybill check demo-case/dossier", "checks the dossier of the sample case"}};
    command.least = command.most = 1;
    command.run = run_check;
    return command;
}

}  // namespace wb::cli
