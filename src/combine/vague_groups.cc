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

double mean_ratio(std::span<const VagueRow> rows, Maybe<double> VagueRow::*fact, const Reference& reference) {
    double sum = 0;
    double known = 0;
    for (const auto& row : rows) {
        if (!(row.*fact) || *(row.*fact) <= 0) continue;
        sum += log_ratio(reference, std::log(*(row.*fact)));
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

const std::array<const char*, kFeatures> kFeatureNames = {"price", "mass", "habit", "code", "pieces", "value"};

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

Features features_of(std::span<const VagueRow> rows, const Habit& habit, const References& references) {
    double own = 0;
    for (const auto& row : rows) own += row.own_code ? 1 : 0;
    return {mean_ratio(rows, &VagueRow::dollars_per_kg, references.price), mean_ratio(rows, &VagueRow::kg_per_piece, references.mass),
            std::log((habit.named + 0.5) / (habit.other + 0.5)),           own / static_cast<double>(rows.size()),
            mean_ratio(rows, &VagueRow::pieces, references.pieces),        mean_ratio(rows, &VagueRow::dollars, references.value)};
}

std::string pattern_of(double score, bool hidden) {
    const auto tenth = std::min(9, static_cast<int>(score * 10));
    return (hidden ? "hidden.p" : "vague.p") + std::to_string(tenth);
}

}  // namespace wb
