// Invented words for tests: syllables of a consonant and a vowel, the same for the same seed.
#pragma once

#include <cstdint>
#include <string>

#include "base/hash.h"

namespace wb {

inline std::string invented_word(std::uint64_t seed, int syllables = 4) {
    std::string word;
    for (int i = 0; i < syllables; ++i) {
        seed = mix64(seed + 1);
        word += "bdfgklmnprstv"[seed % 13];
        word += "aeiou"[(seed >> 8U) % 5];
    }
    return word;
}

}  // namespace wb
