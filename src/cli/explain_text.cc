#include "cli/explain_text.h"

namespace wb::cli {

void print_records(const std::vector<ExplainedRecord>& records, Terminal& terminal) {
    for (const auto& record : records) {
        terminal.line("");
        terminal.line(record.kind + "  " + record.title);
        std::vector<std::vector<std::string>> rows;
        for (const auto& [name, value] : record.facts) rows.push_back({"    " + name, value});
        for (const auto& [name, value] : record.in_words) rows.push_back({"    " + name, value});
        for (const auto& line : align_columns(rows, {false, false})) terminal.line(line);
    }
}

void write_records(const std::vector<ExplainedRecord>& records, JsonWriter& json) {
    json.key("records").array();
    for (const auto& record : records) {
        json.object().key("kind").string(record.kind).key("title").string(record.title);
        for (const auto& [name, value] : record.facts) json.key(name).string(value);
        json.key("reasons").raw(record.reasons.empty() ? "{}" : record.reasons).end();
    }
    json.end();
}

void print_item(const ExplainedItem& item, Terminal& terminal) {
    terminal.line(item.path + " row " + item.row_number + "  " + item.description);
    if (item.records.empty()) terminal.line("no good of the catalogue was recognised in this row, and no rule was applied to it");
    print_records(item.records, terminal);
}

void write_item(const ExplainedItem& item, Terminal& terminal) {
    JsonWriter json;
    json.object().key("kind").string("row").key("path").string(item.path).key("row_number").string(item.row_number);
    json.key("description").string(item.description);
    write_records(item.records, json);
    terminal.document(json.end().take());
}

}  // namespace wb::cli
