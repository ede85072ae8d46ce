#include <doctest/doctest.h>

#include "base/fixed.h"
#include "text/date.h"
#include "text/fold.h"
#include "text/identifiers.h"
#include "text/number.h"
#include "text/utf8.h"

using namespace wb;

namespace {

std::string number(std::string_view text, char decimal, int scale = 2) {
    const auto parsed = parse_number(text, {decimal}, scale);
    if (parsed.problem == NumberProblem::too_large) return "too large";
    if (parsed.problem != NumberProblem::none) return "no number";
    return fixed_text(parsed.units, scale) + (parsed.rounded ? "~" : "");
}

std::string day(std::string_view text, DateFormat format = {}) {
    const auto parsed = parse_day(text, format);
    return parsed.day ? to_string(*parsed.day) + (parsed.month_only ? " month" : "") : "none";
}

}  // namespace

TEST_CASE("number: as files write them") {
    CHECK(number("1 234,56", ',') == "1234.56");
    CHECK(number("1\xC2\xA0"
                 "234,5",
                 ',') == "1234.50");
    CHECK(number("1.234,56", ',') == "1234.56");
    CHECK(number("1,234.56", '.') == "1234.56");
    CHECK(number("1,23,456.00", '.') == "123456.00");
    CHECK(number("-0.5", '.') == "-0.50");
    CHECK(number("(12.3)", '.') == "-12.30");
    CHECK(number("1.5E+3", '.') == "1500.00");
    CHECK(number("0.0008709703057890328", '.') == "0.00~");
    CHECK(number("2.345", '.') == "2.35~");
    CHECK(number("12,34", '.') == "no number");
    CHECK(number("1,2345", '.') == "no number");
    CHECK(number("", '.') == "no number");
    CHECK(number("12 pcs", '.') == "no number");
    CHECK(number("9999999999999999", '.') == "9999999999999999.00");
    CHECK(number("99999999999999999999", '.') == "too large");
    CHECK(number("000000000000000000000012", '.') == "12.00");
}

TEST_CASE("number: exact round trip of every value of a scale") {
    for (std::int64_t units = -12345; units < 12345; units += 7) {
        const auto text = fixed_text(units * 977, 6);
        CHECK(parse_number(text, {'.'}, 6).units == units * 977);
    }
}

TEST_CASE("number: the column decides what a comma is") {
    const std::vector<std::string_view> comma = {"12,5", "1.234,00", "7"};
    CHECK(learn_number_format(comma).decimal == ',');
    const std::vector<std::string_view> dot = {"1,234", "12.5", "7"};
    CHECK(learn_number_format(dot).decimal == '.');
}

TEST_CASE("date: as files write them") {
    CHECK(day("14.02.2023") == "2023-02-14");
    CHECK(day("2023-02-14") == "2023-02-14");
    CHECK(day("2023/2/14") == "2023-02-14");
    CHECK(day("20230214") == "2023-02-14");
    CHECK(day("14-FEB-2023") == "2023-02-14");
    CHECK(day("14 февраля 2023 г.") == "2023-02-14");
    CHECK(day("2023年2月14日") == "2023-02-14");
    CHECK(day("Apr 2023") == "2023-04-01 month");
    CHECK(day("02/14/2023", {true, 0}) == "2023-02-14");
    CHECK(day("14/02/23") == "2023-02-14");
    CHECK(day("45208") == "2023-10-09");
    CHECK(day("2023-02-14T10:00:00Z") == "2023-02-14");
    CHECK(day("30.02.2023") == "none");
    CHECK(day("GARBAGE") == "none");
    CHECK(day("123456789012") == "none");
}

TEST_CASE("date: a column at 18:30 UTC is midnight in India") {
    const std::vector<std::string_view> cells = {"2025-04-25T18:30:00.000Z", "2025-03-01T18:30:00.000Z"};
    const auto format = learn_date_format(cells);
    CHECK(format.shift_minutes == 330);
    CHECK(day(cells[0], format) == "2025-04-26");
}

TEST_CASE("date: every day of two centuries reads back") {
    for (int number = 7305; number < 47000; ++number) {
        const Day expected{number};
        const auto date = civil(expected);
        char text[16];
        std::snprintf(text, sizeof text, "%02d.%02d.%04d", date.day, date.month, date.year);
        REQUIRE(parse_day(text, {}).day == expected);
        REQUIRE(parse_day(to_string(expected), {}).day == expected);
    }
}

TEST_CASE("identifiers: check digits") {
    CHECK(inn_valid("7722476458"));
    CHECK(inn_valid("3905601620"));
    CHECK(!inn_valid("3905601621"));
    CHECK(inn_valid("500100732259"));
    CHECK(ogrn_valid("1027700132195"));
    CHECK(bin_valid("160640000489"));
    CHECK(bin_valid("221240025169"));
    CHECK(uscc_valid("91440300MA5EQXL17H") == uscc_valid("91440300MA5EQXL17H"));
    CHECK(uscc_valid("914403001922038216"));
    CHECK(!inn_valid("0000000000"));
}

TEST_CASE("identifiers: a number is of a kind that its country issues") {
    CHECK(classify_identifier("7722476458", "").kind == "inn");
    CHECK(classify_identifier("7722476458", "RU").kind == "inn");
    CHECK(classify_identifier("7722476458", "IN").kind == "unverified");
    CHECK(classify_identifier("7722476458", "IN").value == "7722476458");
}

TEST_CASE("identifiers: a number at the head of a name") {
    const auto split = split_number_from_name("7722476458 772201001 OOO YATASH RUS");
    CHECK(split.name == "OOO YATASH RUS");
    CHECK(split.identifier.value == "7722476458");
    CHECK(split.identifier.kind == "inn");
    CHECK(split_number_from_name("5 ELEMENTS").name == "5 ELEMENTS");
}

TEST_CASE("fold: words, look-alikes and the way back") {
    CHECK(fold_words("  Кол-во (ШТ.) м² ") == "кол во шт м2");
    FoldedText folded;
    const std::string_view original = "КВАДРОКОПТЕР  MАVIС-3!";  // А and С are Cyrillic
    folded.assign(original);
    CHECK(folded.text == "квадрокоптер mavic 3");
    const auto at = folded.text.find("mavic");
    CHECK(original.substr(folded.origin[at]).starts_with("M"));
    CHECK(folded.origin.size() == folded.text.size() + 1);
    folded.assign("ФАHЕРА");  // H is Latin
    CHECK(folded.text == "фанера");
}

TEST_CASE("trim: all kinds of blanks") { CHECK(trim(" \t\xC2\xA0x y\xE3\x80\x80\n") == "x y"); }
