#include "goods/text_findings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/check.h"
#include "base/hash.h"
#include "base/json.h"
#include "classify/hs_model.h"
#include "goods/reading.h"
#include "reference/concordance.h"
#include "reference/terms.h"

namespace wb {

namespace {

constexpr std::uint64_t kFindingSeed = 0x74657874;
constexpr std::size_t kMostTemplates = 1U << 16U;  // texts whose information one thread remembers
constexpr double kMostlySpecific = 0.5;            // share of peers that name a brand or a model before their absence means anything
// A piece lighter than a quarter of the largest take-off weight is not the whole aircraft; one heavier than eight times it, with packing
// and spare batteries, is not one piece.
constexpr double kLightestPiece = 0.25, kHeaviestPiece = 8;
constexpr int kUavEdition = 2022;  // the first edition with heading 8806

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

double bits_of(double probability, std::size_t codes) { return std::log2(std::max(probability, 1e-9) * static_cast<double>(codes)); }

}  // namespace

namespace {

// What the text model makes of one text template under one code.
struct TextKnowledge {
    float bits = 0;
    float controlled = 0;  // probability that it is of a code of drones or their parts
};

}  // namespace

struct TextFindings::Scratch::State {
    std::unordered_map<std::uint64_t, TextKnowledge> known;  // by template and code
    HsModel::Scratch model;
};

struct TextFindings::State {
    const Catalogue& catalogue;
    const FlagRule *vague, *contradiction, *military, *mass;
    ClassCodes codes;
    std::unordered_map<std::string, std::size_t> code_at;  // of HsModel::codes()
    std::vector<std::size_t> controlled_at;                // of HsModel::codes(): of drones and their parts

