#include "goods/code_contradiction.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "goods/hs_candidates.h"
#include "goods/part_numbers.h"
#include "goods/priority_words.h"
#include "reference/concordance.h"
#include "reference/rule_finding.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr int kLatestEdition = 2022;
constexpr std::size_t kHeading = 4, kSubheading = 6;  // digits

double bits_of(double probability, std::size_t codes) { return std::log2(std::max(probability, 1e-9) * static_cast<double>(codes)); }

bool contains(const std::vector<std::string>& codes, std::string_view hs6) {
    return std::find(codes.begin(), codes.end(), hs6) != codes.end();
}

// Words of four letters or more without a digit, of any script; a Han character counts as a word of its own.
double plain_words(std::string_view text) {
    constexpr std::size_t kLeastLetters = 4;
    double words = 0;
    std::size_t letters = 0;
    bool digits = false;
    const auto end_word = [&] {
        words += letters >= kLeastLetters && !digits ? 1 : 0;
        letters = 0;
        digits = false;
    };
    for (std::size_t at = 0; at < text.size();) {
        const char32_t code = next_code(text, at);
        if (is_han(code)) {
            end_word();
            ++words;
        } else if (is_letter(code)) {
            ++letters;
        } else if (is_digit(code)) {
            digits = true;
        } else {
            end_word();
        }
    }
    end_word();
    return words;
}

}  // namespace

// What the text says altogether.
struct CodeContradiction::Spoken {
    std::map<std::string, double> codes;  // HS 2022
    std::string_view basis = "text";      // words, part_number, name, text
    double taken = 0;                     // by words, a part number or a name
    double controlled = 0, declared = 0;
    Standing standing = Standing::another;
    std::string goods_class;
};

CodeContradiction::CodeContradiction(const Catalogue& catalogue, const ClassCodes& codes, const FlagRule& rule, bool priority_codes)
    : catalogue_(catalogue), codes_(codes), rule_(rule), priority_codes_(priority_codes) {
    const auto& all = HsModel::built_in().codes();
    for (std::size_t i = 0; i < all.size(); ++i) {
        code_at_[all[i]] = i;
        if (!is_controlled(all[i])) continue;
        controlled_at_.push_back(i);
        watched_headings_[all[i].substr(0, kHeading)] = true;
    }
}

bool CodeContradiction::is_controlled(std::string_view hs_code) const {
    const auto hs = codes_.feature(hs_code);
    return hs.uav || hs.part || (priority_codes_ && hs.priority);
}

bool CodeContradiction::watches(std::string_view hs_code) const {
    const auto hs = codes_.feature(hs_code);
    return hs.uav || hs.part || hs.near || watched_headings_.contains(std::string(hs_code.substr(0, kHeading)));
}

std::vector<std::string> CodeContradiction::meant_codes(std::string_view hs_code, Maybe<std::int32_t> edition) const {
    const std::string hs6(hs_code.substr(0, kSubheading));
    if (!edition || *edition >= kLatestEdition) return {hs6};
    std::vector<std::string> codes;
    for (const auto& link : Concordance::built_in().later(hs6, static_cast<int>(*edition))) codes.push_back(link.code);
    return codes;
}

TextKnowledge CodeContradiction::knowledge(const HsModel::Distribution& distribution, std::string_view hs_code,
                                           Maybe<std::int32_t> edition) const {
    TextKnowledge known;
    if (distribution.empty()) return known;
    for (const auto at : controlled_at_) known.controlled += static_cast<float>(distribution[at]);
    for (const auto& code : meant_codes(hs_code, edition)) {
        const auto found = code_at_.find(code);
        if (found != code_at_.end()) known.declared += static_cast<float>(distribution[found->second]);
    }
    const auto own = code_at_.find(std::string(hs_code.substr(0, kSubheading)));
    if (own != code_at_.end()) known.bits = static_cast<float>(bits_of(distribution[own->second], distribution.size()));
    double least = -1;  // weight of the last of the best: most codes are told by it
    for (std::size_t i = 0; i < distribution.size(); ++i) {
        if (distribution.weight(i) <= least) continue;
        const auto probability = static_cast<float>(distribution[i]);
        if (probability <= known.best.back().probability) continue;
        known.best.back() = {static_cast<std::uint16_t>(i), probability};
        std::stable_sort(known.best.begin(), known.best.end(), [](const auto& a, const auto& b) { return a.probability > b.probability; });
        if (known.best.back().probability > 0) least = distribution.weight(known.best.back().code);
    }
    return known;
}

