#include <algorithm>
#include <thread>

#include "base/json.h"
#include "cli/run_options.h"
#include "cli/verbs.h"

namespace wb::cli {

namespace {

constexpr int kMostThreads = 256;

std::string seconds_text(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", seconds);
    return text;
}

std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

Result<double> rejected_limit(const Arguments& arguments) {
    const auto word = arguments.text("--max-rejected");
    if (!word) return 1.0;
    std::string digits = *word;
    const bool percent = !digits.empty() && digits.back() == '%';
    if (percent) digits.pop_back();
    char* end = nullptr;
    const double value = std::strtod(digits.c_str(), &end);
    if (digits.empty() || *end != '\0' || value < 0)
        return Error{"usage.not_a_number", "--max-rejected needs a share such as 2%, not: " + *word, {}, ""};
    return percent ? value / 100 : value;
}

void print(const RunReport& report, Terminal& terminal) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& stage : report.stages) {
        std::string tables;
        for (const auto& [table, count] : stage.rows) tables += (tables.empty() ? "" : ", ") + grouped(count) + " " + table;
        rows.push_back({stage.name, stage.cached ? "up to date" : seconds_text(stage.seconds), tables});
    }
    for (const auto& line : align_columns(rows, {false, true, false})) terminal.line(line);
    terminal.line(grouped(report.rows_read) + " rows read, " + grouped(report.rows_kept) + " kept, " + grouped(report.rows_rejected) +
                  " rejected");
    for (const auto& remark : report.remarks) terminal.line(remark);
    for (const auto& failure : report.unreadable) terminal.error(failure);
}

void write_json(const RunReport& report, Terminal& terminal) {
    JsonWriter json;
    json.object()
        .key("rows_read")
        .number(report.rows_read)
        .key("rows_kept")
        .number(report.rows_kept)
        .key("rows_rejected")
        .number(report.rows_rejected);
    json.key("stages").array();
    for (const auto& stage : report.stages) {
        json.object()
            .key("stage")
            .string(stage.name)
            .key("cached")
            .boolean(stage.cached)
            .key("seconds")
            .number(stage.seconds)
            .key("rows")
            .object();
        for (const auto& [table, count] : stage.rows) json.key(table).number(count);
        json.end().end();
    }
    json.end().key("unreadable").array();
    for (const auto& failure : report.unreadable) json.raw(problem_json(failure));
    terminal.document(json.end().end().take());
}

Result<int> run_run(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(const auto options, run_options(arguments, terminal));
    WB_TRY(const auto limit, rejected_limit(arguments));
    WB_TRY(const auto report, run_case(opened, options));
    terminal.end_progress();
    print(report, terminal);
    write_json(report, terminal);
    terminal.say("next: waybill figures " + opened.directory);
    if (!report.unreadable.empty()) return kUnreadable;
    const bool too_many =
        static_cast<double>(report.rows_rejected) > limit * static_cast<double>(std::max<std::int64_t>(report.rows_read, 1));
    if (too_many)
        terminal.say("more rows were rejected than --max-rejected allows; see: waybill sql " + opened.directory +
                     " \"select * from reject\"");
    return too_many ? kFailed : kDone;
}

}  // namespace

const std::vector<Option>& run_option_list() {
    static const std::vector<Option> kOptions = {{"--threads", "N", "threads to use (default: all cores)"},
                                                 {"--memory", "SIZE", "memory of the database engine, such as 8GB"},
                                                 {"--from", "STAGE", "run again from this stage on"},
                                                 {"--only", "STAGE", "run this stage alone"}};
    return kOptions;
}

Result<int> threads_of(const Arguments& arguments) {
    WB_TRY(const auto threads, arguments.whole("--threads", 1));
    return static_cast<int>(std::min<std::int64_t>(threads.value_or(std::max(1U, std::thread::hardware_concurrency())), kMostThreads));
}

Result<RunOptions> run_options(const Arguments& arguments, Terminal& terminal) {
    RunOptions options;
    WB_TRY(options.threads, threads_of(arguments));
    options.memory = arguments.text("--memory").value_or("");
    options.from = arguments.text("--from").value_or("");
    options.only = arguments.text("--only").value_or("");
    options.progress = terminal.progress();
    return options;
}

Command run_command() {
    Command command;
    command.name = "run";
    command.positionals = "DIR";
    command.summary = "the main job: every stage that is out of date, in order; resumable";
    command.description = "Results go to DIR/case.duckdb. Input files are never written to. Killed at any moment, the next run goes on.";
    command.options = run_option_list();
    command.options.push_back({"--max-rejected", "SHARE", "exit 1 when more rows than this are rejected, such as 2%"});
    command.examples = {{"waybill run my-case", "runs what is out of date"},
                        {"waybill run my-case --threads 2 --memory 2GB", "with bounds"}};
    command.least = command.most = 1;
    command.run = run_run;
    return command;
}

}  // namespace wb::cli
