#include "measure/brand_values.h"

#include <doctest/doctest.h>

namespace wb {

namespace {

std::vector<BrandValues::Stated> stated_goods(bool apart) {
    std::vector<BrandValues::Stated> stated;
    for (std::int32_t i = 0; i < 80; ++i) {
        const std::int64_t cheap = 1000 + i;
        stated.push_back({i % 2, apart && i % 2 == 1 ? cheap * 1000 : cheap});
    }
    return stated;
}

}  // namespace

TEST_CASE("values tell brands apart where they differ, and say nothing where they do not") {
    const BrandValues apart(stated_goods(true), 3);
    const auto dear = apart.band_of(1'050'000);
    CHECK(apart.likelihood(1, dear) > 10 * apart.likelihood(0, dear));
    const BrandValues alike(stated_goods(false), 3);
    for (std::size_t band = 0; band < BrandValues::kBands; ++band)
        CHECK(alike.likelihood(0, band) == doctest::Approx(alike.likelihood(1, band)).epsilon(0.25));
}

TEST_CASE("likelihoods of a brand add up to one, of one never seen too, and without goods") {
    for (const auto& values : {BrandValues(stated_goods(true), 3), BrandValues({}, 3)}) {
        for (std::int32_t brand = 0; brand < 3; ++brand) {
            double sum = 0;
            for (std::size_t band = 0; band < BrandValues::kBands; ++band) sum += values.likelihood(brand, band);
            CHECK(sum == doctest::Approx(1));
        }
    }
}

}  // namespace wb
