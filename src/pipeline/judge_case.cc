#include "pipeline/judge_case.h"

#include <algorithm>
#include <map>

#include "pipeline/find_party.h"
#include "pipeline/judgements_file.h"

namespace wb {

namespace {

Result<PartyJudgement> judgement_of(const AskedJudgement& asked, const std::map<std::string, FoundParty>& found) {
    if (!is_decision(asked.decision))
        return Error{"judge.decision", "a decision is same, different or unsure, not: " + asked.decision, {}, "see waybill judge --help"};
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
    std::vector<Figure> figures;
    std::int64_t companies = 0, last_change = 0;
};

Result<std::vector<Figure>> all_figures(Connection& connection) {
    return read_rows<Figure>(connection, "SELECT * FROM figure ORDER BY figure_id");
}

constexpr const char* kCompanies = "SELECT count(DISTINCT entity_id) FROM entity_party";

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
    std::vector<std::string> texts;
    for (const auto& each : asked) texts.insert(texts.end(), {each.a, each.b});
    WB_TRY(const auto found, find_parties(connection, opened.directory, texts));
    Before before;
    for (const auto& each : asked) {
        WB_TRY(auto judgement, judgement_of(each, found));
        before.written.push_back(std::move(judgement));
    }
    WB_TRY(auto all, read_case_judgements(opened));
    auto line = all.judgements.empty() ? 0 : all.judgements.back().line;
    for (auto judgement : before.written) {
        judgement.line = ++line;
        all.judgements.push_back(std::move(judgement));
    }
    WB_TRY(const auto known, read_rows<EvidenceParty>(connection, "SELECT * FROM evidence_party ORDER BY party_id"));
    mark_superseded(all.judgements, known);
    WB_TRY_VOID(check_consistency(all.judgements, known));
    WB_TRY(before.figures, all_figures(connection));
    WB_TRY(before.companies, connection.count(kCompanies));
    WB_TRY(before.last_change, connection.count("SELECT coalesce(max(change_number), 0) FROM entity_change"));
    return before;
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
    WB_TRY_VOID(append_judgements(opened, before.written));
    JudgeReport report;
    report.written = std::move(before.written);
    report.companies_before = before.companies;
    (figures ? options.since : options.only) = "companies";
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
