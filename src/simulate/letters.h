// Letters of simulated texts: capitals, look-alikes, transliteration and single-byte encodings. Written apart from src/text on purpose:
// what the generator does with letters must not be what the readers undo with the same tables.
#pragma once

#include <string>
#include <string_view>

#include "simulate/dice.h"

namespace wb {

enum class Encoding : unsigned char { utf8, utf8_bom, utf16le, windows1251, cp866, koi8r };

// Unknown names are utf8.
Encoding encoding_named(std::string_view name);
inline bool holds_han(Encoding encoding) {
    return encoding == Encoding::utf8 || encoding == Encoding::utf8_bom || encoding == Encoding::utf16le;
}
// Bytes of a text; letters that the encoding lacks become '?'.
std::string encoded(std::string_view text, Encoding encoding);

// Latin, Cyrillic and Turkish capitals.
std::string in_capitals(std::string_view text);
// Cyrillic in Latin letters, one of two habits.
std::string in_latin(std::string_view cyrillic, bool old_habit);
// Latin letters for some of the Cyrillic ones that look alike.
std::string with_look_alikes(std::string_view text, Dice& dice);
// One Latin letter dropped, doubled or swapped with its neighbour.
std::string with_slip(std::string name, Dice& dice);

std::size_t letters_in(std::string_view text);
// The first `letters` characters.
std::string first_letters(std::string_view text, std::size_t letters);
void replace_all(std::string& text, std::string_view what, std::string_view with);

}  // namespace wb
