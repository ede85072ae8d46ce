#include "text/date.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "base/hash.h"

using namespace wb;

namespace {

std::string read(std::string_view text, DateFormat format = {}) {
    const auto parsed = parse_day(text, format);
    return parsed.day ? to_string(*parsed.day) + (parsed.month_only ? " month" : "") + (parsed.two_digit_year ? " short" : "") : "none";
}

std::string formatted(const char* pattern, int a, int b, int c) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), pattern, a, b, c);
    return text.data();
}

DateFormat month_first() {
    DateFormat format;
    format.month_first = true;
    return format;
}

}  // namespace

TEST_CASE("date: every day from 1990 to 2099 reads back from every layout") {
    static constexpr std::array<const char*, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                            "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    const auto first = *make_day(1990, 1, 1);
    const auto last = *make_day(2099, 12, 31);
    for (Day day = first; day <= last; day = day + 3) {
        const auto [y, m, d] = civil(day);
        const std::vector<std::string> layouts = {
            formatted("%04d-%02d-%02d", y, m, d),
            formatted("%02d.%02d.%04d", d, m, y),
            formatted("%d/%d/%04d", d, m, y),
            formatted("%04d/%d/%d", y, m, d),
            formatted("%04d%02d%02d", y, m, d),
            formatted("%04d年%d月%d日", y, m, d),
            formatted("%04d-%02d-%02dT00:00:00Z", y, m, d),
            std::to_string(day.number + 25569),
            std::to_string(day.number + 25569) + ".75",
            std::to_string(d) + "-" + kMonths[static_cast<std::size_t>(m - 1)] + "-" + std::to_string(y)};
        for (const auto& text : layouts) {
            if (parse_day(text, {}).day != day) FAIL(text << " read as " << read(text));
        }
        REQUIRE(parse_day(formatted("%02d/%02d/%04d", m, d, y), month_first()).day == day);
    }
}

TEST_CASE("date: months by their names in six languages") {
    for (const std::string_view text :
         {"14 фев 2023", "14 февр. 2023 г.", "14 февраля 2023 года", "14 лютого 2023 р.", "14 de febrero de 2023", "14 fevereiro 2023",
          "14 Şubat 2023", "14 SUBAT 2023", "Feb 14, 2023", "February 14th 2023", "2023-Feb-14"}) {
        CHECK(read(text) == "2023-02-14");
    }
    CHECK(read("14-фев-23") == "2023-02-14 short");
    CHECK(read("Apr 2023") == "2023-04-01 month");
    CHECK(read("апрель 2023") == "2023-04-01 month");
    CHECK(read("2023-04") == "2023-04-01 month");
    CHECK(read("04.2023") == "2023-04-01 month");
    CHECK(read("202304") == "2023-04-01 month");
}

TEST_CASE("date: words that only begin like a month are no dates") {
    for (const std::string_view text : {"MARBLE 12", "MAYONNAISE 2023", "DECOR 10 2022", "МАРКА 14", "декор 2023", "Ma 2023"})
        CHECK(read(text) == "none");
}

TEST_CASE("date: what does not exist or cannot be is none") {
    for (const std::string_view text :
         {"", "30.02.2023", "2023-13-01", "00.00.0000", "31.06.2023", "2023-02-29", "12.12.1899", "1.1.2100", "12", "123456789012",
          "2023-02-14T99:99", "14.02", "14/02/2023/5", "тоже не дата", "10012020/310325/5016594"}) {
        CHECK(read(text) == "none");
    }
}

TEST_CASE("date: the column tells day from month") {
    CHECK(learn_date_format(std::vector<std::string_view>{"03/04/2023", "03/14/2023"}).month_first);
    CHECK(!learn_date_format(std::vector<std::string_view>{"03/04/2023", "14/03/2023"}).month_first);
    CHECK(learn_date_format(std::vector<std::string_view>{"03/04/2023", "05/06/2023"}).order_assumed);
    CHECK(!learn_date_format(std::vector<std::string_view>{"03.04.2023", "05.06.2023"}).order_assumed);
    // One misprint does not turn a column.
    CHECK(!learn_date_format(std::vector<std::string_view>{"03/14/2023", "14/03/2023", "15/03/2023"}).month_first);
    CHECK(learn_date_format(std::vector<std::string_view>{"Apr 2023", "May 2023"}).month_only);
    CHECK(!learn_date_format(std::vector<std::string_view>{"Apr 2023", "14 May 2023"}).month_only);
    CHECK(learn_date_format(std::vector<std::string_view>{"14/02/23", "15/02/23"}).two_digit_year);
}

TEST_CASE("date: one odd hour in a whole column is midnight elsewhere") {
    const std::vector<std::string_view> india = {"2025-04-25T18:30:00.000Z", "2025-03-31T18:30:00.000Z"};
    CHECK(read(india[1], learn_date_format(india)) == "2025-04-01");
    const std::vector<std::string_view> kathmandu = {"2025-04-25T18:15:00Z", "2025-12-31T18:15:00Z"};
    CHECK(read(kathmandu[1], learn_date_format(kathmandu)) == "2026-01-01");
    // Hours that differ are times of day, odd minutes are no zone, and a local time is as written.
    CHECK(learn_date_format(std::vector<std::string_view>{"2025-04-25T18:30:00Z", "2025-04-25T19:30:00Z"}).shift_minutes == 0);
    CHECK(learn_date_format(std::vector<std::string_view>{"2025-04-25T18:37:00Z", "2025-04-26T18:37:00Z"}).shift_minutes == 0);
    CHECK(learn_date_format(std::vector<std::string_view>{"2025-04-25 18:30:00", "2025-04-26 18:30:00"}).shift_minutes == 0);
    CHECK(learn_date_format(std::vector<std::string_view>{"2025-04-25T00:00:00Z", "2025-04-26T00:00:00Z"}).shift_minutes == 0);
}

TEST_CASE("date: random bytes read or do not, and never crash") {
    static constexpr std::string_view kBytes = "0123456789./-: TZFebмай年月日\xC2\xA0";
    for (std::uint64_t seed = 0; seed < 20000; ++seed) {
        std::string text;
        for (std::uint64_t i = 0; i < mix64(seed) % 28; ++i) text += kBytes[mix64(seed * 32 + i) % kBytes.size()];
        const auto parsed = parse_day(text, {});
        if (parsed.day) CHECK(parse_day(to_string(*parsed.day), {}).day == parsed.day);
    }
}