    // Distributions are made once per text template: they cost some ten microseconds.
    [[nodiscard]] TextKnowledge knowledge(const Item& item, std::size_t code, TextFindings::Scratch::State& scratch) const {
        if (scratch.known.size() >= kMostTemplates) scratch.known.clear();
        const std::string text = template_of(item.description);
        const auto [found, fresh] = scratch.known.emplace(combine64(hash64(item.hs_code.substr(0, 6)), hash64(text)), TextKnowledge{});
        if (!fresh) return found->second;
        const auto distribution = HsModel::built_in().distribution(text, scratch.model);
        if (distribution.empty()) return found->second;
        double controlled = 0;
        for (const auto at : controlled_at) controlled += distribution[at];
        found->second = {static_cast<float>(bits_of(distribution[code], distribution.size())), static_cast<float>(controlled)};
        return found->second;
    }
};

TextFindings::Scratch::Scratch() : state_(std::make_unique<State>()) {}
TextFindings::Scratch::~Scratch() = default;

TextFindings::TextFindings(const Catalogue& catalogue, const std::vector<FlagRule>& rules) {
    const auto rule = [&](std::string_view id) {
        const auto found = std::find_if(rules.begin(), rules.end(), [&](const FlagRule& r) { return r.id == id; });
        WB_CHECK(found != rules.end(), "a rule of texts is missing: " + std::string(id));
        return &*found;
    };
    State state{catalogue, rule("RF14"), rule("RF15"), rule("RF25"), rule("RF31"), ClassCodes(catalogue), {}, {}};
    const auto& codes = HsModel::built_in().codes();
    for (std::size_t i = 0; i < codes.size(); ++i) {
        state.code_at[codes[i]] = i;
        const auto hs = state.codes.feature(codes[i]);
        if (hs.uav || hs.part) state.controlled_at.push_back(i);
    }
    state_ = std::make_unique<const State>(std::move(state));
}

TextFindings::~TextFindings() = default;

namespace {

Finding finding_of(const FlagRule& rule, ItemId item, std::string_view answer, std::string missing) {
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

// Opens the reasons with what every finding says.
void open_reasons(const FlagRule& rule, JsonWriter& json) { json.object().key("innocent").string(rule.innocent); }

// The good that the words are surest of.
const Good* surest(std::span<const Good> goods) {
    const Good* best = nullptr;
    for (const auto& good : goods) {
        if (sure_words(good.evidence) && (best == nullptr || good.probability > best->probability)) best = &good;
    }
    return best;
}

// Whether goods of the class rightly stood under this code before they had one of their own.
bool right_before(const Catalogue& catalogue, const Good& good, const Item& item) {
    const bool old_edition = (item.hs_edition && *item.hs_edition < kUavEdition);
    if (!old_edition) return false;
    const auto* goods_class = catalogue.find_class(good.goods_class);
    for (; goods_class != nullptr; goods_class = catalogue.find_class(goods_class->parent)) {
        for (const auto& form : goods_class->hs) {
            if (form.edition != kUavEdition) continue;
            for (const auto& code : form.codes) {
                for (const auto& link : Concordance::built_in().earlier(code, static_cast<int>(*item.hs_edition))) {
                    if (item.hs_code.starts_with(link.code)) return true;
                }
            }
        }
    }
    return false;
}

Finding contradiction_of(const FlagRule& rule, const Catalogue& catalogue, const HsFeature& hs, const Item& item, const Good& good) {
    const auto match = hs.match_for(good.goods_class);
    const bool earlier = right_before(catalogue, good, item);
    const bool against = match == HsMatch::near || match == HsMatch::other;
    const bool sure = good.probability >= rule.parameter("probability", 1);
    const std::string_view answer = match == HsMatch::none ? "cannot_tell" : against && sure && !earlier ? "fired" : "clear";
    auto finding = finding_of(rule, item.item_id, answer, match == HsMatch::none ? "hs_code" : "");
    JsonWriter json;
    open_reasons(rule, json);
    json.key("text_says").string(good.goods_class).key("probability").number(good.probability).key("declared").string(item.hs_code);
    json.key("neighbour").boolean(match == HsMatch::near);
    if (earlier) json.key("edition").string("the code held such goods before 2022");
    finding.reasons = json.end().take();
    return finding;
}

// For an item in which no words of the catalogue name goods: what the text model says.
Finding contradiction_by_model(const FlagRule& rule, const Item& item, bool unreadable, double controlled) {
    const bool fired = !unreadable && controlled >= rule.parameter("probability", 1);
    auto finding = finding_of(rule, item.item_id, fired ? "fired" : unreadable ? "cannot_tell" : "clear", unreadable ? "description" : "");
    JsonWriter json;
    open_reasons(rule, json);
    json.key("text_says").string("by the text model").key("probability").number(controlled).key("declared").string(item.hs_code);
    json.key("neighbour").boolean(true);
    finding.reasons = json.end().take();
    return finding;
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
    const std::string_view answer = odd_mass || odd_step ? "fired" : counted ? "clear" : "cannot_tell";
    auto finding = finding_of(rule, item.item_id, answer, answer == "cannot_tell" ? (item.net_mass_kg ? "units" : "net_mass_kg") : "");
    JsonWriter json;
    open_reasons(rule, json);
    json.key("model").string(model.id).key("takeoff_weight_kg").number(expected);
    if (counted) json.key("kg_a_piece").number(piece);
    json.key("odd_mass").boolean(odd_mass).key("declared").string(item.hs_code).key("code_of_model").string(model.hs_code);
    json.key("odd_weight_step").boolean(odd_step);
    finding.reasons = json.end().take();
    return finding;
}

Finding military_of(const FlagRule& rule, const Item& item, const TextSigns& signs) {
    const bool unreadable = item.description.empty() || item.description_cut;
    const std::string_view answer = signs.military() ? "fired" : unreadable ? "cannot_tell" : "clear";
    auto finding = finding_of(rule, item.item_id, answer, answer == "cannot_tell" ? "description" : "");
    JsonWriter json;
    open_reasons(rule, json);
    if (signs.military()) {
        json.key("text").string(std::string_view(item.description).substr(signs.military_begin, signs.military_end - signs.military_begin));
        json.key("begin").number(static_cast<std::int64_t>(signs.military_begin));
        json.key("end").number(static_cast<std::int64_t>(signs.military_end));
    }
    finding.reasons = json.end().take();
    return finding;
}

}  // namespace

void TextFindings::see(const Item& item, std::span<const Good> goods, const TextSigns& signs, Scratch& scratch,
                       std::vector<Finding>& findings, std::vector<TextInformation>& information) const {
    const auto hs = state_->codes.feature(item.hs_code);
    if (!goods.empty() || signs.military()) findings.push_back(military_of(*state_->military, item, signs));
    if (goods.empty() && !hs.uav && !hs.part && !hs.near) return;
    const auto* good = surest(goods);
    if (good != nullptr) {
        findings.push_back(contradiction_of(*state_->contradiction, state_->catalogue, hs, item, *good));
        const auto* model = state_->catalogue.find_model(good->model);
        if (goods.size() == 1 && model != nullptr && model->takeoff_weight_g && good->goods_class == "uav")
            findings.push_back(mass_of(*state_->mass, state_->catalogue, item, *good));
    }
    const auto hs6 = hs6_number(item.hs_code);
    if (!hs6) return;
    TextInformation known{item.item_id, *hs6, 0, names_itself(item, goods), item.description.empty() || item.description_cut};
    const auto code = state_->code_at.find(std::string(item.hs_code.substr(0, 6)));
    TextKnowledge knowledge;
    if (code != state_->code_at.end() && !known.unreadable) knowledge = state_->knowledge(item, code->second, *scratch.state_);
    known.bits = knowledge.bits;
    information.push_back(known);
    if (goods.empty() && !hs.uav && !hs.part)
        findings.push_back(
            contradiction_by_model(*state_->contradiction, item, known.unreadable, static_cast<double>(knowledge.controlled)));
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
        const std::string_view answer = unknown ? "cannot_tell" : usual && poor && !item.specific ? "fired" : "clear";
        auto finding = finding_of(rule, item.item_id, answer, !unknown ? "" : item.unreadable ? "description" : "peers");
        JsonWriter json;
        open_reasons(rule, json);
        json.key("bits").number(static_cast<double>(item.bits)).key("names_brand_or_model").boolean(item.specific);
        if (enough) {
            json.key("bits_of_poorest").number(static_cast<double>(found->second.threshold));
            json.key("peers").number(static_cast<std::int64_t>(found->second.bits.size()));
            json.key("peers_specific").number(static_cast<std::int64_t>(found->second.specific));
        }
        finding.reasons = json.end().take();
        sink(std::move(finding));
    }
}

}  // namespace wb
