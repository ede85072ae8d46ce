// Decimal numbers as customs files write them, exact.
//
// "1 234,56", "1.234,56", "1,234.56", "1,23,456.00" (lakh), NBSP and thin spaces, "(12.3)" for negatives, "1.5E+3". Whether "1,234" is a
// thousand or one and a bit is a property of the column, learned from a sample, never decided per cell.
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

// The format under which all sample cells read as numbers; '.' when both do and nothing speaks for ','.
NumberFormat learn_number_format(std::span<const std::string_view> cells);

enum class NumberProblem : unsigned char { none, not_a_number, too_large };

struct ParsedNumber {
    std::int64_t units = 0;      // count of 10^-scale
    NumberProblem problem = NumberProblem::not_a_number;
    bool rounded = false;        // digits beyond the scale were rounded, half away from zero
};

// Exact to 10^-scale; scale 0 to 9. White space around is allowed; any other text is not_a_number.
ParsedNumber parse_number(std::string_view text, NumberFormat format, int scale);

// Convenience for content evidence: the value as a double.
std::optional<double> parse_real(std::string_view text, NumberFormat format);

}  // namespace wb
