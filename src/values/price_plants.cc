#include "values/price_plants.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/distribution.h"
#include "base/hash.h"

namespace wb {

namespace {

// Fewer rows hold fewer than ten planted ones, which say nothing about a probability.
constexpr std::size_t kFewestRows = 200;
// One planting of a thousand rows leaves fifty to learn from: too few to choose a shape by.
constexpr std::uint64_t kPlantings = 4;
constexpr std::uint64_t kPlantSeed = 0x706c616e74;  // "plant"
constexpr std::uint64_t kSampleSeed = 0x73616d706c;
// The usual shape first: others must be clearly better.
constexpr std::array<double, 5> kWidths = {0.8, 0.5, 1.2, 1.8, 2.5};
constexpr std::array<double, 3> kCarries = {1, 4, 8};
constexpr double kGroupSpread = 1.2;
// The slope is drawn towards 1, as two rows would: few plants must not turn a ratio around.
constexpr double kSlopePrior = 2;
// A peer keeps some weight: a group of nothing but low prices still is a group.
constexpr double kLeastWeight = 0.05;
constexpr int kSteps = 40;
constexpr double kSettled = 1e-9;

PriceRows subset(const PriceRows& rows, const std::vector<std::size_t>& chosen) {
    PriceRows part;
    for (const auto& level : rows.levels) part.levels.push_back({level.name, {}});
    for (const auto row : chosen) {
        part.row_key.push_back(rows.row_key[row]);
        part.log_price.push_back(rows.log_price[row]);
        part.weight.push_back(rows.weight[row]);
        for (std::size_t level = 0; level < rows.levels.size(); ++level) {
            part.levels[level].group.push_back(rows.levels[level].group[row]);
        }
    }
    return part;
}

PriceRows sample(const PriceRows& rows, std::size_t level) {
    const double part = static_cast<double>(kPlantRows) / static_cast<double>(std::max<std::size_t>(1, rows.size()));
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto group = level < rows.levels.size() ? rows.levels[level].group[i] : 0;
        const auto unit = group == 0 ? rows.row_key[i] : group;
        if (part >= 1 || uniform_draw(kSampleSeed, unit, 0) < part) chosen.push_back(i);
    }
    // In order of key, so that sums of the calibration do not depend on the order of rows; a few huge groups must not outgrow the sample.
    std::sort(chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) {
        return mix64(rows.row_key[a]) != mix64(rows.row_key[b]) ? mix64(rows.row_key[a]) < mix64(rows.row_key[b]) : a < b;
    });
    chosen.resize(std::min(chosen.size(), 2 * kPlantRows));
    return subset(rows, chosen);
}

// The sample with low prices planted once, ready to be judged.
struct Planting {
    PriceRows rows;
    LevelOrder order;
};

struct Planted {
    std::vector<Planting> plantings;
    std::vector<bool> low;  // of the rows of all plantings, one after another
    std::int64_t count = 0;
};

void plant(PriceRows rows, double usual_share, std::uint64_t planting, int threads, Planted& planted) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto key = combine64(rows.row_key[i], planting);
        planted.low.push_back(rows.weight[i] > 0 && uniform_draw(kPlantSeed, key, 0) < usual_share);
        if (!planted.low.back()) continue;
        rows.log_price[i] += declared_log_share(uniform_draw(kPlantSeed, key, 1));
        ++planted.count;
    }
    LevelOrder order(rows, threads);
    planted.plantings.push_back({std::move(rows), std::move(order)});
}

double log_odds(double probability) { return std::log(probability / (1 - probability)); }

double logistic(double z) { return z >= 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z)); }

// log(1 + e^z) without overflow.
double soft_plus(double z) { return z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z)); }

// Fisher scoring of the two parameters. A row is called planted with the odds
//     t e^z / ((1 - t) (u e^z + 1 - u)),   z = slope * ratio + intercept,
// since the unplanted rows hold the usual share u of low prices too (learning from positive and unlabelled rows; Elkan and Noto 2008).
class Fit {
public:
    Fit(const std::vector<double>& ratios, const Planted& planted, double usual_share)
        : ratios_(ratios),
          low_(planted.low),
          usual_odds_(log_odds(usual_share)),
          planted_odds_(log_odds(std::max(1.0, static_cast<double>(planted.count)) / static_cast<double>(ratios.size() + 1))),
          unlabelled_(-std::log(1 - usual_share)) {}

