// Decisions by people about goods: that a row is of a class, or is not. Read from judgements.jsonl, told apart into binding and superseded,
// put into the goods after everything else has been weighed.
//
// One line is one decision: {"decided_at":"2026-11-25T21:00:00Z","author":"anna","decision":"is_not","item_id":"12","position":1,
// "class":"uav","description":…,"note":…}; lines without an `item_id` are about companies and not read here. Of several about one good
// the last counts, whoever wrote it; the others stay in the file. `unsure` binds nothing. Ids are texts, since JSON numbers lose digits.
// Pure: time and author come from outside. Cost: O(n log n).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/good.h"
#include "tables/identity.h"

namespace wb {

// Pattern of evidence of a good that a person decided on: it is certain.
extern const char* const kDecisionEvidence;

struct GoodJudgementsRead {
    std::vector<GoodJudgement> judgements;  // in order of lines
    std::vector<Error> unreadable;          // judge.bad_line, one a line; the others are used
};
GoodJudgementsRead read_good_judgements(std::string_view jsonl, const std::string& file);

// is, is_not or unsure.
bool is_good_decision(std::string_view word);

// The line of a decision, with its end.
std::string judgement_line(const GoodJudgement& judgement);
// Gives the decision its key.
void finish_judgement(GoodJudgement& judgement);

// What the case has where a decision points: the item's facts, and its good at that position if it has one.
struct DecidedItem {
    bool known = false;
    std::int32_t goods = 0;  // of the item, at any position
    bool has_good = false;
    Good good;             // the good at the position, when has_good
    Maybe<Usd> value_usd;  // of the item
    Maybe<double> pieces;  // of the item
    std::string description;
};

// Sets `state` and `superseded_by` of each; `items` in the order of judgements.
void mark_superseded(std::vector<GoodJudgement>& judgements, const std::vector<DecidedItem>& items);

// The good as a binding decision leaves it. `changed` is false where the decision agrees that
// the good is not of a class that it is not of anyway. A good that the decision makes has the item's whole value and its pieces.
struct DecidedGood {
    bool changed = false, added = false;
    Good good;
};
DecidedGood decide(const GoodJudgement& judgement, const DecidedItem& item);

}  // namespace wb
