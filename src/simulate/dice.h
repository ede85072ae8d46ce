// Random numbers of a simulated world: each stream depends on (seed, stream) alone, so any part can be made without the others.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/hash.h"

namespace wb {

class Dice {
public:
    Dice(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}
    double uniform() { return uniform_draw(seed_, stream_, ++at_); }
    double between(double low, double high) { return low + (high - low) * uniform(); }
    bool chance(double probability) { return uniform() < probability; }
    std::size_t below(std::size_t count) { return std::min(count - 1, static_cast<std::size_t>(uniform() * static_cast<double>(count))); }
    // Small numbers more often than large ones: density falls as 1 / sqrt.
    std::size_t skewed(std::size_t count);
    // Sum of twelve uniforms less six: nearly normal, exact arithmetic on every machine.
    double normal();
    // Index by cumulative weight.
    std::size_t pick(const std::vector<double>& cumulative);
    template <typename Value>
    const Value& of(const std::vector<Value>& values) {
        return values[below(values.size())];
    }

private:
    std::uint64_t seed_, stream_, at_ = 0;
};

// Running sums scaled to end at 1.
std::vector<double> cumulated(const std::vector<double>& weights);

}  // namespace wb
