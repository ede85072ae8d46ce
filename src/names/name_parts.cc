#include "names/name_parts.h"

#include <vector>

#include "names/company_name.h"
#include "text/identifiers.h"
#include "text/romanise.h"

namespace wb {

struct NameScratch::State {
    CompanyName company;
    std::string core_key, acronym;
    std::vector<std::string> keys;
    std::vector<NameToken> tokens;
    std::vector<NameIdentifier> identifiers;
    Identifier identifier;
};

NameScratch::NameScratch() : state_(std::make_unique<State>()) {}
NameScratch::~NameScratch() = default;
NameScratch::NameScratch(NameScratch&&) noexcept = default;
NameScratch& NameScratch::operator=(NameScratch&&) noexcept = default;

NameParts read_name(std::string_view name, NameScratch& scratch) {
    auto& state = scratch.state();
    const auto split = split_number_from_name(name);
    state.company = read_company_name(split.name);
    state.identifier = split.identifier;
    state.tokens.clear();
    state.identifiers.clear();
    state.acronym.clear();
    state.keys.clear();
    const std::string_view latin = state.company.latin;
    for (std::size_t at = 0; at < latin.size();) {
        const auto end = std::min(latin.find(' ', at), latin.size());
        NameToken token;
        token.latin = latin.substr(at, end - at);
        state.keys.push_back(phonetic_key(token.latin));
        state.acronym += token.latin[0];
        state.tokens.push_back(token);
        at = end + 1;
    }
    for (std::size_t i = 0; i < state.tokens.size(); ++i) state.tokens[i].key = state.keys[i];
    NameParts parts;
    if (!state.identifier.value.empty()) state.identifiers.push_back({state.identifier.kind, state.identifier.value, true});
    parts.legal_form = state.company.legal_form;
    parts.tokens = state.tokens;
    parts.identifiers = state.identifiers;
    parts.core_key = parts.full_key = state.company.key;
    parts.acronym = state.acronym.size() > 1 ? std::string_view(state.acronym) : std::string_view();
    return parts;
}

std::string latin_name(const NameParts& parts) {
    std::string text;
    for (const auto& token : parts.tokens) text += (text.empty() ? "" : " ") + std::string(token.latin);
    return text;
}

}  // namespace wb
