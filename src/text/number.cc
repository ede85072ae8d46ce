#include "text/number.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/fixed.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kLongestNumber = 48;  // longer digit strings are keys, not numbers
constexpr std::size_t kMostDigits = 18;     // of DECIMAL(18, s)
constexpr std::size_t kLongestMark = 24;  // bytes; "квадратных метров" has 33 but units in one cell with their number are short
constexpr std::string_view kMinus = "\xE2\x88\x92";

struct Digits {
    std::array<char, kLongestNumber> digit{};
    std::size_t size = 0;
    std::size_t decimals = 0;  // how many of them stand after the decimal sign
    int exponent = 0;
    bool negative = false;
};

bool is_figure(char c) { return c >= '0' && c <= '9'; }

bool is_group_space(char32_t c) { return c == U' ' || c == 0xA0 || c == 0x202F || c == 0x2009 || c == 0x2007 || c == U'\'' || c == 0x2019; }

bool read_exponent(std::string_view text, std::size_t at, int& exponent) {
    bool negative = false;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) negative = text[at++] == '-';
    if (at >= text.size() || text.size() - at > 3) return false;
    int value = 0;
    for (; at < text.size(); ++at) {
        if (!is_figure(text[at])) return false;
        value = value * 10 + (text[at] - '0');
    }
    exponent = negative ? -value : value;
    return true;
}

// Groups are three digits wide; in the Indian way two, with three at the end. One sign throughout, and no group starts from "0".
class GroupRule {
public:
    void digit(char c) {
        if (since_ == 0 && groups_ == 0) leading_zero_ = c == '0';
        ++since_;
    }
    void sign(char32_t c) {
        if (groups_ == 0) {
            valid_ = since_ > 0 && since_ <= 3 && !leading_zero_;
            short_first_ = since_ <= 2;
        } else {
            valid_ = valid_ && c == sign_ && (since_ == 3 || (since_ == 2 && short_first_)) && (groups_ == 1 || since_ == width_);
            width_ = since_;
        }
        sign_ = c;
        since_ = 0;
        ++groups_;
    }
    [[nodiscard]] bool end() const { return groups_ == 0 || (valid_ && since_ == 3); }
    [[nodiscard]] bool grouped() const { return groups_ > 0; }

private:
    std::size_t since_ = 0, groups_ = 0, width_ = 0;
    char32_t sign_ = 0;
    bool valid_ = true, leading_zero_ = false, short_first_ = false;
};

bool read_digits(std::string_view text, NumberFormat format, Digits& out) {
    const char thousands = format.decimal == '.' ? ',' : '.';
    bool after_decimal = false;
    bool any = false;
    GroupRule groups;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (is_figure(c)) {
            if (out.size == kLongestNumber) return false;
            if (out.size > 0 || c != '0' || after_decimal) out.digit[out.size++] = c;
            out.decimals += after_decimal ? 1U : 0U;
            if (!after_decimal) groups.digit(c);
            any = true;
            ++at;
        } else if (c == format.decimal && !after_decimal) {
            if (!groups.end()) return false;
            after_decimal = true;
            ++at;
        } else if ((c == 'e' || c == 'E') && any) {
            return (after_decimal || groups.end()) && read_exponent(text, at + 1, out.exponent);
        } else {
            std::size_t next = at;
            const char32_t sign = next_code(text, next);
            if ((c != thousands && !is_group_space(sign)) || after_decimal || !any) return false;
            groups.sign(sign);
            at = next;
        }
    }
    return any && (after_decimal || groups.end());
}

bool take_sign(std::string_view& text) {
    if (text.starts_with(kMinus)) {
        text.remove_prefix(kMinus.size());
        return true;
    }
    if (text.size() > 1 && text.back() == '-' && is_figure(text.front())) {
        text.remove_suffix(1);
        return true;
    }
    if (text.empty() || (text[0] != '-' && text[0] != '+')) return false;
    const bool negative = text[0] == '-';
    text.remove_prefix(1);
    return negative;
}

bool read_number(std::string_view text, NumberFormat format, Digits& out) {
    text = trim(text);
    if (text.size() > 1 && text.front() == '(' && text.back() == ')') {
        out.negative = true;
        text = trim(text.substr(1, text.size() - 2));
    }
    if (take_sign(text)) out.negative = !out.negative;
    return !text.empty() && read_digits(text, format, out);
}

// Digits with at most one decimal sign, few enough not to overflow: nearly every cell.
bool read_plain(std::string_view text, char decimal, int scale, std::int64_t& units) {
    const auto digits = static_cast<std::size_t>(scale);
    if (text.empty() || text.size() > kMostDigits || !is_figure(text.front())) return false;
    std::int64_t value = 0;
    std::size_t at = 0;
    for (; at < text.size() && is_figure(text[at]); ++at) value = value * 10 + (text[at] - '0');
    if (at + digits > kMostDigits) return false;
    std::size_t missing = digits;
    if (at < text.size()) {
        if (text[at] != decimal || text.size() - at - 1 > digits) return false;
        for (++at; at < text.size(); ++at, --missing) {
            if (!is_figure(text[at])) return false;
            value = value * 10 + (text[at] - '0');
        }
    }
    units = value * power_of_ten(static_cast<int>(missing));
    return true;
}

