#include "text/number.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/fixed.h"
#include "base/hash.h"

using namespace wb;

namespace {

std::string read(std::string_view text, char decimal, int scale = 2) {
    const auto parsed = parse_number(text, {decimal}, scale);
    if (parsed.problem == NumberProblem::too_large) return "too large";
    if (parsed.problem != NumberProblem::none) return "no number";
    return fixed_text(parsed.units, scale) + (parsed.rounded ? "~" : "");
}

std::string marked(std::string_view text, char decimal = '.') {
    const auto parsed = parse_marked_number(text, {decimal}, 2);
    if (parsed.number.problem != NumberProblem::none) return "no number";
    return fixed_text(parsed.number.units, 2) + "|" + std::string(parsed.mark);
}

// The slow twin: the value of plain digits with one decimal sign, digit by digit, in 128 bits.
std::string read_slowly(std::string_view text, char decimal, int scale) {
    __extension__ using Wide = __int128;
    const bool negative = !text.empty() && text[0] == '-';
    if (negative) text.remove_prefix(1);
    Wide value = 0;
    int decimals = -1;
    bool digits = false;
    for (const char c : text) {
        if (c == decimal && decimals < 0) {
            decimals = 0;
        } else if (c >= '0' && c <= '9') {
            value = value * 10 + (c - '0');
            digits = true;
            decimals += decimals >= 0 ? 1 : 0;
        } else {
            return "no number";
        }
    }
    if (!digits) return "no number";
    bool rounded = false;
    for (decimals = decimals < 0 ? 0 : decimals; decimals < scale; ++decimals) value *= 10;
    Wide divisor = 1;
    for (; decimals > scale; --decimals) divisor *= 10;
    rounded = value % divisor != 0;
    value = (value + divisor / 2) / divisor;
    if (value > kLargestUnits) return "too large";
    const auto units = static_cast<std::int64_t>(value);
    return fixed_text(negative ? -units : units, scale) + (rounded ? "~" : "");
}

// All kinds of digit strings that a cell may hold, from a counter.
std::string made_number(std::uint64_t seed, char decimal) {
    const auto bits = mix64(seed);
    std::string text = (bits & 1U) != 0 ? "-" : "";
    const auto whole = (bits >> 1U) % 20U;
    for (std::uint64_t i = 0; i < whole; ++i) text += static_cast<char>('0' + (mix64(seed * 64 + i) % 10));
    if ((bits & 64U) != 0) {
        text += decimal;
        const auto decimals = (bits >> 8U) % 10U;
        for (std::uint64_t i = 0; i < decimals; ++i) text += static_cast<char>('0' + (mix64(seed * 64 + 32 + i) % 10));
    }
    return text;
}

// `whole` with a sign between its groups of three.
std::string with_groups(const std::string& whole, std::string_view sign) {
    std::string text;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (i > 0 && (whole.size() - i) % 3 == 0) text += sign;
        text += whole[i];
    }
    return text;
}

}  // namespace

TEST_CASE("number: the fast and the slow reader agree on whatever digits come") {
    for (std::uint64_t seed = 1; seed < 40000; ++seed) {
        for (const char decimal : {'.', ','}) {
            const auto text = made_number(seed, decimal);
            for (const int scale : {0, 2, 6}) {
                const auto expected = read_slowly(text, decimal, scale);
                if (read(text, decimal, scale) != expected)
                    FAIL(text << " at scale " << scale << ": " << read(text, decimal, scale) << " not " << expected);
            }
        }
    }
}

