// Exact decimal numbers: money and quantities are never floats, so sums do not depend on their order.
//
// Fixed<Scale> is an int64 count of 10^-Scale units, the layout of DECIMAL(18, Scale). Money of different currencies is kept apart by
// the column that names the currency; Usd, Amount, Quantity and Kilogram are different types and do not add to each other.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wb {

constexpr std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

// The largest magnitude of DECIMAL(18, s).
constexpr std::int64_t kLargestUnits = 999'999'999'999'999'999;

template <typename Tag, int Scale>
struct Fixed {
    static constexpr int kScale = Scale;
    static constexpr std::int64_t kOne = power_of_ten(Scale);
    std::int64_t units = 0;

    constexpr Fixed() = default;
    static constexpr Fixed from_units(std::int64_t units) {
        Fixed value;
        value.units = units;
        return value;
    }
    static constexpr Fixed from_integer(std::int64_t whole) { return from_units(whole * kOne); }
    // Nearest, halves away from zero. Nothing when not finite or too large for DECIMAL(18, Scale).
    static std::optional<Fixed> from_double(double number) {
        const double scaled = std::round(number * static_cast<double>(kOne));
        if (!(std::fabs(scaled) <= static_cast<double>(kLargestUnits))) return std::nullopt;
        return from_units(static_cast<std::int64_t>(scaled));
    }
    [[nodiscard]] constexpr double to_double() const { return static_cast<double>(units) / static_cast<double>(kOne); }
    auto operator<=>(const Fixed&) const = default;
    constexpr Fixed operator+(Fixed other) const { return from_units(units + other.units); }
    constexpr Fixed operator-(Fixed other) const { return from_units(units - other.units); }
    constexpr Fixed& operator+=(Fixed other) {
        units += other.units;
        return *this;
    }
};

// Text of a fixed number with all its decimals: "-12.30" for units -1230 and scale 2.
std::string fixed_text(std::int64_t units, int scale);

template <typename Tag, int Scale>
std::string to_string(Fixed<Tag, Scale> value) {
    return fixed_text(value.units, Scale);
}

using Usd = Fixed<struct UsdTag, 2>;            // United States dollars
using Amount = Fixed<struct AmountTag, 2>;      // money in the currency that a neighbouring column names
using Quantity = Fixed<struct QuantityTag, 6>;  // a count or measure in the unit that a neighbouring column names
using Kilogram = Fixed<struct KilogramTag, 6>;
using Measure = Fixed<struct MeasureTag, 6>;  // the value of a figure, in the figure's unit

}  // namespace wb
