#include "companies/pair_probabilities.h"

#include <doctest/doctest.h>

#include <vector>

#include "companies/pair_model.h"

using namespace wb;

TEST_CASE("pair probabilities: as many as came together, rising with bits; the odds themselves where nothing was learned") {
    CHECK(PairProbabilities().of(3.0F) == probability_of(3));
    CHECK(PairProbabilities({}, {}).of(3.0F) == doctest::Approx(probability_of(3)));
    std::vector<WeightedPair> pairs;
    std::vector<std::uint32_t> cluster_of;
    for (std::uint32_t i = 0; i < 4000; ++i) {  // six of ten pairs of 8 bits, eight of ten of 4 bits
        const bool high = i % 2 == 0, together = i / 2 % 10 < (high ? 6U : 8U);
        pairs.push_back({2 * i, 2 * i + 1, high ? 8.0F : 4.0F});
        cluster_of.push_back(2 * i);
        cluster_of.push_back(together ? 2 * i : 2 * i + 1);
    }
    const PairProbabilities learned(pairs, cluster_of);
    CHECK(learned.of(8.0F) == doctest::Approx(0.7).epsilon(0.02));  // of those that contradict the order the mean
    CHECK(learned.of(4.0F) == doctest::Approx(0.7).epsilon(0.02));
    for (int bits = -30; bits < 30; ++bits) CHECK(learned.of(static_cast<float>(bits)) <= learned.of(static_cast<float>(bits) + 0.5F));
}
