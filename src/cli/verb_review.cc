#include <cstdio>

#include "cli/figure_text.h"
#include "cli/verbs.h"
#include "pipeline/find_party.h"
#include "pipeline/pipeline.h"
#include "pipeline/review_case.h"
#include "report/figure_words.h"

namespace wb::cli {

namespace {

constexpr std::int64_t kUsualQuestions = 20;

std::string change_text(double change, bool money) {
    if (money) return (change >= 0 ? "+" : "") + money_words(change);
    char text[32];
    std::snprintf(text, sizeof text, "%+.2f", change);
    return text;
}

Result<std::map<std::string, FoundParty>> names_of(Connection& connection, const std::string& directory,
                                                   const std::vector<ReviewQuestion>& questions) {
    std::vector<std::string> ids;
    for (const auto& each : questions) ids.insert(ids.end(), {std::to_string(each.party_a.value), std::to_string(each.party_b.value)});
    return find_parties(connection, directory, ids);
}

Result<int> run_review(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(auto results, open_results(opened));
    WB_TRY(const auto limit, arguments.whole("--limit", 1));
    std::string figure;
    if (const auto asked = arguments.text("--figure")) {
        WB_TRY(figure, find_figure(*results.connection, opened.directory, *asked));
    }
    WB_TRY(auto questions, review_case(*results.connection, figure));
    const auto shown = static_cast<std::size_t>(limit.value_or(terminal.json ? INT64_MAX : kUsualQuestions));
    const auto all = questions.size();
    if (questions.size() > shown) questions.resize(shown);
    WB_TRY(const auto names, names_of(*results.connection, opened.directory, questions));
    JsonWriter json;
    json.object().key("questions").array();
    std::vector<std::vector<std::string>> rows = {{"removes", "figure", "one company", "if same", "if different", "spellings"}};
    for (const auto& each : questions) {
        const auto a = std::to_string(each.party_a.value), b = std::to_string(each.party_b.value);
        const bool money = each.figure_id != "exporters.count";
        rows.push_back({share_words(each.share), each.figure_id, share_words(each.probability), change_text(each.if_same, money),
                        change_text(each.if_different, money), a + "  " + names.at(a).name});
        rows.push_back({"", "", "", "", "", b + "  " + names.at(b).name});
        json.object().key("party_a").string(a).key("name_a").string(names.at(a).name);
        json.key("party_b").string(b).key("name_b").string(names.at(b).name).key("probability").number(each.probability);
        json.key("figure_id").string(each.figure_id).key("variance_share").number(each.share);
        json.key("if_same").number(each.if_same).key("if_different").number(each.if_different).end();
    }
    if (questions.empty()) {
        terminal.line("nothing to decide: no figure of exporters depends on spellings in doubt");
    } else {
        for (const auto& line : align_columns(rows, {true, false, true, true, true, false})) terminal.line(line);
        if (all > questions.size()) terminal.line(grouped(static_cast<std::int64_t>(all)) + " questions in all; --limit shows more");
        terminal.say("why: waybill explain " + opened.directory + " A B; decide: waybill judge " + opened.directory +
                     " same|different A B");
    }
    terminal.document(json.end().end().take());
    return kDone;
}

}  // namespace

Command review_command() {
    Command command;
    command.name = "review";
    command.positionals = "DIR";
    command.summary = "which spellings a person should decide next, by how much of a figure's variance the answer removes";
    command.description =
        "One question for each group of spellings in doubt. `removes`: the share of the figure's variance that is gone when the answer is "
        "known, "
        "whichever it is; `if same` and `if different`: what the figure is then expected to change by. Pairs that people looked at are not "
        "asked "
        "again.";
    command.options = {{"--figure", "ID", "for this figure alone (default: exporters.count and the values of the largest exporters)"},
                       {"--limit", "N", "questions to show (default 20; with --json all)"}};
    command.examples = {{"waybill review demo-case", "the questions that narrow the headline most"},
                        {"waybill review demo-case --figure exporters.count --limit 5", "for one figure"}};
    command.least = command.most = 1;
    command.run = run_review;
    return command;
}

}  // namespace wb::cli