    void settle() {
        for (int step = 0; step < kSteps; ++step) {
            const double slope = slope_;
            const double intercept = intercept_;
            improve();
            if (std::fabs(slope_ - slope) + std::fabs(intercept_ - intercept) < kSettled) break;
        }
        slope_ = std::max(0.0, slope_);
    }
    [[nodiscard]] double slope() const { return slope_; }
    [[nodiscard]] double intercept() const { return intercept_; }
    // Cross-entropy of each row, nats.
    [[nodiscard]] std::vector<double> entropies() const {
        std::vector<double> each;
        each.reserve(ratios_.size());
        for (std::size_t i = 0; i < ratios_.size(); ++i) {
            const double odds = label_odds(slope_ * ratios_[i] + intercept_);
            each.push_back(soft_plus(odds) - (low_[i] ? odds : 0));
        }
        return each;
    }

private:
    [[nodiscard]] double label_odds(double z) const { return planted_odds_ + z - soft_plus(z + usual_odds_) + unlabelled_; }

    void improve() {
        double g0 = kSlopePrior * (slope_ - 1);
        double g1 = 0;
        double h00 = kSlopePrior;
        double h01 = 0;
        double h11 = 1e-9;
        for (std::size_t i = 0; i < ratios_.size(); ++i) {
            const double z = slope_ * ratios_[i] + intercept_;
            const double label = logistic(label_odds(z));
            const double open = 1 - logistic(z + usual_odds_);  // d label_odds / d z
            const double away = (label - (low_[i] ? 1 : 0)) * open;
            const double w = label * (1 - label) * open * open;
            g0 += away * ratios_[i];
            g1 += away;
            h00 += w * ratios_[i] * ratios_[i];
            h01 += w * ratios_[i];
            h11 += w;
        }
        const double determinant = h00 * h11 - h01 * h01;
        if (determinant <= 0) return;
        // Steps are bounded: far from the optimum the quadratic model overshoots.
        slope_ -= std::clamp((g0 * h11 - g1 * h01) / determinant, -0.25, 0.25);
        intercept_ -= std::clamp((g1 * h00 - g0 * h01) / determinant, -1.0, 1.0);
    }

    const std::vector<double>& ratios_;
    const std::vector<bool>& low_;
    double usual_odds_, planted_odds_, unlabelled_;
    double slope_ = 1, intercept_ = 0;
};

// Shares of unplanted rows that look low: the usual one at least, since that is what is taken to be declared low, and from there on in
// steps of √2, a doubling being one standard deviation before looking (a judgement: the real workbooks hold .02 to .05 of such rows).
constexpr int kShareSteps = 6;
constexpr double kShareStepsPerDoubling = 2;

// One share of rows that look low: how likely it is, and the logistic that fits with it.
struct SharePart {
    double share, log_weight, slope, intercept;
};

std::vector<SharePart> share_parts(const std::vector<double>& ratios, const Planted& planted, double usual_share) {
    std::vector<SharePart> parts;
    double best = 0;
    for (int step = 0; step <= kShareSteps; ++step) {
        const double doublings = step / kShareStepsPerDoubling;
        const double share = usual_share * std::exp2(doublings);
        if (share >= 0.5) continue;
        Fit fit(ratios, planted, share);
        fit.settle();
        const auto entropies = fit.entropies();
        // The plantings share the unplanted rows: together they tell as much of them as one.
        const double log_likelihood = -mean_of(entropies) * static_cast<double>(entropies.size()) / static_cast<double>(kPlantings);
        parts.push_back({share, log_likelihood - 0.5 * doublings * doublings, fit.slope(), fit.intercept()});
        best = parts.size() == 1 ? parts.back().log_weight : std::max(best, parts.back().log_weight);
    }
    for (auto& part : parts) part.log_weight -= best;
    return parts;
}

