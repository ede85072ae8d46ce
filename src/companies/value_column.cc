#include "companies/value_column.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <unordered_map>

#include "companies/parallel.h"
#include "companies/text_column.h"
#include "names/string_kernels.h"
#include "text/date.h"
#include "text/identifiers.h"
#include "text/romanise.h"

namespace wb {

namespace {

// A value of more than this share of records is common (a capital, a large country), of less than the other rare. Between lies what EM is
// left to learn as one weight.
constexpr double kCommonShare = 0.05;
constexpr double kRareShare = 0.002;
constexpr double kOtherNumbers = 200;  // companies elsewhere, with other numbers: in a list of ten no number is common
constexpr double kAlikePlaces = 0.9;   // Jaro-Winkler of romanised names of places
constexpr std::size_t kPhoneDigits = 7;
constexpr std::int32_t kMonths = 12;
constexpr std::int32_t kLastShortYear = 30;  // of days written with two digits, as of 2026
constexpr std::size_t kShortestNear = 5;     // numbers of fewer characters are one edit apart by chance

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9') digits += c;
    }
    return digits;
}

std::string identifier_of(std::string_view text) {
    std::string value;
    for (const char c : text) {
        if (c >= '0' && c <= '9') value += c;
        if (c >= 'A' && c <= 'Z') value += c;
        if (c >= 'a' && c <= 'z') value += static_cast<char>(c - 'a' + 'A');
    }
    return meaningless_identifier(value) ? std::string() : value;
}

std::string phone_of(std::string_view text) {
    auto digits = digits_of(text);
    if (digits.size() < kPhoneDigits || digits.find_first_not_of(digits[0]) == std::string::npos) return {};
    return digits.substr(digits.size() - std::min<std::size_t>(digits.size(), 10));
}

// Runs of digits, in order.
std::vector<std::string_view> digit_runs(std::string_view text) {
    std::vector<std::string_view> runs;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] < '0' || text[i] > '9') {
            ++i;
            continue;
        }
        auto end = i;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        runs.push_back(text.substr(i, end - i));
        i = end;
    }
    return runs;
}

std::int32_t whole(std::string_view digits) {
    std::int32_t value = -1;
    std::from_chars(digits.data(), digits.data() + std::min<std::size_t>(digits.size(), 9), value);
    return value;
}

// Month named by a word ("Mar", "мая"), nothing when none is.
std::optional<std::int32_t> named_month(std::string_view text) {
    const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0; };
    const auto begin = std::find_if(text.begin(), text.end(), is_letter);
    if (begin == text.end()) return {};
    const auto read = parse_day("1 " + std::string(begin, std::find_if_not(begin, text.end(), is_letter)) + " 2001", {});
    if (!read.day) return {};
    return civil(*read.day).month;
}

// 97 is 1997 and 06 is 2006: no list yet has a later day than kLastShortYear with two digits.
std::int32_t full_year(std::string_view digits) {
    const auto year = whole(digits);
    if (digits.size() > 2) return year;
    return year + (year > kLastShortYear ? 1900 : 2000);
}

// Year, month, day from what people write: 19151111, 1949 7 22, 12/11/1978, 9/28/97, 24-May-11, 1999.0, 1995. A number above 12 is the day;
// else day and month are compared in either order.
std::array<std::int32_t, 3> date_of(std::string_view text) {
    auto runs = digit_runs(text);
    if (runs.empty()) return {-1, -1, -1};
    if (runs.size() == 1 && runs[0].size() == 8)
        return {whole(runs[0].substr(0, 4)), whole(runs[0].substr(4, 2)), whole(runs[0].substr(6))};
    if (const auto month = runs.size() == 2 ? named_month(text) : std::nullopt) {
        const bool first = runs[0].size() == 4;
        return {first ? whole(runs[0]) : full_year(runs[1]), *month, whole(runs[first ? 1 : 0])};
    }
    std::array<std::int32_t, 3> date = {whole(runs[0]), -1, -1};
    if (runs[0].size() == 4 && runs.size() > 2) date = {whole(runs[0]), whole(runs[1]), whole(runs[2])};
    if (runs[0].size() != 4 && runs.size() >= 3) date = {full_year(runs[2]), whole(runs[0]), whole(runs[1])};
    if (date[1] > kMonths && date[2] <= kMonths) std::swap(date[1], date[2]);
    return date;
}

