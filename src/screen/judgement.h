// One answer of a rule about one good, and how answers become a finding.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "screen/owned.h"
#include "tables/scope.h"

namespace wb {

struct Judgement {
    std::string rule, version, jurisdiction;
    Answer answer = Answer::clear;
    std::string missing;   // of cannot_tell
    std::string severity;  // when fired
    std::string says;      // in words
    std::string innocent;
    std::vector<std::pair<std::string, std::string>> facts;  // name, value
    bool verified = true;                                    // the rule's data was checked against its source
};

// Of the rule, clear so far.
Judgement judgement_of(const FlagRule& rule);

// The graver of two answers about one item: fired, then cannot_tell, then clear.
void keep_graver(std::vector<Judgement>& all, Judgement judgement);

Finding finding_of(const Judgement& judgement, const std::string& subject_kind, std::int64_t subject_id, const Maybe<Day>& day);

// Several missing facts in one text: "a; b".
void add_missing(Judgement& judgement, std::string_view fact);

}  // namespace wb
