#include <chrono>
#include <cstdlib>
#include <ctime>

#include "cli/figure_text.h"
#include "cli/plain_list.h"
#include "cli/run_options.h"
#include "cli/verbs.h"
#include "pipeline/judge_case.h"
#include "report/figure_words.h"
#include "report/selection.h"

namespace wb::cli {

namespace {

// The one clock of decisions: UTC to the second.
std::string now_text() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

Result<std::string> author_of(const Arguments& arguments) {
    if (const auto given = arguments.text("--author"); given && !given->empty()) return *given;
    for (const char* name : {"WAYBILL_AUTHOR", "USER", "LOGNAME"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') return std::string(value);
    }
    return Error{"usage.author", "a decision needs the name of who decides", {}, "give --author NAME, or set WAYBILL_AUTHOR"};
}

// A file of decisions: columns decision, a, b and, where they differ from the command line's, author, decided_at, note.
Result<std::vector<AskedJudgement>> read_file_of(const std::string& path, const AskedJudgement& common) {
    std::vector<AskedJudgement> asked;
    WB_TRY_VOID(read_list(path, {}, {"decision", "a", "b", "author", "decided_at", "note"},
                          [&](std::int64_t, const std::map<std::string, std::string_view>& cells) -> Status {
                              const auto cell = [&](const char* name, const std::string& otherwise) {
                                  const auto found = cells.find(name);
                                  return found == cells.end() || found->second.empty() ? otherwise : std::string(found->second);
                              };
                              AskedJudgement one{cell("decision", ""),
                                                 cell("a", ""),
                                                 cell("b", ""),
                                                 cell("author", common.author),
                                                 cell("decided_at", common.decided_at),
                                                 cell("note", common.note)};
                              asked.push_back(std::move(one));
                              return {};
                          }));
    return asked;
}

Result<std::vector<AskedJudgement>> asked_of(const Arguments& arguments) {
    WB_TRY(const auto author, author_of(arguments));
    AskedJudgement one;
    one.author = author;
    one.decided_at = arguments.text("--at").value_or(now_text());
    one.note = arguments.text("--note").value_or("");
    if (const auto path = arguments.text("--file")) return read_file_of(*path, one);
    if (arguments.positional.size() != 4)
        return Error{"usage.arguments",
                     "usage: waybill judge DIR same|different|unsure A B, or is|is_not|unsure ITEM CLASS",
                     {},
                     "see waybill judge --help"};
    one.decision = arguments.positional[1];
    one.a = arguments.positional[2];
    one.b = arguments.positional[3];
    return std::vector<AskedJudgement>{one};
}

std::string shown(const Figure& figure) {
    if (figure.figure_id.empty()) return "none";
    const auto text = figure_text(figure);
    return text.value + (text.interval.empty() ? "" : " " + text.interval);
}

void print(const JudgeReport& report, bool figures, const std::string& directory, Terminal& terminal) {
    const auto written = static_cast<std::int64_t>(report.written.size() + report.goods.size());
    terminal.line(grouped(written) + (written == 1 ? " decision" : " decisions") + " written to judgements.jsonl; companies " +
                  grouped(report.companies_before) + " → " + grouped(report.companies_after));
    for (const auto& change : report.changes) {
        terminal.line("  " + change.kind + ": " + std::to_string(change.entity_id.value) + " → " + std::to_string(change.became_id.value) +
                      " " + change.caption + ", " + grouped(change.parties) + (change.parties == 1 ? " spelling" : " spellings"));
    }
    std::vector<Figure> after;
    for (const auto& change : report.figures) after.push_back(change.after);
    std::size_t told = 0;
    for (const auto at : select_figures(after).claims) {
        const auto& change = report.figures[at];
        if (shown(change.before) == shown(change.after)) continue;  // changed beyond the digits that are read
        terminal.line("  " + change.after.title + ": " + shown(change.before) + " → " + shown(change.after));
        ++told;
    }
    if (report.figures.size() > told)
        terminal.line("  " + grouped(static_cast<std::int64_t>(report.figures.size() - told)) +
                      " other figures changed (--json lists them)");
    if (!figures) terminal.say("figures follow with: waybill run " + directory);
    terminal.say("to take a decision back, decide about the same anew: unsure binds nothing");
}

void write_json(const JudgeReport& report, Terminal& terminal) {
    JsonWriter json;
    json.object().key("judgements").array();
    for (const auto& each : report.written) {
        json.object().key("judgement_id").string(std::to_string(each.judgement_id.value)).key("decision").string(each.decision);
        json.key("party_a").string(std::to_string(each.party_a.value)).key("name_a").string(each.name_a);
        json.key("party_b").string(std::to_string(each.party_b.value)).key("name_b").string(each.name_b);
        json.key("author").string(each.author).key("decided_at").string(each.decided_at).key("note").string(each.note).end();
    }
    for (const auto& each : report.goods) {
        json.object().key("judgement_id").string(std::to_string(each.judgement_id.value)).key("decision").string(each.decision);
        json.key("item_id").string(std::to_string(each.item_id.value)).key("position").number(static_cast<std::int64_t>(each.position));
        json.key("class").string(each.goods_class).key("description").string(each.description);
        json.key("author").string(each.author).key("decided_at").string(each.decided_at).key("note").string(each.note).end();
    }
    json.end().key("companies_before").number(report.companies_before).key("companies_after").number(report.companies_after);
    json.key("changes").array();
    for (const auto& change : report.changes) {
        json.object().key("kind").string(change.kind).key("entity_id").string(std::to_string(change.entity_id.value));
        json.key("became_id").string(std::to_string(change.became_id.value)).key("parties").number(change.parties).end();
    }
    json.end().key("figures").array();
    for (const auto& change : report.figures) {
        json.object().key("figure_id").string(change.after.figure_id.empty() ? change.before.figure_id : change.after.figure_id);
        for (const auto& [name, figure] : {std::pair("before", &change.before), std::pair("after", &change.after)}) {
            json.key(name);
            if (figure->figure_id.empty()) {
                json.null();
            } else {
                write_figure(*figure, json);
            }
        }
        json.end();
    }
    json.end().key("seconds").object();
    for (const auto& stage : report.run.stages) json.key(stage.name).number(stage.seconds);
    terminal.document(json.end().end().take());
}

Result<int> run_judge(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(const auto asked, asked_of(arguments));
    WB_TRY(const auto options, run_options(arguments, terminal));
    const bool figures = !arguments.has("--no-figures");
    WB_TRY(const auto report, judge_case(opened, asked, figures, options));
    terminal.end_progress();
    print(report, figures, opened.directory, terminal);
    write_json(report, terminal);
    return kDone;
}

}  // namespace

Command judge_command() {
    Command command;
    command.name = "judge";
    command.positionals = "DIR DECISION A B";
    command.summary =
        "records a person's decision whether two spellings are one company or a row is of a class of goods, and applies it at once";
    command.description =
        "DECISION is same, different or unsure of two spellings A and B; or is, is_not or unsure of a row and a class of goods, as ITEM "
        "CLASS. "
        "A and B are party_ids, entity_ids or names as written, in any script. ITEM is an item_id as waybill rows prints it, with :2 for "
        "the "
        "second good of the row, CLASS a class of the catalogue (uav, uav_part.battery). Decisions go to DIR/judgements.jsonl with author "
        "and "
        "time and are never erased: a later one about the same two, or the same good, supersedes the earlier, unsure binds nothing. They "
        "bind "
        "every later run: a good that is of the class is certain, one that is not leaves it, and a row in which no good was seen gets one. "
        "Decisions about companies that cannot all be true are refused with the cycle shown, and nothing is written. waybill review lists "
        "what is worth deciding.";
    command.options = {{"--author", "NAME", "who decides (default: WAYBILL_AUTHOR, else the user)"},
                       {"--note", "TEXT", "why"},
                       {"--at", "TIME", "when it was decided, 2026-11-25T21:00:00Z (default: now)"},
                       {"--file", "FILE", "many decisions: a table with columns decision, a, b and, if need be, author, decided_at, note"},
                       {"--no-figures", "", "applies to companies or goods only; figures follow with the next run"},
                       {"--threads", "N", "threads to use"},
                       {"--memory", "SIZE", "memory of the database engine"}};
    command.examples = {
        {"waybill judge demo-case same \"ООО АЭРОТРЕЙД\" \"AEROTREYD LLC\" --note \"same phone\"", "two spellings are one company"},
        {"waybill judge demo-case different 1581401791915400568 5484153398537325710", "two companies that must stay apart"},
        {"waybill judge demo-case is_not 4871209344100211456 uav --note \"toy, 90 g\"", "a row that is not what it was taken for"},
        {"waybill judge demo-case --file decisions.csv --author anna", "a whole afternoon's decisions"}};
    command.least = 1;
    command.most = 4;
    command.run = run_judge;
    return command;
}

}  // namespace wb::cli
