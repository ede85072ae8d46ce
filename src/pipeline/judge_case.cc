#include "pipeline/judge_case.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "pipeline/find_party.h"
#include "pipeline/good_decisions.h"
#include "pipeline/judgements_file.h"
#include "pipeline/scope_rows.h"

namespace wb {

namespace {

Result<PartyJudgement> judgement_of(const AskedJudgement& asked, const std::map<std::string, FoundParty>& found) {
    if (!is_decision(asked.decision))
        return Error{
            "judge.decision",
            "a decision is same, different or unsure about two companies, is, is_not or unsure about a good, not: " + asked.decision,
            {},
            "see waybill judge --help"};
    const auto& a = found.at(asked.a);
    const auto& b = found.at(asked.b);
    for (const auto& [party, text] : {std::pair(a.party, asked.a), std::pair(b.party, asked.b)}) {
        if (!party.present())
            return Error{"judge.no_spelling", "no record names this company, so there is nothing to join or part: " + text, {}, ""};
    }
    if (a.party == b.party)
        return Error{"judge.same_spelling",
                     "both are the same spelling: " + a.name,
                     {},
                     "give two spellings (party_id) of the company; waybill explain lists them"};
    PartyJudgement judgement;
    judgement.decision = asked.decision;
    judgement.author = asked.author;
    judgement.decided_at = asked.decided_at;
    judgement.note = asked.note;
    judgement.party_a = a.party;
    judgement.party_b = b.party;
    judgement.name_a = a.name;
    judgement.name_b = b.name;
    finish_judgement(judgement);
    return judgement;
}

struct Before {
    std::vector<PartyJudgement> written;
    std::vector<GoodJudgement> goods;
    std::vector<Figure> figures;
    std::int64_t companies = 0, last_change = 0;
};

Result<std::vector<Figure>> all_figures(Connection& connection) {
    return read_rows<Figure>(connection, "SELECT * FROM figure ORDER BY figure_id");
}

constexpr const char* kCompanies = "SELECT count(DISTINCT entity_id) FROM entity_party";

// `unsure` is of either kind: about a good when its second text is a class of goods.
bool is_about_good(const AskedJudgement& asked, const Catalogue& catalogue) {
    return asked.decision == "is" || asked.decision == "is_not" || (asked.decision == "unsure" && catalogue.find_class(asked.b) != nullptr);
}

// "123" or "123:2".
bool read_good(const std::string& text, GoodJudgement& judgement) {
    const char* end = text.data() + text.size();
    const auto item = std::from_chars(text.data(), end, judgement.item_id.value);
    if (item.ec != std::errc{} || !judgement.item_id.present()) return false;
    if (item.ptr == end) return true;
    const auto position = std::from_chars(item.ptr + 1, end, judgement.position);
    return *item.ptr == ':' && position.ec == std::errc{} && position.ptr == end && judgement.position > 0;
}

Result<GoodJudgement> good_judgement_of(const AskedJudgement& asked, const Catalogue& catalogue) {
    GoodJudgement judgement;
    if (!read_good(asked.a, judgement))
        return Error{"judge.no_item",
                     "no item_id: " + asked.a,
                     {},
                     "give the item_id that waybill rows prints, with :2 for the second good of the row"};
    if (catalogue.find_class(asked.b) == nullptr) {
        std::string classes;
        for (const auto& each : catalogue.classes) classes += (classes.empty() ? "" : ", ") + each.id;
        return Error{"judge.no_class", "no class of goods: " + asked.b, {}, "the classes are " + classes};
    }
    judgement.decision = asked.decision;
    judgement.goods_class = asked.b;
    judgement.author = asked.author;
    judgement.decided_at = asked.decided_at;
    judgement.note = asked.note;
    finish_judgement(judgement);
    return judgement;
}

// Whether the case has what the decision is about; gives it the text of the item.
Status check_good(const DecidedItem& item, GoodJudgement& judgement) {
    const auto id = std::to_string(judgement.item_id.value);
    if (!item.known)
        return Error{"judge.no_item", "no record has this item_id: " + id, {}, "waybill rows prints the item_ids behind a figure"};
    const bool makes = judgement.decision != "is_not" && item.goods == 0 && judgement.position == 1;
    if (!item.has_good && !makes)
        return Error{
            "judge.no_good",
            "the item has " + std::to_string(item.goods) + " goods, none at position " + std::to_string(judgement.position) + ": " + id,
            {},
            "waybill explain lists them; give the position after a colon, as in " + id + ":1"};
    judgement.description = item.description;
    return {};
}

Status read_goods_asked(Connection& connection, const std::vector<AskedJudgement>& asked, const Catalogue& catalogue, Before& before) {
    for (const auto& each : asked) {
        if (!is_about_good(each, catalogue)) continue;
        WB_TRY(auto judgement, good_judgement_of(each, catalogue));
        before.goods.push_back(std::move(judgement));
    }
    if (before.goods.empty()) return {};
    WB_TRY(const auto items, decided_items(connection, before.goods));
    for (std::size_t i = 0; i < items.size(); ++i) WB_TRY_VOID(check_good(items[i], before.goods[i]));
    return {};
}

Status read_companies_asked(Connection& connection, const Case& opened, const std::vector<AskedJudgement>& asked,
                            const Catalogue& catalogue, Before& before) {
    std::vector<std::string> texts;
    for (const auto& each : asked) {
        if (!is_about_good(each, catalogue)) texts.insert(texts.end(), {each.a, each.b});
    }
    if (texts.empty()) return {};
    WB_TRY(const auto found, find_parties(connection, opened.directory, texts));
    for (const auto& each : asked) {
        if (is_about_good(each, catalogue)) continue;
        WB_TRY(auto judgement, judgement_of(each, found));
        before.written.push_back(std::move(judgement));
    }
    return {};
}

// Whether the companies' decisions, those asked and those of the file, can all be true.
Status check_companies(Connection& connection, const Case& opened, const Before& before) {
    WB_TRY(auto all, read_case_judgements(opened));
    auto line = all.judgements.empty() ? 0 : all.judgements.back().line;
    for (auto judgement : before.written) {
        judgement.line = ++line;
        all.judgements.push_back(std::move(judgement));
    }
    WB_TRY(const auto known, read_rows<EvidenceParty>(connection, "SELECT * FROM evidence_party ORDER BY party_id"));
    mark_superseded(all.judgements, known);
    return check_consistency(all.judgements, known);
}

// Reads what is needed and closes the case again, so that it can be written to.
Result<Before> prepare(const Case& opened, const std::vector<AskedJudgement>& asked) {
    WB_TRY(auto results, open_results(opened));
    auto& connection = *results.connection;
    WB_TRY(const auto linked, has_table(connection, EvidenceParty::kTable));
    WB_TRY(const auto parties, linked ? connection.count("SELECT count(*) FROM evidence_party") : Result<std::int64_t>(0));
    if (parties == 0)
        return Error{"case.not_run",
                     "the case's companies have not been resolved yet",
                     {opened.directory, {}, {}, ""},
                     "run it with: waybill run " + opened.directory};
    WB_TRY(const auto catalogue, case_catalogue(opened));
    Before before;
    WB_TRY_VOID(read_goods_asked(connection, asked, catalogue, before));
    WB_TRY_VOID(read_companies_asked(connection, opened, asked, catalogue, before));
    if (!before.written.empty()) WB_TRY_VOID(check_companies(connection, opened, before));
    WB_TRY(before.figures, all_figures(connection));
    WB_TRY(before.companies, connection.count(kCompanies));
    WB_TRY(before.last_change, connection.count("SELECT coalesce(max(change_number), 0) FROM entity_change"));
    return before;
}

// What the stages are run for: companies and what builds on them, or goods alone.
void ask_for_stages(const Before& before, bool figures, RunOptions& options) {
    const std::string first = before.written.empty() ? "combine" : "companies";
    (figures ? options.since : options.only) = first;
}

bool reads_the_same(const Figure& a, const Figure& b) { return a.value == b.value && a.low == b.low && a.high == b.high; }

std::vector<FigureChange> changed_figures(const std::vector<Figure>& before, const std::vector<Figure>& after) {
    std::map<std::string, FigureChange> all;
    for (const auto& figure : before) all[figure.figure_id].before = figure;
    for (const auto& figure : after) all[figure.figure_id].after = figure;
    std::vector<FigureChange> changed;
    for (auto& [id, change] : all) {
        const bool both = !change.before.figure_id.empty() && !change.after.figure_id.empty();
        if (!both || !reads_the_same(change.before, change.after)) changed.push_back(std::move(change));
    }
    return changed;
}

}  // namespace

Result<JudgeReport> judge_case(const Case& opened, const std::vector<AskedJudgement>& asked, bool figures, RunOptions options) {
    WB_TRY(auto before, prepare(opened, asked));
    std::vector<std::string> lines;
    for (const auto& each : before.written) lines.push_back(judgement_line(each));
    for (const auto& each : before.goods) lines.push_back(judgement_line(each));
    WB_TRY_VOID(append_judgements(opened, lines));
    JudgeReport report;
    ask_for_stages(before, figures, options);
    report.written = std::move(before.written);
    report.goods = std::move(before.goods);
    report.companies_before = before.companies;
    WB_TRY(report.run, run_case(opened, options));
    WB_TRY(auto results, open_results(opened));
    WB_TRY(report.companies_after, results.connection->count(kCompanies));
    WB_TRY(report.changes, read_rows<EntityChange>(*results.connection, "SELECT * FROM entity_change WHERE change_number > " +
                                                                            std::to_string(before.last_change) + " ORDER BY ALL"));
    if (!figures) return report;
    WB_TRY(const auto after, all_figures(*results.connection));
    report.figures = changed_figures(before.figures, after);
    return report;
}

}  // namespace wb
