// One finding of a red-flag rule, with the words that every finding carries.
#pragma once

#include <functional>
#include <string>

#include "reference/rule_finding.h"

namespace wb {

// `says` in words; `facts` adds members to the JSON object of reasons.
Finding flag_finding(const FlagRule& rule, const char* subject_kind, std::int64_t subject_id, Answer answer, const std::string& missing,
                     const std::string& says, const std::function<void(JsonWriter&)>& facts);

}  // namespace wb
