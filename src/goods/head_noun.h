// What a text is about by where its words stand: the head of a description.
//
// Trade writes the goods first: in Russian adjectives may stand before them ("НОВЫЙ ЦИФРОВОЙ ОСЦИЛЛОГРАФ"), in English other nouns
// ("OUTDOOR SURVEILLANCE CAMERA", but "CAMERA BAG" is a bag), in Chinese the head ends the noun. Pure functions; thread safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "goods/token_text.h"

namespace wb {

// Whether what stands between `begin` (a byte of the original) and the word at `first` leaves it the head: adjectives, numbers, words that
// begin lists ("НОВЫЙ", "КОМПЛЕКТ"), Latin words but prepositions; at most a few.
bool may_head(const TokenText& text, std::size_t begin, std::size_t first);

// Whether the noun is over before the token at `end`: a sign, a preposition, another script or the end of the text follows.
bool noun_ends(const TokenText& text, std::string_view original, std::size_t end);

}  // namespace wb
