#include "cli/verbs.h"
#include "store/case_store.h"

namespace wb::cli {

namespace {

Result<int> run_schema(const Arguments&, Terminal& terminal) {
    std::string text;
    for (const auto& table : describe_tables()) {
        text += "## " + table.name + "\n\nOne row is " + table.row_is + ".\n\n| column | type | what it is |\n|---|---|---|\n";
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            text += "| `" + table.columns[i].name + "` | " + sql_type(table.columns[i]) + " | " + table.documentation[i] + " |\n";
        text += "\n";
    }
    terminal.raw(text);
    return kDone;
}

}  // namespace

Command schema_command() {
    Command command;
    command.name = "schema";
    command.summary = "the tables and columns of a case file, as Markdown";
    command.examples = {{"waybill schema", "what docs/tables.md is made of"}};
    command.hidden = true;
    command.run = run_schema;
    return command;
}

}  // namespace wb::cli
