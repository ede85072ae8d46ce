// Sums over goods in every world, and what their spread is made of.
//
// A Tally holds what one figure adds up. Amounts are whole numbers (cents, millionths of a piece), so the sum of a world is exact,
// does not depend on the order of rows, and the sums of parts are the sum of the whole in every world.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/interval.h"
#include "doubt/worlds.h"

namespace wb {

// An amount that is in the sum where its cell holds and its gate holds (or, inverted, does not).
struct Entry {
    Worlds::Row cell = 0;
    Worlds::Row gate = Worlds::kNoRow;
    bool inverted = false;
    std::int64_t amount = 0;
};

// An amount known within ends: as likely below `middle` as above, evenly spread on either side, the same quantile for a whole block.
struct BoundedEntry {
    Entry entry;  // amount is the middle
    std::int64_t low = 0, high = 0;
};

// An amount of its own in each world: the good's part of an item's value that its goods share by usual prices.
struct DrawnEntry {
    Entry entry;
    const std::vector<std::int64_t>* amounts = nullptr;  // one per world
};

enum class ExtraSource : unsigned char { missing_values, missing_facts, doubles };

// An amount that the point value leaves out and some worlds contain: a row without a value (drawn from `donors`, sorted), a row that does
// not say where or when, a row that repeats another with less than certainty.
struct ExtraEntry {
    Entry entry;
    Worlds::Row possible = Worlds::kNoRow;
    ExtraSource source = ExtraSource::missing_values;
    const std::vector<std::int64_t>* donors = nullptr;
};

struct Tally {
    std::vector<Entry> entries;
    std::vector<BoundedEntry> bounded;
    std::vector<ExtraEntry> extras;
    std::vector<DrawnEntry> drawn;
    const char* gates_are = "brand";  // what the gates of this figure are in doubt about, for the parts of its width
    const char* drawn_are = "shared values";
};

using WorldSums = std::vector<std::int64_t>;

// Adds Σ amount over the entries that hold, per world.
void add_entries(const Worlds& worlds, std::span<const Entry> entries, WorldSums& sums);
void add_bounded(const Worlds& worlds, std::span<const BoundedEntry> entries, WorldSums& sums);
void add_drawn(const Worlds& worlds, std::span<const DrawnEntry> entries, WorldSums& sums);
void add_extras(const Worlds& worlds, std::span<const ExtraEntry> extras, WorldSums& sums);
// Adds what no row shows at the entry's block (Worlds::unseen_lots). It does not hang on whether the goods that it is placed at are what
// they were taken for.
void add_unseen(const Worlds& worlds, const Entry& entry, std::vector<double>& sums);

// The figure in every world (amounts as numbers, not rounded) and the parts of its variance, shares that add up to 1 (none when certain).
struct Spread {
    std::vector<double> draws;
    std::vector<WidthPart> parts;
    // Per world, with all on top that only a missing fact keeps out; empty when nothing is missing. What is not stated is not drawn: it may
    // all be there or not at all, so the lower end comes from `draws` and the upper one from here (bounds apart from sampling error).
    std::vector<double> upper{};
    // The same for a ratio's lower end: with all on top that can only make it smaller. Empty: `draws`.
    std::vector<double> lower{};
    void divide_by(double unit);
};

// World sums of what the point value covers, with the extras on top, and what no row shows (Worlds::unseen_lots). They are not shifted
// to the point: a truth that is likely exactly at an end (all rows right) would then lie outside by the noise of the draws.
Spread spread_of(const Worlds& worlds, const Tally& tally);

// World by world numerator / denominator; worlds without a denominator take `point`. Parts are those of the numerator
// less point × denominator, which is what makes a ratio differ (delta method).
Spread ratio_spread(const Worlds& worlds, const Tally& numerator, const Tally& denominator, double point);

// Variance with the rates of all patterns fixed (recognition), of the expectation given the rates (calibration), of gates, and of gates
// drawn elsewhere (resolution: which company a spelling is of), and of rows that may be out of scope for want of a fact.
struct VarianceParts {
    double recognition = 0, calibration = 0, gates = 0, bounds = 0, resolution = 0, scope = 0;
    [[nodiscard]] double total() const { return recognition + calibration + gates + bounds + resolution + scope; }
};
VarianceParts variance_parts(const Worlds& worlds, const Tally& tally);

// Shares of positive amounts of variance, in the order given; empty when all are 0.
std::vector<WidthPart> shares_of(std::vector<WidthPart> variances);

}  // namespace wb
