// What price, mass, code and the sender's habit say about goods whose text says nothing.
//
// Rows with one text of one sender are a group: they are drones together or not at all. A group's probability is a logistic regression of
//   lot:   log likelihood ratio of the item's value, mass and pieces together, among the case's goods whose text names them against all
//          other items. Together, because they say most so: a lot worth a hundred thousand dollars that weighs as little as drones of that
//          price is rare whatever it is, and the ratio must hold at every value, or a sum of money is biased where a count is not;
//   mass:  the same of the mass of a piece, where pieces are stated;
//   habit: logarithm of the odds that another row of the sender names the goods.
// Rows of a group repeat one another in part: n rows count as n / (1 + (n - 1) kLikeness) (design effect, Kish 1965).
// Weights: data/calibration/combination.toml, fitted on simulated worlds (tools/fit_combination.py). A fact that is missing adds nothing
// to either side. Densities: kernels with heavy tails, products over the facts that are known.
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
    Maybe<double> dollars, kilograms, pieces;
};

// How often a sender's rows name the goods, and how often they do not; vague rows are neither.
struct Habit {
    double named = 0, other = 0;
};

// Logarithms of an item's dollars, kilograms and pieces; NaN where not stated.
using Lot = std::array<double, 3>;
Lot lot_of(const Maybe<double>& dollars, const Maybe<double>& kilograms, const Maybe<double>& pieces);

// Samples of logarithms.
struct Reference {
    std::vector<double> named, other;
};
struct References {
    std::vector<Lot> named, other;
    Reference mass;  // of a piece
};
// Samples of lots, thinned evenly in their order: what is left does not depend on the order of rows.
References references_of(std::vector<Lot> named, std::vector<Lot> other);

constexpr std::size_t kFeatures = 3;
using Features = std::array<double, kFeatures>;
extern const std::array<const char*, kFeatures> kFeatureNames;

struct CombinationModel {
    double bias = 0;
    Features weights{};
    static const CombinationModel& built_in();
    // Probability that the group is what is asked for.
    [[nodiscard]] double score(const Features& features) const;
};

// Features of one group (not empty).
Features features_of(std::span<const VagueRow> rows, const Habit& habit, const References& references);

// log(density among `named` / density among `other`) at x, from samples of any size, within ±4; 0 when either is empty.
double log_ratio(const Reference& reference, double x);
// The same of a lot, within ±6, over the facts that it states; lots of the samples that lack one of them are left out.
double log_ratio(const References& references, const Lot& lot);

// "vague.p0" to "vague.p9", or "hidden.p0" … for rows that do not stand under a code of the goods.
std::string pattern_of(double score, bool hidden);

}  // namespace wb