std::string canonical_date(std::string_view text) {
    const auto date = date_of(text);
    if (date[0] < 0) return {};
    if (date[1] < 0) return std::to_string(date[0]);
    return std::to_string(date[0]) + "-" + std::to_string(date[1]) + "-" + std::to_string(date[2]);
}

double number_of(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        if ((c >= '0' && c <= '9') || c == '.') plain += c;
    }
    double value = NAN;
    std::from_chars(plain.data(), plain.data() + plain.size(), value);
    return value;
}

std::string canonical(FieldKind kind, std::string_view text) {
    switch (kind) {
        case FieldKind::identifier:
            return identifier_of(text);
        case FieldKind::phone:
            return phone_of(text);
        case FieldKind::date:
            return canonical_date(text);
        case FieldKind::number:
            return std::isnan(number_of(text)) ? std::string() : std::string(text);
        default:
            return romanised(text);
    }
}

ValueLevel compare_dates(const std::array<std::int32_t, 3>& a, const std::array<std::int32_t, 3>& b) {
    if (a[1] < 0 || b[1] < 0) return a[0] - b[0] == 1 || b[0] - a[0] == 1 ? ValueLevel::alike : ValueLevel::different;
    const bool year = a[0] == b[0], month = a[1] == b[1], day = a[2] == b[2];
    if (static_cast<int>(year) + static_cast<int>(month) + static_cast<int>(day) == 2) return ValueLevel::alike;
    return year && a[1] == b[2] && a[2] == b[1] ? ValueLevel::alike : ValueLevel::different;
}

ValueLevel compare_numbers(double a, double b) {
    const double larger = std::max(std::fabs(a), std::fabs(b));
    const double apart = larger > 0 ? std::fabs(a - b) / larger : 0;
    if (apart <= 0.001) return ValueLevel::equal;
    if (apart <= 0.05) return ValueLevel::equal_common;
    return apart <= 0.25 ? ValueLevel::alike : ValueLevel::different;
}

ValueLevel compare_identifiers(std::string_view a, std::string_view b) {
    const auto shorter = std::min(a.size(), b.size());
    if (shorter < kShortestNear) return ValueLevel::different;
    if (a.ends_with(b.substr(b.size() - std::min(b.size(), shorter))) || b.ends_with(a)) return ValueLevel::alike;
    if (levenshtein_distance(a, b) <= 1) return ValueLevel::alike;
    if (a.size() != b.size()) return ValueLevel::different;
    const auto at = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
    const bool swapped = at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && a.substr(at + 2) == b.substr(at + 2);
    return swapped ? ValueLevel::alike : ValueLevel::different;
}

ValueLevel compare_places(std::string_view a, std::string_view b) {
    const auto& shorter = a.size() < b.size() ? a : b;
    const auto& longer = a.size() < b.size() ? b : a;
    if (shorter.size() >= 3 && longer.find(shorter) != longer.npos) return ValueLevel::alike;
    return jaro_winkler_similarity(a, b) >= kAlikePlaces ? ValueLevel::alike : ValueLevel::different;
}

ValueLevel level_of_share(double share) {
    if (share > kCommonShare) return ValueLevel::equal_common;
    return share < kRareShare ? ValueLevel::equal_rare : ValueLevel::equal;
}

}  // namespace

ValueLevel ValueColumn::compare_different(std::uint32_t a, std::uint32_t b) const {
    if (houses) return house_texts.alike(a, b) ? ValueLevel::alike : ValueLevel::different;
    switch (kind) {
        case FieldKind::number:
            return compare_numbers(numbers[a], numbers[b]);
        case FieldKind::date:
            return compare_dates(dates[a], dates[b]);
        case FieldKind::identifier:
        case FieldKind::phone:
            return compare_identifiers(values[a], values[b]);
        case FieldKind::place:
            return compare_places(values[a], values[b]);
        default:
            return ValueLevel::different;
    }
}

bool ValueColumn::days_differ(std::uint32_t a, std::uint32_t b) const {
    const auto &x = dates[a], &y = dates[b];
    return x[1] >= 0 && y[1] >= 0 && x[0] != y[0] && x[1] != y[1] && x[2] != y[2] && !(x[1] == y[2] && x[2] == y[1]);
}

std::array<double, kValueLevels> ValueColumn::chance_of_equal() const {
    std::array<double, kValueLevels> chance{};
    for (std::uint32_t value = 0; value < share.size(); ++value)
        chance[static_cast<std::size_t>(level_of_equal(value))] += share[value] * share[value];
    return chance;
}

