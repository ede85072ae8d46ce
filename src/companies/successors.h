// Successors ("phoenixes", RF08): companies that share identifiers with one that was dissolved or listed, and begin when that one ends.
//
// An identifier is a telephone, an e-mail address, a house (with its room where both state one), a director or a register's number, folded
// so that writings do not matter. One that more companies share than `crowded_identifier_entities` (a registration agent's address) says
// nothing. A company fires when it shares at least `shared_identifiers` with a predecessor and begins within `gap_days` of its end, before
// or after; its beginning is its incorporation, else the first day on which a record names it, which is late. Where a day, or all but one
// of the identifiers, is not stated the answer is cannot_tell with what is missing. Parameters are those of the rule
// (data/controls/rules.toml). Three answers for each company asked about; the finding carries the values shared and the innocent
// explanation, and says whether the predecessor's goods and counterparties go on with the successor: where records name both and neither
// does, the finding is of medium severity at most. Pure; order of companies means nothing. Cost: identifiers × companies that share them,
// below the crowd.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/maybe.h"
#include "reference/controls.h"
#include "tables/company.h"

namespace wb {

struct CompanyIdentifier {
    std::string kind, value;  // as register_fact has them
    std::string source;
    Country country;  // of the company, for addresses
};

struct CompanyEnding {
    std::string kind;  // dissolved or listed
    Maybe<Day> day;
    std::string source;
};

// What a company was seen to trade, and with whom.
struct SuccessorTrade {
    std::string goods_class;
    EntityId counterparty;
};

struct SuccessorCandidate {
    EntityId entity;  // absent when only a register names it
    std::string name;
    bool asked = false;  // whether a finding about it is wanted
    Maybe<Day> begun;
    bool begun_is_first_seen = false;
    std::vector<CompanyIdentifier> identifiers;
    std::vector<CompanyEnding> endings;
    std::vector<SuccessorTrade> trades;
};

// One finding per company asked about, in order of entity; one about the whole case when none has an end.
std::vector<Finding> find_successors(std::span<const SuccessorCandidate> companies, const FlagRule& rule);

}  // namespace wb
