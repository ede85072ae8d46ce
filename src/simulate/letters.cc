#include "simulate/letters.h"

#include <array>

#include "text/utf8.h"

namespace wb {

namespace {

constexpr char32_t kCapitalYo = 0x401;
constexpr char32_t kSmallYo = 0x451;

char32_t capital(char32_t c) {
    if (c >= U'a' && c <= U'z') return c - 32;
    if (c >= 0x430 && c <= 0x44F) return c - 32;
    switch (c) {
        case kSmallYo:
            return kCapitalYo;
        case U'ü':
            return U'Ü';
        case U'ö':
            return U'Ö';
        case U'ç':
            return U'Ç';
        case U'ş':
            return U'Ş';
        case U'ğ':
            return U'Ğ';
        case U'ı':
            return U'I';
        default:
            return c;
    }
}

// KOI8-R of А…Я; small letters lie 0x20 below.
constexpr std::array<unsigned char, 32> kKoi = {0xE1, 0xE2, 0xF7, 0xE7, 0xE4, 0xE5, 0xF6, 0xFA, 0xE9, 0xEA, 0xEB,
                                                0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF2, 0xF3, 0xF4, 0xF5, 0xE6, 0xE8,
                                                0xE3, 0xFE, 0xFB, 0xFD, 0xFF, 0xF9, 0xF8, 0xFC, 0xE0, 0xF1};

unsigned char cyrillic_byte(char32_t c, Encoding encoding) {
    const auto letter = static_cast<unsigned char>(c - 0x410);  // 0…63: А…я
    if (encoding == Encoding::windows1251) return static_cast<unsigned char>(0xC0 + letter);
    if (encoding == Encoding::koi8r) return letter < 32 ? kKoi[letter] : static_cast<unsigned char>(kKoi[letter - 32U] - 0x20);
    return static_cast<unsigned char>(letter < 48 ? 0x80 + letter : 0xE0 + letter - 48);
}

char single_byte(char32_t c, Encoding encoding) {
    if (c < 0x80) return static_cast<char>(c);
    if (c >= 0x410 && c <= 0x44F) return static_cast<char>(cyrillic_byte(c, encoding));
    if (c == kCapitalYo) return static_cast<char>(encoding == Encoding::windows1251 ? 0xA8 : encoding == Encoding::cp866 ? 0xF0 : 0xB3);
    if (c == kSmallYo) return static_cast<char>(encoding == Encoding::windows1251 ? 0xB8 : encoding == Encoding::cp866 ? 0xF1 : 0xA3);
    if (c == 0xA0) return static_cast<char>(encoding == Encoding::koi8r ? 0x9A : encoding == Encoding::cp866 ? 0xFF : 0xA0);
    return '?';
}

constexpr std::array<std::string_view, 32> kLatin = {"A",  "B",  "V",  "G",    "D", "E", "ZH", "Z", "I",  "Y", "K",
                                                     "L",  "M",  "N",  "O",    "P", "R", "S",  "T", "U",  "F", "KH",
                                                     "TS", "CH", "SH", "SHCH", "",  "Y", "",   "E", "YU", "YA"};
constexpr std::array<std::string_view, 32> kOldLatin = {"A", "B",  "V",  "G",   "D", "E", "ZH", "Z", "I",  "I", "K",
                                                        "L", "M",  "N",  "O",   "P", "R", "S",  "T", "U",  "F", "H",
                                                        "C", "CH", "SH", "SCH", "",  "Y", "",   "E", "IU", "IA"};

}  // namespace

Encoding encoding_named(std::string_view name) {
    if (name == "utf-8-bom") return Encoding::utf8_bom;
    if (name == "utf-16le") return Encoding::utf16le;
    if (name == "windows-1251") return Encoding::windows1251;
    if (name == "cp866") return Encoding::cp866;
    return name == "koi8-r" ? Encoding::koi8r : Encoding::utf8;
}

std::string encoded(std::string_view text, Encoding encoding) {
    if (encoding == Encoding::utf8 || encoding == Encoding::utf8_bom) return std::string(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = next_code(text, at);
        if (encoding == Encoding::utf16le) {
            out += static_cast<char>(c & 0xFF);
            out += static_cast<char>((c >> 8) & 0xFF);
        } else {
            out += single_byte(c, encoding);
        }
    }
    return out;
}

std::string in_capitals(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) append_utf8(out, capital(next_code(text, at)));
    return out;
}

std::string in_latin(std::string_view cyrillic, bool old_habit) {
    std::string out;
    for (std::size_t at = 0; at < cyrillic.size();) {
        auto c = capital(next_code(cyrillic, at));
        if (c == kCapitalYo) c = U'Е';
        if (c < 0x410 || c > 0x42F) {
            append_utf8(out, c);
        } else {
            out += (old_habit ? kOldLatin : kLatin)[c - 0x410];
        }
    }
    return out;
}

std::string with_look_alikes(std::string_view text, Dice& dice) {
    static constexpr std::array<std::pair<char32_t, char>, 10> kAlike = {
        {{U'А', 'A'}, {U'В', 'B'}, {U'Е', 'E'}, {U'К', 'K'}, {U'М', 'M'}, {U'Н', 'H'}, {U'О', 'O'}, {U'Р', 'P'}, {U'С', 'C'}, {U'Т', 'T'}}};
    constexpr double kReplaced = 0.25;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = next_code(text, at);
        const auto* found = std::find_if(kAlike.begin(), kAlike.end(), [&](const auto& pair) { return pair.first == c; });
        if (found != kAlike.end() && dice.chance(kReplaced))
            out += found->second;
        else
            append_utf8(out, c);
    }
    return out;
}

std::string with_slip(std::string name, Dice& dice) {
    constexpr std::size_t kShortest = 8;
    if (name.size() < kShortest) return name;
    const auto at = 3 + dice.below(name.size() - 5);
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    if (!is_letter(name[at]) || !is_letter(name[at + 1])) return name;
    switch (dice.below(3)) {
        case 0:
            name.erase(at, 1);
            break;
        case 1:
            name.insert(at, 1, name[at]);
            break;
        default:
            std::swap(name[at], name[at + 1]);
    }
    return name;
}

std::size_t letters_in(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string first_letters(std::string_view text, std::size_t letters) {
    std::size_t at = 0;
    for (std::size_t seen = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && ++seen > letters) break;
    }
    return std::string(text.substr(0, at));
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

}  // namespace wb
