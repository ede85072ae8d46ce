#include "combine/vague_groups.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"

namespace wb {

namespace {

// Width of the kernel on the scale of logarithms: prices and masses within half again are alike.
constexpr double kBandwidth = 0.4;
// A value that no sample is near to is as unlikely under either side: the floor keeps one odd row from deciding.
constexpr double kFloor = 0.01;
constexpr double kLargestRatio = 4;
// The same for lots: with k facts the densities are smaller by about the width's power, and so is the floor.
constexpr double kLotFloor = 0.002;
constexpr double kLargestLotRatio = 6;
// Fewer lots than this with the facts asked for describe nothing.
constexpr std::size_t kFewestLots = 10;
// A sample of this size describes a distribution well enough for a kernel of half a unit.
constexpr std::size_t kLargestSample = 800;
// Likeness of two rows of a group beyond what they are: of .15 to 1, .5 loses least in development worlds, and .3 to .7 are as good.
constexpr double kLikeness = 0.5;

// Student's t with three degrees of freedom, so that far values are judged gently.
double kernel(double z) {
    const double tail = 1 + z * z / 3;
    return 1 / (tail * tail);
}

double density(const std::vector<double>& sample, double x) {
    double sum = 0;
    for (const double each : sample) sum += kernel((x - each) / kBandwidth);
    return sum / static_cast<double>(sample.size());
}

// Mean kernel over the lots that state what `lot` states; none when they are too few.
Maybe<double> density(const std::vector<Lot>& sample, const Lot& lot) {
    double sum = 0;
    std::size_t lots = 0;
    for (const Lot& each : sample) {
        double product = 1;
        for (std::size_t k = 0; k < lot.size(); ++k) {
            if (!std::isnan(lot[k])) product *= kernel((lot[k] - each[k]) / kBandwidth);
        }
        if (std::isnan(product)) continue;
        sum += product;
        ++lots;
    }
    if (lots < kFewestLots) return Missing::not_stated;
    return sum / static_cast<double>(lots);
}

std::vector<Lot> thinned(std::vector<Lot> sample) {
    const auto comparable = [](const Lot& lot) {
        Lot known = lot;
        for (double& each : known) each = std::isnan(each) ? -HUGE_VAL : each;
        return known;
    };
    std::sort(sample.begin(), sample.end(), [&](const Lot& a, const Lot& b) { return comparable(a) < comparable(b); });
    if (sample.size() <= kLargestSample) return sample;
    std::vector<Lot> kept;
    for (std::size_t k = 0; k < kLargestSample; ++k) kept.push_back(sample[(2 * k + 1) * sample.size() / (2 * kLargestSample)]);
    return kept;
}

std::vector<double> masses_of(const std::vector<Lot>& lots) {
    std::vector<double> masses;
    for (const Lot& lot : lots) {
        if (const double mass = lot[1] - lot[2]; !std::isnan(mass)) masses.push_back(mass);
    }
    return masses;
}

double mean_mass_ratio(std::span<const Lot> lots, const Reference& reference) {
    double sum = 0;
    double known = 0;
    for (const Lot& lot : lots) {
        const double mass = lot[1] - lot[2];
        if (std::isnan(mass)) continue;
        sum += log_ratio(reference, mass);
        known += 1;
    }
    return known > 0 ? sum / known : 0;
}

CombinationModel load_model() {
    const std::string path = "calibration/combination.toml";
    const auto parsed = parse_toml(embedded_file(path), path);
    WB_CHECK(parsed.ok(), to_string(parsed.error()));
    CombinationModel model;
    model.bias = parsed.value()["weights"]["bias"].value_or(0.0);
    for (std::size_t i = 0; i < kFeatures; ++i) model.weights[i] = parsed.value()["weights"][kFeatureNames[i]].value_or(0.0);
    return model;
}

}  // namespace

const std::array<const char*, kFeatures> kFeatureNames = {"lot", "mass", "habit"};

const CombinationModel& CombinationModel::built_in() {
    static const CombinationModel kModel = load_model();
    return kModel;
}

double CombinationModel::score(const Features& features) const {
    double sum = bias;
    for (std::size_t i = 0; i < kFeatures; ++i) sum += weights[i] * features[i];
    return 1 / (1 + std::exp(-sum));
}

double log_ratio(const Reference& reference, double x) {
    if (reference.named.empty() || reference.other.empty()) return 0;
    const double ratio = std::log((density(reference.named, x) + kFloor) / (density(reference.other, x) + kFloor));
    return std::clamp(ratio, -kLargestRatio, kLargestRatio);
}

double log_ratio(const References& references, const Lot& lot) {
    int known = 0;
    for (const double each : lot) known += std::isnan(each) ? 0 : 1;
    if (known == 0) return 0;
    const auto named = density(references.named, lot);
    const auto other = density(references.other, lot);
    if (!named || !other) return 0;
    double floor = kLotFloor;
    for (int k = 1; k < known; ++k) floor *= kBandwidth;
    return std::clamp(std::log((*named + floor) / (*other + floor)), -kLargestLotRatio, kLargestLotRatio);
}

Lot lot_of(const Maybe<double>& dollars, const Maybe<double>& kilograms, const Maybe<double>& pieces) {
    const auto logarithm = [](const Maybe<double>& fact) { return fact && *fact > 0 ? std::log(*fact) : std::nan(""); };
    return {logarithm(dollars), logarithm(kilograms), logarithm(pieces)};
}

References references_of(std::vector<Lot> named, std::vector<Lot> other) {
    References references;
    references.named = thinned(std::move(named));
    references.other = thinned(std::move(other));
    references.mass = {masses_of(references.named), masses_of(references.other)};
    return references;
}

Features features_of(std::span<const VagueRow> rows, const Habit& habit, const References& references) {
    std::vector<Lot> lots;
    double sum = 0;
    for (const auto& row : rows) {
        lots.push_back(lot_of(row.dollars, row.kilograms, row.pieces));
        sum += log_ratio(references, lots.back());
    }
    return {sum / (1 + (static_cast<double>(rows.size()) - 1) * kLikeness), mean_mass_ratio(lots, references.mass),
            std::log((habit.named + 0.5) / (habit.other + 0.5))};
}

std::string pattern_of(double score, bool hidden) {
    const auto tenth = std::min(9, static_cast<int>(score * 10));
    return (hidden ? "hidden.p" : "vague.p") + std::to_string(tenth);
}

}  // namespace wb
