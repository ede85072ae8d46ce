// The probability that a compared pair is one company: Fellegi and Sunter (1969), learned without labels by expectation maximisation.
//
// Each field's level has a weight log2(m / u): how much likelier matches show it than other candidates do. EM runs on the histogram of
// comparison vectors of the candidates, so its cost depends on the number of different vectors, not of pairs. It starts from what is known
// without learning: chance of equality from value counts, evidence of texts from their tokens, and a prior of one match per record among
// all pairs, which is why thresholds carry over from a thousand records to a million. u is that of the candidates: what candidates share
// by being candidates is not counted as evidence. Strangers of one house, or with one number, were met by that: what their names have in
// common is counted among such pairs alone, so that name and address (or number) are not taken for independent. Weights of text levels rise
// with their evidence (isotonic regression, weighted). Relatives (a household, branches, a group, neighbours in one house) have in common
// what strangers share by chance only: place, phone, mailbox, a surname or brand. Where two differ in what everybody has one of (number,
// date), the odds are those against strangers and relatives together, and the latter get none of the bits for what relatives share.
// Address, city, post code and country say one thing: of a pair's place fields the strongest agreement and the strongest difference count,
// not their sum. Where only one field is filled EM cannot learn anything and keeps the start. Deterministic; cost: iterations × vectors ×
// fields.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "companies/evidence.h"

namespace wb {

struct Pattern {
    std::array<std::uint8_t, kPatternLevels> levels{};  // as in Comparison
    double pairs = 0;
};

class PairModel {
public:
    // `relatives`: whether the list may name relatives of a company. Of two lists they are rivals of its match already.
    PairModel(const Evidence& evidence, double prior_bits, bool relatives = true);

    // Sets the prior so that it agrees with the matches that it implies, weights left as they are. `all_pairs` counts also the pairs that
    // never were candidates, which match with the prior's own vanishing probability.
    void settle_prior(std::span<const Pattern> patterns, double all_pairs, int rounds, int threads = 1);
    // Rounds of EM from the present weights.
    void learn(std::span<const Pattern> patterns, int rounds, int threads = 1);
    // One maximisation: all weights and the prior from matches[i] of patterns[i]. With `rivals`, the sizes of two lists,
    // chance stays that of random pairs, since the caller has weighed each pair against its rivals among the candidates already, and the
    // prior is that of one match against none: where nearly all have a match, none is unlikely.
    void maximise(std::span<const Pattern> patterns, std::span<const double> matches, int threads = 1, std::array<double, 2> rivals = {});
    // Draws weights and prior towards those of `start`, the more the fewer matches they were learned from.
    void draw_towards(const PairModel& start);
    [[nodiscard]] float weigh(const Comparison& comparison) const;  // log2 odds
    [[nodiscard]] double weigh(const Pattern& pattern) const;
    // The field's part of weigh().
    [[nodiscard]] float weight_of(std::size_t field, const Comparison& comparison) const;
    // Which fields' weights are in the sum: all but the weaker ones among places.
    [[nodiscard]] std::array<bool, kMostFields> counted(const Comparison& comparison) const;
    // Whether number and place both differ, so that prior and names are bounded.
    [[nodiscard]] bool limited(const Comparison& comparison) const;
    // Whether moreover no place agrees: then they are namesakes and the whole is at most -9 bits.
    [[nodiscard]] bool namesakes(const Comparison& comparison) const;
    // Whether the two may be relatives, so that what relatives share counts less than its weights.
    [[nodiscard]] bool related(const Comparison& comparison) const;
    [[nodiscard]] double prior() const { return prior_; }
    [[nodiscard]] const std::array<float, kLevels>& weights(std::size_t field) const { return weights_[0][field]; }

private:
    // Whether a pair has a house, number or telephone in common: 0 or 1. Both as one, since of one number nearly all are matches, which
    // would teach what strangers' names look like.
    static constexpr std::size_t kMeetings = 2;
    using FieldWeights = std::array<std::array<float, kLevels>, kMostFields>;
    using LevelCounts = std::array<double, kLevels>;
    template <typename LevelOf>
    [[nodiscard]] std::size_t meeting_of(LevelOf level) const;
    void copy_weights(std::size_t field);
    void fit_names(std::size_t field, const LevelCounts& m, const LevelCounts& u, const LevelCounts& met);
    // Of each pattern, how many of its pairs match.
    void find_matches(std::span<const Pattern> patterns, int threads, std::vector<double>& matches) const;
    void fit_contained(std::span<const Pattern> patterns, std::span<const double> matches, std::span<const double> strangers);
    void start_text(std::size_t field, FieldKind kind);
    void start_values(std::size_t field, const ValueColumn& column);
    void fit_text(std::size_t field, const LevelCounts& m, const LevelCounts& u, std::array<float, kLevels>& weights) const;
    void fit_values(std::size_t field, const LevelCounts& m, const LevelCounts& u, bool rivals);

    std::size_t texts_ = 0, fields_ = 0;
    double prior_ = 0;
    std::array<FieldWeights, kMeetings> weights_{};  // by how a pair meets; those of names only differ
    // Log2 odds of being one company against two strangers, and against two relatives.
    struct Odds {
        double strangers = 0, relatives = 0;
        [[nodiscard]] double against_both() const;
    };
    // The fields' weights, those of places as one and those of names as one. `beyond`: bits of the names without their most telling word.
    template <typename WeightOf, typename LevelOf>
    [[nodiscard]] Odds odds_of(WeightOf weight, LevelOf level, double beyond, std::uint8_t lacking, bool other_day) const;
    [[nodiscard]] Odds odds_of(const Comparison& comparison) const;
    [[nodiscard]] Odds odds_of(const Pattern& pattern) const;
    [[nodiscard]] double relative_part(std::size_t field, ValueLevel level, double weight) const;

    // What kind of field each is. `single`: what everybody has one of, so that two that differ are two (numbers, dates).
    std::array<bool, kMostFields> place_{}, number_{}, name_{}, contact_{}, single_{}, generation_{}, house_{};
    bool relatives_ = false;
    bool persons_ = false;  // as Evidence::persons
    // Of a list of names alone: bits where only the longer name has words that the other lacks, and where each has one.
    bool alone_ = false;
    std::array<float, 2> contained_{};
    double household_ = 0;  // bits against a pair that may be relatives
    double matches_ = 0;    // that the weights were learned from
    // Names of strangers who met by a house or number, as the start tells them: learned on, they would be whatever matches the other fields
    // leave in doubt, since of those who meet so nearly all may be matches.
    std::array<LevelCounts, kMostFields> met_names_{};
    bool met_known_ = false;
    std::array<float, kMostFields> most_{};
    std::array<std::array<double, kValueLevels>, kMostFields> first_m_{}, first_u_{};
};

inline double probability_of(double bits) { return bits > 60 ? 1.0 : 1.0 / (1.0 + std::exp2(-bits)); }

}  // namespace wb
