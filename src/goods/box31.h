// Box 31 of a declaration: half structured text that names goods one after another, each with maker, trade mark, model and quantity.
//
// Continuation marks (_[=1=], _[=1.1=]) are taken out and words rejoined. Linear time for any text. Source: EAEU Commission decision 257 of
// 2010-05-20 (filling in box 31); strings in providers' extracts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goods/token_text.h"
#include "text/joined_text.h"

namespace wb {

struct StatedQuantity {
    double number = 0;
    std::string unit;     // unit id of terms/units.toml
    double other = 0;     // what it may also be: "1,200 PCS" is 1200, or 1.2 with three decimals; 0 when there is one reading
    std::size_t end = 0;  // behind it in the text it was found in; 0 where it was stated elsewhere
};

// Larger counts are no counts of goods but articles, codes or attacks: they are left out.
inline constexpr double kLargestCount = 1e9;

// One group of goods of a box: where its words stand, and what its labels state, as written: a word for nothing (ОТСУТСТВУЕТ) is a value
// here. Offsets are into the joined text.
struct BoxGroup {
    std::size_t begin = 0, end = 0;  // of the describing words, labels excluded
    std::string_view maker, trademark, brand, model, article;
    std::optional<StatedQuantity> quantity;
    bool uncountable = false;  // a quantity is stated that is beyond kLargestCount
};

// At least one group; texts without labels are one group. At most kMostGroups; the rest belongs to the last.
inline constexpr std::size_t kMostGroups = 200;
// `words` are the tokens of `joined`. Replaces `groups`.
void split_groups(const TokenText& words, std::string_view joined, std::vector<BoxGroup>& groups);

// "10 шт", "- 5 шт.", "QTY: 3", "x 10", "5台", "12 PCS" within a text; the first that counts pieces, sets or pairs.
// `uncountable` becomes true when a number of more than 18 digits stands there.
std::optional<StatedQuantity> quantity_in_text(std::string_view text, bool* uncountable = nullptr);

}  // namespace wb
