// Latin letters for names in Cyrillic, Han and accented Latin, by tables: fast, deterministic, for matching and for reading.
//
// Cyrillic follows the customary Russian romanisation that customs rows carry (ж zh, х kh, щ shch, ю yu; ё e, й y), with the Ukrainian,
// Belarusian, Kazakh, Uzbek and Tajik letters; Latin letters lose their marks (but č š ž of ISO 9: ch sh zh); Han is read in pinyin by the
// character's most usual reading (data/terms/pinyin.txt, Unicode CLDR). Everything else becomes a space. Cost: about 10 M names/s on one
// core. Thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wb {

// The Latin letters of one code point: at most six, "" for what is no letter or digit.
struct LatinLetters {
    char text[6] = {};
    std::uint8_t size = 0;
    bool silent = false;  // read as nothing without ending a word: soft signs, apostrophes, combining marks
    [[nodiscard]] std::string_view view() const { return {text, size}; }
};

// Letters and digits of the Latin, Cyrillic and Vietnamese blocks and their full-width forms. Han: han_reading.
LatinLetters latin_letters(char32_t c);
// The most usual reading of a Han character by itself, in pinyin.
LatinLetters han_reading(char32_t c);

// Appends to `out` the romanised text: a–z and 0–9, words separated by single spaces, each Han syllable a word. Invalid UTF-8 reads as
// space.
void romanise(std::string_view text, std::string& out);
std::string romanised(std::string_view text);

// Folds a romanised word to a key under which the usual romanisations of one name meet (Sh/Sch, kh/h, ts/tz/c, y/i/j, doubled letters,
// vowel e/ye). For comparing, never for showing.
std::string phonetic_key(std::string_view romanised_word);

}  // namespace wb
