// Readings of Han text in pinyin, by word where a character has several.
//
// Sources: terms/han_readings.txt (words, and usual readings of characters in names of companies), terms/pinyin.txt (single characters),
// terms/surnames.toml (readings that a character has as a surname only: 单 shan, 曾 zeng, 解 xie). Longest word first. Thread safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wb {

// The syllables of simplified Han text, one a character; characters without a reading give "".
void read_han(std::string_view text, std::vector<std::string>& syllables);
void read_han(std::u32string_view text, std::vector<std::string_view>& syllables);

// How the first character reads as a surname where that differs from its usual reading; "" when it does not.
std::string_view surname_reading(char32_t c);

}  // namespace wb
