// What a text or a part number is to a linear classifier: hashed features.
//
// Part numbers: character n-grams of the number and of its maker; the number's beginning and end; its shape, with digits masked, since
// makers number their series by rules (letters that name the series, digits that count, letters that name the package); and all of these
// crossed with the maker, because the same letters mean other things at another maker. Descriptions: words, pairs of words and character
// n-grams of words. Features are 64-bit hashes; linear_model.h numbers those that the training set has. Order: as produced, repeats kept.
// Cost: linear in the text, which is cut at kLongestText bytes. Thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

inline constexpr std::size_t kLongestPartNumber = 80;  // bytes: longer cells are descriptions, not numbers
inline constexpr std::size_t kLongestText = 2000;      // bytes of a description that are looked at

using Features = std::vector<std::uint64_t>;

// `maker` may be empty.
void part_number_features(std::string_view part_number, std::string_view maker, Features& features);

// A feature that something else found: "kind memory".
void add_named_feature(std::string_view name, Features& features);

// Words, pairs of words and n-grams of a description in any language.
void description_features(std::string_view description, Features& features);

// Capital letters and digits of a part number; everything else dropped.
std::string part_number_letters(std::string_view part_number);

// Numbers of one series of one maker: the maker and the letters that the number begins with, with up to two digits behind them.
std::string part_family(std::string_view part_number, std::string_view maker);

}  // namespace wb
