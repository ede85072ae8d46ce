#include "goods/evidence_patterns.h"

#include <string_view>

namespace wb {

namespace {

constexpr double kFitsLow = 0.25,
                 kFitsHigh = 3.0;  // declared unit price over the usual one: freight, wholesale and low declarations stay inside
constexpr std::size_t kPriceMatches = 4;
constexpr std::array<std::string_view, kPriceMatches> kPriceNames = {"price_unknown", "price_low", "price_fits", "price_high"};

}  // namespace

PriceMatch price_match(double ratio) {
    if (ratio <= 0) return PriceMatch::unknown;
    if (ratio < kFitsLow) return PriceMatch::low;
    return ratio > kFitsHigh ? PriceMatch::high : PriceMatch::fits;
}

std::size_t EvidencePatterns::index(Strength strength, HsMatch hs, PriceMatch price) {
    return (static_cast<std::size_t>(strength) * kHsMatches + static_cast<std::size_t>(hs)) * kPriceMatches +
           static_cast<std::size_t>(price);
}

EvidencePatterns::EvidencePatterns(const Calibration& calibration) : patterns_(kStrengths * kHsMatches * kPriceMatches) {
    for (std::size_t s = 1; s < kStrengths; ++s) {
        const auto strength = static_cast<Strength>(s);
        const std::string words(strength_name(strength));
        brand_rates_[s] = calibration.lookup("names_brand." + words).mean();
        for (std::size_t h = 0; h < kHsMatches; ++h) {
            const auto hs = static_cast<HsMatch>(h);
            for (std::size_t p = 0; p < kPriceMatches; ++p) {
                auto& pattern = patterns_[index(strength, hs, static_cast<PriceMatch>(p))];
                pattern.name = words + "." + std::string(hs_match_name(hs)) + "." + std::string(kPriceNames[p]);
                pattern.probability = calibration.lookup(pattern.name).mean();
            }
        }
    }
    brand_rates_[0] = calibration.lookup("names_brand.stated").mean();
}

}  // namespace wb
