#include "names/string_kernels.h"

#include <algorithm>

#include "base/check.h"

namespace wb {

namespace {

template <typename Char>
std::size_t edit_distance(std::basic_string_view<Char> a, std::basic_string_view<Char> b, std::size_t substitution) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : substitution);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

template <typename Char>
double levenshtein_ratio(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    const auto longest = std::max(a.size(), b.size());
    return longest == 0 ? 1.0 : 1.0 - static_cast<double>(edit_distance(a, b, 1)) / static_cast<double>(longest);
}

template <typename Char>
double indel_ratio(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    const auto both = a.size() + b.size();
    return both == 0 ? 1.0 : 1.0 - static_cast<double>(edit_distance(a, b, 2)) / static_cast<double>(both);
}

template <typename Char>
double jaro(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    if (a.empty() && b.empty()) return 1;
    if (a.empty() || b.empty()) return 0;
    const auto half = std::max(a.size(), b.size()) / 2;
    const auto reach = half == 0 ? 0 : half - 1;
    std::vector<bool> used(b.size());
    std::vector<Char> common;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto end = std::min(b.size(), i + reach + 1);
        for (std::size_t j = i > reach ? i - reach : 0; j < end; ++j) {
            if (used[j] || a[i] != b[j]) continue;
            used[j] = true;
            common.push_back(a[i]);
            break;
        }
    }
    if (common.empty()) return 0;
    std::size_t moved = 0;
    std::size_t at = 0;
    for (std::size_t j = 0; j < b.size(); ++j) moved += used[j] && b[j] != common[at++] ? 1U : 0U;
    const auto m = static_cast<double>(common.size());
    return (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) + (m - static_cast<double>(moved / 2)) / m) / 3.0;
}

template <typename Char>
double jaro_winkler(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    const double similarity = jaro(a, b);
    std::size_t prefix = 0;
    while (prefix < std::min({a.size(), b.size(), std::size_t{4}}) && a[prefix] == b[prefix]) ++prefix;
    return similarity > 0.7 ? similarity + static_cast<double>(prefix) * 0.1 * (1.0 - similarity) : similarity;
}

double compare(StringKernel kernel, const StringPair& pair) {
    switch (kernel) {
        case StringKernel::levenshtein:
            return levenshtein_similarity(pair.a, pair.b);
        case StringKernel::indel:
            return indel_similarity(pair.a, pair.b);
        case StringKernel::jaro:
            return jaro_similarity(pair.a, pair.b);
        case StringKernel::jaro_winkler:
            break;
    }
    return jaro_winkler_similarity(pair.a, pair.b);
}

}  // namespace

std::size_t levenshtein_distance(std::string_view a, std::string_view b) { return edit_distance(a, b, 1); }
std::size_t levenshtein_distance(std::u32string_view a, std::u32string_view b) { return edit_distance(a, b, 1); }
double levenshtein_similarity(std::string_view a, std::string_view b) { return levenshtein_ratio(a, b); }
double levenshtein_similarity(std::u32string_view a, std::u32string_view b) { return levenshtein_ratio(a, b); }
std::size_t common_subsequence(std::string_view a, std::string_view b) { return (a.size() + b.size() - edit_distance(a, b, 2)) / 2; }
std::size_t common_subsequence(std::u32string_view a, std::u32string_view b) { return (a.size() + b.size() - edit_distance(a, b, 2)) / 2; }
double indel_similarity(std::string_view a, std::string_view b) { return indel_ratio(a, b); }
double indel_similarity(std::u32string_view a, std::u32string_view b) { return indel_ratio(a, b); }
double jaro_similarity(std::string_view a, std::string_view b) { return jaro(a, b); }
double jaro_similarity(std::u32string_view a, std::u32string_view b) { return jaro(a, b); }
double jaro_winkler_similarity(std::string_view a, std::string_view b) { return jaro_winkler(a, b); }
double jaro_winkler_similarity(std::u32string_view a, std::u32string_view b) { return jaro_winkler(a, b); }

void compare_pairs(StringKernel kernel, std::span<const StringPair> pairs, std::span<float> similarities) {
    WB_CHECK(pairs.size() == similarities.size(), "as many similarities as pairs");
    for (std::size_t i = 0; i < pairs.size(); ++i) similarities[i] = static_cast<float>(compare(kernel, pairs[i]));
}

std::string_view kernel_instructions() { return "baseline"; }

std::span<const TokenMatch> align_tokens(std::span<const std::string_view> a, std::span<const std::string_view> b, float least,
                                         AlignScratch& scratch) {
    auto& matches = scratch.matches;
    matches.clear();
    std::vector<bool> used_a(a.size());
    std::vector<bool> used_b(b.size());
    constexpr std::size_t kMostTokens = 64;
    const auto rows = std::min(a.size(), kMostTokens);
    const auto columns = std::min(b.size(), kMostTokens);
    scratch.table.resize(rows * columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j) scratch.table[i * columns + j] = static_cast<float>(jaro_winkler_similarity(a[i], b[j]));
    }
    for (;;) {
        TokenMatch best;
        float best_gain = 0;
        for (std::uint32_t i = 0; i < rows; ++i) {
            for (std::uint32_t j = 0; j < columns; ++j) {
                const auto similarity = scratch.table[i * columns + j];
                const auto gain = similarity * static_cast<float>(std::min(a[i].size(), b[j].size()));
                if (used_a[i] || used_b[j] || similarity < least || gain <= best_gain) continue;
                best = {i, j, similarity};
                best_gain = gain;
            }
        }
        if (best.a == kNoToken) break;
        used_a[best.a] = used_b[best.b] = true;
        matches.push_back(best);
    }
    std::sort(matches.begin(), matches.end(), [](const TokenMatch& x, const TokenMatch& y) { return x.a < y.a; });
    for (std::uint32_t i = 0; i < a.size(); ++i) {
        if (!used_a[i]) matches.push_back({i, kNoToken, 0});
    }
    for (std::uint32_t j = 0; j < b.size(); ++j) {
        if (!used_b[j]) matches.push_back({kNoToken, j, 0});
    }
    return matches;
}

}  // namespace wb
