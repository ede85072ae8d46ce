// The goods of a question, in order, with what measuring needs of each: where they stand, what they are worth, in which worlds they are.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "doubt/account.h"
#include "doubt/figure_draft.h"
#include "doubt/worlds.h"
#include "tables/company.h"
#include "tables/question.h"
#include "tables/scope.h"

namespace wb {

class PriceSpread;

enum class Place : unsigned char {
    inside,       // asked for, counted
    repeated,     // would be inside, repeats another row
    cannot_tell,  // asked for as far as stated; the seller's country, the destination or the day is not stated, and nothing tells how
                  // likely it is
    elsewhere,    // sold from another country, but made in one of the sellers' countries: the base of third_country.share
};

struct FrameRow {
    const ScopeGood* good = nullptr;
    Worlds::Row cell = 0;
    Worlds::Row possible = Worlds::kNoRow;  // for repeated and cannot_tell: the worlds in which it counts after all
    Place place = Place::inside;
    bool has_value = false;
    std::int64_t cents = 0;
    // That it is what it was taken for and, where a fact is missing, in scope (scope_chances.h): then `cell` is narrowed to those worlds.
    double probability = 0;
    bool lacks_fact = false;
    std::int64_t expected_cents = 0;  // round(probability × cents): what the row adds to a sum
    const std::vector<std::int64_t>* donors = nullptr;
};

// A company that a row's sender may be.
struct PossibleSender {
    EntityId entity;
    Worlds::Row gate = Worlds::kNoRow;  // the worlds in which it is
    double probability = 1;
};

// Rows in order of item_id and position. Memory: about 80 bytes a row beside the goods, and the worlds (worlds.h).
class Frame {
public:
    Frame(const std::vector<ScopeGood>& goods, const Question& question, const IntervalOptions& options, const RateLookup& rates,
          DoubtModel model, std::span<const ClusteringRow> clusterings = {}, const std::map<EntityId, std::string>& captions = {});
    [[nodiscard]] const std::vector<FrameRow>& rows() const { return rows_; }
    [[nodiscard]] const Worlds& worlds() const { return *worlds_; }
    // Row that holds where the brand of the good is the stated one; kNoRow when that is certain.
    [[nodiscard]] Worlds::Row brand_gate(std::size_t row) const { return brand_gates_[row]; }
    // Cents of the row in each world where its item's value is shared out among goods of several brands by usual prices; else nullptr.
    // The parts of an item add up to its value in every world. Memory: worlds × 8 bytes per such row.
    [[nodiscard]] const std::vector<std::int64_t>* shared_cents(std::size_t row) const {
        const auto found = shared_.find(row);
        return found == shared_.end() ? nullptr : &found->second;
    }
    // The companies that the row's sender may be: one where that is certain, none where no sender is stated.
    [[nodiscard]] std::vector<PossibleSender> senders(std::size_t row) const;
    [[nodiscard]] Worlds::Row undervalued_gate(std::size_t row) const { return undervalued_gates_[row]; }
    [[nodiscard]] const Question& question() const { return question_; }
    [[nodiscard]] const IntervalOptions& options() const { return options_; }
    // "goods of uav, uav_part; seller in CN, HK; destination in RU; from 2022-02-24, before 2023-03-01; known on 2023-03-21"
    [[nodiscard]] const std::string& scope_text() const { return scope_text_; }
    // What the rows that lack a fact may be worth, by missing fact, in words; empty when there are none.
    [[nodiscard]] const std::string& missing_text() const { return missing_text_; }
    // Expected value of the rows that lack a fact, were they in scope, over that and the value of the others.
    [[nodiscard]] double untraced() const { return untraced_; }

private:
    void place_rows(const std::vector<const ScopeGood*>& sorted);
    void weigh_scope(std::span<const ScopeGood* const> sorted, const std::map<EntityId, std::string>& captions);
    void weigh_rows();
    void open_gates();
    void place_unseen();
    [[nodiscard]] Worlds::Shown shown(Place place) const;
    void share_values();
    void share_value(std::size_t begin, std::size_t end, const PriceSpread& spread);
    void collect_donors();
    void price_valueless();
    void describe_missing();
    void open_senders(std::span<const ClusteringRow> clusterings);
    Question question_;
    IntervalOptions options_;
    std::vector<FrameRow> rows_;
    std::vector<Worlds::Row> brand_gates_, undervalued_gates_;
    std::unique_ptr<Worlds> worlds_;
    std::map<std::string, std::vector<std::int64_t>> donors_;
    std::map<std::size_t, std::vector<std::int64_t>> priced_;  // by row
    std::map<std::size_t, std::vector<std::int64_t>> shared_;  // by row
    std::map<PartyId, std::vector<PossibleSender>> doubtful_senders_;
    std::string scope_text_, missing_text_;
    double untraced_ = 0;
};

// One figure in the making: its rows, its worlds, its ends.
class SumInProgress {
public:
    // Adds a row's part of the value. A row that only may count goes to the extras and is no row of the figure.
    // `shared`: its cents in each world (Frame::shared_cents), where they differ.
    void add_value(const FrameRow& row, Worlds::Row gate, bool inverted, std::int64_t expected_cents,
                   const std::vector<std::int64_t>* shared = nullptr);
    void add_value(const FrameRow& row) { add_value(row, Worlds::kNoRow, false, row.expected_cents); }
    // Adds a row that only may belong here, whole at the upper end and not at all at the lower one.
    void add_possible(const FrameRow& row);
    // Adds any amount in hundredths under the row's cell and a gate, with its expectation.
    void add_amount(const FrameRow& row, Worlds::Row gate, std::int64_t amount, std::int64_t expected);
    // Adds any amount in hundredths, known within ends, under the row's cell and a gate, with the expectation of all that.
    struct Within {
        std::int64_t low = 0, middle = 0, high = 0;
    };
    void add_bounded(const FrameRow& row, Worlds::Row gate, Within amount, std::int64_t expected);
    [[nodiscard]] bool empty() const { return items_.empty() && tally_.extras.empty(); }
    [[nodiscard]] std::int64_t expected_cents() const { return expected_; }
    [[nodiscard]] const Tally& tally() const { return tally_; }
    // What the gates of this figure are in doubt about.
    void name_gates(const char* gates_are) { tally_.gates_are = gates_are; }
    // Completes a sum of money.
    FinishedFigure finish_money(const Frame& frame, FigureDraft draft);

private:
    Tally tally_;
    std::vector<FigureItem> items_;
    std::int64_t expected_ = 0;
    std::int64_t ceiling_ = 0;
};

// The largest amount of a figure: what its rows hold, and in some world what no row shows.
double largest_of(const Spread& spread, double held);

// The draft's `how` for figures whose interval comes from the worlds alone.
extern const char* const kHowWorlds;

}  // namespace wb
