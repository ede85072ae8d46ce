// The simulated worlds that all intervals of a case share: in world d every good is what it was taken for, or it is not.
//
// The one place that says which doubts move together:
//   a block of goods (same description template and parties) shares one uniform number per world: right or wrong together;
//   a pattern of evidence shares one rate per world, a quantile of its calibration's Beta: all its blocks are a little better or worse;
//   patterns that begin alike (vague.p3, vague.p7) take the same quantile; others move together as far as DoubtModel::pattern_correlation
//   says (Gaussian copula), by default not at all.
// A number depends on (seed, block, world) alone, so every figure, engine and thread sees the same worlds and sums stay additive in each
// of them. Memory: one bit per cell (distinct block, pattern, probability) and world. Formulas: docs/method/intervals.md.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "doubt/unseen.h"
#include "tables/question.h"
#include "tables/scope.h"

namespace wb {

// Beta(alpha, beta) of the rate at which a pattern of evidence is right; not known when either is not positive. With `log_odds_spread`,
// goods of the pattern have probabilities of their own (a regression), and a world moves all of them by one normal deviate of this size on
// the scale of log odds: the random intercept of a hierarchical calibration.
struct PatternRate {
    double alpha = 0, beta = 0;
    double log_odds_spread = 0;
    [[nodiscard]] bool known() const { return alpha > 0 && beta > 0; }
};
using RateLookup = std::function<PatternRate(const std::string& pattern)>;

struct DoubtModel {
    // Correlation of the normal scores of two patterns' rates in one world. 0 until worlds show that patterns err together.
    double pattern_correlation = 0;
    // Trials that a pattern without calibration counts as having had: a rate of .5 then lies between .26 and .74 nine times in ten.
    double unknown_pattern_trials = 10;
    // Share of the value in scope that recognition names at all, with whatever probability, of goods whose text says what they are and of
    // those whose text says nothing. Not known: all of it. What it does not name stands in no row: in world d either part of the case's
    // whole grows by (1 / share - 1) of itself, which widens sums upwards.
    PatternRate found_named{}, found_vague{};
    // Share of what is counted that repeats a row of another provider without having been seen to. Not known: none of it.
    PatternRate counted_twice{};
    // Share of the companies counted that are another spelling of one that is counted too. Not known: none.
    PatternRate counted_apart{};
};

// Kinds of second doubts, independent of whether the good is of its class.
enum class Gate : unsigned char { brand, same_as, undervalued, seller, destination, day };

class Worlds {
public:
    using Row = std::uint32_t;  // a cell or a gate: something that holds or not in each world
    static constexpr Row kNoRow = 0xFFFFFFFF;

    // `goods` in the order of sorted_goods(). Cost: cells × draws hashes, ~6 ns each.
    Worlds(std::span<const ScopeGood* const> goods, const RateLookup& rates, const IntervalOptions& options, DoubtModel model = {});

    // Cell of goods[index].
    [[nodiscard]] Row cell_of(std::size_t index) const { return cell_of_good_[index]; }
    // A second doubt of a block; kNoRow when it is certain (probability ≥ 1). Equal arguments give equal rows.
    // `log_odds_spread`: standard deviation of what all gates of the kind are off by together in one world, on the scale of log odds.
    Row gate(std::uint64_t block, Gate kind, double probability, double log_odds_spread = 0);
    // A doubt whose worlds were drawn elsewhere (which company a spelling is of). `key` names it; equal keys give equal rows, and `block`
    // says what is drawn together. `words` as words() gives them.
    Row drawn_gate(std::uint64_t key, std::uint64_t block, double probability, std::span<const std::uint64_t> words);
    // The cell where both it and the gate hold: a good that may be out of scope for want of a fact. Equal arguments give equal rows.
    Row narrowed(Row cell, Row gate);
    // What narrowed() was made of; the row itself and kNoRow for any other.
    [[nodiscard]] Row wide_cell(Row row) const { return row == kNoRow || rows_[row].wide == kNoRow ? row : rows_[row].wide; }
    [[nodiscard]] Row narrowing(Row row) const { return row == kNoRow ? kNoRow : rows_[row].narrowing; }
    // Whether the row came from drawn_gate: its worlds do not follow from one uniform number a block.
    [[nodiscard]] bool drawn_elsewhere(Row row) const { return row != kNoRow && rows_[row].drawn; }

