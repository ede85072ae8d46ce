#include "ingest/party_text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "reference/countries.h"
#include "reference/terms.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kShortestName = 3;  // what stands on either side of the phrase must still be a name
constexpr std::size_t kShortestMark = 3;  // "o b", "c o": words so short count only when a stroke joins them in the text
constexpr std::string_view kToOrder[] = {"to the order of", "to the order", "to order of", "to order",
                                         "unto order",      "приказу",      "по приказу"};

struct Split {
    std::size_t begin = std::string_view::npos, end = 0;  // of the phrase, in the original text
    const IntermediaryPhrase* phrase = nullptr;
    std::string_view role;
    [[nodiscard]] bool found() const { return begin != std::string_view::npos; }
};

// A text folded between two blanks, so that words can be looked for whole.
struct Framed {
    FoldedText folded;
    std::string text;
    explicit Framed(std::string_view original) {
        folded.assign(original);
        text = " " + folded.text + " ";
    }
    // Place in the original of a place in `text`.
    [[nodiscard]] std::size_t original(std::size_t at) const { return folded.origin[at == 0 ? 0 : std::min(at - 1, folded.text.size())]; }
};

std::string_view tidy(std::string_view text) {
    text = trim(text);
    while (!text.empty() && std::string_view(",;:.-/(").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    while (!text.empty() && std::string_view(",;:-/)").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    return trim(text);
}

std::string_view last_word(std::string_view words) {
    const auto trimmed = trim(words);
    return trimmed.substr(trimmed.rfind(' ') + 1);
}

std::string_view first_word(std::string_view words) {
    const auto trimmed = trim(words);
    return trimmed.substr(0, trimmed.find(' '));
}

bool one_of(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Whether the phrase at this place is what it seems: "health care of Texas" is no c/o, nor is "o b" without a stroke.
bool stands(const IntermediaryPhrase& phrase, const Framed& framed, std::size_t begin, std::string_view original) {
    const auto end = begin + phrase.words.size();
    const auto before = std::string_view(framed.text).substr(0, begin);
    const auto after = std::string_view(framed.text).substr(end);
    if (one_of(phrase.not_after, last_word(before)) || one_of(phrase.not_before, first_word(after))) return false;
    for (const auto& start : phrase.not_before)
        if (static_cast<unsigned char>(start[0]) >= 0xE0 && after.starts_with(start)) return false;
    if (phrase.words.size() > kShortestMark) return true;
    const auto from = framed.original(begin);
    return original.substr(from, framed.original(end) - from).find_first_of("/\\") != std::string_view::npos;
}

void look_for(const IntermediaryPhrase& phrase, const Framed& framed, std::string_view original, Split& split) {
    const bool han = static_cast<unsigned char>(phrase.words[0]) >= 0xE0;
    const auto words = han ? phrase.words : " " + phrase.words + " ";
    for (auto at = framed.text.find(words); at != std::string::npos; at = framed.text.find(words, at + 1)) {
        const auto begin = han ? at : at + 1;
        if (framed.original(begin) >= split.begin) return;
        if (!stands(phrase, framed, begin, original)) continue;
        split = {framed.original(begin), framed.original(begin + phrase.words.size()), &phrase, phrase.role};
        return;
    }
}

Split find_phrase(std::string_view text) {
    const Framed framed(text);
    Split split;
    for (const auto& phrase : Terms::built_in().intermediaries()) look_for(phrase, framed, text, split);
    return split;
}

// Cheap refusal before folding: every phrase holds one of these.
bool may_hold_phrase(std::string_view text) {
    static constexpr std::string_view kHints[] = {
        "O/B",     "o/b",      "B/O",      "b/o",     "C/O",       "c/o",        "A/C",       "a/c",      "О/В",      "О/B",      "OBO",
        "RDER",    "rder",     "EHALF",    "ehalf",   "CARE",      "Care",       "CCOUNT",    "ccount",   "DELIVER",  "eliver",   "RANSFER",
        "ransfer", "ONSIGNEE", "onsignee", "NSTRUCT", "nstruct",   "COMMISSION", "ommission", "AGENT",    "gent ",    "ПОРУЧ",    "оруч",
        "ДОРУЧ",   "ИМЕНИ",    "имени",    "ЗАКАЗ",   "заказ",     "ПЕРЕДАЧ",    "ередач",    "АДРЕС",    "адрес",    "ЧЕРЕЗ",    "через",
        "СЧЕТ",    "СЧЁТ",     "счет",     "счёт",    "ИНТЕРЕСАХ", "интересах",  "ПОЛУЧАТЕЛ", "олучател", "ОТПРАВК",  "тправк",   "ОТГРУЗК",
        "тгрузк",  "代",       "委托",     "转",      "收货人",    "CUENTA",     "cuenta",    "NOMBRE",   "nombre",   "ORDEM",    "ordem",
        "EM NOME", "em nome",  "AUFTRAG",  "uftrag",  "AU NOM",    "au nom",     "ENTREGA",   "ntrega",   "CARGO DE", "cargo de", "CUIDADO",
        "uidado",  "ADINA",    "adına",    "HESAB",   "esab",      "Z HD",       "z Hd",      "z hd"};
    for (const auto hint : kHints) {
        if (text.find(hint) != std::string_view::npos) return true;
    }
    return false;
}

// "深圳A公司代香港B公司", "A公司受B公司委托": only between two companies, since 代 alone is a part of many words.
Split find_han(std::string_view text) {
    static constexpr std::string_view kCompany = "公司";
    static constexpr std::array kForSomebody = {std::string_view("公司代理"), std::string_view("公司代")};
    static constexpr std::array kOtherWords = {std::string_view("表"), std::string_view("办"), std::string_view("码"),
                                               std::string_view("工"), std::string_view("理")};
    for (const auto words : kForSomebody) {
        const auto at = text.find(words);
        if (at == std::string_view::npos) continue;
        const auto rest = text.substr(at + words.size());
        const bool other =
            std::any_of(kOtherWords.begin(), kOtherWords.end(), [&](std::string_view word) { return rest.starts_with(word); });
        if (!other && rest.find(kCompany) != std::string_view::npos) return {at + kCompany.size(), at + words.size(), nullptr, "principal"};
    }
    return {};
}

// The party between 受 and 委托.
bool split_entrusted(PartyText& party) {
    static constexpr std::string_view kBy = "受";
    static constexpr std::string_view kEntrusted = "委托";
    const auto by = party.name.find(kBy);
    const auto entrusted = by == std::string_view::npos ? by : party.name.find(kEntrusted, by);
    if (entrusted == std::string_view::npos || by == 0) return false;
    const auto principal = party.name.substr(by + kBy.size(), entrusted - by - kBy.size());
    if (principal.size() < kShortestName) return false;
    party.other = tidy(principal);
    party.other_role = "principal";
    party.name = tidy(party.name.substr(0, by));
    return true;
}

// "EEFA CERAM IRAN BY ADEL TABEEI EXPORT AND IMPORT COMMISSION"
bool split_commission(PartyText& party) {
    static constexpr std::string_view kEnd = " COMMISSION";
    static constexpr std::string_view kBy = " BY ";
    const auto by = party.name.find(kBy);
    if (!party.name.ends_with(kEnd) || by == std::string_view::npos || by < kShortestName) return false;
    const auto end = party.name.size() - kEnd.size();
    if (end < by + kBy.size() + kShortestName) return false;
    party.other = tidy(party.name.substr(by + kBy.size(), end - by - kBy.size()));
    party.other_role = "principal";
    party.name = tidy(party.name.substr(0, by));
    return true;
}

bool only_legal_form(std::string_view text) {
    const auto words = fold_words(text);
    static constexpr std::array<std::string_view, 12> kForms = {"ооо", "ао",  "зао", "пао", "оао", "ип",
                                                                "тоо", "llc", "ltd", "jsc", "ooo", "co"};
    return std::find(kForms.begin(), kForms.end(), words) != kForms.end();
}

bool is_name(std::string_view text) { return text.size() >= kShortestName && !only_legal_form(text); }

// Words that name who carries an order out, after a phrase that names whose order it is. Not before: VIA is also a street in Italy.
std::size_t find_through(std::string_view text, std::size_t& end) {
    static constexpr std::string_view kThrough[] = {" THROUGH ", " VIA ", " through ", " via ", " ЧЕРЕЗ ", " через ", "/VIA ", "/ VIA "};
    std::size_t at = std::string_view::npos;
    for (const auto word : kThrough) {
        const auto found = text.find(word);
        if (found == std::string_view::npos || found >= at) continue;
        at = found;
        end = found + word.size();
    }
    return at;
}

// Takes "… THROUGH C" off the second party.
void split_through(PartyText& party) {
    std::size_t end = 0;
    const auto at = find_through(party.other, end);
    if (at == std::string_view::npos) return;
    const auto agent = tidy(party.other.substr(end));
    const auto principal = tidy(party.other.substr(0, at));
    if (!is_name(agent)) return;
    if (party.name.empty()) {
        party.name = agent;
        party.other = principal;
    } else if (!is_name(principal) || is_country_cell(principal)) {
        party.other = agent;
        party.other_role = "agent";
    } else {
        party.other = principal;
        party.third = agent;
    }
}

void divide(PartyText& party, const Split& split) {
    const auto before = tidy(party.name.substr(0, split.begin));
    const auto after = tidy(party.name.substr(split.end));
    if (!is_name(before) && !is_name(after)) return;
    if (!is_name(after)) {
        party.name = before;  // cut behind the phrase: "… ON BEHALF OF"
        return;
    }
    if (!is_name(before)) {
        if (before.size() >= kShortestName || split.begin > 0 || split.role != "principal") return;  // "ООО OBO BETTERMANN"
        party.name = {};
        party.other = after;
        party.other_role = split.role;
        split_through(party);
        if (party.name.empty()) {  // whose order it is, but not who carries it out
            party.name = party.other;
            party.other = party.other_role = {};
        }
        return;
    }
    const bool first = split.phrase == nullptr || split.phrase->principal == PrincipalSide::first;
    party.name = first ? before : after;
    party.other = first ? after : before;
    party.other_role = split.role;
    split_through(party);
    if (is_country_cell(party.other)) party.other = party.other_role = {};
}

// A place, not a holder: nothing, a country, or one word.
bool names_nobody(std::string_view rest) {
    return rest.size() < kShortestName || is_country_cell(rest) || rest.find(' ') == std::string_view::npos;
}

void read_order(PartyText& party) {
    const Framed framed(party.name.substr(0, 40));
    for (const auto words : kToOrder) {
        if (!framed.text.starts_with(" " + std::string(words) + " ")) continue;
        party.to_order = true;
        const auto rest = tidy(party.name.substr(std::min(framed.original(words.size() + 2), party.name.size())));
        party.name = names_nobody(rest) ? std::string_view() : rest;
        return;
    }
}

bool may_be_to_order(std::string_view text) {
    static constexpr std::string_view kStarts[] = {"TO ", "To ", "to ", "UNTO ", "ПО ПРИКАЗУ", "По приказу", "по приказу", "ПРИКАЗУ"};
    return std::any_of(std::begin(kStarts), std::end(kStarts), [&](std::string_view start) { return text.starts_with(start); });
}

}  // namespace

PartyText read_party_text(std::string_view text) {
    auto numbered = split_number_from_name(text);
    PartyText party{numbered.name, {}, {}, {}, std::move(numbered.identifier), false};
    if (may_be_to_order(party.name)) read_order(party);
    if (party.to_order || !may_hold_phrase(party.name)) return party;
    if (const auto han = find_han(party.name); han.found()) {
        divide(party, han);
        return party;
    }
    if (split_entrusted(party)) return party;
    const auto split = find_phrase(party.name);
    if (split.found()) {
        divide(party, split);
    } else {
        split_commission(party);
    }
    return party;
}

}  // namespace wb
