// What price, mass, code and the sender's habit say about goods whose text says nothing.
//
// Rows with one text of one sender are a group: they are drones together or not at all. A group's score is a weighted sum (logistic
// regression) of
//   price: log likelihood ratio of the value per kilogram, among the case's goods whose text names them against all other items;
//   mass:  the same of the mass of a piece, where pieces are stated;
//   pieces, value: the same of the item's pieces and of its value: drones come by the dozen, screws by the thousand;
//   habit: logarithm of the odds that another row of the sender names the goods;
//   code:  share of the group's rows that stand under a code of the goods.
// Weights: data/calibration/combination.toml, fitted on simulated worlds (tools/fit_combination.py). The score only orders: its tenth is
// the pattern of evidence, whose calibration gives the probability. A fact that is missing adds nothing to either side.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/maybe.h"

namespace wb {

struct VagueRow {
    std::int64_t text = 0, sender = 0;  // keys of the group
    Maybe<double> dollars_per_kg, kg_per_piece, pieces, dollars;
    bool own_code = false;
};

// How often a sender's rows name the goods, and how often they do not; vague rows are neither.
struct Habit {
    double named = 0, other = 0;
};

// Sorted samples of logarithms.
struct Reference {
    std::vector<double> named, other;
};
struct References {
    Reference price, mass, pieces, value;
};

constexpr std::size_t kFeatures = 6;
using Features = std::array<double, kFeatures>;
extern const std::array<const char*, kFeatures> kFeatureNames;

struct CombinationModel {
    double bias = 0;
    Features weights{};
    static const CombinationModel& built_in();
    // Probability before calibration.
    [[nodiscard]] double score(const Features& features) const;
};

// Features of one group (not empty).
Features features_of(std::span<const VagueRow> rows, const Habit& habit, const References& references);

// log(density among `named` / density among `other`) at x, from samples of any size, within ±4; 0 when either is empty.
double log_ratio(const Reference& reference, double x);

// "vague.p0" to "vague.p9", or "hidden.p0" … for rows that do not stand under a code of the goods.
std::string pattern_of(double score, bool hidden);

}  // namespace wb
