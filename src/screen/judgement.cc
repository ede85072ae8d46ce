#include "screen/judgement.h"

#include <algorithm>

#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kFindingSeed = 0x73637265656E;  // "screen"

}  // namespace

Judgement judgement_of(const FlagRule& rule) {
    Judgement judgement;
    judgement.rule = rule.id;
    judgement.version = rule.version;
    judgement.severity = rule.severity;
    judgement.innocent = rule.innocent;
    judgement.verified = rule.verified;
    return judgement;
}

void keep_graver(std::vector<Judgement>& all, Judgement judgement) {
    const auto same = std::ranges::find_if(
        all, [&](const Judgement& other) { return other.rule == judgement.rule && other.jurisdiction == judgement.jurisdiction; });
    if (same == all.end()) {
        all.push_back(std::move(judgement));
    } else if (judgement.answer > same->answer) {
        *same = std::move(judgement);
    }
}

void add_missing(Judgement& judgement, std::string_view fact) {
    judgement.answer = Answer::cannot_tell;
    judgement.missing += (judgement.missing.empty() ? "" : "; ") + std::string(fact);
}

Finding finding_of(const Judgement& judgement, const std::string& subject_kind, std::int64_t subject_id, const Maybe<Day>& day) {
    Finding finding;
    finding.finding_id = KeyHasher(kFindingSeed)
                             .add(judgement.rule)
                             .add(judgement.version)
                             .add(judgement.jurisdiction)
                             .add(subject_kind)
                             .add(subject_id)
                             .id<FindingId>();
    finding.rule = judgement.rule;
    finding.rule_version = judgement.version;
    finding.subject_kind = subject_kind;
    finding.subject_id = subject_id;
    finding.answer = answer_text(judgement.answer);
    finding.missing = judgement.answer == Answer::cannot_tell ? judgement.missing : "";
    finding.jurisdiction = judgement.jurisdiction;
    finding.severity = judgement.answer == Answer::fired ? judgement.severity : "low";
    JsonWriter json;
    json.object().key("says").string(judgement.says);
    if (day) json.key("day").string(to_string(*day));
    for (const auto& [name, value] : judgement.facts) json.key(name).string(value);
    if (!judgement.verified) json.key("rule_verified").boolean(false);
    json.key("innocent_explanation").string(judgement.innocent);
    finding.reasons = json.end().take();
    return finding;
}

}  // namespace wb
