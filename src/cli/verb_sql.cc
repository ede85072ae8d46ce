#include "base/json.h"
#include "cli/verbs.h"
#include "pipeline/pipeline.h"

namespace wb::cli {

namespace {

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

bool is_numeric(const std::string& type) {
    return type == "BIGINT" || type == "INTEGER" || type == "DOUBLE" || type == "HUGEINT" || type == "UBIGINT" ||
           type.starts_with("DECIMAL") || type == "FLOAT" || type == "SMALLINT";
}

void print_csv(const TextTable& table, Terminal& terminal) {
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(cells[i]);
        terminal.raw(text + "\n");
    };
    line(table.names);
    for (const auto& row : table.rows) line(row);
}

// Ids beyond 2^53 would be rounded by many readers of JSON: whole numbers that large are written as text.
void write_cell(const TextTable& table, std::size_t row, std::size_t column, JsonWriter& json) {
    constexpr std::size_t kSafeDigits = 15;
    const auto& text = table.rows[row][column];
    if (table.nulls[row][column]) {
        json.null();
    } else if (table.types[column] == "BOOLEAN") {
        json.boolean(text == "true");
    } else if (is_numeric(table.types[column]) && text.find_first_not_of("0123456789.-+e") == std::string::npos &&
               text.size() <= kSafeDigits + 5 && (text.find('.') != std::string::npos || text.size() <= kSafeDigits)) {
        json.decimal(text);
    } else {
        json.string(text);
    }
}

void write_json(const TextTable& table, Terminal& terminal) {
    JsonWriter json;
    json.object().key("columns").array();
    for (const auto& name : table.names) json.string(name);
    json.end().key("rows").array();
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        json.object();
        for (std::size_t column = 0; column < table.names.size(); ++column) {
            json.key(table.names[column]);
            write_cell(table, row, column, json);
        }
        json.end();
    }
    terminal.document(json.end().end().take());
}

Result<int> run_sql(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(auto results, open_results(opened));
    WB_TRY(const auto table, results.connection->query(arguments.positional[1]));
    if (terminal.json) {
        write_json(table, terminal);
    } else if (arguments.has("--csv")) {
        print_csv(table, terminal);
    } else {
        std::vector<std::vector<std::string>> rows = {table.names};
        rows.insert(rows.end(), table.rows.begin(), table.rows.end());
        std::vector<bool> right;
        for (const auto& type : table.types) right.push_back(is_numeric(type));
        for (const auto& line : align_columns(rows, right)) terminal.line(line);
    }
    return kDone;
}

}  // namespace

Command sql_command() {
    Command command;
    command.name = "sql";
    command.positionals = "DIR QUERY";
    command.summary = "a query against the case file";
    command.description = "The case file is opened for reading only. Tables and columns: docs/tables.md.";
    command.options = {{"--csv", "", "comma-separated values"}};
    command.examples = {{"waybill sql demo-case \"select brand, count(*) from good group by 1 order by 2 desc\"", "goods by brand"}};
    command.least = command.most = 2;
    command.run = run_sql;
    return command;
}

}  // namespace wb::cli
