#include "screen/flag_finding.h"

#include "base/hash.h"

namespace wb {

namespace {
constexpr std::uint64_t kFindingSeed = 0x666C6167;
}

Finding flag_finding(const FlagRule& rule, const char* subject_kind, std::int64_t subject_id, Answer answer, const std::string& missing,
                     const std::string& says, const std::function<void(JsonWriter&)>& facts) {
    Finding finding;
    finding.finding_id = KeyHasher(kFindingSeed).add(rule.id).add(rule.version).add(subject_kind).add(subject_id).id<FindingId>();
    finding.rule = rule.id;
    finding.rule_version = rule.version;
    finding.subject_kind = subject_kind;
    finding.subject_id = subject_id;
    finding.answer = answer_text(answer);
    if (answer == Answer::cannot_tell) finding.missing = missing;
    finding.severity = answer == Answer::fired ? rule.severity : "low";
    JsonWriter json;
    json.object().key("says").string(says);
    facts(json);
    if (!rule.verified) json.key("rule_verified").boolean(false);
    json.key("innocent_explanation").string(rule.innocent);
    finding.reasons = json.end().take();
    return finding;
}

}  // namespace wb
