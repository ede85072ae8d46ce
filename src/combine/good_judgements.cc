#include "combine/good_judgements.h"

#include <simdjson.h>

#include <map>

#include "base/hash.h"
#include "base/json.h"
#include "tables/question.h"
#include "text/decision_lines.h"

namespace wb {

const char* const kDecisionEvidence = "decision";

namespace {

constexpr std::uint64_t kJudgementSeed = 0x6A676F6F;
constexpr std::uint64_t kBlockSeed = 0x64626C6B;
constexpr std::int64_t kMostPosition = 1'000'000;

std::string text_of(const simdjson::dom::element& object, const char* key) {
    std::string_view text;
    return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

// What is wrong with a line; empty when nothing is. A line about companies leaves the judgement without a decision.
std::string read_line(simdjson::dom::parser& parser, std::string_view line, GoodJudgement& judgement) {
    simdjson::dom::element object;
    const simdjson::padded_string padded(line);
    // What is no object is told by the reader of decisions about companies.
    if (parser.parse(padded).get(object) != simdjson::SUCCESS || !object.is_object()) return "";
    if (object["item_id"].error() != simdjson::SUCCESS) return "";
    judgement.decision = text_of(object, "decision");
    if (!is_good_decision(judgement.decision)) return "decision is not is, is_not or unsure: " + judgement.decision;
    judgement.item_id = id_of_text<ItemId>(text_of(object, "item_id"));
    if (!judgement.item_id.present()) return "item_id is no item";
    std::int64_t position = 1;
    if (object["position"].error() == simdjson::SUCCESS &&
        (object["position"].get(position) != simdjson::SUCCESS || position < 1 || position > kMostPosition))
        return "position is no number from 1 on";
    judgement.position = static_cast<std::int32_t>(position);
    judgement.goods_class = text_of(object, "class");
    if (judgement.goods_class.empty()) return "class is missing";
    judgement.decided_at = text_of(object, "decided_at");
    judgement.author = text_of(object, "author");
    judgement.description = text_of(object, "description");
    judgement.note = text_of(object, "note");
    return "";
}

std::string reasons_of(const GoodJudgement& judgement, const DecidedItem& item) {
    JsonWriter json;
    json.object().key("pattern").string(kDecisionEvidence).key("decision").string(judgement.decision);
    json.key("class").string(judgement.goods_class).key("author").string(judgement.author);
    json.key("decided_at").string(judgement.decided_at);
    if (!judgement.note.empty()) json.key("note").string(judgement.note);
    json.key("judgement_id").string(std::to_string(judgement.judgement_id.value));
    if (item.has_good) {
        json.key("without").object().key("class").string(item.good.goods_class).key("probability").number(item.good.probability);
        json.key("evidence").string(item.good.evidence).end();
    }
    json.key("innocent").string("a person read this row; the decision says who and when, and can be decided anew");
    return json.end().take();
}

Good made_good(const GoodJudgement& judgement, const DecidedItem& item) {
    Good good;
    good.item_id = judgement.item_id;
    good.position = judgement.position;
    good.value_usd = item.value_usd;
    good.units_low = good.units = good.units_high = item.pieces;
    good.span_end = static_cast<std::int32_t>(item.description.size());
    good.block = KeyHasher(kBlockSeed).add(judgement.item_id.value).key();
    return good;
}

}  // namespace

bool is_good_decision(std::string_view word) { return word == "is" || word == "is_not" || word == "unsure"; }

GoodJudgementsRead read_good_judgements(std::string_view jsonl, const std::string& file) {
    GoodJudgementsRead read;
    simdjson::dom::parser parser;
    const auto read_one = [&](std::string_view line, GoodJudgement& judgement) { return read_line(parser, line, judgement); };
    read_decisions(jsonl, file, read_one, read.judgements, read.unreadable);
    return read;
}

std::string judgement_line(const GoodJudgement& judgement) {
    JsonWriter json;
    json.object().key("decided_at").string(judgement.decided_at).key("author").string(judgement.author);
    json.key("decision").string(judgement.decision).key("item_id").string(std::to_string(judgement.item_id.value));
    json.key("position").number(static_cast<std::int64_t>(judgement.position)).key("class").string(judgement.goods_class);
    json.key("description").string(judgement.description);
    if (!judgement.note.empty()) json.key("note").string(judgement.note);
    return json.end().take() + "\n";
}

void finish_judgement(GoodJudgement& judgement) {
    judgement.judgement_id = KeyHasher(kJudgementSeed)
                                 .add(judgement.decided_at)
                                 .add(judgement.author)
                                 .add(judgement.decision)
                                 .add(judgement.item_id.value)
                                 .add(static_cast<std::int64_t>(judgement.position))
                                 .add(judgement.goods_class)
                                 .id<JudgementId>();
}

void mark_superseded(std::vector<GoodJudgement>& judgements, const std::vector<DecidedItem>& items) {
    std::map<std::pair<ItemId, std::int32_t>, std::size_t> last;
    for (std::size_t i = 0; i < judgements.size(); ++i) {
        const auto [slot, fresh] = last.try_emplace({judgements[i].item_id, judgements[i].position}, i);
        if (!fresh) {
            judgements[slot->second].state = "superseded";
            judgements[slot->second].superseded_by = judgements[i].judgement_id;
            slot->second = i;
        }
    }
    for (const auto& [good, i] : last) {
        auto& judgement = judgements[i];
        const bool makes = judgement.decision == "is" && items[i].goods == 0 && judgement.position == 1;
        const bool here = items[i].known && (items[i].has_good || makes || judgement.decision == "is_not");
        judgement.state = judgement.decision == "unsure" ? "unsure" : here ? "binding" : "waiting";
        judgement.superseded_by = {};
    }
}

DecidedGood decide(const GoodJudgement& judgement, const DecidedItem& item) {
    DecidedGood decided;
    if (judgement.state != "binding") return decided;
    const bool is = judgement.decision == "is";
    const bool meets = item.has_good && class_within(item.good.goods_class, judgement.goods_class);
    if (!is && !meets) return decided;
    decided.changed = true;
    decided.added = !item.has_good;
    decided.good = item.has_good ? item.good : made_good(judgement, item);
    auto& good = decided.good;
    if (is && !meets) good.goods_class = judgement.goods_class;  // a finer class that recognition knows stays
    if (!is) good.goods_class.clear();
    good.probability = is ? 1 : 0;
    good.evidence = kDecisionEvidence;
    good.reasons = reasons_of(judgement, item);
    return decided;
}

}  // namespace wb
