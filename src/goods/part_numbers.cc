#include "goods/part_numbers.h"

#include <algorithm>
#include <string>

#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kLongestNumber = 60;  // bytes of a word; longer ones are no part numbers

bool is_letter_of_number(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_digit_of_number(char c) { return c >= '0' && c <= '9'; }

std::string letters_of(std::string_view word) {
    std::string out;
    for (const char c : word) {
        if (is_letter_of_number(c)) out += static_cast<char>(c & ~0x20);
        if (is_digit_of_number(c)) out += c;
    }
    return out;
}

bool looks_like_number(std::string_view word) {
    if (word.size() < kShortestNumber || word.size() > kLongestNumber) return false;
    const bool digits = std::any_of(word.begin(), word.end(), is_digit_of_number);
    const bool letters = std::any_of(word.begin(), word.end(), is_letter_of_number);
    const bool plain = std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return digits && letters && plain;
}

std::optional<PartNumber> number_of(std::string_view word, std::string_view maker) {
    if (!looks_like_number(word)) return std::nullopt;
    const auto letters = letters_of(word);
    if (letters.size() < kShortestNumber) return std::nullopt;
    const auto match = PartSeries::built_in().match(letters, maker);
    if (match.length < kShortestBeginning) return std::nullopt;
    return PartNumber{word, match.kind, match.length};
}

}  // namespace

std::optional<PartNumber> find_part_number(std::span<const std::string_view> stated, std::string_view text, std::string_view maker) {
    for (const auto cell : stated) {
        if (const auto found = number_of(trim(cell), maker)) return found;
    }
    std::optional<PartNumber> best;
    std::size_t looked_at = 0;
    constexpr std::string_view kSeparators = " ,;:()\t\n\"'";
    for (std::size_t at = text.find_first_not_of(kSeparators); at != std::string_view::npos && looked_at < kMostNumbers;) {
        const auto end = std::min(text.find_first_of(kSeparators, at), text.size());
        const auto word = text.substr(at, end - at);
        if (looks_like_number(word)) {
            ++looked_at;
            const auto found = number_of(word, maker);
            if (found && (!best || found->length > best->length)) best = found;
        }
        at = text.find_first_not_of(kSeparators, end);
    }
    return best;
}

}  // namespace wb