// The codes of the good's model or class in HS 2022. A battery for a model has not the model's code.
std::vector<std::string> CodeContradiction::codes_of(const Good& good) const {
    const auto* model = catalogue_.find_model(good.model);
    if (model != nullptr && !model->hs_code.empty() && model->goods_class == good.goods_class)
        return {model->hs_code.substr(0, kSubheading)};
    const auto* goods_class = catalogue_.find_class(good.goods_class);
    if (goods_class == nullptr) return {};
    for (const auto& form : goods_class->hs) {
        if (form.edition == kLatestEdition) return form.codes;
    }
    return {};
}

// Whether the declared code is one of the class, of the classes above it, or of drones for their parts (sets, spare parts), in the item's
// edition. Models of one weight step under the next are no contradiction in kind: red flag RF31 asks for the step.
CodeContradiction::Standing CodeContradiction::standing(const Item& item, const Good& good) const {
    const auto hs6 = std::string_view(item.hs_code).substr(0, kSubheading);
    bool in_another_edition = false;
    const auto* goods_class = catalogue_.find_class(good.goods_class);
    for (; goods_class != nullptr; goods_class = catalogue_.find_class(goods_class->parent)) {
        int latest = 0;  // edition of the forms that hold in the item's
        for (const auto& form : goods_class->hs) {
            if (form.edition <= item.hs_edition.value_or(kLatestEdition)) latest = std::max(latest, form.edition);
        }
        for (const auto& form : goods_class->hs) {
            if (!contains(form.codes, hs6)) continue;
            if (form.edition == latest) return Standing::own;
            in_another_edition = true;
        }
    }
    const bool part = good.goods_class.starts_with("uav_part");
    if (part && codes_.feature(item.hs_code).uav) return Standing::own;
    return in_another_edition && !item.hs_edition ? Standing::unknown : Standing::another;
}

void CodeContradiction::add_words(const Item& item, const Good& good, Spoken& spoken) const {
    spoken.basis = "words";
    spoken.goods_class = good.goods_class;
    spoken.standing = standing(item, good);
    spoken.taken = good.probability;
    const auto codes = codes_of(good);
    for (const auto& code : codes) spoken.codes[code] += good.probability / static_cast<double>(codes.size());
    (spoken.standing == Standing::own ? spoken.declared : spoken.controlled) += good.probability;
}

void CodeContradiction::add_part(const Item& item, Spoken& spoken) const {
    const auto part = part_code(item);
    if (!part || !is_controlled(part->hs6)) return;
    spoken.basis = "part_number";
    spoken.taken = part->probability;
    spoken.codes[part->hs6] += part->probability;
    const bool own = contains(meant_codes(item.hs_code, item.hs_edition), part->hs6);
    if (own) spoken.standing = Standing::own;
    (own ? spoken.declared : spoken.controlled) += part->probability;
}

// What the trade calls the goods, where no part number stands.
void CodeContradiction::add_name(const Item& item, Spoken& spoken) const {
    if (item.description_cut) return;
    const auto name = PriorityWords::built_in().name_of(item.description);
    if (!name) return;
    spoken.basis = "name";
    spoken.taken = name->probability;
    for (const auto& code : name->hs6) spoken.codes[code] += name->probability / static_cast<double>(name->hs6.size());
    const auto meant = meant_codes(item.hs_code, item.hs_edition);
    const bool own = std::any_of(meant.begin(), meant.end(), [&](const std::string& code) { return contains(name->hs6, code); });
    if (own) spoken.standing = Standing::own;
    (own ? spoken.declared : spoken.controlled) += name->probability;
}

