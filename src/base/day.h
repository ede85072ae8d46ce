// Days of the civil calendar, without time or zone: what declarations, listings and controls are dated by.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wb {

// Days since 1970-01-01 (proleptic Gregorian).
struct Day {
    std::int32_t number = 0;
    constexpr Day() = default;
    constexpr explicit Day(std::int32_t days) : number(days) {}
    auto operator<=>(const Day&) const = default;
    constexpr Day operator+(int days) const { return Day{number + days}; }
    constexpr int operator-(Day other) const { return number - other.number; }
};

struct CivilDay {
    int year = 1970;
    int month = 1;
    int day = 1;
};

CivilDay civil(Day day);
// Nothing when the date does not exist (2023-02-30) or lies outside 1900–2199, where a customs record cannot be.
std::optional<Day> make_day(int year, int month, int day);
// "2023-02-14"
std::string to_string(Day day);
// "2023-02"
std::string month_text(Day day);
// Months since 1970-01: 2023-02 is 637.
int month_number(Day day);
Day first_day_of_month(int month_number);
// Exactly yyyy-mm-dd.
std::optional<Day> parse_iso_day(std::string_view text);

// Half open: from ≤ day < until. A missing end is open.
struct Period {
    std::optional<Day> from;
    std::optional<Day> until;
    [[nodiscard]] bool contains(Day day) const { return (!from || *from <= day) && (!until || day < *until); }
    bool operator==(const Period&) const = default;
};

}  // namespace wb
