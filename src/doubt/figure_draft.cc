#include "doubt/figure_draft.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/day.h"
#include "base/distribution.h"
#include "base/hash.h"
#include "base/json.h"

namespace wb {

namespace {

constexpr std::int64_t kMicro = Measure::kOne;
constexpr std::int64_t kMicroPerCent = kMicro / 100;

std::string_view law_name(Law law) {
    constexpr std::array<std::string_view, 4> kNames = {"sum", "ratio", "count", "last_day"};
    return kNames[static_cast<std::size_t>(law)];
}

bool is_money(const std::string& unit) { return unit == "usd" || unit == "usd_per_month"; }

// numerator / denominator in millionths, halves away from zero, in whole numbers so that it is the same everywhere.
std::int64_t micro_ratio(std::int64_t numerator, std::int64_t denominator) {
    __extension__ using Wide = __int128;
    const Wide scaled = static_cast<Wide>(numerator) * kMicro;
    const Wide half = (denominator < 0 ? -static_cast<Wide>(denominator) : static_cast<Wide>(denominator)) / 2;
    const bool negative = (scaled < 0) != (denominator < 0);
    const Wide above = (scaled < 0 ? -scaled : scaled) + half;
    const Wide quotient = above / (denominator < 0 ? -static_cast<Wide>(denominator) : static_cast<Wide>(denominator));
    return static_cast<std::int64_t>(negative ? -quotient : quotient);
}

void merge_into(FigureItem& kept, const FigureItem& other, Law law) {
    kept.contribution = law == Law::last_day ? std::max(kept.contribution, other.contribution) : kept.contribution + other.contribution;
    kept.weight = law == Law::ratio ? kept.weight + other.weight : std::max(kept.weight, other.weight);
}

std::string magnitude_text(double number) {
    constexpr std::array<std::pair<double, const char*>, 3> kSteps = {{{1e9, "B"}, {1e6, "M"}, {1e3, "K"}}};
    char text[40];
    for (const auto& [step, letter] : kSteps) {
        if (std::fabs(number) < step) continue;
        std::snprintf(text, sizeof text, "%.1f%s", number / step, letter);
        return text;
    }
    std::snprintf(text, sizeof text, "%.0f", number);
    return text;
}

std::string money_text(double dollars) { return dollars < 0 ? "-$" + magnitude_text(-dollars) : "$" + magnitude_text(dollars); }

// Ends between which `level` of the worlds lie. Worlds are taken off both sides evenly, all of one amount at a time: where many worlds
// agree (all rows are right) an end stays there, and the other side gives up what it could not. Amounts are taken off in one order whatever
// the level, so intervals nest. `lower` and `upper`: the worlds by their least and their largest possible amounts, ascending, as many of
// each.
std::pair<double, double> trimmed(std::span<const double> lower, std::span<const double> upper, double level) {
    constexpr double kRounding = 1e-9;
    const auto share = static_cast<std::size_t>((1 - level) * static_cast<double>(lower.size()) + kRounding);
    const std::size_t most = std::min(share, lower.size() - 1);
    std::size_t low = 0;
    std::size_t high = upper.size();  // one past the end
    for (std::size_t taken = 0;;) {
        const auto next_low = static_cast<std::size_t>(std::upper_bound(lower.begin(), lower.end(), lower[low]) - lower.begin());
        const auto next_high = static_cast<std::size_t>(std::lower_bound(upper.begin(), upper.end(), upper[high - 1]) - upper.begin());
        const bool from_low = next_low <= upper.size() - next_high;
        taken += from_low ? next_low - low : high - next_high;
        if (taken > most) return {lower[low], upper[high - 1]};
        (from_low ? low : high) = from_low ? next_low : next_high;
    }
}

Measure rounded(double number, const std::string& unit) {
    auto units = Measure::from_double(number).value_or(Measure{}).units;
    if (is_money(unit)) {
        const std::int64_t half = units < 0 ? -kMicroPerCent / 2 : kMicroPerCent / 2;
        units = (units + half) / kMicroPerCent * kMicroPerCent;
    }
    return Measure::from_units(units);
}

}  // namespace

std::vector<FigureItem> merged_items(std::vector<FigureItem> items, Law law) {
    std::stable_sort(items.begin(), items.end(), [](const FigureItem& a, const FigureItem& b) { return a.item_id < b.item_id; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (kept > 0 && items[kept - 1].item_id == items[i].item_id) {
            merge_into(items[kept - 1], items[i], law);
        } else {
            if (kept != i) items[kept] = std::move(items[i]);
            ++kept;
        }
    }
    items.resize(kept);
    return items;
}

Maybe<Measure> value_by_law(std::span<const FigureItem> items, Law law) {
    Measure contributions;
    Measure weights;
    Maybe<Measure> largest;
    for (const auto& item : items) {
        contributions += item.contribution;
        weights += item.weight;
        if (!largest || item.contribution > *largest) largest = item.contribution;
    }
    if (law == Law::last_day) return largest;
    if (law != Law::ratio) return contributions;
    if (weights.units == 0) return Missing::not_stated;
    return Measure::from_units(micro_ratio(contributions.units, weights.units));
}

Interval interval_of(const Spread& spread, Measure value, double level, Ends ends) {
    const auto sorted = [&](std::vector<double> draws) {
        std::sort(draws.begin(), draws.end());
        for (double& drawn : draws) drawn = std::clamp(drawn, ends.floor, ends.ceiling);
        return draws;
    };
    const auto lower = sorted(spread.lower.empty() ? spread.draws : spread.lower);
    const auto upper = sorted(spread.upper.empty() ? spread.draws : spread.upper);
    Interval interval{value, value, value, level, {}};
    if (lower.empty() || upper.empty()) return interval;
    const auto [low, high] = trimmed(lower, upper, level);
    interval.low = std::min(value, Measure::from_double(low).value_or(value));
    interval.high = std::max(value, Measure::from_double(high).value_or(value));
    return interval;
}

std::int64_t Apportionment::next(std::int64_t cents) {
    taken_ += cents;
    const std::int64_t due = std::llround(static_cast<double>(taken_) * factor_);
    const std::int64_t part = due - given_;
    given_ = due;
    return part;
}

FinishedFigure finish(FigureDraft draft, const Spread& spread, double level, Ends ends) {
    FinishedFigure finished;
    finished.items = merged_items(std::move(draft.items), draft.law);
    for (auto& item : finished.items) item.figure_id = draft.id;
    Figure& figure = finished.figure;
    figure.value = value_by_law(finished.items, draft.law);
    figure.figure_id = std::move(draft.id);
    figure.title = std::move(draft.title);
    figure.unit = std::move(draft.unit);
    figure.grade = std::move(draft.grade);
    figure.level = level;
    figure.rows = static_cast<std::int64_t>(finished.items.size());
    figure.untraced = draft.untraced;
    figure.method = std::string(law_name(draft.law)) + (draft.how.empty() ? "" : "; " + draft.how);
    figure.definition = std::move(draft.definition);
    figure.missing = std::move(draft.missing);
    std::vector<ItemId> ids;
    ids.reserve(finished.items.size());
    for (const auto& item : finished.items) ids.push_back(item.item_id);
    figure.digest = digest_of_ids(ids);
    figure.parts = parts_json(spread.parts);
    if (!figure.value) {
        if (figure.missing.empty()) figure.missing = "no goods in scope";
        figure.value_text = "cannot tell";
        return finished;
    }
    const Interval interval = interval_of(spread, *figure.value, level, ends);
    figure.low = std::min(*figure.value, rounded(interval.low.to_double(), figure.unit));
    figure.high = std::max(*figure.value, rounded(interval.high.to_double(), figure.unit));
    figure.value_text = value_text(*figure.value, figure.unit);
    return finished;
}

std::string value_text(Measure value, const std::string& unit) {
    const double number = value.to_double();
    if (unit == "usd") return money_text(number);
    if (unit == "usd_per_month") return money_text(number) + " a month";
    if (unit == "day") return to_string(Day{static_cast<std::int32_t>(value.units / kMicro)});
    if (unit == "share") {
        char text[40];
        std::snprintf(text, sizeof text, std::fabs(number) < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * number);
        return text;
    }
    return magnitude_text(number);
}

std::string parts_json(std::span<const WidthPart> parts) {
    JsonWriter json;
    json.object();
    for (const auto& part : parts) {
        char share[24];
        std::snprintf(share, sizeof share, "%.3f", part.share);
        json.key(part.name).decimal(share);
    }
    json.end();
    return json.take();
}

}  // namespace wb
