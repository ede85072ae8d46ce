#include "text/identifiers.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "text/utf8.h"

namespace wb {

namespace {

bool all_digits(std::string_view text) {
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
    }
    return !text.empty();
}

int digit(std::string_view text, std::size_t at) { return text[at] - '0'; }

int weighted_sum(std::string_view digits, std::span<const int> weights) {
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += digit(digits, i) * weights[i];
    return sum;
}

bool same_characters(std::string_view text) { return text.find_first_not_of(text.front()) == std::string_view::npos; }

constexpr std::array<int, 9> kInn10 = {2, 4, 10, 3, 5, 9, 4, 6, 8};
constexpr std::array<int, 10> kInn11 = {7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
constexpr std::array<int, 11> kInn12 = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
constexpr std::array<int, 11> kBinFirst = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
constexpr std::array<int, 11> kBinSecond = {3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2};
constexpr std::array<int, 17> kUscc = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
constexpr std::string_view kUsccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

// Where companies carry such numbers: Russia's in Russia and, of its branches and of declarants, in the other members of the customs union.
constexpr std::array<std::string_view, 5> kCustomsUnion = {"RU", "AM", "BY", "KG", "KZ"};

bool issues(std::span<const std::string_view> countries, std::string_view country) {
    return country.empty() || std::find(countries.begin(), countries.end(), country) != countries.end();
}

}  // namespace

bool inn_valid(std::string_view digits) {
    if (!all_digits(digits) || same_characters(digits)) return false;
    if (digits.size() == 10) return weighted_sum(digits, kInn10) % 11 % 10 == digit(digits, 9);
    if (digits.size() != 12) return false;
    return weighted_sum(digits, kInn11) % 11 % 10 == digit(digits, 10) && weighted_sum(digits, kInn12) % 11 % 10 == digit(digits, 11);
}

bool ogrn_valid(std::string_view digits) {
    if (!all_digits(digits) || same_characters(digits)) return false;
    if (digits.size() != 13 && digits.size() != 15) return false;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i + 1 < digits.size(); ++i) number = number * 10 + static_cast<std::uint64_t>(digit(digits, i));
    const auto check = number % (digits.size() == 13 ? 11U : 13U) % 10U;
    return check == static_cast<std::uint64_t>(digit(digits, digits.size() - 1)) &&
           (digits[0] == '1' || digits[0] == '2' || digits[0] == '3' || digits[0] == '5');
}

bool bin_valid(std::string_view digits) {
    if (digits.size() != 12 || !all_digits(digits) || same_characters(digits)) return false;
    const int month = digit(digits, 2) * 10 + digit(digits, 3);
    if (month < 1 || month > 12) return false;
    int check = weighted_sum(digits, kBinFirst) % 11;
    if (check == 10) check = weighted_sum(digits, kBinSecond) % 11;
    return check != 10 && check == digit(digits, 11);
}

bool uscc_valid(std::string_view code) {
    if (code.size() != 18 || same_characters(code)) return false;
    int sum = 0;
    for (std::size_t i = 0; i < kUscc.size(); ++i) {
        const auto at = kUsccAlphabet.find(code[i]);
        if (at == std::string_view::npos) return false;
        sum += static_cast<int>(at) * kUscc[i];
    }
    const auto check = static_cast<std::size_t>((31 - sum % 31) % 31);
    // The third to eighth characters are the six-digit region: never letters.
    return all_digits(code.substr(2, 6)) && code[17] == kUsccAlphabet[check];
}

bool meaningless_identifier(std::string_view value) {
    constexpr std::size_t kShortest = 5;
    return value.size() < kShortest || same_characters(value);
}

Identifier classify_identifier(std::string_view text, std::string_view country) {
    Identifier identifier;
    for (const char c : text) {
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) identifier.value += c;
        if (c >= 'a' && c <= 'z') identifier.value += static_cast<char>(c - 32);
    }
    const auto& value = identifier.value;
    if (meaningless_identifier(value)) return {};
    // A number of another country passes a Russian check one time in eleven: what its country does not issue stays unverified.
    const bool kazakh = country == "KZ";
    if (kazakh && bin_valid(value)) {
        identifier.kind = "bin";
    } else if (issues(kCustomsUnion, country) && inn_valid(value)) {
        identifier.kind = "inn";
    } else if (issues(kCustomsUnion, country) && bin_valid(value)) {
        identifier.kind = "bin";
    } else if (uscc_valid(value)) {
        identifier.kind = "uscc";
    } else if (issues(kCustomsUnion, country) && ogrn_valid(value)) {
        identifier.kind = "ogrn";
    } else {
        identifier.kind = "unverified";
    }
    return identifier;
}

std::string_view issuing_country(std::string_view kind) {
    if (kind == "inn" || kind == "ogrn") return "RU";
    if (kind == "bin") return "KZ";
    return kind == "uscc" ? "CN" : "";
}

NameWithNumber split_number_from_name(std::string_view name) {
    NameWithNumber split{trim(name), {}};
    const auto space = split.name.find(' ');
    if (space == std::string_view::npos) return split;
    const auto first = split.name.substr(0, space);
    if (first.size() < 10 || !(inn_valid(first) || uscc_valid(first) || ogrn_valid(first))) return split;
    split.identifier = classify_identifier(first, "");
    split.name = trim(split.name.substr(space));
    // A KPP: nine digits, the reason code of registration, says nothing more about who it is.
    if (split.name.size() > 10 && all_digits(split.name.substr(0, 9)) && split.name[9] == ' ') split.name = trim(split.name.substr(9));
    return split;
}

}  // namespace wb
