#include "screen/flag_finding.h"

namespace wb {

Finding flag_finding(const FlagRule& rule, const char* subject_kind, std::int64_t subject_id, Answer answer, const std::string& missing,
                     const std::string& says, const std::function<void(JsonWriter&)>& facts) {
    auto finding = rule_finding(rule, subject_kind, subject_id, answer, missing);
    JsonWriter json;
    json.object().key("says").string(says);
    facts(json);
    finding.reasons = end_reasons(rule, json);
    return finding;
}

}  // namespace wb
