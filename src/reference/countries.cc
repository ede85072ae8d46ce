#include "reference/countries.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/region.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::array kLanguages = {"en", "ru", "zh", "es", "pt", "tr", "uk", "kk", "fr"};

struct CountryNames {
    std::unordered_map<std::string, Country> by_name;
    std::unordered_map<std::string, std::string> english;  // by alpha-2
};

void add_codes(const char* alpha2, const icu::Locale& locale, CountryNames& names) {
    const Country country{std::string_view(alpha2)};
    names.by_name.emplace(fold_words(alpha2), country);
    if (const char* alpha3 = locale.getISO3Country(); alpha3 != nullptr && *alpha3 != '\0')
        names.by_name.emplace(fold_words(alpha3), country);
    UErrorCode status = U_ZERO_ERROR;
    const auto* region = icu::Region::getInstance(alpha2, status);
    if (U_FAILURE(status) || region == nullptr || region->getNumericCode() <= 0) return;
    std::string numeric = std::to_string(region->getNumericCode());
    names.by_name.emplace(numeric, country);
    numeric.insert(0, 3 - std::min<std::size_t>(3, numeric.size()), '0');
    names.by_name.emplace(numeric, country);
}

// "St. Kitts & Nevis", "São Tomé & Príncipe", "Côte d’Ivoire": declarations write the words out and leave the accents away.
void add_written_out(std::string text, Country country, CountryNames& names) {
    if (const auto sign = text.find(" & "); sign != std::string::npos) text.replace(sign, 3, " and ");
    if (text.starts_with("St. ")) text.replace(0, 3, "Saint");
    names.by_name.emplace(fold_words(text), country);
    UErrorCode status = U_ZERO_ERROR;
    const auto* decomposer = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) return;
    std::string plain;
    const auto decomposed = decomposer->normalize(icu::UnicodeString::fromUTF8(text), status);
    for (int32_t i = 0; i < decomposed.length(); ++i) {
        if (u_charType(decomposed.charAt(i)) != U_NON_SPACING_MARK) append_utf8(plain, decomposed.charAt(i));
    }
    names.by_name.emplace(fold_words(plain), country);
}

void add_display_names(const char* alpha2, const icu::Locale& locale, CountryNames& names) {
    for (const char* language : kLanguages) {
        icu::UnicodeString name;
        locale.getDisplayCountry(icu::Locale(language), name);
        std::string text;
        name.toUTF8String(text);
        if (text == alpha2) continue;
        names.by_name.emplace(fold_words(text), Country{std::string_view(alpha2)});
        if (std::string_view(language) != "en") continue;
        names.english[alpha2] = text;
        add_written_out(text, Country{std::string_view(alpha2)}, names);
    }
}

CountryNames load_names() {
    CountryNames names;
    const auto aliases = parse_toml(embedded_file("terms/countries.toml"), "terms/countries.toml");
    WB_CHECK(aliases.ok(), to_string(aliases.error()));
    const auto* table = (*aliases)["aliases"].as_table();
    WB_CHECK(table != nullptr, "terms/countries.toml has aliases");
    for (const auto& [code, node] : *table) {
        for (const auto& alias : toml_texts(*table, code.str())) names.by_name.emplace(fold_words(alias), Country{code.str()});
    }
    for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
        const icu::Locale locale("", *code);
        add_codes(*code, locale, names);
        add_display_names(*code, locale, names);
    }
    names.english.emplace("EU", "European Union");
    return names;
}

const CountryNames& all_names() {
    static const CountryNames kNames = load_names();
    return kNames;
}

Country find_name(const std::string& folded) {
    const auto& names = all_names().by_name;
    const auto found = names.find(folded);
    return found == names.end() ? Country{} : found->second;
}

// A country and how many letters of the text named it.
struct Found {
    Country country;
    std::size_t letters = 0;
};

// "SPAIN (ES)", "IN, INDIA", "156-CHINA": one part names it and no other part names another.
Found find_in_parts(std::string_view cell) {
    Found found;
    std::size_t start = 0;
    for (std::size_t at = 0; at <= cell.size(); ++at) {
        const bool end = at == cell.size();
        if (!end && std::string_view(",()-/;").find(cell[at]) == std::string_view::npos) continue;
        const auto text = cell.substr(start, at - start);
        const auto part = find_name(fold_words(text));
        if (part.present() && found.country.present() && part != found.country) return {};
        if (part.present()) found = {part, found.letters + code_points(trim(text))};
        start = at + 1;
    }
    return found;
}

Found find_in(std::string_view cell) {
    constexpr std::size_t kLongestName = 120;  // bytes; the longest official name in Russian has 90
    cell = trim(cell);
    if (cell.empty() || cell.size() > kLongestName) return {};
    if (const auto whole = find_name(fold_words(cell)); whole.present()) return {whole, code_points(cell)};
    if (const auto parts = find_in_parts(cell); parts.country.present()) return parts;
    // Latin letters in a Cyrillic name and the other way round.
    FoldedText alike;
    alike.assign(cell);
    return {find_name(alike.text), code_points(cell)};
}

}  // namespace

Country country_of(std::string_view cell) { return find_in(cell).country; }

bool is_country_cell(std::string_view cell) {
    constexpr double kLeastShare = 0.25;      // "VENEZUELA, BOLIVARIAN REPUBLIC OF" has 0.29, "KEDA (GH) CERAMICS COMPANY" 0.08
    constexpr std::size_t kLongestCell = 70;  // letters; the longest official name in English has 56
    cell = trim(cell);
    const auto letters = code_points(cell);
    if (letters == 0 || letters > kLongestCell) return false;
    const auto found = find_in(cell);
    return found.country.present() && static_cast<double>(found.letters) >= kLeastShare * static_cast<double>(letters);
}

std::string_view country_name(Country country) {
    const auto& english = all_names().english;
    const auto found = english.find(std::string(country.text()));
    return found == english.end() ? std::string_view("") : std::string_view(found->second);
}

}  // namespace wb
