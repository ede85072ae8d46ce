#include "screen/rule_controls.h"

#include <algorithm>

#include "names/company_name.h"

namespace wb {

namespace {

constexpr double kModelCounts = 0.5;  // a model's weight is used when the model is more likely than not

bool in(const std::vector<Country>& list, Country country) { return std::ranges::find(list, country) != list.end(); }

Judgement judgement_of(const Control& control) {
    Judgement judgement;
    judgement.rule = control.id;
    judgement.version = control.announced ? to_string(*control.announced) : "1";
    judgement.jurisdiction = control.jurisdiction;
    judgement.severity = "high";
    judgement.innocent = control.innocent;
    judgement.verified = control.verified;
    return judgement;
}

Judgement undecided(Judgement judgement) {
    judgement.says = "what decides it is not stated";
    return judgement;
}

// Take-off weight in kilograms as far as it is known: of the model, else the step of heading 8806.
struct Weight {
    double low = 0, high = 0;  // the same when the model states it
    bool known = false;
    std::string basis;
};

Weight weight_step(const std::string& hs6) {
    if (!hs6.starts_with("8806") || hs6.size() < 6) return {};
    constexpr double kHeaviest = 1e6;
    switch (hs6[5]) {
        case '1':
            return {0, 0.25, hs6[4] != '1', "code"};
        case '2':
            return {0.25, 7, true, "code"};
        case '3':
            return {7, 25, true, "code"};
        case '4':
            return {25, 150, true, "code"};
        case '9':
            return {150, kHeaviest, true, "code"};
        default:
            return {};
    }
}

Weight weight_of(const ScopeGood& good, const Catalogue& catalogue) {
    const auto* model = good.model_probability >= kModelCounts ? catalogue.find_model(good.model) : nullptr;
    if (model == nullptr || !model->takeoff_weight_g) return weight_step(good.hs6);
    constexpr double kGrams = 1000;
    const double kilograms = *model->takeoff_weight_g / kGrams;
    return {kilograms, kilograms, true, "model " + model->id};
}

std::string kilograms_text(const Weight& weight) {
    char text[64];
    if (weight.low == weight.high) {
        std::snprintf(text, sizeof text, "%g kg", weight.low);
    } else {
        std::snprintf(text, sizeof text, "%g to %g kg", weight.low, weight.high);
    }
    return text;
}

// The take-off weight lies above its limit, or the empty weight above its own. The empty weight is below the take-off weight.
void check_weight(const GoodsConditions& conditions, const Weight& weight, Judgement& judgement) {
    if (!conditions.takeoff_weight_above_kg && !conditions.empty_weight_above_kg) return;
    if (!weight.known) return add_missing(judgement, "take-off weight");
    judgement.facts.emplace_back("take_off_weight", kilograms_text(weight) + " by " + weight.basis);
    const double takeoff = conditions.takeoff_weight_above_kg.value_or(1e9), empty = conditions.empty_weight_above_kg.value_or(1e9);
    if (weight.low >= takeoff && (weight.low > takeoff || weight.low != weight.high)) return;
    if (weight.high <= takeoff && weight.high <= empty) {
        judgement.answer = Answer::clear;
        judgement.says = "it weighs less than the control's limit";
        judgement.missing.clear();
    } else {
        add_missing(judgement, weight.high <= takeoff ? "empty weight" : "take-off weight");
    }
}

}  // namespace

ControlRules::ControlRules(const Controls& controls, const Catalogue& catalogue, std::optional<Day> known_on)
    : controls_(controls), catalogue_(catalogue), known_on_(known_on) {
    for (const auto& control : controls.controls) {
        if (!known(control.announced, control.effective)) continue;
        if (control.kind == ControlKind::goods) goods_.push_back(&control);
        if (control.kind == ControlKind::list && !control.hs.empty()) lists_.push_back(&control);
        if (control.kind != ControlKind::party || control.parties.empty()) continue;
        PartyControl entry{&control, {}, {}};
        for (const auto& name : control.parties) entry.keys.insert(read_company_name(name).key);
        for (const auto& brand : catalogue.brands) {
            if (entry.keys.contains(read_company_name(brand.maker).key)) entry.brands.insert(brand.id);
        }
        parties_.push_back(std::move(entry));
    }
}

bool ControlRules::known(const std::optional<Day>& announced, const std::optional<Day>& effective) const {
    const auto first = announced ? announced : effective;
    return !known_on_ || !first || *first <= *known_on_;
}

void ControlRules::judge(const ScopeGood& good, const std::string& consignee, const std::string& sender_name,
                         std::vector<Judgement>& out) const {
    for (const auto* control : goods_) judge_goods(*control, good, out);
    for (const auto& entry : parties_) judge_party(entry, good, consignee, sender_name, out);
}

void ControlRules::check_conditions(const Control& control, const ScopeGood& good, Judgement& judgement) const {
    if (!control.origins.empty()) {
        const auto from = sender(good).country;
        const bool own = in(control.origins, good.origin_country) || in(control.origins, from);
        if (!own && !good.origin_country.present()) {
            add_missing(judgement, "origin_country");
        } else if (!own && !control.other_origins.empty()) {
            add_missing(judgement, control.other_origins);
        } else if (!own) {
            judgement.answer = Answer::clear;
            judgement.says = "goods of this origin are not subject to it";
            return;
        }
    }
    check_weight(control.conditions, weight_of(good, catalogue_), judgement);
    if (judgement.answer == Answer::clear) return;
    if (control.conditions.endurance_from_minutes) add_missing(judgement, "endurance");
    if (control.conditions.power_above_kw) add_missing(judgement, "power");
    if (control.conditions.range_above_km) add_missing(judgement, "range");
    if (!control.also_needs.empty()) add_missing(judgement, control.also_needs);
}

void ControlRules::judge_goods(const Control& control, const ScopeGood& good, std::vector<Judgement>& out) const {
    const bool by_code = !good.hs6.empty() && control.names_hs(good.hs6);
    const bool by_class = std::ranges::any_of(control.classes, [&](const auto& asked) { return class_within(good.goods_class, asked); });
    const bool in_words = control.hs.empty() && control.classes.empty();
    const bool code_open = good.hs6.empty() && !control.hs.empty() && control.classes.empty();
    if (!by_code && !by_class && !in_words && !code_open) return;
    const auto destination = destination_country(good);
    const auto from = good.dispatch_country.present() ? good.dispatch_country : sender(good).country;
    if (destination.present() && !control.covers_destination(destination)) return;
    if (!control.exporters.empty() && from.present() && !in(control.exporters, from)) return;
    auto judgement = judgement_of(control);
    judgement.facts.emplace_back("control", control.title);
    if (!good.declaration_date) {
        add_missing(judgement, "declaration_date");
    } else if (const auto in_force = control.in_force(*good.declaration_date); !in_force || !*in_force) {
        // What is described in words only says nothing about goods of a day on which it did not hold.
        if (in_words) return;
        judgement.says = "it was not in force on that day";
        if (!in_force) add_missing(judgement, "the control's first day");
        return keep_graver(out, std::move(judgement));
    }
    judgement.answer = std::max(judgement.answer, Answer::fired);
    judgement.says = "the control names these goods and was in force on that day";
    if (!judgement.missing.empty()) judgement.answer = Answer::cannot_tell;
    if (code_open) add_missing(judgement, "hs_code");
    if (!destination.present() && (!control.destinations.empty() || !control.exempt.empty())) add_missing(judgement, "destination_country");
    if (!from.present() && !control.exporters.empty()) add_missing(judgement, "dispatch_country");
    check_conditions(control, good, judgement);
    if (judgement.answer == Answer::cannot_tell) judgement.says = "the control may cover these goods; what decides it is not stated";
    keep_graver(out, std::move(judgement));
}

void ControlRules::judge_party(const PartyControl& entry, const ScopeGood& good, const std::string& consignee,
                               const std::string& sender_name, std::vector<Judgement>& out) const {
    const auto& control = *entry.control;
    const auto is_party = [&](const std::string& name) { return !name.empty() && entry.keys.contains(read_company_name(name).key); };
    const bool receives = is_party(consignee);
    const bool makes = entry.brands.contains(good.brand), sends = !receives && is_party(sender_name);
    if (!receives && !makes && !sends) return;
    auto judgement = judgement_of(control);
    judgement.facts.emplace_back("control", control.title);
    const bool dated = good.declaration_date.present() && control.effective.has_value();
    const bool stands = dated && control.in_force(*good.declaration_date) == true;
    if (!receives) {
        // Said of days on which the listing stood only: a later one must not be seen from an earlier day.
        if (!stands) return;
        judgement.says = std::string(makes ? "the maker of the brand" : "the sender") +
                         " is listed, which forbids nobody to ship its goods. What the listing restricts: " + control.scope;
        return keep_graver(out, std::move(judgement));
    }
    judgement.facts.emplace_back("consignee", consignee);
    if (!good.declaration_date) {
        add_missing(judgement, "declaration_date");
    } else if (!dated) {
        add_missing(judgement, "the control's first day");
    } else if (stands) {
        judgement.answer = Answer::fired;
    }
    judgement.says = judgement.answer == Answer::fired ? "delivered to the listed party while the listing was in force"
                                                       : "the listing was not in force on that day";
    keep_graver(out, std::move(judgement));
}

Judgement ControlRules::high_priority(const ScopeGood& good) const {
    const auto* rule = controls_.find_rule("RF05");
    auto judgement = rule == nullptr ? Judgement{} : judgement_of(*rule);
    judgement.rule = "RF05";
    judgement.says = "the code is on no edition in force on that day";
    const auto destination = destination_country(good);
    if (!good.declaration_date) add_missing(judgement, "declaration_date");
    if (good.hs6.empty()) add_missing(judgement, "hs_code");
    if (!judgement.missing.empty()) return undecided(std::move(judgement));
    judgement.facts.emplace_back("hs6", good.hs6);
    const Control* partial = nullptr;
    bool later_edition = false;
    for (const auto* list : lists_) {
        const bool covered = !destination.present() || list->covers_destination(destination);
        if (!covered) continue;
        const bool in_force = list->in_force(*good.declaration_date).value_or(false);
        if (list->names_hs(good.hs6) && in_force) {
            judgement.answer = Answer::fired;
            judgement.jurisdiction = list->jurisdiction;
            judgement.says = "the code is on the edition in force on that day";
            judgement.facts.emplace_back("edition", list->id);
            judgement.verified = judgement.verified && list->verified;
            if (!destination.present()) add_missing(judgement, "destination_country");
            return judgement;
        }
        if (in_force && list->partial) partial = list;
        later_edition = later_edition || list->names_hs(good.hs6);
    }
    if (partial != nullptr && later_edition) {
        judgement.jurisdiction = partial->jurisdiction;
        judgement.facts.emplace_back("edition", partial->id);
        add_missing(judgement, "the codes of the edition in force on that day, which are not all enumerated here");
        judgement.says = "a later edition has the code";
    }
    return judgement;
}

Judgement ControlRules::detour(const ScopeGood& good) const {
    const auto* rule = controls_.find_rule("RF12");
    auto judgement = rule == nullptr ? Judgement{} : judgement_of(*rule);
    judgement.rule = "RF12";
    judgement.says = "dispatched from the country of origin or of the seller, or over no country that a list of the day names";
    const auto seller = seller_country(good);
    for (const auto& [name, country] :
         {std::pair("origin_country", good.origin_country), std::pair("dispatch_country", good.dispatch_country),
          std::pair("seller_country", contract_seller(good).country)}) {
        if (country.present()) judgement.facts.emplace_back(name, std::string(country.text()));
    }
    if (!good.declaration_date) add_missing(judgement, "declaration_date");
    if (!good.dispatch_country.present()) add_missing(judgement, "dispatch_country");
    if (!good.origin_country.present()) add_missing(judgement, "origin_country");
    if (!judgement.missing.empty()) return undecided(std::move(judgement));
    if (good.dispatch_country == good.origin_country) return judgement;
    const bool from_seller = contract_seller(good).country == good.dispatch_country;
    std::string lists;
    for (const auto& list : controls_.country_lists) {
        if (!list.transshipment || !known(list.period.from, list.period.from) || !list.period.contains(*good.declaration_date)) continue;
        if (!list.contains(good.dispatch_country) && !list.contains(seller)) continue;
        lists += (lists.empty() ? "" : ", ") + list.id;
        if (judgement.jurisdiction.find(list.jurisdiction) == std::string::npos)
            judgement.jurisdiction += (judgement.jurisdiction.empty() ? "" : " ") + list.jurisdiction;
        judgement.verified = judgement.verified && list.verified;
    }
    if (lists.empty() || from_seller) {
        if (!lists.empty()) judgement.facts.emplace_back("lists", lists);
        return judgement;
    }
    judgement.facts.emplace_back("lists", lists);
    if (!contract_seller(good).country.present()) {
        add_missing(judgement, "seller_country");
        judgement.says = "dispatched from neither the country of origin nor, as far as is stated, the seller's";
        return judgement;
    }
    judgement.answer = Answer::fired;
    judgement.says =
        "dispatched from a country that is neither the goods' origin nor the seller's, and a list of the day names the dispatch or "
        "seller's country";
    return judgement;
}

}  // namespace wb
