#include "text/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <limits>

#include "text/utf8.h"

namespace wb {

namespace {

struct Pair {
    char32_t cyrillic, latin;
};

// Small letters that look alike in capitals, which is how declarations are written.
constexpr std::array kLookAlikes = {
    Pair{U'а', U'a'}, Pair{U'в', U'b'}, Pair{U'е', U'e'}, Pair{U'к', U'k'}, Pair{U'м', U'm'}, Pair{U'н', U'h'},
    Pair{U'о', U'o'}, Pair{U'р', U'p'}, Pair{U'с', U'c'}, Pair{U'т', U't'}, Pair{U'у', U'y'}, Pair{U'х', U'x'},
    Pair{U'і', U'i'}, Pair{U'ѕ', U's'}, Pair{U'ј', U'j'}, Pair{U'з', U'3'}, Pair{U'ь', U'b'},
};
constexpr std::size_t kLetterPairs = 15;  // the last two only resemble; they are not folded

bool is_cyrillic(char32_t c) { return c >= 0x400 && c <= 0x52F; }
bool is_latin(char32_t c) { return c >= U'a' && c <= U'z'; }

// Partners by code: of Latin letters below 0x80, of Cyrillic ones from 0x400.
constexpr std::array<char32_t, 0x530> kPartner = [] {
    std::array<char32_t, 0x530> partner{};
    for (std::size_t i = 0; i < kLetterPairs; ++i) {
        partner[kLookAlikes[i].cyrillic] = kLookAlikes[i].latin;
        partner[kLookAlikes[i].latin] = kLookAlikes[i].cyrillic;
    }
    return partner;
}();

char32_t to_latin(char32_t c) { return kPartner[c]; }     // of Cyrillic letters
char32_t to_cyrillic(char32_t c) { return kPartner[c]; }  // of Latin letters

struct Word {
    std::vector<char32_t> codes;
    std::vector<std::uint32_t> origin;
};

}  // namespace

void unify_script(std::vector<char32_t>& word) {
    std::size_t latin = 0;
    std::size_t cyrillic = 0;
    bool only_latin = false;
    bool only_cyrillic = false;
    for (const char32_t c : word) {
        latin += is_latin(c) ? 1U : 0U;
        cyrillic += is_cyrillic(c) ? 1U : 0U;
        only_latin = only_latin || (is_latin(c) && to_cyrillic(c) == 0);
        only_cyrillic = only_cyrillic || (is_cyrillic(c) && to_latin(c) == 0);
    }
    if (latin == 0 || cyrillic == 0 || (only_latin && only_cyrillic)) return;
    const bool to_cyrillic_script = only_cyrillic || (!only_latin && cyrillic > latin);
    for (char32_t& c : word) {
        if (to_cyrillic_script) {
            if (const auto other = is_latin(c) ? to_cyrillic(c) : 0; other != 0) c = other;
        } else {
            if (const auto other = is_cyrillic(c) ? to_latin(c) : 0; other != 0) c = other;
        }
    }
}

char32_t cyrillic_look_alike(char32_t c) { return c < 0x80 ? kPartner[c] : 0; }
char32_t latin_look_alike(char32_t c) { return c >= 0x400 && c < kPartner.size() ? kPartner[c] : 0; }

char32_t fold_code(char32_t c) {
    if (c >= U'A' && c <= U'Z') return c + 32;
    if (c < 0x80) return c;
    if (c >= 0xFF01 && c <= 0xFF5E) return fold_code(c - 0xFEE0);
    if (c >= 0x410 && c <= 0x42F) return c + 0x20;
    if (c == 0x401 || c == 0x451) return U'е';
    if (c >= 0x400 && c <= 0x40F) return c + 0x50;
    if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F)) return c | 1U;
    if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9)) return c + 0x20;
    if (c == 0x130) return U'i';
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1U;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c % 2 == 1 ? c + 1 : c;
    return c;
}

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

bool is_han(char32_t c) { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD); }

bool is_letter(char32_t c) {
    if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
    if (c == 0xD7 || c == 0xF7) return false;
    if (c < 0x2000) return true;
    return is_han(c) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xFF21 && c <= 0xFF3A) ||
           (c >= 0xFF41 && c <= 0xFF5A);
}

std::string_view trim(std::string_view text) {
    const auto is_space = [](char32_t c) {
        return c <= U' ' || c == 0xA0 || c == 0x3000 || c == 0xFEFF || c == 0x202F || c == 0x2009 || c == 0x200B;
    };
    for (std::size_t at = 0; !text.empty();) {
        at = 0;
        if (!is_space(next_code(text, at))) break;
        text.remove_prefix(at);
    }
    while (!text.empty()) {
        std::size_t start = text.size() - 1;
        while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
        std::size_t at = start;
        if (!is_space(next_code(text, at))) break;
        text = text.substr(0, start);
    }
    return text;
}

std::string fold_words(std::string_view text) {
    std::string out;
    bool space = false;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = fold_code(next_code(text, at));
        const bool superscript = c == 0xB2 || c == 0xB3;  // м², м³
        if (!is_letter(c) && !is_digit(c) && !superscript) {
            space = !out.empty();
            continue;
        }
        if (space) out += ' ';
        space = false;
        append_utf8(out, superscript ? (c == 0xB2 ? U'2' : U'3') : c);
    }
    return out;
}

void FoldedText::assign(std::string_view original) {
    text.clear();
    origin.clear();
    text.reserve(original.size() + 8);
    origin.reserve(original.size() + 9);
    Word word;
    const auto flush = [&] {
        if (word.codes.empty()) return;
        unify_script(word.codes);
        if (!text.empty()) {
            text += ' ';
            origin.push_back(word.origin.front());
        }
        for (std::size_t i = 0; i < word.codes.size(); ++i) {
            append_utf8(text, word.codes[i]);
            origin.resize(text.size(), word.origin[i]);
        }
        word.codes.clear();
        word.origin.clear();
    };
    for (std::size_t at = 0; at < original.size();) {
        const auto start = static_cast<std::uint32_t>(at);
        const char32_t c = fold_code(next_code(original, at));
        if (is_letter(c) || is_digit(c)) {
            word.codes.push_back(c);
            word.origin.push_back(start);
        } else {
            flush();
        }
    }
    flush();
    origin.push_back(static_cast<std::uint32_t>(original.size()));
}

std::string without_accents(std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    UErrorCode status = U_ZERO_ERROR;
    const auto* decomposer = plain ? nullptr : icu::Normalizer2::getNFDInstance(status);
    if (decomposer == nullptr || U_FAILURE(status)) return std::string(text);
    const auto size = static_cast<int32_t>(std::min<std::size_t>(text.size(), std::numeric_limits<int32_t>::max() / 4));
    const auto decomposed = decomposer->normalize(icu::UnicodeString::fromUTF8({text.data(), size}), status);
    if (U_FAILURE(status)) return std::string(text);
    std::string out;
    for (int32_t i = 0; i < decomposed.length();) {
        const UChar32 c = decomposed.char32At(i);
        i += U16_LENGTH(c);
        if (u_charType(c) != U_NON_SPACING_MARK) append_utf8(out, static_cast<char32_t>(c));
    }
    return out;
}

}  // namespace wb
