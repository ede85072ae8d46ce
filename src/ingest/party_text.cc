#include "ingest/party_text.h"

#include "reference/terms.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kShortestName = 3;  // what stands on either side of the phrase must still be a name

bool has_mark(std::string_view text) {
    // Cheap refusal before folding: every phrase holds one of these.
    return text.find("O/B") != std::string_view::npos || text.find("o/b") != std::string_view::npos ||
           text.find("B/O") != std::string_view::npos || text.find("C/O") != std::string_view::npos ||
           text.find("c/o") != std::string_view::npos || text.find("О/B") != std::string_view::npos;
}

struct Split {
    std::size_t begin = std::string_view::npos, end = 0;  // of the phrase, in the original text
    const IntermediaryPhrase* phrase = nullptr;
};

Split find_phrase(std::string_view text) {
    FoldedText folded;
    folded.assign(text);
    const std::string framed = " " + folded.text + " ";
    Split split;
    for (const auto& phrase : Terms::built_in().intermediaries()) {
        const bool han = static_cast<unsigned char>(phrase.words[0]) >= 0xE0;
        const auto at = framed.find(han ? phrase.words : " " + phrase.words + " ");
        if (at == std::string::npos || at == 0) continue;
        const auto begin = han ? at - 1 : at;
        const auto end = begin + phrase.words.size();
        if (split.phrase == nullptr || folded.origin[begin] < split.begin)
            split = {folded.origin[begin], folded.origin[std::min(end, folded.text.size())], &phrase};
    }
    return split;
}

bool may_hold_phrase(std::string_view text) {
    if (has_mark(text)) return true;
    static constexpr std::string_view kHints[] = {"ORDER", "rder",  "BEHALF", "ehalf", "CARE",  "ACCOUNT", "ccount",  "DELIVER", "ПОРУЧ",
                                                  "оруч",  "ИМЕНИ", "имени",  "ЗАКАЗ", "заказ", "ПЕРЕДАЧ", "передач", "АДРЕС",   "адрес",
                                                  "ЧЕРЕЗ", "через", "代",     "受托",  "转交",  "CUENTA",  "OBO"};
    for (const auto hint : kHints) {
        if (text.find(hint) != std::string_view::npos) return true;
    }
    return false;
}

std::string_view tidy(std::string_view text) {
    text = trim(text);
    while (!text.empty() && std::string_view(",;:.-/(").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    while (!text.empty() && std::string_view(",;:-/)").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    return trim(text);
}

}  // namespace

PartyText read_party_text(std::string_view text) {
    const auto numbered = split_number_from_name(text);
    PartyText party{numbered.name, {}, {}, numbered.identifier};
    if (!may_hold_phrase(party.name)) return party;
    const auto split = find_phrase(party.name);
    if (split.phrase == nullptr) return party;
    const auto before = tidy(party.name.substr(0, split.begin));
    const auto after = tidy(party.name.substr(split.end));
    if (before.size() < kShortestName || after.size() < kShortestName) return party;
    const bool first = split.phrase->principal == PrincipalSide::first;
    party.name = first ? before : after;
    party.other = first ? after : before;
    party.other_role = split.phrase->role;
    return party;
}

}  // namespace wb