void ValueColumn::count(const std::vector<std::uint32_t>& records) {
    share.assign(values.size(), 0);
    double all = 0;
    for (const auto record : records) {
        if (value_of[record] == kNone) continue;
        share[value_of[record]] += 1;
        all += 1;
    }
    const bool number = kind == FieldKind::identifier || kind == FieldKind::phone;
    for (auto& part : share) part /= std::max(all, 1.0) + (number ? kOtherNumbers : 0.0);
    equal_level.resize(share.size());
    std::transform(share.begin(), share.end(), equal_level.begin(), level_of_share);
}

void ValueColumn::read_houses() {
    houses = true;
    house_texts = HouseTexts(values);
}

HouseTexts::HouseTexts(std::span<const std::string_view> houses) {
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    for (const auto house : houses) {
        const auto city = house.substr(0, house.find(kHouseParts));
        const auto [known, fresh] = numbers.try_emplace(city, static_cast<std::uint32_t>(names_.size()));
        if (fresh) names_.push_back(city);
        houses_.push_back({known->second, static_cast<std::uint32_t>(house.rfind(kHouseParts)), house});
    }
    if (names_.size() > kMostKnown) return;
    known_.resize(names_.size() * names_.size());
    for (std::size_t a = 0; a < names_.size(); ++a) {
        for (std::size_t b = 0; b < names_.size(); ++b)
            known_[a * names_.size() + b] = a == b || jaro_winkler_similarity(names_[a], names_[b]) >= kAlikePlaces ? 1 : 0;
    }
}

bool HouseTexts::alike(std::uint32_t a, std::uint32_t b) const {
    const auto &x = houses_[a], &y = houses_[b];
    if (!alike_cities(x.city, y.city)) return false;
    const auto number_x = x.text.substr(x.number_at), number_y = y.text.substr(y.number_at);
    if (number_x == number_y) return true;
    if (!number_x.starts_with(number_y) && !number_y.starts_with(number_x)) return false;
    return jaro_winkler_similarity(x.text.substr(0, x.number_at), y.text.substr(0, y.number_at)) >= kAlikePlaces;
}

bool HouseTexts::alike_cities(std::uint32_t a, std::uint32_t b) const {
    if (a == b) return true;
    if (known_.empty()) return jaro_winkler_similarity(names_[a], names_[b]) >= kAlikePlaces;
    return known_[std::size_t{a} * names_.size() + b] != 0;
}

ValueColumn read_value_column(const RecordField& field, int threads) {
    const auto raw = distinct_texts(field.values, threads);
    ValueColumn column;
    column.kind = field.kind;
    std::vector<std::string_view> forms(raw.values.size());
    column.arenas.resize(range_count(forms.size()));
    for_ranges(forms.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        auto& arena = column.arenas[range] = std::make_unique<Arena>();
        for (auto i = begin; i < end; ++i) forms[i] = arena->keep(canonical(field.kind, raw.values[i]));
    });
    const auto distinct = distinct_texts(forms, threads);
    column.values = distinct.values;
    column.value_of.assign(field.values.size(), kNone);
    for (std::size_t record = 0; record < field.values.size(); ++record) {
        if (raw.value_of[record] != kNone) column.value_of[record] = distinct.value_of[raw.value_of[record]];
    }
    for (const auto value : column.values) {
        column.dates.push_back(field.kind == FieldKind::date ? date_of(value) : std::array<std::int32_t, 3>{});
        column.numbers.push_back(field.kind == FieldKind::number ? number_of(value) : 0);
    }
    std::vector<std::uint32_t> all(field.values.size());
    std::iota(all.begin(), all.end(), 0U);
    column.count(all);
    return column;
}

ValueColumn derived_column(std::vector<std::uint32_t> value_of, std::span<const std::string_view> values) {
    auto column = numbered_column(std::move(value_of), values.size());
    column.arenas.push_back(std::make_unique<Arena>());
    for (std::size_t i = 0; i < values.size(); ++i) column.values[i] = column.arenas[0]->keep(values[i]);
    return column;
}

ValueColumn numbered_column(std::vector<std::uint32_t> value_of, std::size_t values) {
    ValueColumn column;
    column.value_of = std::move(value_of);
    column.values.resize(values);
    column.dates.resize(values);
    column.numbers.resize(values);
    std::vector<std::uint32_t> all(column.value_of.size());
    std::iota(all.begin(), all.end(), 0U);
    column.count(all);
    return column;
}

}  // namespace wb
