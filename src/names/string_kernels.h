// Distances between strings: single pairs, and lists of pairs with vector instructions where the machine has them.
//
// Levenshtein after Myers (1999) with Hyyrö's blocks (2003) for more than 64 characters; longest common subsequence after Hyyrö (2004);
// Jaro (1989) and Jaro-Winkler (1990; prefix of at most 4, weight 0.1, only above 0.7). Characters are code points for the functions on
// std::u32string_view and bytes for those on std::string_view: keys and romanised text are ASCII, where both are the same.
// Missing data: two empty strings are alike (1, distance 0); one empty string against another is 0. Results are the same bits on every
// machine and for batch and single calls. Cost: 20–100 ns for names of 30 characters; batches about twice to four times as fast. Thread
// safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

std::size_t levenshtein_distance(std::string_view a, std::string_view b);
std::size_t levenshtein_distance(std::u32string_view a, std::u32string_view b);
// 1 - distance / longer length.
double levenshtein_similarity(std::string_view a, std::string_view b);
double levenshtein_similarity(std::u32string_view a, std::u32string_view b);

std::size_t common_subsequence(std::string_view a, std::string_view b);
std::size_t common_subsequence(std::u32string_view a, std::u32string_view b);
// 2 × longest common subsequence / sum of lengths (the ratio of the insert-delete distance).
double indel_similarity(std::string_view a, std::string_view b);
double indel_similarity(std::u32string_view a, std::u32string_view b);

double jaro_similarity(std::string_view a, std::string_view b);
double jaro_similarity(std::u32string_view a, std::u32string_view b);
double jaro_winkler_similarity(std::string_view a, std::string_view b);
double jaro_winkler_similarity(std::u32string_view a, std::u32string_view b);

struct StringPair {
    std::string_view a, b;
};

enum class StringKernel : unsigned char { levenshtein, indel, jaro, jaro_winkler };

// The similarity of each pair into `similarities`, which is as long as `pairs`; exactly float(the single function).
void compare_pairs(StringKernel kernel, std::span<const StringPair> pairs, std::span<float> similarities);

// The instruction set that compare_pairs uses on this machine: "avx2" or "baseline".
std::string_view kernel_instructions();

// One token of a name on one side laid on one of the other; kNoToken where a token is left alone.
inline constexpr std::uint32_t kNoToken = 0xFFFFFFFF;
struct TokenMatch {
    std::uint32_t a = kNoToken, b = kNoToken;
    float similarity = 0;
};

// Buffers of align_tokens.
struct AlignScratch {
    std::vector<float> table;
    std::vector<TokenMatch> matches;
};

// Lays the tokens of two names on one another, one to one, so that the sum of similarity × shorter weight is as large as greedy choice from
// the best pair downwards makes it (ties: first token of a, then of b). Pairs less alike than `least` stay apart. Every token of both sides
// is in exactly one match; matches with both sides first, in order of a, then those left alone. Valid until the next call.
// Similarity is Jaro-Winkler of the tokens. At most 64 tokens a side are laid; the rest stay alone.
std::span<const TokenMatch> align_tokens(std::span<const std::string_view> a, std::span<const std::string_view> b, float least,
                                         AlignScratch& scratch);

}  // namespace wb
