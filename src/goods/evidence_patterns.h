// Patterns of evidence for a good and how often goods of each pattern are what they seem (data/calibration).
//
// A pattern is how strong the words are, how the declared code agrees, and how the unit price compares with the usual one:
// "model.same.price_fits". Built once per recogniser; immutable, thread safe.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "goods/reading.h"
#include "reference/calibration.h"

namespace wb {

enum class PriceMatch : unsigned char { unknown, low, fits, high };
// `ratio`: the declared unit price over the usual one; 0 when either is missing.
PriceMatch price_match(double ratio);

struct EvidencePattern {
    std::string name;
    double probability = 0;
};

class EvidencePatterns {
public:
    explicit EvidencePatterns(const Calibration& calibration);
    [[nodiscard]] const EvidencePattern& of(Strength strength, HsMatch hs, PriceMatch price) const {
        return patterns_[index(strength, hs, price)];
    }
    // The rate at which the brand is right, by what words there are; Strength::none: a mark stated that the catalogue does not know.
    [[nodiscard]] double brand_rate(Strength strength) const { return brand_rates_[static_cast<std::size_t>(strength)]; }

private:
    static std::size_t index(Strength strength, HsMatch hs, PriceMatch price);
    std::vector<EvidencePattern> patterns_;
    std::array<double, kStrengths> brand_rates_{};
};

}  // namespace wb
