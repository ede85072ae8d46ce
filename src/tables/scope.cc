#include "tables/scope.h"

#include <algorithm>
#include <tuple>

namespace wb {

namespace {

enum class Answer : unsigned char { no, yes, unknown };

Answer among(Country country, const std::vector<Country>& asked) {
    if (asked.empty()) return Answer::yes;
    if (!country.present()) return Answer::unknown;
    return std::find(asked.begin(), asked.end(), country) != asked.end() ? Answer::yes : Answer::no;
}

Answer day_asked(const ScopeGood& good, const Question& question) {
    const bool any_day = !question.period.from && !question.period.until && !question.known_on;
    if (any_day) return Answer::yes;
    if (!good.declaration_date) return Answer::unknown;
    const Day day = *good.declaration_date;
    if (question.known_on && day > *question.known_on) return Answer::no;
    return question.period.contains(day) ? Answer::yes : Answer::no;
}

}  // namespace

Country seller_country(const ScopeGood& good) {
    for (const Country country : {good.seller.country, good.exporter.country, good.trading_country, good.dispatch_country}) {
        if (country.present()) return country;
    }
    return {};
}

Country destination_country(const ScopeGood& good) {
    return good.destination_country.present() ? good.destination_country : good.consignee.country;
}

const ScopeParty& sender(const ScopeGood& good) { return good.exporter.entity.present() ? good.exporter : good.seller; }

const ScopeParty& contract_seller(const ScopeGood& good) { return good.seller.entity.present() ? good.seller : good.exporter; }

bool class_asked(const ScopeGood& good, const Question& question) {
    if (question.goods.empty()) return true;
    return std::any_of(question.goods.begin(), question.goods.end(),
                       [&](const std::string& asked) { return class_within(good.goods_class, asked); });
}

Scope scope_of(const ScopeGood& good, const Question& question) {
    if (!class_asked(good, question)) return Scope::outside;
    const Answer answers[] = {among(seller_country(good), question.sellers), among(destination_country(good), question.destinations),
                              day_asked(good, question)};
    bool unknown = false;
    for (const Answer answer : answers) {
        if (answer == Answer::no) return Scope::outside;
        unknown = unknown || answer == Answer::unknown;
    }
    return unknown ? Scope::cannot_tell : Scope::inside;
}

bool control_applies(const DatedControl& control, const ScopeGood& good) {
    if (control.hs.empty() && control.goods.empty()) return true;
    const std::string_view code = good.hs6;
    const auto by_code = [&](const std::string& asked) {
        return !code.empty() && code.substr(0, asked.size()) == std::string_view(asked).substr(0, code.size());
    };
    return std::any_of(control.hs.begin(), control.hs.end(), by_code) ||
           std::any_of(control.goods.begin(), control.goods.end(),
                       [&](const std::string& asked) { return class_within(good.goods_class, asked); });
}

std::vector<std::string_view> missing_facts(const ScopeGood& good, const Question& question) {
    std::vector<std::string_view> facts;
    if (among(seller_country(good), question.sellers) == Answer::unknown) facts.emplace_back("seller country");
    if (among(destination_country(good), question.destinations) == Answer::unknown) facts.emplace_back("destination country");
    if (day_asked(good, question) == Answer::unknown) facts.emplace_back("day");
    return facts;
}

std::vector<const ScopeGood*> sorted_goods(const std::vector<ScopeGood>& goods) {
    std::vector<const ScopeGood*> sorted;
    sorted.reserve(goods.size());
    for (const auto& good : goods) sorted.push_back(&good);
    std::sort(sorted.begin(), sorted.end(), [](const ScopeGood* a, const ScopeGood* b) {
        return std::tie(a->item_id, a->position, a->goods_class, a->brand, a->block) <
               std::tie(b->item_id, b->position, b->goods_class, b->brand, b->block);
    });
    return sorted;
}

}  // namespace wb
