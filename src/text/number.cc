#include "text/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "base/fixed.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kLongestNumber = 48;   // longer digit strings are keys, not numbers

struct Digits {
    std::array<char, kLongestNumber> digit{};
    std::size_t size = 0;
    std::size_t decimals = 0;    // how many of them stand after the decimal sign
    int exponent = 0;
    bool negative = false;
};

bool is_group_space(char32_t c) { return c == U' ' || c == 0xA0 || c == 0x202F || c == 0x2009 || c == U'\''; }

bool read_exponent(std::string_view text, std::size_t at, int& exponent) {
    bool negative = false;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) negative = text[at++] == '-';
    if (at >= text.size() || text.size() - at > 3) return false;
    int value = 0;
    for (; at < text.size(); ++at) {
        if (text[at] < '0' || text[at] > '9') return false;
        value = value * 10 + (text[at] - '0');
    }
    exponent = negative ? -value : value;
    return true;
}

// Groups between thousands signs must be three digits wide, or two in the Indian way with three at the end.
struct GroupRule {
    std::size_t since = 0;   // digits since the last sign
    bool any = false;
    bool valid = true;
    void sign(bool first) {
        if (!first && since != 3 && since != 2) valid = false;
        if (first && (since == 0 || since > 3)) valid = false;
        since = 0;
        any = true;
    }
    [[nodiscard]] bool end() const { return valid && (!any || since == 3); }
};

bool read_digits(std::string_view text, NumberFormat format, Digits& out) {
    const char thousands = format.decimal == '.' ? ',' : '.';
    bool after_decimal = false;
    bool any = false;
    GroupRule groups;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c >= '0' && c <= '9') {
            if (out.size == kLongestNumber) return false;
            if (out.size > 0 || c != '0' || after_decimal) out.digit[out.size++] = c;
            out.decimals += after_decimal ? 1U : 0U;
            groups.since += after_decimal ? 0U : 1U;
            any = true;
            ++at;
        } else if (c == format.decimal && !after_decimal) {
            if (!groups.end()) return false;
            after_decimal = true;
            ++at;
        } else if (c == thousands && !after_decimal && any) {
            groups.sign(!groups.any);
            ++at;
        } else if ((c == 'e' || c == 'E') && any) {
            return (after_decimal || groups.end()) && read_exponent(text, at + 1, out.exponent);
        } else {
            std::size_t next = at;
            if (!is_group_space(next_code(text, next)) || after_decimal || !any) return false;
            groups.sign(!groups.any);
            at = next;
        }
    }
    return any && (after_decimal || groups.end());
}

bool read_number(std::string_view text, NumberFormat format, Digits& out) {
    text = trim(text);
    if (text.size() > 1 && text.front() == '(' && text.back() == ')') {
        out.negative = true;
        text = trim(text.substr(1, text.size() - 2));
    }
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        out.negative = out.negative != (text[0] == '-');
        text.remove_prefix(1);
    }
    return !text.empty() && read_digits(text, format, out);
}

}  // namespace

ParsedNumber parse_number(std::string_view text, NumberFormat format, int scale) {
    Digits digits;
    if (!read_number(text, format, digits)) return {};
    // The digits are worth digit × 10^shift units of 10^-scale.
    const int shift = digits.exponent + scale - static_cast<int>(digits.decimals);
    const auto kept = static_cast<std::ptrdiff_t>(digits.size) + (shift < 0 ? shift : 0);
    std::int64_t value = 0;
    const auto append = [&](int digit) {
        value = value * 10 + digit;
        return value <= kLargestUnits;
    };
    ParsedNumber parsed;
    parsed.problem = NumberProblem::too_large;
    for (std::ptrdiff_t i = 0; i < kept; ++i) {
        if (!append(digits.digit[static_cast<std::size_t>(i)] - '0')) return parsed;
    }
    for (int i = 0; i < shift && value != 0; ++i) {
        if (!append(0)) return parsed;
    }
    if (shift < 0 && kept >= 0 && digits.size > 0) {
        bool lost = false;
        for (auto i = static_cast<std::size_t>(kept); i < digits.size; ++i) lost = lost || digits.digit[i] != '0';
        parsed.rounded = lost;
        if (digits.digit[static_cast<std::size_t>(kept)] >= '5') ++value;
        if (value > kLargestUnits) return parsed;
    } else if (kept < 0) {
        parsed.rounded = true;
    }
    parsed.problem = NumberProblem::none;
    parsed.units = digits.negative ? -value : value;
    return parsed;
}

std::optional<double> parse_real(std::string_view text, NumberFormat format) {
    Digits digits;
    if (!read_number(text, format, digits)) return std::nullopt;
    if (digits.size == 0) return 0.0;
    // The nearest double of the decimal text, whatever the number of digits.
    std::array<char, kLongestNumber + 8> text_form{};
    std::copy_n(digits.digit.begin(), digits.size, text_form.begin());
    const int exponent = digits.exponent - static_cast<int>(digits.decimals);
    const int written = std::snprintf(text_form.data() + digits.size, 8, "e%d", exponent);
    double value = 0;
    const auto result = std::from_chars(text_form.data(), text_form.data() + digits.size + written, value);
    if (result.ec != std::errc{}) return std::nullopt;
    return digits.negative ? -value : value;
}

NumberFormat learn_number_format(std::span<const std::string_view> cells) {
    std::size_t dot = 0;
    std::size_t comma = 0;
    std::size_t comma_only = 0;
    for (const auto cell : cells) {
        const bool reads_dot = parse_real(cell, {'.'}).has_value();
        const bool reads_comma = parse_real(cell, {','}).has_value();
        dot += reads_dot ? 1U : 0U;
        comma += reads_comma ? 1U : 0U;
        // "12,5" and "1.234,5" read with a decimal comma only.
        comma_only += reads_comma && !reads_dot ? 1U : 0U;
    }
    return {comma > dot || (comma == dot && comma_only > 0) ? ',' : '.'};
}

}  // namespace wb
