#include "simulate/dice.h"

namespace wb {

std::size_t Dice::skewed(std::size_t count) {
    const double u = uniform();
    return std::min(count - 1, static_cast<std::size_t>(u * u * static_cast<double>(count)));
}

double Dice::normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
}

std::size_t Dice::pick(const std::vector<double>& cumulative) {
    const auto at = std::upper_bound(cumulative.begin(), cumulative.end(), uniform());
    return std::min(cumulative.size() - 1, static_cast<std::size_t>(at - cumulative.begin()));
}

std::vector<double> cumulated(const std::vector<double>& weights) {
    std::vector<double> cumulative;
    double total = 0;
    for (const double weight : weights) cumulative.push_back(total += weight);
    for (double& value : cumulative) value /= total;
    return cumulative;
}

}  // namespace wb
