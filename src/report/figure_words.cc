#include "report/figure_words.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "base/embedded.h"
#include "reference/toml_entry.h"

namespace wb {

namespace {

constexpr int kMostDecimals = 3;

std::string decimals(double number, int places) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", places, number);
    std::string out = text.data();
    // "-0.0" of a number that rounds to nothing.
    if (out[0] == '-' && out.find_first_not_of("-0.") == std::string::npos) out.erase(0, 1);
    return out;
}

// A number with thousands separated before the point.
std::string with_groups(const std::string& digits) {
    const bool negative = digits.starts_with("-");
    const std::size_t begin = negative ? 1 : 0;
    const std::size_t point = std::min(digits.find('.'), digits.size());
    std::string out = negative ? "−" : "";
    for (std::size_t i = begin; i < point; ++i) {
        if (i > begin && (point - i) % 3 == 0) out += ',';
        out += digits[i];
    }
    return out + digits.substr(point);
}

// How a unit's numbers are written: divided, with a sign before and a word after.
struct Scale {
    double divisor = 1;
    std::string before, after;
    int least_decimals = 0;
};

Scale money_scale(double dollars, const std::string& after) {
    const double size = std::fabs(dollars);
    if (size >= 1e9) return {1e9, "$", "B" + after, 1};
    if (size >= 1e7) return {1e6, "$", "M" + after, 1};
    if (size >= 1e6) return {1e6, "$", "M" + after, 2};
    if (size >= 1e5) return {1e3, "$", "K" + after, 0};
    if (size >= 1e3) return {1e3, "$", "K" + after, 1};
    return {1, "$", after, 0};
}

Scale scale_of(const Figure& figure, double value) {
    if (figure.unit == "usd") return money_scale(value, "");
    if (figure.unit == "usd_per_month") return money_scale(value, " a month");
    if (figure.unit == "share") return {0.01, "", "%", std::fabs(value) < 0.1 ? 1 : 0};
    return {1, "", "", 0};
}

std::string plain(double value, const Scale& scale, int places) { return with_groups(decimals(value / scale.divisor, places)); }

std::string with_sign(double value, const Scale& scale, int places) {
    const std::string number = plain(std::fabs(value), scale, places);
    return (value < 0 && plain(value, scale, places).starts_with("−") ? "−" : "") + scale.before + number + scale.after;
}

// The fewest decimals that show the ends apart where they are.
int places_of(const Scale& scale, double low, double high) {
    int places = scale.least_decimals;
    const int most = scale.after.empty() && scale.before.empty() ? 0 : std::min(kMostDecimals, scale.least_decimals + 2);
    const auto same = [&](double a, double b) { return a != b && plain(a, scale, places) == plain(b, scale, places); };
    while (places < most && same(low, high)) ++places;
    return places;
}

FigureText day_text(const Figure& figure) {
    const auto day = [](const Measure& value) { return to_string(Day{static_cast<std::int32_t>(value.to_double())}); };
    const std::string value = day(*figure.value);
    if (!figure.low || !figure.high) return {value, ""};
    const std::string low = day(*figure.low);
    const std::string high = day(*figure.high);
    return {value, low == high ? "[±0 days]" : "[" + low + " – " + high + "]"};
}

std::string replaced(std::string text, std::string_view mark, std::string_view by) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + by.size())) text.replace(at, mark.size(), by);
    return text;
}

}  // namespace

FigureName figure_name(std::string_view figure_id) {
    const auto first = figure_id.find('.');
    const auto last = figure_id.rfind('.');
    if (first == std::string_view::npos || first == last) return {std::string(figure_id), ""};
    // third_country.share and traced.third_country.share have no key: what they are of stands in the name.
    if (figure_id == "traced.third_country.share") return {std::string(figure_id), ""};
    return {std::string(figure_id.substr(0, first)) + std::string(figure_id.substr(last)),
            std::string(figure_id.substr(first + 1, last - first - 1))};
}

FigureText figure_text(const Figure& figure) {
    if (!figure.value) return {"cannot tell", ""};
    if (figure.unit == "day") return day_text(figure);
    const double value = figure.value->to_double();
    const double low = figure.low ? figure.low->to_double() : value;
    const double high = figure.high ? figure.high->to_double() : value;
    const Scale scale = scale_of(figure, value);
    const int places = places_of(scale, low, high);
    FigureText text;
    text.value = with_sign(value, scale, places);
    const std::string separator = low < 0 || high < 0 ? " to " : "–";
    if (figure.low && figure.high) text.interval = "[" + plain(low, scale, places) + separator + plain(high, scale, places) + "]";
    return text;
}

std::string money_words(double dollars) {
    const Scale scale = money_scale(dollars, "");
    return with_sign(dollars, scale, scale.least_decimals);
}

std::string grouped(std::int64_t number) { return with_groups(std::to_string(number)); }

std::string share_words(double share) {
    if (share > 0 && share < 0.005) return "<1 %";
    return decimals(share * 100, 0) + " %";
}

Result<FigureWords> FigureWords::parse(std::string_view toml, const std::string& file) {
    WB_TRY(const auto root, parse_toml(toml, file));
    FigureWords words;
    for (const auto* table : toml_tables(root, "family")) {
        EntryReader entry(*table, file);
        const std::string id = entry.text("id");
        FamilyWords family;
        family.claim = entry.text("claim");
        family.claim_of_part = entry.optional_text("claim_of_part");
        family.misleads = entry.optional_text("misleads");
        WB_TRY_VOID(entry.finish());
        words.families_[id] = std::move(family);
    }
    return words;
}

const FigureWords& FigureWords::built_in() {
    static const FigureWords kWords = [] {
        auto parsed = parse(embedded_file("report/figures.toml"), "report/figures.toml");
        WB_CHECK(parsed.ok(), "built-in data: " + (parsed.ok() ? std::string() : to_string(parsed.error())));
        return std::move(parsed).value();
    }();
    return kWords;
}

const FamilyWords* FigureWords::find(const std::string& family) const {
    const auto found = families_.find(family);
    return found == families_.end() ? nullptr : &found->second;
}

std::string FigureWords::sentence(const Figure& figure) const {
    const auto parts = figure_name(figure.figure_id);
    const auto* words = find(parts.family);
    if (words == nullptr || parts.key == "unstated") return figure.title;
    return !parts.key.empty() && !words->claim_of_part.empty() ? words->claim_of_part : words->claim;
}

std::string FigureWords::claim(const Figure& figure, std::string_view name) const {
    const std::string key = figure_name(figure.figure_id).key;
    return replaced(sentence(figure), kNameMark, name.empty() ? std::string_view(key) : name);
}

std::string_view grade_words(std::string_view grade) {
    if (grade == "declared") return "declared: the rows say so";
    if (grade == "resolved") return "resolved: needs spellings merged into companies, or companies into families";
    if (grade == "inferred") return "inferred: needs rows to be compared or linked";
    return "grade not stated";
}

}  // namespace wb