TEST_CASE("number: every grouping sign reads the same") {
    for (std::uint64_t seed = 1; seed < 2000; ++seed) {
        const auto units = static_cast<std::int64_t>(mix64(seed) % 1'000'000'000'000ULL);
        const auto plain = fixed_text(units, 2);
        const auto whole = plain.substr(0, plain.size() - 3);
        const auto cents = plain.substr(plain.size() - 2);
        for (const std::string_view sign : {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89", "\xE2\x80\x87", "'"}) {
            CHECK(parse_number(with_groups(whole, sign) + "," + cents, {','}, 2).units == units);
            CHECK(parse_number(with_groups(whole, sign) + "." + cents, {'.'}, 2).units == units);
        }
        CHECK(parse_number(with_groups(whole, ".") + "," + cents, {','}, 2).units == units);
        CHECK(parse_number(with_groups(whole, ",") + "." + cents, {'.'}, 2).units == units);
        CHECK(parse_number("(" + plain + ")", {'.'}, 2).units == -units);
        CHECK(parse_number(plain + "-", {'.'}, 2).units == -units);
        CHECK(parse_number(" \xE2\x88\x92" + plain + "\t", {'.'}, 2).units == -units);
    }
}

TEST_CASE("number: signs that stand in the wrong place are no number") {
    CHECK(read("0,500", '.') == "no number");
    CHECK(read("0,500", ',', 3) == "0.500");
    CHECK(read("1 234.567,5", ',') == "no number");
    CHECK(read("1,23,45,678.5", '.') == "12345678.50");
    CHECK(read("12,345,67,890", '.') == "no number");
    CHECK(read("1234,567", '.') == "no number");
    CHECK(read("1.2.3", '.') == "no number");
    CHECK(read("12 34", '.') == "no number");
    CHECK(read("--5", '.') == "no number");
    CHECK(read("()", '.') == "no number");
    CHECK(read("-", '.') == "no number");
    CHECK(read(".", '.') == "no number");
    CHECK(read("1e", '.') == "no number");
    CHECK(read("1e9999", '.') == "no number");
}

TEST_CASE("number: exponents, exact and at the edges") {
    CHECK(read("1,5E+3", ',') == "1500.00");
    CHECK(read("1.5e-3", '.', 6) == "0.001500");
    CHECK(read("1e-200", '.') == "0.00~");
    CHECK(read("1e200", '.') == "too large");
    CHECK(read("0e200", '.') == "0.00");
    CHECK(read("9.99999999999999994E15", '.') == "9999999999999999.94");
    CHECK(read("0.005", '.') == "0.01~");
    CHECK(read("0.0049999999", '.') == "0.00~");
    CHECK(read("9999999999999999.995", '.') == "too large");
}

TEST_CASE("number: a unit or currency beside the number is told apart") {
    CHECK(marked("12 pcs") == "12.00|pcs");
    CHECK(marked("12,5 кг", ',') == "12.50|кг");
    CHECK(marked("$ 1,200.00") == "1200.00|$");
    CHECK(marked("USD 15") == "15.00|USD");
    CHECK(marked("3.5м2") == "3.50|м2");
    CHECK(marked("3.5 m3") == "3.50|m3");
    CHECK(marked("7") == "7.00|");
    CHECK(marked("22") == "22.00|");
    CHECK(marked("(7.5) kg") == "-7.50|kg");
    CHECK(marked("USD 15 net") == "no number");
    CHECK(marked("12 x 30 mm") == "no number");
    CHECK(marked("art. 5 of the contract of sale") == "no number");
    CHECK(marked("pcs") == "no number");
    CHECK(marked("") == "no number");
}

TEST_CASE("number: the sign is learned from what only one sign reads") {
    const std::vector<std::string_view> masses = {"0,500", "1,250", "12,000"};
    CHECK(learn_number_format(masses).decimal == ',');
    const std::vector<std::string_view> unsaid = {"1,250", "12,000"};
    CHECK(!learn_number_habit(unsaid).certain());
    const std::vector<std::string_view> whole = {"7", "12"};
    CHECK(learn_number_habit(whole).certain());
    const std::vector<std::string_view> dirty = {"1 234,50", "12,5", "see below", "3.5"};
    CHECK(learn_number_format(dirty).decimal == ',');
}

TEST_CASE("number: the double is the nearest one") {
    CHECK(*parse_real("0.1", {'.'}) == 0.1);
    CHECK(*parse_real("1 234,56", {','}) == 1234.56);
    CHECK(*parse_real("0.0008709703057890328", {'.'}) == 0.0008709703057890328);
    CHECK(*parse_real("1e300", {'.'}) == 1e300);
    CHECK(*parse_real("-12345678901234567890.5", {'.'}) == -12345678901234567890.5);
    CHECK(!parse_real("12 pcs", {'.'}));
}

TEST_CASE("number: random bytes read or do not, and never crash") {
    for (std::uint64_t seed = 0; seed < 20000; ++seed) {
        std::string text;
        static constexpr std::string_view kBytes = "0123456789.,'()-+eE \xC2\xA0\xE2\x80\xAFx";
        for (std::uint64_t i = 0; i < mix64(seed) % 24; ++i) text += kBytes[mix64(seed * 32 + i) % kBytes.size()];
        for (const char decimal : {'.', ','}) {
            const auto parsed = parse_number(text, {decimal}, 6);
            if (parsed.problem != NumberProblem::none) continue;
            // What reads, reads back from its own exact text.
            CHECK(parse_number(fixed_text(parsed.units, 6), {'.'}, 6).units == parsed.units);
            parse_marked_number(text, {decimal}, 6);
        }
    }
}

TEST_CASE("zero with an exponent is zero") {
    CHECK(parse_real("0E22", {'.'}) == 0.0);
    CHECK(parse_real("23E-330", {'.'}) == 0.0);
}
