#include <algorithm>
#include <bit>

#include "names/string_kernels.h"

namespace wb {

namespace {

constexpr std::size_t kMostTokens = 64;

// The most alike pair of tokens that are both free; ties go to the first of a, then of b.
TokenMatch best_pair(std::span<const std::string_view> a, std::span<const std::string_view> b, std::uint64_t free_a, std::uint64_t free_b,
                     float least, const std::vector<float>& table) {
    const auto columns = std::min(b.size(), kMostTokens);
    TokenMatch best;
    float best_gain = 0;
    for (auto left_a = free_a; left_a != 0; left_a &= left_a - 1) {
        const auto i = static_cast<std::uint32_t>(std::countr_zero(left_a));
        for (auto left_b = free_b; left_b != 0; left_b &= left_b - 1) {
            const auto j = static_cast<std::uint32_t>(std::countr_zero(left_b));
            const auto similarity = table[i * columns + j];
            const auto gain = similarity * static_cast<float>(std::min(a[i].size(), b[j].size()));
            if (similarity < least || gain <= best_gain) continue;
            best = {i, j, similarity};
            best_gain = gain;
        }
    }
    return best;
}

std::uint64_t first_bits(std::size_t count) { return count >= kMostTokens ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1; }
bool is_free(std::uint64_t free, std::size_t at) { return at >= kMostTokens || ((free >> at) & 1U) != 0; }

}  // namespace

std::span<const TokenMatch> align_tokens(std::span<const std::string_view> a, std::span<const std::string_view> b, float least,
                                         AlignScratch& scratch) {
    auto& matches = scratch.matches;
    matches.clear();
    const auto rows = std::min(a.size(), kMostTokens);
    const auto columns = std::min(b.size(), kMostTokens);
    scratch.table.resize(rows * columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) scratch.table[i * columns + j] = static_cast<float>(jaro_winkler_similarity(a[i], b[j]));
    }
    auto free_a = first_bits(rows);
    auto free_b = first_bits(columns);
    for (auto best = best_pair(a, b, free_a, free_b, least, scratch.table); best.a != kNoToken;
         best = best_pair(a, b, free_a, free_b, least, scratch.table)) {
        free_a &= ~(std::uint64_t{1} << best.a);
        free_b &= ~(std::uint64_t{1} << best.b);
        matches.push_back(best);
    }
    std::sort(matches.begin(), matches.end(), [](const TokenMatch& x, const TokenMatch& y) { return x.a < y.a; });
    for (std::uint32_t i = 0; i < a.size(); ++i) {
        if (is_free(free_a, i)) matches.push_back({i, kNoToken, 0});
    }
    for (std::uint32_t j = 0; j < b.size(); ++j) {
        if (is_free(free_b, j)) matches.push_back({kNoToken, j, 0});
    }
    return matches;
}

}  // namespace wb
