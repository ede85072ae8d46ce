// Part numbers of electronic components in a description or a column of its own: which kind of part, by makers' series.
//
// A number is a word of letters and digits, at least kShortestNumber of them together; columns and labels for articles and models come
// first. The kind is that of the longest beginning of a maker's series (reference/part_series.h). Cost: at most kMostNumbers look-ups.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "reference/part_series.h"

namespace wb {

inline constexpr std::size_t kShortestNumber = 5;
inline constexpr std::size_t kMostNumbers = 16;       // words of a text that are looked at
inline constexpr std::size_t kShortestBeginning = 3;  // two letters name a kind in one case of five (bench/hs_text)
inline constexpr std::size_t kLongBeginning = 5;      // from here nine of ten are right

struct PartNumber {
    std::string_view number;  // as written; a view of one of the texts given
    std::size_t kind = 0;     // of PartSeries::kinds()
    std::size_t length = 0;   // of the beginning that named the kind
    bool by_maker = false;    // the series is one of the maker stated
};

// Whether some word of the text looks like a part number; one pass.
bool may_hold_part_number(std::string_view text);

// `stated`: columns and labels that hold numbers; `text`: the description, looked at when none of them is a number.
std::optional<PartNumber> find_part_number(std::span<const std::string_view> stated, std::string_view text, std::string_view maker);

}  // namespace wb
