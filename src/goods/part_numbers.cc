#include "goods/part_numbers.h"

#include <array>

#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kLongestNumber = 60;  // bytes of a word; longer ones are no part numbers

// What a byte is in a part number.
enum Byte : unsigned char { other = 0, letter = 1, digit = 2, beyond_ascii = 4, separator = 8 };

constexpr std::array<unsigned char, 256> kBytes = [] {
    std::array<unsigned char, 256> bytes{};
    for (unsigned c = 'A'; c <= 'Z'; ++c) bytes[c] = bytes[c | 0x20U] = letter;
    for (unsigned c = '0'; c <= '9'; ++c) bytes[c] = digit;
    for (unsigned c = 0x80; c < 256; ++c) bytes[c] = beyond_ascii;
    for (const char c : std::string_view(" ,;:()\t\n\"'")) bytes[static_cast<unsigned char>(c)] = separator;
    return bytes;
}();

unsigned byte_of(char c) { return kBytes[static_cast<unsigned char>(c)]; }

// Words between separators that may be part numbers: letters and digits, no letters beyond ASCII.
class NumberWords {
public:
    explicit NumberWords(std::string_view text) : text_(text) {}
    // The next word; empty at the end.
    std::string_view next() {
        while (at_ < text_.size()) {
            const auto begin = at_;
            unsigned kinds = 0;
            for (; at_ < text_.size(); ++at_) {
                const auto kind = byte_of(text_[at_]);
                if (kind == separator) break;
                kinds |= kind;
            }
            const auto word = text_.substr(begin, at_ - begin);
            ++at_;
            if ((kinds & (letter | digit | beyond_ascii)) == (letter | digit) && fits(word)) return word;
        }
        return {};
    }
    static bool fits(std::string_view word) { return word.size() >= kShortestNumber && word.size() <= kLongestNumber; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

bool looks_like_number(std::string_view word) {
    unsigned kinds = 0;
    for (const char c : word) kinds |= byte_of(c);
    return (kinds & (letter | digit | beyond_ascii)) == (letter | digit) && NumberWords::fits(word);
}

std::optional<PartNumber> number_of(std::string_view word, std::string_view maker) {
    if (!looks_like_number(word)) return std::nullopt;
    std::array<char, kLongestNumber> letters{};
    std::size_t count = 0;
    for (const char c : word) {
        if (byte_of(c) == letter) letters[count++] = static_cast<char>(c & ~0x20);
        if (byte_of(c) == digit) letters[count++] = c;
    }
    if (count < kShortestNumber) return std::nullopt;
    const auto match = PartSeries::built_in().match({letters.data(), count}, maker);
    if (match.length < kShortestBeginning) return std::nullopt;
    return PartNumber{word, match.kind, match.length, match.by_maker};
}

}  // namespace

bool may_hold_part_number(std::string_view text) { return !NumberWords(text).next().empty(); }

std::optional<PartNumber> find_part_number(std::span<const std::string_view> stated, std::string_view text, std::string_view maker) {
    for (const auto cell : stated) {
        if (const auto found = number_of(trim(cell), maker)) return found;
    }
    std::optional<PartNumber> best;
    NumberWords words(text);
    auto word = words.next();
    for (std::size_t looked_at = 0; !word.empty() && looked_at < kMostNumbers; ++looked_at, word = words.next()) {
        const auto found = number_of(word, maker);
        if (found && (!best || found->length > best->length)) best = found;
    }
    return best;
}

}  // namespace wb
