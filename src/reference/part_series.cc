#include "reference/part_series.h"

#include <algorithm>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "text/fold.h"

namespace wb {

namespace {

bool is_figure(char c) { return c >= '0' && c <= '9'; }

bool fits(std::string_view pattern, std::string_view letters) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool same = pattern[i] == '#' ? is_figure(letters[i]) : pattern[i] == '@' ? !is_figure(letters[i]) : pattern[i] == letters[i];
        if (!same) return false;
    }
    return true;
}

bool names_one_of(std::string_view folded_maker, const std::vector<std::string>& makers) {
    return std::any_of(makers.begin(), makers.end(),
                       [&](const std::string& maker) { return folded_maker.find(maker) != std::string_view::npos; });
}

}  // namespace

const PartSeries& PartSeries::built_in() {
    static const PartSeries kSeries = [] {
        const std::string path = "parts/series.toml";
        auto parsed = parse(embedded_file(path), path);
        WB_CHECK(parsed.ok(), to_string(parsed.error()));
        return std::move(parsed).value();
    }();
    return kSeries;
}

namespace {

constexpr std::size_t kShortestMeasured = 3;  // letters and digits of a beginning

// [[length, numbers, right], …]
Result<std::array<std::array<std::int64_t, 2>, 3>> measured_of(const toml::table& entry, const std::string& file) {
    std::array<std::array<std::int64_t, 2>, 3> measured{};
    const auto* rows = entry["measured"].as_array();
    if (rows == nullptr) return measured;
    for (const auto& row : *rows) {
        const auto* cells = row.as_array();
        const auto cell = [&](std::size_t i) { return cells == nullptr ? std::int64_t{-1} : (*cells)[i].value_or(std::int64_t{-1}); };
        const auto length = cells != nullptr && cells->size() == 3 ? cell(0) - static_cast<std::int64_t>(kShortestMeasured) : -1;
        if (length < 0 || length > 2 || cell(2) < 0 || cell(2) > cell(1))
            return toml_error(entry, file, "measured needs [length from 3 to 5, numbers, right ones]", "write whole numbers in this order");
        measured[static_cast<std::size_t>(length)] = {cell(1), cell(2)};
    }
    return measured;
}

}  // namespace

Result<PartSeries> PartSeries::parse(std::string_view toml, const std::string& file) {
    WB_TRY(const auto root, parse_toml(toml, file));
    PartSeries parts;
    for (const auto* entry : toml_tables(root, "kind")) {
        parts.kinds_.push_back({toml_text(*entry, "id"), toml_text(*entry, "title"), toml_text(*entry, "hs6")});
        if (parts.kinds_.back().id.empty() || parts.kinds_.back().hs6.size() != 6)
            return toml_error(*entry, file, "a kind of parts needs id and hs6 of six digits", "write both");
        WB_TRY(parts.kinds_.back().measured, measured_of(*entry, file));
    }
    for (const auto* entry : toml_tables(root, "series")) {
        const auto id = toml_text(*entry, "kind");
        const auto kind = std::find_if(parts.kinds_.begin(), parts.kinds_.end(), [&](const PartKind& k) { return k.id == id; });
        if (kind == parts.kinds_.end()) return toml_error(*entry, file, "no kind of this id: " + id, "add a [[kind]]");
        const auto number = static_cast<std::uint32_t>(parts.series_.size());
        parts.series_.push_back({static_cast<std::size_t>(kind - parts.kinds_.begin()), toml_texts(*entry, "makers")});
        for (const auto& prefix : toml_texts(*entry, "prefixes")) {
            const bool plain = prefix.find_first_of("#@") == std::string::npos;
            auto& numbers =
                plain ? parts.by_beginning_[prefix] : parts.by_pattern_.emplace_back(prefix, std::vector<std::uint32_t>{}).second;
            numbers.push_back(number);
            parts.longest_ = std::max(parts.longest_, prefix.size());
        }
    }
    return parts;
}

double PartSeries::rate(std::size_t kind, std::size_t length) const {
    constexpr double kPriorNumbers = 5;
    const auto at = std::clamp<std::size_t>(length, kShortestMeasured, kShortestMeasured + 2) - kShortestMeasured;
    double numbers = 0;
    double right = 0;
    for (const auto& each : kinds_) {
        numbers += static_cast<double>(each.measured[at][0]);
        right += static_cast<double>(each.measured[at][1]);
    }
    const auto& own = kinds_[kind].measured[at];
    const double usual = (right + 1) / (numbers + 2);
    return (static_cast<double>(own[1]) + kPriorNumbers * usual) / (static_cast<double>(own[0]) + kPriorNumbers);
}

template <typename See>
void PartSeries::fitting(std::string_view letters, std::string_view maker, const See& see) const {
    std::string folded;
    const auto add = [&](const std::vector<std::uint32_t>& numbers, std::size_t length) {
        for (const auto number : numbers) {
            const auto& series = series_[number];
            if (!series.makers.empty() && folded.empty()) folded = fold_words(maker);
            if (!series.makers.empty() && !names_one_of(folded, series.makers)) continue;
            see({series.kind, length, !series.makers.empty()});
        }
    };
    for (auto length = std::min(longest_, letters.size()); length > 0; --length) {
        const auto beginning = by_beginning_.find(letters.substr(0, length));
        if (beginning != by_beginning_.end()) add(beginning->second, length);
    }
    for (const auto& [pattern, numbers] : by_pattern_) {
        if (pattern.size() <= letters.size() && fits(pattern, letters)) add(numbers, pattern.size());
    }
}

namespace {

// The longer beginning first, then the series that names the maker, then the order of kinds.
bool surer(const PartMatch& a, const PartMatch& b) {
    if (a.length != b.length) return a.length > b.length;
    return a.by_maker != b.by_maker ? a.by_maker : a.kind < b.kind;
}

}  // namespace

std::vector<PartMatch> PartSeries::matches(std::string_view letters, std::string_view maker) const {
    std::vector<PartMatch> found;
    fitting(letters, maker, [&](const PartMatch& match) { found.push_back(match); });
    std::sort(found.begin(), found.end(), surer);
    return found;
}

PartMatch PartSeries::match(std::string_view letters, std::string_view maker) const {
    PartMatch best;
    fitting(letters, maker, [&](const PartMatch& match) {
        if (surer(match, best)) best = match;
    });
    return best;
}

}  // namespace wb
