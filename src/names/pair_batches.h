// The part of compare_pairs that needs AVX2, chosen at run time; and the arithmetic that every path shares, so that all give the same bits.
//
// Where a character stands in up to 64 bytes is found by two 32-byte comparisons instead of a table of 256 masks that would have to be
// cleared and filled for each pair. Thread safe.
#pragma once

#include <cstddef>
#include <span>

#include "names/string_kernels.h"

namespace wb {

// Winkler 1990: characters of a common beginning that count, their weight, and the similarity from which they do.
inline constexpr std::size_t kWinklerPrefix = 4;
inline constexpr double kWinklerWeight = 0.1, kWinklerLeast = 0.7;

inline double winkler_of(double jaro, std::size_t prefix) {
    return jaro > kWinklerLeast ? jaro + static_cast<double>(prefix) * kWinklerWeight * (1.0 - jaro) : jaro;
}
inline double ratio_of(std::size_t distance, std::size_t most) {
    return most == 0 ? 1.0 : 1.0 - static_cast<double>(distance) / static_cast<double>(most);
}
double jaro_of(std::size_t common, std::size_t moved, std::size_t a, std::size_t b);
std::size_t jaro_reach(std::size_t a, std::size_t b);

bool has_wide_kernels();
// The similarity of one pair whose texts have 1 to 64 bytes; only where has_wide_kernels().
double compare_wide(StringKernel kernel, const StringPair& pair);

}  // namespace wb
