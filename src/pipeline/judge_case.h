// A person's decisions taken into a case: checked, written down, applied, and what they changed.
//
// Decisions are about two spellings (same, different, unsure) or about a good (is, is_not, unsure with a class of the catalogue). Those
// that contradict one another or earlier ones are refused as a whole, before anything is written. Then the companies are made again from
// evidence and decisions (only what a decision touches is solved again), the goods are weighed again, and the stages that build on them
// follow.
#pragma once

#include <string>
#include <vector>

#include "pipeline/pipeline.h"
#include "tables/identity.h"

namespace wb {

struct AskedJudgement {
    // a, b: as find_party.h takes them; or an item_id, with ":2" for its second good, and a class of the catalogue.
    std::string decision, a, b;
    std::string author, decided_at, note;
};

struct FigureChange {
    Figure before, after;  // one of them has no id when the figure came or went
};

struct JudgeReport {
    std::vector<PartyJudgement> written;
    std::vector<GoodJudgement> goods;  // written likewise
    std::int64_t companies_before = 0, companies_after = 0;
    std::vector<EntityChange> changes;  // of ids, by these decisions
    std::vector<FigureChange> figures;  // those that changed, in order of id; empty without `figures`
    RunReport run;
};

// `figures`: whether the stages after these run too. Errors: judge.decision, judge.same_spelling, judge.contradiction, judge.no_item,
// judge.no_good, judge.no_class, party.unknown, party.ambiguous, case.not_run and those of the stages.
Result<JudgeReport> judge_case(const Case& opened, const std::vector<AskedJudgement>& asked, bool figures, RunOptions options);

}  // namespace wb
