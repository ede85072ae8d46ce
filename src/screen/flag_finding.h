// One finding of a red-flag rule, with the words that every finding carries.
#pragma once

#include <functional>
#include <string>

#include "base/json.h"
#include "reference/controls.h"
#include "screen/owned.h"
#include "tables/company.h"

namespace wb {

// `says` in words; `facts` adds members to the JSON object of reasons. The innocent explanation, and that a rule's numbers are not
// verified, are added here. Severity is the rule's when it fired, else low.
Finding flag_finding(const FlagRule& rule, const char* subject_kind, std::int64_t subject_id, Answer answer, const std::string& missing,
                     const std::string& says, const std::function<void(JsonWriter&)>& facts);

}  // namespace wb
