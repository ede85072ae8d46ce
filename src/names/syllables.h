// Chinese syllables: is a Latin word pinyin, and which pinyin does a Cyrillic or romanised word stand for after Palladius.
//
// Tables: terms/palladius.txt. Both are parsed by a trie with the fewest syllables, the longer first. Cost: about 30 ns a word, less for
// words that are no such syllables. Pure, thread safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wb {

// Number of pinyin syllables that the word (a–z) consists of, the fewest if there are several ways; 0 when it is none. A single vowel is
// none.
std::size_t pinyin_syllables(std::string_view latin);
inline bool is_pinyin(std::string_view latin) { return pinyin_syllables(latin) > 0; }

// The same for a key of append_pinyin_key (sound_key.h), in which ng is n.
std::size_t pinyin_key_syllables(std::string_view key);

// How sure it is that the word is Chinese.
enum class PalladiusSign : unsigned char {
    none,   // it does not come apart into syllables
    maybe,  // it does, and it may as well be a Russian word: ВАН, САН, ЛИНА
    sure,   // it holds what Russian words hardly do: ДАЦЗЯН, ШЭНЬЧЖЭНЬ
};

// `cyrillic` is a folded word in UTF-32 (small letters, е for ё). Appends the pinyin to `pinyin` unless the answer is none.
PalladiusSign palladius_to_pinyin(std::u32string_view cyrillic, std::string& pinyin);

// The same for Palladius in Latin letters, as Russian brokers romanise it back ("SHENCHZHEN", "DATSZYAN"): soft signs are lost, so that n
// and ng are not told apart (n is written). Only `none` or `sure`.
PalladiusSign romanised_palladius_to_pinyin(std::string_view latin, std::string& pinyin);

}  // namespace wb