    [[nodiscard]] std::int64_t draws() const { return draws_; }
    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    [[nodiscard]] bool holds(Row row, std::int64_t draw) const {
        return row == kNoRow || ((words(row)[static_cast<std::size_t>(draw >> 6)] >> (draw & 63)) & 1) != 0;
    }
    // ceil(draws / 64) words; bit d of the row is world d.
    [[nodiscard]] std::span<const std::uint64_t> words(Row row) const { return {bits_.data() + row * words_per_row_, words_per_row_}; }
    [[nodiscard]] std::size_t words_per_row() const { return words_per_row_; }
    // Expected share of worlds in which the row holds.
    [[nodiscard]] double probability(Row row) const { return row == kNoRow ? 1.0 : rows_[row].probability; }
    [[nodiscard]] std::uint64_t block(Row row) const { return rows_[row].block; }
    // Rates are numbered; a cell has one. rate_draws: its value in each world. Certain cells have none (kNoRow).
    [[nodiscard]] Row rate_of(Row cell) const { return rows_[cell].rate; }
    [[nodiscard]] std::size_t rates() const { return rate_draws_.size(); }
    [[nodiscard]] std::span<const double> rate_draws(Row rate) const { return rate_draws_[rate]; }
    // What the case's whole is multiplied by in each world for goods that no row shows; empty when recognition is taken to name all.
    [[nodiscard]] std::span<const double> unfound_factors() const { return unfound_factors_; }
    // The lots of that at the row's block, by draw.
    [[nodiscard]] std::span<const UnseenLot> unseen_lots(Row row) const;
    // Rate in one world at which a company counted is one that is counted already; 0 when not known.
    [[nodiscard]] double apart_rate(std::int64_t draw) const;
    // Of what no row shows, the part that is vague, in each world; empty before place_unseen.
    [[nodiscard]] std::span<const double> vague_of_unseen() const { return vague_of_unseen_; }
    // Tells what stands in rows: by block, and per world all of it and the vague part, cents. Until then no lots of what no row shows are
    // placed. `beside`: rows that no sum but some share is about, with lots of their own.
    struct Shown {
        std::vector<ShownBlock> blocks;
        std::vector<double> all, vague;
    };
    void place_unseen(Shown shown, Shown beside = {});
    // A uniform number that belongs to a block, for doubts that are not yes or no. `salt` keeps uses apart.
    [[nodiscard]] double uniform(std::uint64_t block, std::string_view salt, std::int64_t draw) const;

private:
    struct RowFacts {
        std::uint64_t block = 0;
        double probability = 0;
        Row rate = kNoRow;
        bool drawn = false;
        Row wide = kNoRow, narrowing = kNoRow;
        std::uint32_t first_lot = 0, end_lot = 0;
    };
    using RateKey = std::pair<std::string, std::int64_t>;
    Row rate(const ScopeGood& good, const RateLookup& rates, const DoubtModel& model);
    [[nodiscard]] std::vector<double> draw_rate(const std::string& pattern, double probability, PatternRate beta,
                                                const DoubtModel& model) const;
    Row gate_rate(Gate kind, double probability, double log_odds_spread);
    Row add_row(RowFacts facts);
    void fill(Row row, std::uint64_t block_key);

    std::int64_t draws_;
    std::uint64_t seed_;
    std::size_t words_per_row_;
    std::vector<Row> cell_of_good_;
    std::vector<RowFacts> rows_;
    std::vector<std::uint64_t> bits_;
    std::map<RateKey, Row> rate_numbers_;
    std::vector<std::vector<double>> rate_draws_;
    std::unordered_map<std::uint64_t, Row> gates_;
    std::map<std::pair<Row, Row>, Row> narrowed_;
    std::vector<double> unfound_factors_, vague_of_unseen_;
    std::vector<UnseenLot> lots_;
    DoubtModel model_;
};

// The block of a good; a good without one is a block of its own.
std::uint64_t block_of(const ScopeGood& good);

}  // namespace wb
