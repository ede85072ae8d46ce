#include <algorithm>

#include "base/json.h"
#include "cli/verbs.h"
#include "pipeline/import_stage.h"

namespace wb::cli {

namespace {

constexpr std::size_t kSampleRowsShown = 3;
constexpr std::size_t kCellShown = 24;  // characters
constexpr std::size_t kCellsShown = 2;  // of one column
constexpr std::string_view kNoUse = "the layout has no use for it";

std::string shortened(const std::string& text) {
    std::size_t bytes = 0;
    for (std::size_t characters = 0; bytes < text.size() && characters < kCellShown; ++characters) {
        ++bytes;
        while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) ++bytes;
    }
    return bytes < text.size() ? text.substr(0, bytes) + "…" : text;
}

std::string score_text(double score) {
    char text[16];
    std::snprintf(text, sizeof text, "%.2f", score);
    return text;
}

// The first different cells below the header, as they stand in the file.
std::string cells_of(const PreparedFile& file, std::size_t column) {
    std::vector<std::string> shown;
    for (std::size_t row = 0; row < file.sample.rows.size() && shown.size() < kCellsShown; ++row) {
        if (file.sample.row_numbers[row] <= file.mapping.header_row || column >= file.sample.rows[row].size()) continue;
        const auto cell = shortened(file.sample.rows[row][column]);
        if (!cell.empty() && std::find(shown.begin(), shown.end(), cell) == shown.end()) shown.push_back(cell);
    }
    std::string text;
    for (const auto& cell : shown) text += (text.empty() ? "" : " | ") + cell;
    return text;
}

void print_columns(const PreparedFile& file, Terminal& terminal) {
    std::vector<std::vector<std::string>> rows = {{"  column", "header", "field", "score", "first cells", "why", "could also be"}};
    std::string unused;
    for (const auto& column : file.mapping.report) {
        if (column.field.empty() && column.alternatives.empty()) {
            const auto why = column.why.empty() || column.why.front() == kNoUse ? "" : " (" + column.why.front() + ")";
            unused += (unused.empty() ? "" : ", ") + shortened(column.header) + why;
            continue;
        }
        std::string others;
        for (const auto& [field, score] : column.alternatives) others += (others.empty() ? "" : ", ") + field + " " + score_text(score);
        rows.push_back({"  " + std::to_string(column.column + 1), shortened(column.header),
                        column.field.empty() ? "(not used)" : column.field, column.field.empty() ? "" : score_text(column.confidence),
                        cells_of(file, column.column), column.why.empty() ? "" : column.why.front(), others});
    }
    for (const auto& line : align_columns(rows, {})) terminal.line(line);
    if (!unused.empty()) terminal.line(terminal.faint("  not used: " + unused));
}

void print(const std::string& path, const PreparedFile& file, Terminal& terminal) {
    const auto& info = file.source->info();
    const auto& mapping = file.mapping;
    terminal.line(terminal.strong(path));
    terminal.line("  format " + info.format + (info.encoding.empty() ? "" : ", encoding " + info.encoding) +
                  (info.delimiter.empty() ? "" : ", delimiter " + info.delimiter) +
                  (info.sheet.empty() ? "" : ", worksheet " + info.sheet) + ", header in row " + std::to_string(mapping.header_row) +
                  ", profile " + mapping.profile);
    for (const auto& evidence : info.evidence) terminal.line(terminal.faint("  " + evidence));
    print_columns(file, terminal);
    for (const auto& note : mapping.notes) terminal.line("  note " + note.code + ": " + note.text);
}

void write_json(const std::string& path, const PreparedFile& file, JsonWriter& json) {
    const auto& info = file.source->info();
    const auto& mapping = file.mapping;
    json.object()
        .key("path")
        .string(path)
        .key("format")
        .string(info.format)
        .key("encoding")
        .string(info.encoding)
        .key("delimiter")
        .string(info.delimiter);
    json.key("sheet")
        .string(info.sheet)
        .key("header_row")
        .number(mapping.header_row)
        .key("profile")
        .string(mapping.profile)
        .key("direction")
        .string(mapping.direction);
    json.key("columns").array();
    for (const auto& column : mapping.report) {
        json.object()
            .key("column")
            .number(static_cast<std::int64_t>(column.column + 1))
            .key("header")
            .string(column.header)
            .key("field")
            .string(column.field);
        json.key("confidence").decimal(score_text(column.confidence)).key("why").array();
        for (const auto& why : column.why) json.string(why);
        json.end().key("alternatives").array();
        for (const auto& [field, score] : column.alternatives)
            json.object().key("field").string(field).key("score").decimal(score_text(score)).end();
        json.end().end();
    }
    json.end().key("notes").array();
    for (const auto& note : mapping.notes)
        json.object().key("field").string(note.field).key("code").string(note.code).key("text").string(note.text).end();
    json.end().key("sample").array();
    for (std::size_t row = 0, shown = 0; row < file.sample.rows.size() && shown < kSampleRowsShown; ++row) {
        if (file.sample.row_numbers[row] <= mapping.header_row) continue;
        json.object().key("row_number").number(file.sample.row_numbers[row]).key("cells").array();
        for (const auto& cell : file.sample.rows[row]) json.string(cell);
        json.end().end();
        ++shown;
    }
    json.end().end();
}

Result<int> run_inspect(const Arguments& arguments, Terminal& terminal) {
    RecordsEntry entry;
    entry.profile = arguments.text("--profile").value_or("auto");
    entry.encoding = arguments.text("--encoding").value_or("");
    entry.delimiter = arguments.text("--delimiter").value_or("");
    entry.sheet = arguments.text("--sheet").value_or("");
    JsonWriter json;
    json.object().key("files").array();
    int status = kDone;
    for (const auto& path : arguments.positional) {
        const auto file = open_records(path, entry, ".");
        if (!file.ok()) {
            status = kUnreadable;
            Error failure = file.error();
            if (failure.where.file.empty()) failure.where.file = path;
            if (terminal.json) {
                json.object().key("path").string(path).key("error").raw(problem_json(failure)).end();
            } else {
                terminal.error(failure);
            }
            continue;
        }
        print(path, *file, terminal);
        write_json(path, *file, json);
    }
    terminal.document(json.end().end().take());
    return status;
}

}  // namespace

Command inspect_command() {
    Command command;
    command.name = "inspect";
    command.positionals = "FILE...";
    command.summary = "what is in a file: encoding, header row, what each column is and why";
    command.description =
        "Imports nothing. A column's score is that of its header words times how well its cells fit; content that refutes a header wins.";
    command.options = {{"--profile", "NAME", "profile to use: auto, a built-in id, or a TOML file"},
                       {"--encoding", "NAME", "utf-8, windows-1251, cp866, koi8-r, gb18030, utf-16le …"},
                       {"--delimiter", "C", "the character between cells, or tab"},
                       {"--sheet", "NAME", "worksheet of a workbook"}};
    command.examples = {{"waybill inspect records/ru_2023.csv", "shows the mapping of one file"},
                        {"waybill inspect --json records/*.xlsx", "the same for programs"}};
    command.least = 1;
    command.most = 10000;
    command.run = run_inspect;
    return command;
}

}  // namespace wb::cli