void tabulate(const std::vector<SharePart>& parts, double usual_share, PriceCalibration& calibration) {
    double all = 0;
    for (const auto& part : parts) {
        all += std::exp(part.log_weight);
        calibration.looking_low += std::exp(part.log_weight) * part.share;
    }
    calibration.looking_low /= all;
    constexpr double kEnd = -PriceCalibration::kTableFirst;
    for (double ratio = PriceCalibration::kTableFirst; ratio <= kEnd; ratio += PriceCalibration::kTableStep) {
        double probability = 0;
        for (const auto& part : parts) {
            const double looks_low = logistic(part.slope * ratio + part.intercept + log_odds(part.share));
            probability += std::exp(part.log_weight) / all * std::min(1.0, usual_share / part.share) * looks_low;
        }
        calibration.table.push_back(probability);
    }
}

// Less by more than the standard error of the difference (the rule of one standard error; Breiman et al. 1984): a shape that is better by
// chance only would cost more elsewhere than it gains here.
bool clearly_less(const std::vector<double>& entropies, const std::vector<double>& than) {
    std::vector<double> gain;
    gain.reserve(than.size());
    for (std::size_t i = 0; i < than.size(); ++i) gain.push_back(than[i] - entropies[i]);
    return mean_of(gain) > std::sqrt(variance_of(gain) / static_cast<double>(gain.size()));
}

}  // namespace

double PriceCalibration::probability(double log_ratio) const {
    if (table.empty()) return logistic(slope * log_ratio + intercept + prior_odds);
    const double position = std::clamp((log_ratio - kTableFirst) / kTableStep, 0.0, static_cast<double>(table.size() - 1));
    const auto left = std::min(static_cast<std::size_t>(position), table.size() - 2);
    return table[left] + (position - static_cast<double>(left)) * (table[left + 1] - table[left]);
}

DensityRatios settled_ratios(const PriceRows& rows, const LevelOrder& order, const DensityShape& shape, double usual_share, bool high,
                             int threads) {
    const double odds = log_odds(usual_share);
    auto weights = density_ratios(rows, rows.weight, order, shape, false, threads).low;
    over_rows(rows.size(), threads,
              [&](std::size_t i) { weights[i] = rows.weight[i] * std::max(kLeastWeight, 1 - logistic(weights[i] + odds)); });
    return density_ratios(rows, weights, order, shape, high, threads);
}

PriceCalibration calibrate_prices(const PriceRows& rows, std::size_t sample_level, double usual_share, int threads) {
    PriceCalibration best;
    best.prior_odds = log_odds(usual_share);
    const PriceRows sampled = sample(rows, sample_level);
    if (sampled.size() < kFewestRows) return best;
    Planted planted;
    for (std::uint64_t planting = 0; planting < kPlantings; ++planting) plant(sampled, usual_share, planting, threads, planted);
    std::vector<double> least;
    std::vector<double> best_ratios;
    const auto consider = [&](const DensityShape& shape) {
        PriceCalibration candidate;
        candidate.shape = shape;
        candidate.prior_odds = best.prior_odds;
        candidate.planted = planted.count;
        std::vector<double> ratios;
        for (const auto& each : planted.plantings) {
            const auto more = settled_ratios(each.rows, each.order, shape, usual_share, false, threads);
            ratios.insert(ratios.end(), more.low.begin(), more.low.end());
        }
        Fit fit(ratios, planted, usual_share);
        fit.settle();
        candidate.slope = fit.slope();
        candidate.intercept = fit.intercept();
        auto entropies = fit.entropies();
        candidate.entropy = mean_of(entropies);
        if (!least.empty() && !clearly_less(entropies, least)) return;
        best = candidate;
        least = std::move(entropies);
        best_ratios = std::move(ratios);
    };
    for (const double width : kWidths) consider({width, 0, DensityShape{}.carry, false});
    const double width = best.shape.width;
    for (const double carry : kCarries) consider({width, 0, carry, false});
    const double carry = best.shape.carry;
    for (const double other : {width / 2, width}) consider({other, kGroupSpread, carry, false});
    const DensityShape heavy = best.shape;
    consider({heavy.width, heavy.spread, carry, true});
    tabulate(share_parts(best_ratios, planted, usual_share), usual_share, best);
    return best;
}

}  // namespace wb
