// Distribution functions that intervals are made of: beta and normal, with their inverses, and quantiles of samples.
//
// Written here so that draws are the same whatever the C library: only log, exp and sqrt are taken from it. All functions are pure.
#pragma once

#include <span>
#include <vector>

namespace wb {

// P(X ≤ x) of Beta(alpha, beta), both > 0; continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8, modified
// Lentz evaluation), absolute error below 1e-12 for alpha + beta up to 1e6.
double beta_cdf(double x, double alpha, double beta);
// The x with beta_cdf(x) = probability; Newton steps inside a shrinking bracket. 0 and 1 for probabilities outside (0, 1).
double beta_quantile(double probability, double alpha, double beta);

double normal_cdf(double z);
// Probabilities are taken inside [1e-300, 1 - 1e-16]. Absolute error below 1e-9.
double normal_quantile(double probability);

// Quantile of values in ascending order, linear between order statistics (Hyndman & Fan type 7). 0 when there are none.
double quantile_of_sorted(std::span<const double> ascending, double probability);
// The same of values in any order. Sorts a copy.
double quantile(std::vector<double> values, double probability);

// Mean and variance (divided by n) of a sample, summed in the order given; 0 when empty.
double mean_of(std::span<const double> values);
double variance_of(std::span<const double> values);

}  // namespace wb