// A part number's letters mean nothing to a model of words: beside one the text counts for nothing.
void CodeContradiction::add_text(const TextKnowledge& knowledge, Spoken& spoken) const {
    if (spoken.basis == "part_number") return;
    const double rest = 1 - spoken.taken;
    const auto& codes = HsModel::built_in().codes();
    for (const auto& each : knowledge.best) {
        if (each.probability > 0) spoken.codes[codes[each.code]] += rest * static_cast<double>(each.probability);
    }
    spoken.controlled += rest * static_cast<double>(knowledge.controlled);
    spoken.declared += rest * static_cast<double>(knowledge.declared);
}

// What would have to be known for an answer; "" when there is one.
std::string CodeContradiction::missing_fact(const Item& item, const Spoken& spoken) const {
    if (!hs6_number(item.hs_code)) return "hs_code";
    if (spoken.standing == Standing::unknown) return "hs_edition";
    const bool of_2022 = code_at_.contains(std::string(std::string_view(item.hs_code).substr(0, kSubheading)));
    if (spoken.standing != Standing::own && !of_2022 && !item.hs_edition) return "hs_edition";
    if (spoken.taken > 0) return {};
    if (item.description.empty() || item.description_cut) return "description";
    if (plain_words(item.description) < rule_.parameter("least_words", 0)) return "description";
    double said = 0;
    for (const auto& [code, probability] : spoken.codes) said += probability;
    // A text that speaks for the declared code, or against controlled ones, answers even where it leaves open what it is.
    const double without_text = static_cast<double>(controlled_at_.size()) / static_cast<double>(code_at_.size());
    const bool answers = said > 0 && (spoken.declared >= spoken.controlled || spoken.controlled <= without_text);
    return answers || said >= rule_.parameter("least_said", 0) ? std::string() : "description";
}

std::string CodeContradiction::reasons(const Item& item, const Spoken& spoken) const {
    std::vector<HsCandidate> best;
    for (const auto& [code, probability] : spoken.codes) best.push_back({code, probability});
    std::stable_sort(best.begin(), best.end(), [](const HsCandidate& a, const HsCandidate& b) { return a.probability > b.probability; });
    if (best.size() > kMostCandidates) best.resize(kMostCandidates);
    JsonWriter json;
    json.object().key("text_says").string(spoken.goods_class.empty() ? (best.empty() ? "" : best[0].hs6) : spoken.goods_class);
    json.key("basis").string(spoken.basis).key("probability").number(std::min(1.0, spoken.controlled));
    // A battery of a drone is asked for as one, though its code is free.
    const bool by_code = !best.empty() && is_controlled(best[0].hs6);
    json.key("controlled_by").string(by_code ? "code" : spoken.goods_class.empty() ? "" : "class");
    json.key("declared").string(item.hs_code).key("declared_probability").number(std::min(1.0, spoken.declared));
    json.key("declared_controlled").boolean(is_controlled(item.hs_code));
    json.key("neighbour").boolean(watches(item.hs_code)).key("codes").array();
    for (const auto& each : best) {
        json.object().key("hs6").string(each.hs6).key("probability").number(each.probability);
        json.key("controlled").boolean(is_controlled(each.hs6)).end();
    }
    json.end();
    if (item.hs_edition && *item.hs_edition < kLatestEdition) json.key("edition").number(static_cast<std::int64_t>(*item.hs_edition));
    return end_reasons(rule_, json);
}

Finding CodeContradiction::judge(const Item& item, const Good* good, const TextKnowledge& knowledge) const {
    Spoken spoken;
    if (good != nullptr) {
        add_words(item, *good, spoken);
    } else if (priority_codes_) {
        add_part(item, spoken);
        if (spoken.taken == 0) add_name(item, spoken);
    }
    add_text(knowledge, spoken);
    const auto missing = missing_fact(item, spoken);
    const bool may_contradict = good != nullptr ? spoken.standing == Standing::another : !is_controlled(item.hs_code);
    const bool fired =
        may_contradict && spoken.controlled >= rule_.parameter("probability", 1) && spoken.declared <= rule_.parameter("declared", 0);
    const auto answer = !missing.empty() ? Answer::cannot_tell : fired ? Answer::fired : Answer::clear;
    auto finding = rule_finding(rule_, "item", item.item_id.value, answer, missing);
    finding.reasons = reasons(item, spoken);
    return finding;
}

}  // namespace wb
