// Days as customs files write them.
//
// 14.02.2023, 2023-02-14, 2023/2/14, 20230214, 14-FEB-2023, "14 февр. 2023", 2023年2月14日, "Apr 2023", ISO with time and zone, spreadsheet
// serials. Whether 03/04/2023 is in April or in March is a property of the column, learned from a sample.
// Cost: about 10 ns for dd.mm.yyyy and yyyy-mm-dd, 150 ns for the rest. Pure, thread safe.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/day.h"

namespace wb {

struct DateFormat {
    bool month_first = false;     // of dates written with two numbers before the year
    int shift_minutes = 0;        // added to times, when a whole column stands at one odd hour (18:30Z is midnight in India)
    bool order_assumed = false;   // with slashes, and no cell told day and month apart
    bool month_only = false;      // the whole column names months
    bool two_digit_year = false;  // the whole column has years of two digits
    bool operator==(const DateFormat&) const = default;
};

// The order of day and month that most cells need; day first when none does.
DateFormat learn_date_format(std::span<const std::string_view> cells);

struct ParsedDay {
    std::optional<Day> day;
    bool month_only = false;      // the first day of the month stands for it
    bool two_digit_year = false;  // taken as 20xx
};

// Nothing when the text is no day between 1990 and 2099: declarations in electronic form are not older.
ParsedDay parse_day(std::string_view text, DateFormat format);

}  // namespace wb
