#include "base/distribution.h"

#include <doctest/doctest.h>

#include <cmath>

namespace wb {

TEST_CASE("beta_cdf agrees with closed forms") {
    for (const double x : {0.01, 0.2, 0.5, 0.77, 0.999}) {
        CHECK(beta_cdf(x, 1, 1) == doctest::Approx(x).epsilon(1e-12));
        CHECK(beta_cdf(x, 3, 1) == doctest::Approx(x * x * x).epsilon(1e-12));
        CHECK(beta_cdf(x, 1, 4) == doctest::Approx(1 - std::pow(1 - x, 4)).epsilon(1e-12));
        CHECK(beta_cdf(x, 2, 2) == doctest::Approx(x * x * (3 - 2 * x)).epsilon(1e-12));
        CHECK(beta_cdf(x, 0.5, 0.5) == doctest::Approx(2 / 3.14159265358979324 * std::asin(std::sqrt(x))).epsilon(1e-10));
    }
}

TEST_CASE("beta_cdf is a binomial tail for whole parameters") {
    // P(Beta(k, n-k+1) ≤ x) = P(Binomial(n, x) ≥ k)
    const int n = 30;
    const double x = 0.37;
    for (int k = 1; k <= n; ++k) {
        double tail = 0;
        for (int j = k; j <= n; ++j) {
            double choose = 1;
            for (int i = 1; i <= j; ++i) choose *= static_cast<double>(n - j + i) / i;
            tail += choose * std::pow(x, j) * std::pow(1 - x, n - j);
        }
        CHECK(beta_cdf(x, k, n - k + 1) == doctest::Approx(tail).epsilon(1e-9));
    }
}

TEST_CASE("beta_quantile inverts beta_cdf for narrow, skewed and U-shaped rates") {
    const double pairs[][2] = {{1, 1}, {2, 5}, {0.3, 0.3}, {0.05, 3}, {950, 50}, {5000, 2}, {2e5, 3e5}};
    for (const auto& pair : pairs) {
        double before = -1;
        for (int i = 1; i < 100; ++i) {
            const double u = i / 100.0;
            const double x = beta_quantile(u, pair[0], pair[1]);
            CHECK(x >= before);
            if (x > 1e-9 && x < 1 - 1e-9) CHECK(beta_cdf(x, pair[0], pair[1]) == doctest::Approx(u).epsilon(1e-7));
            before = x;
        }
    }
    CHECK(beta_quantile(0, 2, 3) == 0);
    CHECK(beta_quantile(1, 2, 3) == 1);
}

TEST_CASE("normal_quantile gives the printed values") {
    CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-9));
    CHECK(normal_quantile(0.5) == doctest::Approx(0).epsilon(1e-9));
    CHECK(normal_quantile(1e-9) == doctest::Approx(-5.997807015).epsilon(1e-8));
    CHECK(normal_cdf(normal_quantile(0.123)) == doctest::Approx(0.123).epsilon(1e-12));
}

TEST_CASE("quantiles are linear between order statistics") {
    CHECK(quantile({3, 1, 2}, 0.5) == doctest::Approx(2));
    CHECK(quantile({0, 10}, 0.25) == doctest::Approx(2.5));
    CHECK(quantile({}, 0.5) == 0);
    CHECK(quantile({7}, 0.99) == 7);
    CHECK(variance_of(std::vector<double>{1, 3}) == doctest::Approx(1));
}

}  // namespace wb
