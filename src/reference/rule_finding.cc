#include "reference/rule_finding.h"

#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kFindingSeed = 0x66696E64;  // "find"

}  // namespace

const char* answer_text(Answer answer) {
    if (answer == Answer::fired) return "fired";
    return answer == Answer::clear ? "clear" : "cannot_tell";
}

Finding rule_finding(const FlagRule& rule, std::string_view subject_kind, std::int64_t subject_id, Answer answer, std::string_view missing,
                     std::int64_t beside) {
    Finding finding;
    finding.finding_id =
        KeyHasher(kFindingSeed).add(rule.id).add(rule.version).add(subject_kind).add(subject_id).add(beside).id<FindingId>();
    finding.rule = rule.id;
    finding.rule_version = rule.version;
    finding.subject_kind = subject_kind;
    finding.subject_id = subject_id;
    finding.answer = answer_text(answer);
    if (answer == Answer::cannot_tell) finding.missing = missing;
    finding.severity = answer == Answer::fired ? rule.severity : "low";
    return finding;
}

std::string end_reasons(const FlagRule& rule, JsonWriter& json) {
    if (!rule.verified) json.key("rule_verified").boolean(false);
    json.key("innocent_explanation").string(rule.innocent);
    return json.end().take();
}

}  // namespace wb
