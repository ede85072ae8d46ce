// Latin letters for names in Cyrillic, Han and accented Latin, by tables: fast, deterministic, for matching and for reading.
//
// Cyrillic follows the customary Russian romanisation that customs rows carry (ж zh, х kh, щ shch, ю yu; ё e, й y), with the Ukrainian,
// Belarusian and Kazakh letters; Han is read in pinyin by the character's most usual reading (data/terms/pinyin.txt, Unicode CLDR).
// Everything else becomes a space. Cost: about 10 M names/s on one core. Thread safe.
#pragma once

#include <string>
#include <string_view>

namespace wb {

// Appends to `out` the romanised text: a–z and 0–9, words separated by single spaces, each Han syllable a word. Invalid UTF-8 reads as
// space.
void romanise(std::string_view text, std::string& out);
std::string romanised(std::string_view text);

// Folds a romanised word to a key under which the usual romanisations of one name meet (Sh/Sch, kh/h, ts/tz/c, y/i/j, doubled letters,
// vowel e/ye). For comparing, never for showing.
std::string phonetic_key(std::string_view romanised_word);

}  // namespace wb
