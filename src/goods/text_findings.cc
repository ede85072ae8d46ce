#include "goods/text_findings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/check.h"
#include "base/hash.h"
#include "classify/hs_model.h"
#include "goods/code_contradiction.h"
#include "goods/reading.h"
#include "reference/rule_finding.h"
#include "reference/terms.h"

namespace wb {

namespace {

constexpr std::uint64_t kTextSeed = 0x74706C74;
constexpr std::size_t kMostTemplates = 1U << 16U;  // texts whose information one thread remembers
constexpr double kMostlySpecific = 0.5;            // share of peers that name a brand or a model before their absence means anything
// A piece lighter than a quarter of the largest take-off weight is not the whole aircraft; one heavier than eight times it, with packing
// and spare batteries, is not one piece.
constexpr double kLightestPiece = 0.25, kHeaviestPiece = 8;

// The text with every digit a zero. What is remembered by template is judged on this text, never on that of the row which came first:
// else it would depend on the order of rows.
std::string template_of(std::string_view text) {
    std::string masked(text);
    for (char& c : masked) {
        if (c >= '0' && c <= '9') c = '0';
    }
    return masked;
}

bool sure_words(std::string_view evidence) {
    return evidence.starts_with("model") || evidence.starts_with("brand_class") || evidence.starts_with("class") ||
           evidence.starts_with("long_part");
}

}  // namespace

struct TextFindings::Scratch::State {
    std::unordered_map<std::int64_t, TextKnowledge> known;  // by template and code
    HsModel::Scratch model;
};

struct TextFindings::State {
    const Catalogue& catalogue;
    const FlagRule *vague, *military, *mass;
    ClassCodes codes;
    CodeContradiction contradiction;
    State(const Catalogue& of, const FlagRule& rf14, const FlagRule& rf15, const FlagRule& rf25, const FlagRule& rf31, bool priority_codes)
        : catalogue(of), vague(&rf14), military(&rf25), mass(&rf31), codes(of), contradiction(of, codes, rf15, priority_codes) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    // Distributions are made once per text template: they cost some ten microseconds.
    [[nodiscard]] TextKnowledge knowledge(const Item& item, TextFindings::Scratch::State& scratch) const {
        if (scratch.known.size() >= kMostTemplates) scratch.known.clear();
        const std::string text = template_of(item.description);
        KeyHasher key(kTextSeed);
        key.add(std::string_view(item.hs_code).substr(0, 6)).add(static_cast<std::int64_t>(item.hs_edition.value_or(0))).add(text);
        const auto [found, fresh] = scratch.known.emplace(key.key(), TextKnowledge{});
        if (fresh)
            found->second = contradiction.knowledge(HsModel::built_in().distribution(text, scratch.model), item.hs_code, item.hs_edition);
        return found->second;
    }
};

TextFindings::Scratch::Scratch() : state_(std::make_unique<State>()) {}
TextFindings::Scratch::~Scratch() = default;

TextFindings::TextFindings(const Catalogue& catalogue, const std::vector<FlagRule>& rules, bool priority_codes) {
    const auto rule = [&](std::string_view id) -> const FlagRule& {
        const auto found = std::find_if(rules.begin(), rules.end(), [&](const FlagRule& r) { return r.id == id; });
        WB_CHECK(found != rules.end(), "a rule of texts is missing: " + std::string(id));
        return *found;
    };
    state_ = std::make_unique<const State>(catalogue, rule("RF14"), rule("RF15"), rule("RF25"), rule("RF31"), priority_codes);
}

TextFindings::~TextFindings() = default;

namespace {

// The good that the words are surest of.
const Good* surest(std::span<const Good> goods) {
    const Good* best = nullptr;
    for (const auto& good : goods) {
        if (sure_words(good.evidence) && (best == nullptr || good.probability > best->probability)) best = &good;
    }
    return best;
}

// Whether the item names what it is beyond its words: a brand, model or article.
bool names_itself(const Item& item, std::span<const Good> goods) {
    const auto& terms = Terms::built_in();
    return std::any_of(goods.begin(), goods.end(),
                       [](const Good& good) {
                           return !good.brand.empty() || !good.model.empty() || good.evidence.starts_with("part") ||
                                  good.evidence.starts_with("long_part");
                       }) ||
           !terms.is_null_word(item.trademark) || !terms.is_null_word(item.model) || !terms.is_null_word(item.article);
}

// The mass of a piece beside the model's, and the code's weight step beside its take-off weight.
Finding mass_of(const FlagRule& rule, const Catalogue& catalogue, const Item& item, const Good& good) {
    const auto& model = *catalogue.find_model(good.model);
    const double expected = model.takeoff_weight_g ? *model.takeoff_weight_g / 1000.0 : 0;
    const bool counted = item.net_mass_kg && good.units && *good.units > 0;
    const double piece = counted ? item.net_mass_kg->to_double() / *good.units : 0;
    const bool odd_mass = counted && (piece < expected * kLightestPiece || piece > expected * kHeaviestPiece);
    const bool odd_step = item.hs_code.starts_with("88062") && !item.hs_code.starts_with(model.hs_code);
    const auto answer = odd_mass || odd_step ? Answer::fired : counted ? Answer::clear : Answer::cannot_tell;
    auto finding = rule_finding(rule, "item", item.item_id.value, answer, item.net_mass_kg ? "units" : "net_mass_kg");
    JsonWriter json;
    json.object().key("model").string(model.id).key("takeoff_weight_kg").number(expected);
    if (counted) json.key("kg_a_piece").number(piece);
    json.key("odd_mass").boolean(odd_mass).key("declared").string(item.hs_code).key("code_of_model").string(model.hs_code);
    json.key("odd_weight_step").boolean(odd_step);
    finding.reasons = end_reasons(rule, json);
    return finding;
}

Finding military_of(const FlagRule& rule, const Item& item, const TextSigns& signs) {
    const bool unreadable = item.description.empty() || item.description_cut;
    const auto answer = signs.military() ? Answer::fired : unreadable ? Answer::cannot_tell : Answer::clear;
    auto finding = rule_finding(rule, "item", item.item_id.value, answer, "description");
    JsonWriter json;
    json.object();
    if (signs.military()) {
        json.key("text").string(std::string_view(item.description).substr(signs.military_begin, signs.military_end - signs.military_begin));
        json.key("begin").number(static_cast<std::int64_t>(signs.military_begin));
        json.key("end").number(static_cast<std::int64_t>(signs.military_end));
    }
    finding.reasons = end_reasons(rule, json);
    return finding;
}

}  // namespace

void TextFindings::see(const Item& item, std::span<const Good> goods, const TextSigns& signs, Scratch& scratch,
                       std::vector<Finding>& findings, std::vector<TextInformation>& information) const {
    const auto hs = state_->codes.feature(item.hs_code);
    if (!goods.empty() || signs.military()) findings.push_back(military_of(*state_->military, item, signs));
    const bool peer = !goods.empty() || hs.uav || hs.part || hs.near;
    if (!peer && !state_->contradiction.watches(item.hs_code)) return;
    const auto* good = surest(goods);
    const bool unreadable = item.description.empty() || item.description_cut;
    const auto hs6 = hs6_number(item.hs_code);
    const auto knowledge = hs6 && !unreadable ? state_->knowledge(item, *scratch.state_) : TextKnowledge{};
    findings.push_back(state_->contradiction.judge(item, good, knowledge));
    const auto* model = good == nullptr ? nullptr : state_->catalogue.find_model(good->model);
    if (goods.size() == 1 && model != nullptr && model->takeoff_weight_g && good->goods_class == "uav")
        findings.push_back(mass_of(*state_->mass, state_->catalogue, item, *good));
    if (hs6 && peer) information.push_back({item.item_id, *hs6, knowledge.bits, names_itself(item, goods), unreadable});
}

void TextFindings::vague_findings(const std::vector<TextInformation>& information, const std::function<void(Finding&&)>& sink) const {
    struct Peers {
        std::vector<float> bits;
        std::size_t specific = 0;
        float threshold = 0;
    };
    std::map<std::uint32_t, Peers> peers;
    for (const auto& item : information) {
        if (item.unreadable) continue;
        auto& group = peers[item.hs6];
        group.bits.push_back(item.bits);
        group.specific += item.specific ? 1U : 0U;
    }
    const auto& rule = *state_->vague;
    const double percentile = rule.parameter("percentile", 0) / 100;
    for (auto& [hs6, group] : peers) {
        std::sort(group.bits.begin(), group.bits.end());
        group.threshold = group.bits[static_cast<std::size_t>(percentile * static_cast<double>(group.bits.size() - 1))];
    }
    for (const auto& item : information) {
        const auto found = peers.find(item.hs6);
        const bool enough = found != peers.end() && found->second.bits.size() >= kLeastPeers;
        const bool usual =
            enough && static_cast<double>(found->second.specific) >= kMostlySpecific * static_cast<double>(found->second.bits.size());
        const bool poor = enough && item.bits <= found->second.threshold;
        const bool unknown = item.unreadable || (!enough && !item.specific);
        const auto answer = unknown ? Answer::cannot_tell : usual && poor && !item.specific ? Answer::fired : Answer::clear;
        auto finding = rule_finding(rule, "item", item.item_id.value, answer, item.unreadable ? "description" : "peers");
        JsonWriter json;
        json.object().key("bits").number(static_cast<double>(item.bits)).key("names_brand_or_model").boolean(item.specific);
        if (enough) {
            json.key("bits_of_poorest").number(static_cast<double>(found->second.threshold));
            json.key("peers").number(static_cast<std::int64_t>(found->second.bits.size()));
            json.key("peers_specific").number(static_cast<std::int64_t>(found->second.specific));
        }
        finding.reasons = end_reasons(rule, json);
        sink(std::move(finding));
    }
}

}  // namespace wb
