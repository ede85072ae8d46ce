// Makes a Figure and its rows so that the two agree: the value is computed from the rows by the figure's law, never beside them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/interval.h"
#include "doubt/account.h"
#include "tables/figure.h"

namespace wb {

enum class Law : unsigned char { sum, ratio, count, last_day };

// What is known of a figure before its interval. `items` may name an item more than once (several goods); finish() merges them.
struct FigureDraft {
    std::string id, title, unit, grade;
    Law law = Law::sum;
    std::string how;  // how the interval was made, after the law's name in figure.method
    std::string definition;
    std::string missing;
    Maybe<double> untraced;
    std::vector<FigureItem> items;
};

struct FinishedFigure {
    Figure figure;
    std::vector<FigureItem> items;
};

// Merges by item, in order of item_id: contributions add (last_day: the largest), weights add in a ratio, else the largest.
std::vector<FigureItem> merged_items(std::vector<FigureItem> items, Law law);

// The value that `waybill check` recomputes. Missing for a ratio without weight and a last day without rows; 0 for an empty sum or count.
Maybe<Measure> value_by_law(std::span<const FigureItem> items, Law law);

// Completes the draft. The interval is that of `spread`, in the figure's unit, widened to hold the value and kept within
// [floor, ceiling]; money to whole cents. A value that cannot be told has no ends, and `missing` says why.
struct Ends {
    double floor, ceiling;
};
FinishedFigure finish(FigureDraft draft, const Spread& spread, double level, Ends ends);

// Between its ends lies `level` of the worlds, each end with what a missing fact keeps out on its side; widened to hold `value`.
Interval interval_of(const Spread& spread, Measure value, double level, Ends ends);

// "$12.0M", "49 %", "2023-02-14", "68": by unit (usd, usd_per_month, share, day, else a number).
std::string value_text(Measure value, const std::string& unit);
// JSON object of part names and shares, three decimals.
std::string parts_json(std::span<const WidthPart> parts);

// Splits a scaled sum of cents over rows so that rounding does not pile up: the parts add up to the rounded whole.
class Apportionment {
public:
    explicit Apportionment(double factor) : factor_(factor) {}
    std::int64_t next(std::int64_t cents);

private:
    double factor_;
    std::int64_t taken_ = 0, given_ = 0;
};

// Money as a contribution: cents as a Measure.
constexpr Measure measure_of_cents(std::int64_t cents) { return Measure::from_units(cents * 10'000); }

}  // namespace wb