// The value of the digits in 10^-scale, rounded half away from zero; false when it is beyond kLargestUnits.
bool scaled_units(const Digits& digits, int scale, std::int64_t& value, bool& rounded) {
    // The digits are worth digit × 10^shift units of 10^-scale.
    const int shift = digits.exponent + scale - static_cast<int>(digits.decimals);
    const auto kept = static_cast<std::ptrdiff_t>(digits.size) + std::min(shift, 0);
    const auto append = [&](int digit) {
        if (value > kLargestUnits / 10) return false;
        value = value * 10 + digit;
        return true;
    };
    for (std::ptrdiff_t i = 0; i < kept; ++i) {
        if (!append(digits.digit[static_cast<std::size_t>(i)] - '0')) return false;
    }
    for (int i = 0; i < shift && value != 0; ++i) {
        if (!append(0)) return false;
    }
    if (shift >= 0) return true;
    const auto first_lost = static_cast<std::size_t>(std::max<std::ptrdiff_t>(kept, 0));
    for (auto i = first_lost; i < digits.size; ++i) rounded = rounded || digits.digit[i] != '0';
    if (kept >= 0 && first_lost < digits.size && digits.digit[first_lost] >= '5') ++value;
    return value <= kLargestUnits;
}

bool mark_character(char c) { return !is_figure(c) && c != '-' && c != '+' && c != '(' && c != ')'; }

}  // namespace

ParsedNumber parse_number(std::string_view text, NumberFormat format, int scale) {
    ParsedNumber parsed;
    if (read_plain(text, format.decimal, scale, parsed.units)) {
        parsed.problem = NumberProblem::none;
        return parsed;
    }
    Digits digits;
    if (!read_number(text, format, digits)) return parsed;
    std::int64_t value = 0;
    const bool fits = scaled_units(digits, scale, value, parsed.rounded);
    parsed.problem = fits ? NumberProblem::none : NumberProblem::too_large;
    parsed.units = !fits ? 0 : digits.negative ? -value : value;
    return parsed;
}

MarkedNumber parse_marked_number(std::string_view text, NumberFormat format, int scale) {
    text = trim(text);
    MarkedNumber marked{parse_number(text, format, scale), {}};
    if (marked.number.problem != NumberProblem::not_a_number || text.empty()) return marked;
    // A mark in front ends at the first figure or sign; one behind begins after the last figure, but for м2 and м3.
    std::size_t front = 0;
    while (front < text.size() && mark_character(text[front])) ++front;
    std::size_t back = text.size();
    while (back > front && mark_character(text[back - 1])) --back;
    if (back == text.size() && back > front + 1 && (text[back - 1] == '2' || text[back - 1] == '3') && mark_character(text[back - 2])) {
        for (--back; back > front && mark_character(text[back - 1]);) --back;
    }
    const bool in_front = front > 0;
    const auto number = trim(text.substr(front, back - front));
    const auto mark = trim(in_front ? text.substr(0, front) : text.substr(back));
    if ((in_front && back < text.size()) || mark.empty() || mark.size() > kLongestMark || number.empty()) return marked;
    // "1,2,3" is no number beside a mark: something must be a letter or a sign of its own.
    if (mark.find_first_not_of("0123456789.,' +-()/:;") == std::string_view::npos) return marked;
    marked.number = parse_number(number, format, scale);
    if (marked.number.problem != NumberProblem::not_a_number) marked.mark = mark;
    return marked;
}

std::optional<double> parse_real(std::string_view text, NumberFormat format) {
    constexpr std::size_t kExactDigits =
        15;                          // integers below 2^53, and powers of ten up to 10^22, are doubles: one rounding (Clinger 1990)
    constexpr int kExactPower = 18;  // as far as power_of_ten goes
    Digits digits;
    if (!read_number(text, format, digits)) return std::nullopt;
    if (digits.size == 0) return 0.0;  // "0E22": zeros in front are not kept
    const int exponent = digits.exponent - static_cast<int>(digits.decimals);
    double value = 0;
    if (digits.size <= kExactDigits && exponent <= kExactPower && exponent >= -kExactPower) {
        std::int64_t whole = 0;
        for (std::size_t i = 0; i < digits.size; ++i) whole = whole * 10 + (digits.digit[i] - '0');
        const auto power = static_cast<double>(power_of_ten(exponent < 0 ? -exponent : exponent));
        value = exponent < 0 ? static_cast<double>(whole) / power : static_cast<double>(whole) * power;
    } else {
        std::array<char, kLongestNumber + 8> form{};
        std::copy_n(digits.digit.begin(), digits.size, form.begin());
        form[digits.size] = 'e';
        const auto written = std::to_chars(form.data() + digits.size + 1, form.data() + form.size(), exponent);
        const auto failure = std::from_chars(form.data(), written.ptr, value).ec;
        if (failure == std::errc::result_out_of_range && exponent < 0) return 0.0;  // "23E-330"
        if (failure != std::errc{}) return std::nullopt;
    }
    return digits.negative ? -value : value;
}

NumberHabit learn_number_habit(std::span<const std::string_view> cells) {
    NumberHabit habit;
    for (const auto cell : cells) {
        const auto dot = parse_real(cell, {'.'});
        const auto comma = parse_real(cell, {','});
        habit.reads_dot += dot ? 1U : 0U;
        habit.reads_comma += comma ? 1U : 0U;
        habit.differ += dot && comma && *dot != *comma ? 1U : 0U;
    }
    habit.format.decimal = habit.reads_comma > habit.reads_dot ? ',' : '.';
    return habit;
}

NumberFormat learn_number_format(std::span<const std::string_view> cells) { return learn_number_habit(cells).format; }

}  // namespace wb
