#include "companies/value_column.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "companies/bearers.h"

using namespace wb;

namespace {

ValueColumn dates(std::initializer_list<std::string_view> texts) { return read_value_column({FieldKind::date, "born", texts}, 1); }

}  // namespace

TEST_CASE("value column: a day is the same however it is written") {
    for (const auto* other : {"9/28/97", "1997-09-28", "28-Sep-97", "Sep 28 1997", "28/9/1997", "19970928", "28.09.97"}) {
        CAPTURE(other);
        const auto column = dates({"1997 9 28", other});
        CHECK(column.value_of[0] == column.value_of[1]);
    }
    const auto near = dates({"12/11/1978", "11/12/1978", "1978-03-04", "1964-05-02"});
    const auto& v = near.value_of;
    CHECK(near.compare(v[0], v[1]) == ValueLevel::alike);
    CHECK(near.compare(v[0], v[2]) == ValueLevel::different);
    CHECK_FALSE(near.other_day(v[0], v[1]));
    CHECK_FALSE(near.other_day(v[0], v[2]));
    CHECK(near.other_day(v[0], v[3]));
    const auto short_years = dates({"2/4/31", "2/4/06"});
    CHECK(short_years.dates[short_years.value_of[0]][0] == 1931);
    CHECK(short_years.dates[short_years.value_of[1]][0] == 2006);
    const auto years = dates({"1999.0", "2001", "garbage 7"});
    CHECK_FALSE(years.other_day(years.value_of[0], years.value_of[1]));
}

TEST_CASE("bearers: one person's number, a couple's telephone, an office's mailbox") {
    const RecordField names{
        FieldKind::name,
        "name",
        {"Mary Kusha", "Kusha, Marry", "Mark Dobbins", "Lydia Dobbins", "Ann Bell", "Nelson Nice", "Julia Jackson", ""}};
    const RecordField numbers{
        FieldKind::identifier, "number", {"55177", "55177", "66188", "66188", "office@x", "office@x", "office@x", "55177"}};
    const auto column = read_text_column(names, 1);
    auto values = read_value_column(numbers, 1);
    count_bearers(column, values, 1);
    CHECK(values.bearers[values.value_of[0]] == 1);
    CHECK(values.bearers[values.value_of[2]] == 2);
    CHECK(values.bearers[values.value_of[4]] == kMostBearers);
    CHECK(values.compare(values.value_of[0], values.value_of[7]) == ValueLevel::equal_rare);
    CHECK(values.compare(values.value_of[4], values.value_of[5]) == ValueLevel::equal_common);
}

TEST_CASE("value column: a house in one city is told by its number when the street is written in another language") {
    const std::array<std::string_view, 6> texts = {"tianjin, kexueyuan lu, 51", "tianjin, science park, 51", "tianjin, kexueyuan lu, 52",
                                                   "omsk, kexueyuan lu, 51",    "tianjin, kexueyan lu, 51",  "tianjin, kexueyuan lu, 5"};
    auto column = derived_column({0, 1, 2, 3, 4, 5}, texts);
    column.read_houses();
    const auto level = [&](std::size_t i) { return column.compare(column.value_of[0], column.value_of[i]); };
    CHECK(level(1) == ValueLevel::alike);
    CHECK(level(2) == ValueLevel::different);
    CHECK(level(3) == ValueLevel::different);
    CHECK(level(4) == ValueLevel::alike);
    CHECK(level(5) == ValueLevel::alike);
}
