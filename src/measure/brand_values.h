// What an item's value says about its brand: a lot of two hundred dollars is rarely one of a maker of helicopters.
//
// Values are sorted into bands that hold equally many stated goods of the case. P(band | brand) is the share of the brand's stated goods in
// the band, drawn towards that of all goods (m-estimate, Cestnik 1990) the more, the less brands differ in this case: values that say
// nothing of brands come out as saying nothing. Goods that are one block should be given once. Memory: brands × bands.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace wb {

class BrandValues {
public:
    static constexpr std::size_t kBands = 8;
    struct Stated {
        std::int32_t brand = 0;
        std::int64_t cents = 0;
    };
    // Any order. Without stated goods every band is as likely under each brand.
    BrandValues(const std::vector<Stated>& stated, std::size_t brands);
    [[nodiscard]] std::size_t band_of(std::int64_t cents) const;
    [[nodiscard]] double likelihood(std::int32_t brand, std::size_t band) const {
        return likelihoods_[static_cast<std::size_t>(brand)][band];
    }

private:
    std::vector<std::int64_t> ends_;  // of all bands but the last
    std::vector<std::array<double, kBands>> likelihoods_;
};

}  // namespace wb
