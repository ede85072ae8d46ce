// Phonetic keys of romanised words: the usual romanisations of one Cyrillic word, and its English spelling by ear, meet in one key.
//
// Folds what the customary, BGN/PCGN (1947), ISO 9 (1995), ISO/R 9 and passport romanisations do differently (shch/sc, kh/h, ts/c/tz,
// ya/ia/ja, y/i/j, ks/x), sibilants written with and without h, doubled letters, and n/ng, which Palladius in Latin letters loses. Pinyin
// keeps its own spelling but ng, so that Chinese names do not run together more than they must. For comparing, never for showing. Pure,
// thread safe, about 30 ns a word.
#pragma once

#include <string>
#include <string_view>

namespace wb {

// Appends the key of one romanised word (a–z, 0–9; other bytes are skipped).
void append_sound_key(std::string_view latin, std::string& key);
// The key of a word that is known to be pinyin.
void append_pinyin_key(std::string_view pinyin, std::string& key);

}  // namespace wb
