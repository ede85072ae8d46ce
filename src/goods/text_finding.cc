#include "goods/text_finding.h"

#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kFindingSeed = 0x74657874;

}  // namespace

Finding text_finding(const FlagRule& rule, ItemId item, std::string_view answer, std::string missing) {
    Finding finding;
    finding.finding_id = KeyHasher(kFindingSeed).add(rule.id).add(rule.version).add("item").add(item.value).id<FindingId>();
    finding.rule = rule.id;
    finding.rule_version = rule.version;
    finding.subject_kind = "item";
    finding.subject_id = item.value;
    finding.answer = answer;
    finding.missing = std::move(missing);
    finding.severity = rule.severity;
    return finding;
}

void open_reasons(const FlagRule& rule, JsonWriter& json) { json.object().key("innocent").string(rule.innocent); }

}  // namespace wb
