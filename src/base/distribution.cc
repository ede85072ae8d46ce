#include "base/distribution.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"

namespace wb {

namespace {

// Lanczos approximation, g = 7, nine terms (Godfrey 2001): relative error below 1e-15 for positive arguments.
double log_gamma(double x) {
    static constexpr std::array<double, 9> kTerms = {0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
                                                     771.32342877765313,   -176.61502916214059,   12.507343278686905,
                                                     -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7};
    constexpr double kHalfLogTwoPi = 0.91893853320467274178;
    const double shifted = x - 1;
    double sum = kTerms[0];
    for (std::size_t i = 1; i < kTerms.size(); ++i) sum += kTerms[i] / (shifted + static_cast<double>(i));
    const double base = shifted + 7.5;
    return kHalfLogTwoPi + (shifted + 0.5) * std::log(base) - base + std::log(sum);
}

double away_from_zero(double x) {
    constexpr double kTiny = 1e-300;
    return std::fabs(x) < kTiny ? kTiny : x;
}

double beta_fraction(double x, double a, double b) {
    constexpr int kMostTerms = 5000;  // about sqrt(alpha + beta) are needed
    constexpr double kClose = 1e-15;
    double c = 1;
    double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m <= kMostTerms; ++m) {
        const double i = m;
        const double even = i * (b - i) * x / ((a + 2 * i - 1) * (a + 2 * i));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        fraction *= d * c;
        const double odd = -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1));
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        fraction *= d * c;
        if (std::fabs(d * c - 1) < kClose) break;
    }
    return fraction;
}

double log_beta_density_factor(double x, double a, double b, double log_beta) { return a * std::log(x) + b * std::log1p(-x) - log_beta; }

double log_beta_function(double a, double b) { return log_gamma(a) + log_gamma(b) - log_gamma(a + b); }

double beta_cdf_with(double x, double a, double b, double log_beta) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    const double factor = std::exp(log_beta_density_factor(x, a, b, log_beta));
    // The fraction converges fast below the mean only; above it the symmetric form is used.
    if (x < (a + 1) / (a + b + 2)) return factor * beta_fraction(x, a, b) / a;
    return 1 - factor * beta_fraction(1 - x, b, a) / b;
}

}  // namespace

double beta_cdf(double x, double alpha, double beta) {
    WB_CHECK(alpha > 0 && beta > 0, "beta_cdf of positive parameters");
    return std::clamp(beta_cdf_with(x, alpha, beta, log_beta_function(alpha, beta)), 0.0, 1.0);
}

double beta_quantile(double probability, double alpha, double beta) {
    WB_CHECK(alpha > 0 && beta > 0, "beta_quantile of positive parameters");
    if (probability <= 0) return 0;
    if (probability >= 1) return 1;
    constexpr int kMostSteps = 200;  // the bracket halves at least every second step, and doubles have 53 bits
    constexpr double kClose = 1e-15;
    const double log_beta = log_beta_function(alpha, beta);
    double low = 0;
    double high = 1;
    double x = alpha / (alpha + beta);
    for (int step = 0; step < kMostSteps && high - low > kClose; ++step) {
        const double error = beta_cdf_with(x, alpha, beta, log_beta) - probability;
        (error > 0 ? high : low) = x;
        const double density = std::exp(log_beta_density_factor(x, alpha, beta, log_beta)) / (x * (1 - x));
        const double newton = density > 0 ? x - error / density : -1;
        const double next = newton > low && newton < high && step % 8 != 7 ? newton : 0.5 * (low + high);
        if (next == x) break;
        if (std::fabs(next - x) < kClose * x) return next;
        x = next;
    }
    return x;
}

double normal_cdf(double z) { return 0.5 * std::erfc(-z * 0.70710678118654752440); }

double normal_quantile(double probability) {
    const double p = std::clamp(probability, 1e-300, 1 - 1e-16);
    constexpr double kSqrtTwoPi = 2.50662827463100050242;
    // Start: Abramowitz & Stegun 26.2.23 (error below 4.5e-4), then Newton steps.
    const double tail = std::min(p, 1 - p);
    const double t = std::sqrt(-2 * std::log(tail));
    const double start = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    double z = p < 0.5 ? -start : start;
    for (int step = 0; step < 4; ++step) {
        const double density = std::exp(-0.5 * z * z) / kSqrtTwoPi;
        if (density < 1e-305) break;
        const double newton = (normal_cdf(z) - p) / density;
        z -= newton / (1 + 0.5 * z * newton);
    }
    return z;
}

double quantile_of_sorted(std::span<const double> ascending, double probability) {
    if (ascending.empty()) return 0;
    const double at = std::clamp(probability, 0.0, 1.0) * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const auto above = std::min(below + 1, ascending.size() - 1);
    const double part = at - static_cast<double>(below);
    return ascending[below] + part * (ascending[above] - ascending[below]);
}

double quantile(std::vector<double> values, double probability) {
    std::sort(values.begin(), values.end());
    return quantile_of_sorted(values, probability);
}

double mean_of(std::span<const double> values) {
    if (values.empty()) return 0;
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values) {
    if (values.empty()) return 0;
    const double mean = mean_of(values);
    double sum = 0;
    for (const double value : values) sum += (value - mean) * (value - mean);
    return sum / static_cast<double>(values.size());
}

}  // namespace wb
