// Decimal numbers as customs files write them, exact.
//
// "1 234,56", "1.234,56", "1,234.56", "1,23,456.00" (lakh), NBSP and thin spaces, "(12.3)" and "12.3-" for negatives, "1.5E+3". Whether
// "1,234" is a thousand or one and a bit is a property of the column, learned from a sample, never decided per cell.
// Cost: about 5 ns for plain digits with one decimal sign, 50 ns for the rest. Pure, thread safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace wb {

// How a column writes decimals.
struct NumberFormat {
    char decimal = '.';
    bool operator==(const NumberFormat&) const = default;
};

// What a sample says about a column's decimal sign.
struct NumberHabit {
    NumberFormat format;
    std::size_t reads_dot = 0, reads_comma = 0;  // cells that are numbers under each sign
    std::size_t differ = 0;                      // cells that are numbers under both, but not the same number: "1,234"
    // False when nothing told the signs apart although it mattered: other columns of the file may know.
    [[nodiscard]] bool certain() const { return differ == 0 || reads_dot != reads_comma; }
};

// The sign under which most sample cells read as numbers; '.' when both do alike.
NumberHabit learn_number_habit(std::span<const std::string_view> cells);
NumberFormat learn_number_format(std::span<const std::string_view> cells);

enum class NumberProblem : unsigned char { none, not_a_number, too_large };

struct ParsedNumber {
    std::int64_t units = 0;  // count of 10^-scale
    NumberProblem problem = NumberProblem::not_a_number;
    bool rounded = false;  // digits beyond the scale were rounded, half away from zero
};

// Exact to 10^-scale; scale 0 to 9. White space around is allowed; any other text is not_a_number. Beyond DECIMAL(18, scale): too_large.
ParsedNumber parse_number(std::string_view text, NumberFormat format, int scale);

// A number with a unit or a currency beside it: "12,5 кг", "$ 1,200.00", "USD 15", "3 pcs.". `mark` is what stands beside it, trimmed.
struct MarkedNumber {
    ParsedNumber number;
    std::string_view mark;
};
// Without a mark, the same as parse_number. Text on both sides, or a mark that holds digits other than "2" and "3" at its end, is no
// number.
MarkedNumber parse_marked_number(std::string_view text, NumberFormat format, int scale);

// Convenience for content evidence: the nearest double.
std::optional<double> parse_real(std::string_view text, NumberFormat format);

}  // namespace wb
