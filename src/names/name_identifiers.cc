#include "names/name_identifiers.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "text/identifiers.h"

namespace wb {

namespace {

constexpr std::size_t kShortestUnlabelled = 9;  // digits; shorter numbers are model numbers, years, houses
constexpr std::size_t kLongest = 20;

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
int digit(std::string_view text, std::size_t at) { return text[at] - '0'; }

bool labelled_valid(std::string_view text, std::string_view kind) {
    if (kind == "inn") return inn_valid(text);
    if (kind == "ogrn") return ogrn_valid(text);
    if (kind == "bin") return bin_valid(text);
    if (kind == "uscc") return uscc_valid(text);
    if (kind == "unp") return unp_valid(text);
    if (kind == "edrpou") return edrpou_valid(text);
    if (kind != "vat") return false;
    if (text.starts_with("DE")) return german_vat_valid(text.substr(2));
    return text.starts_with("TR") ? vkn_valid(text.substr(2)) : vkn_valid(text);
}

// Kinds whose shape a labelled number must have to be taken as such.
bool labelled_shape(std::string_view text, std::string_view kind) {
    const auto size = text.size();
    if (kind == "inn") return all_digits(text) && (size == 10 || size == 12);
    if (kind == "ogrn") return all_digits(text) && (size == 13 || size == 15);
    if (kind == "bin") return all_digits(text) && size == 12;
    if (kind == "uscc") return size == 18;
    if (kind == "kpp") return kpp_shaped(text);
    if (kind == "ein") return ein_shaped(text);
    if (kind == "unp") return all_digits(text) && size == 9;
    if (kind == "edrpou") return all_digits(text) && (size == 8 || size == 10);
    return kind == "vat" && size >= 8 && size <= 14;
}

FoundIdentifier by_check_digits(std::string_view text, std::string_view country) {
    if (uscc_valid(text) && !all_digits(text)) return {"uscc", true};
    if (text.starts_with("DE") && german_vat_valid(text.substr(2))) return {"vat", true};
    if (!all_digits(text) || meaningless_identifier(text)) return {};
    if (country == "KZ" && bin_valid(text)) return {"bin", true};
    if (inn_valid(text)) return {"inn", true};
    if (bin_valid(text)) return {"bin", true};
    if (ogrn_valid(text)) return {"ogrn", true};
    if (uscc_valid(text)) return {"uscc", true};
    return {};
}

}  // namespace

bool edrpou_valid(std::string_view digits) {
    if (digits.size() != 8 || !all_digits(digits)) return false;
    // The weights begin at 1 outside 30,000,000 to 60,000,000 and at 7 within; when the remainder is 10, with two more each.
    const bool middle = digits >= "30000000" && digits <= "60000000";
    const auto sum = [&](int more) {
        int total = 0;
        for (std::size_t i = 0; i < 7; ++i) {
            const int place = static_cast<int>(i);
            const int weight = middle ? (place == 0 ? 7 : place) : place + 1;
            total += digit(digits, i) * (weight + more);
        }
        return total % 11;
    };
    int check = sum(0);
    if (check == 10) check = sum(2) % 10;
    return check == digit(digits, 7);
}

bool unp_valid(std::string_view digits) {
    constexpr std::array<int, 8> kWeights = {29, 23, 19, 17, 13, 7, 5, 3};
    if (digits.size() != 9 || !all_digits(digits)) return false;
    int sum = 0;
    for (std::size_t i = 0; i < kWeights.size(); ++i) sum += digit(digits, i) * kWeights[i];
    return sum % 11 == digit(digits, 8);
}

bool vkn_valid(std::string_view digits) {
    if (digits.size() != 10 || !all_digits(digits)) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) {
        const int places = static_cast<int>(9 - i);
        const int shifted = (digit(digits, i) + places) % 10;
        const int power = (1 << places) % 9;
        const int part = shifted * power % 9;
        sum += shifted != 0 && part == 0 ? 9 : part;
    }
    return (10 - sum % 10) % 10 == digit(digits, 9);
}

bool german_vat_valid(std::string_view digits) {
    if (digits.size() != 9 || !all_digits(digits) || digits[0] == '0') return false;
    int product = 10;
    for (std::size_t i = 0; i < 8; ++i) {
        const int sum = (digit(digits, i) + product) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10 == digit(digits, 8);
}

bool kpp_shaped(std::string_view text) {
    // Four digits of the tax office, two characters of the reason, three digits.
    if (text.size() != 9 || !all_digits(text.substr(0, 4)) || !all_digits(text.substr(6))) return false;
    return std::all_of(text.begin() + 4, text.begin() + 6, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

bool ein_shaped(std::string_view digits) {
    if (digits.size() != 9 || !all_digits(digits)) return false;
    constexpr std::array<std::string_view, 12> kUnused = {"00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70"};
    return std::find(kUnused.begin(), kUnused.end(), digits.substr(0, 2)) == kUnused.end();
}

FoundIdentifier find_identifier(std::string_view text, std::string_view label, std::string_view country) {
    if (text.size() > kLongest) return {};
    if (labelled_shape(text, label)) return {label, labelled_valid(text, label)};
    if (const auto found = by_check_digits(text, country); !found.kind.empty()) return found;
    const bool long_number = text.size() >= (label.empty() ? kShortestUnlabelled : std::size_t{5}) && all_digits(text);
    return long_number && !meaningless_identifier(text) ? FoundIdentifier{"unverified", false} : FoundIdentifier{};
}

}  // namespace wb
