// The finding of a rule about a subject, as every stage writes it: the same key, the same three answers, the same words at the end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "reference/controls.h"
#include "tables/company.h"

namespace wb {

enum class Answer : unsigned char { clear, cannot_tell, fired };  // the graver the greater
const char* answer_text(Answer answer);

// Without reasons. `missing` is kept of cannot_tell only; severity is the rule's when it fired, else low. `beside`: the other party, of a
// subject that is told about with each of several others.
Finding rule_finding(const FlagRule& rule, std::string_view subject_kind, std::int64_t subject_id, Answer answer, std::string_view missing,
                     std::int64_t beside = 0);

// Ends the object of reasons: that the rule's numbers are not verified, if so, and the innocent explanation.
std::string end_reasons(const FlagRule& rule, JsonWriter& json);

}  // namespace wb
