#include "ingest/double_model.h"

namespace wb {

namespace {

// What a usual rate counts as. With a hundred pairs the case's own rows say most.
constexpr double kUsualPairs = 20;
constexpr int kIterations = 50;

// A key's usual rates: how often doubles and different rows agree. Two deliveries of one declaration item agree unless it was amended; rows
// that share a day, a code and a mass, and are different, seldom share a value and now and then a company. Judged by hand on the provider
// samples (no labels exist); the case's rows correct them.
struct Usual {
    double share, same_amounts, same_mass, different_quantity, different_value, different_mass;
    std::array<double, 4> same_parties, different_parties;
};
constexpr std::array<double, 4> kSameParties = {0, 0.50, 0.45, 0.05};
constexpr std::array<double, 4> kDifferentParties = {0, 0.03, 0.12, 0.85};
constexpr std::array<Usual, kDoubleKeys> kUsual = {{
    {0.999, 0.90, 0.90, 0.15, 0.05, 0.10, kSameParties, kDifferentParties},  // one number and item number: only an amendment differs
    {0.95, 0.95, 0.95, 0.15, 0.05, 0.50, kSameParties, kDifferentParties},
    {0.50, 0.97, 0.97, 0.15, 0.05, 0.50, kSameParties, kDifferentParties},
    {0.20, 0.90, 0.98, 0.15, 0.10, 0.30, kSameParties, kDifferentParties},  // masses to the gram, of rows alike to the kilogram
}};

}  // namespace

std::size_t DoublePattern::index() const {
    return ((static_cast<std::size_t>(quantity) * 3 + static_cast<std::size_t>(value)) * 3 + static_cast<std::size_t>(mass)) * 4 +
           static_cast<std::size_t>(parties);
}

DoublePattern DoublePattern::of(std::size_t index) {
    DoublePattern pattern;
    pattern.parties = static_cast<PartyAgreement>(index % 4);
    pattern.mass = static_cast<Agreement>(index / 4 % 3);
    pattern.value = static_cast<Agreement>(index / 12 % 3);
    pattern.quantity = static_cast<Agreement>(index / 36);
    return pattern;
}

double DoubleModel::KeyRates::probability(const DoublePattern& pattern) const {
    double same_rows = share;
    double different_rows = 1 - share;
    const auto weigh = [&](const auto& in_same, const auto& in_different, std::size_t level) {
        if (level == 0) return;
        same_rows *= in_same[level];
        different_rows *= in_different[level];
    };
    weigh(same.quantity, different.quantity, static_cast<std::size_t>(pattern.quantity));
    weigh(same.value, different.value, static_cast<std::size_t>(pattern.value));
    weigh(same.mass, different.mass, static_cast<std::size_t>(pattern.mass));
    weigh(same.parties, different.parties, static_cast<std::size_t>(pattern.parties));
    return same_rows / (same_rows + different_rows);
}

DoubleModel::DoubleModel() {
    for (std::size_t i = 0; i < kDoubleKeys; ++i) {
        const Usual& usual = kUsual[i];
        const auto agreement = [](double agree) { return std::array<double, 3>{0, agree, 1 - agree}; };
        keys_[i].share = usual.share;
        keys_[i].same = {agreement(usual.same_amounts), agreement(usual.same_amounts), agreement(usual.same_mass), usual.same_parties};
        keys_[i].different = {agreement(usual.different_quantity), agreement(usual.different_value), agreement(usual.different_mass),
                              usual.different_parties};
    }
}

// Expected counts of one iteration, the usual rates' pairs among them.
class DoubleModel::Learner {
public:
    explicit Learner(const Rates& usual) {
        for (std::size_t level = 1; level < 4; ++level) {
            if (level < 3) {
                counts_.quantity[level] = kUsualPairs * usual.quantity[level];
                counts_.value[level] = kUsualPairs * usual.value[level];
                counts_.mass[level] = kUsualPairs * usual.mass[level];
            }
            counts_.parties[level] = kUsualPairs * usual.parties[level];
        }
    }
    void add(const DoublePattern& pattern, double pairs) {
        counts_.quantity[static_cast<std::size_t>(pattern.quantity)] += pairs;
        counts_.value[static_cast<std::size_t>(pattern.value)] += pairs;
        counts_.mass[static_cast<std::size_t>(pattern.mass)] += pairs;
        counts_.parties[static_cast<std::size_t>(pattern.parties)] += pairs;
    }
    [[nodiscard]] Rates rates() const {
        Rates rates = counts_;
        const auto scale = [](auto& levels) {
            double all = 0;
            for (std::size_t level = 1; level < levels.size(); ++level) all += levels[level];
            for (double& level : levels) level /= all;
        };
        scale(rates.quantity);
        scale(rates.value);
        scale(rates.mass);
        scale(rates.parties);
        return rates;
    }

private:
    Rates counts_;
};

void DoubleModel::fit(const std::array<DoubleCounts, kDoubleKeys>& counts) {
    const DoubleModel usual;
    for (std::size_t key = 0; key < kDoubleKeys; ++key) {
        for (int iteration = 0; iteration < kIterations; ++iteration) {
            Learner same(usual.keys_[key].same);
            Learner different(usual.keys_[key].different);
            double doubles = kUsualPairs * usual.keys_[key].share;
            double all = kUsualPairs;
            for (std::size_t i = 0; i < kDoublePatterns; ++i) {
                const DoublePattern pattern = DoublePattern::of(i);
                const auto pairs = static_cast<double>(counts[key].pairs[i]);
                const auto apart = static_cast<double>(counts[key].different[i]);
                if (pairs + apart <= 0) continue;
                const double probability = keys_[key].probability(pattern);
                same.add(pattern, pairs * probability);
                different.add(pattern, pairs * (1 - probability) + apart);
                doubles += pairs * probability;
                all += pairs;
            }
            keys_[key] = {doubles / all, same.rates(), different.rates()};
        }
    }
}

double DoubleModel::probability(DoubleKey key, const DoublePattern& pattern) const {
    return keys_[static_cast<std::size_t>(key) - 1].probability(pattern);
}

}  // namespace wb
