#include "base/isotonic.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace wb;

TEST_CASE("isotonic: what rises stays, what falls is pooled by weight") {
    std::vector<double> values = {1, 3, 1, 5, 4};
    const std::vector<double> weights = {1, 1, 3, 1, 1};
    make_rising(values, weights);
    CHECK(values == std::vector<double>{1, 1.5, 1.5, 4.5, 4.5});
    make_rising({}, {});
}

// Against the min-max formula: value i is the least over ends j >= i of the greatest mean over begins k <= i.
TEST_CASE("isotonic: random sequences agree with the min-max formula") {
    std::mt19937 dice(7);
    std::uniform_real_distribution<double> any(0.1, 2);
    for (int round = 0; round < 50; ++round) {
        std::vector<double> values(1 + dice() % 12);
        std::vector<double> weights(values.size());
        for (auto& value : values) value = any(dice);
        for (auto& weight : weights) weight = any(dice);
        auto rising = values;
        make_rising(rising, weights);
        for (std::size_t i = 0; i < values.size(); ++i) {
            double least = 1e9;
            for (std::size_t j = i; j < values.size(); ++j) {
                double greatest = -1e9;
                for (std::size_t k = 0; k <= i; ++k) {
                    double sum = 0;
                    double weight = 0;
                    for (std::size_t at = k; at <= j; ++at) {
                        sum += values[at] * weights[at];
                        weight += weights[at];
                    }
                    greatest = std::max(greatest, sum / weight);
                }
                least = std::min(least, greatest);
            }
            CHECK(rising[i] == doctest::Approx(least));
        }
    }
}
