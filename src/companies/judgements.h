// Decisions by people: read from judgements.jsonl, told apart into binding and superseded, and refused when they contradict one another.
//
// One line is one decision: {"decided_at":"2026-11-25T21:00:00Z","author":"anna","decision":"same","party_a":"12","party_b":"34",
// "name_a":…,"name_b":…,"note":…}. Of several about the same two spellings the last counts, whoever wrote it; the others stay in the file.
// `unsure` binds nothing. Ids are texts, since JSON numbers lose digits. Lines with an `item_id` are about goods and not read here. Pure:
// time and author come from outside. Cost: O(n log n).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/identity.h"

namespace wb {

struct JudgementsRead {
    std::vector<PartyJudgement> judgements;  // in order of lines
    std::vector<Error> unreadable;           // judge.bad_line, one a line; the others are used
};
JudgementsRead read_judgements(std::string_view jsonl, const std::string& file);

// same, different or unsure.
bool is_decision(std::string_view word);

// The line of a decision, with its end.
std::string judgement_line(const PartyJudgement& judgement);
// Puts the smaller party first and gives the decision its key.
void finish_judgement(PartyJudgement& judgement);

// Sets `state` and `superseded_by` of each. `known`: parties of the case, ascending.
void mark_superseded(std::vector<PartyJudgement>& judgements, std::span<const EvidenceParty> known);

// Error judge.contradiction when binding decisions cannot all be true: the message is the cycle, spelling by spelling, with line, author
// and day of each decision. Parties written alike are one company without anybody's decision. Call after mark_superseded.
Status check_consistency(std::span<const PartyJudgement> judgements, std::span<const EvidenceParty> known);

}  // namespace wb
