#include "companies/company_country.h"

#include <algorithm>
#include <array>

#include "names/lexicon.h"
#include "text/identifiers.h"

namespace wb {

namespace {

// Forms that are Russian in Latin letters too.
bool russian_form(std::string_view form) {
    static constexpr std::array kForms = {std::string_view("OOO"), std::string_view("ZAO"), std::string_view("OAO"),
                                          std::string_view("PAO"), std::string_view("AO"),  std::string_view("IP")};
    return std::ranges::find(kForms, form) != kForms.end();
}

}  // namespace

ToldCountry CountryReader::read(const Party& party) {
    if (const auto country = issuing_country(party.identifier_kind); !country.empty()) return {Country{country}, "number"};
    if (!party.address.empty()) {
        const auto country = read_address(party.address, Country{}, addresses_).country;
        if (country.present()) return {country, "address"};
    }
    if (const auto country = called_after(party.name); country.present()) return {country, "name"};
    return {};
}

Country CountryReader::called_after(std::string_view name) {
    const auto parts = read_name(name, names_);
    if ((parts.scripts & script_bit(Script::cyrillic)) != 0 || russian_form(parts.legal_form_text)) return {};
    Country told;
    for (const auto& token : parts.tokens) {
        if (token.kind != NameTokenKind::place) continue;
        const auto* place = NameLexicon::built_in().place(token.concept_id);
        if (place == nullptr || place->country.empty()) continue;
        const Country country{place->country};
        if (told.present() && told != country) return {};
        told = country;
    }
    return told;
}

}  // namespace wb
