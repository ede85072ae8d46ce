// How much evidence two names, addresses or texts are for one company: a Fellegi-Sunter model of their tokens.
//
// A record and its match share a token with probability `keep`; two different companies share it with the share of
// companies that have it. A shared token t is worth log2(keep / share(t)) bits, a token that only one side has log2(lost), and where both
// sides have a word that the other lacks, log2(replaced) each: "JOHN SMITH" and "MARY SMITH" differ by more than a word left out. Shares
// are of companies (groups of records), not of records, so that a company written a hundred times does not make its own name common, and
// inside each other: where t seldom stands without a commoner token that is shared too ("computer" with "science"), only
// log2(1 / share of t among the companies with the other) is counted (a dependence tree after Chow and Liu, 1968). Misspelt, shortened,
// joined and abbreviated tokens count as the commoner of the two, less a cost. Tokens that one side lacks add up to at most kMostLost bits
// a side: who cuts one word cuts several.
//
// Cost: about 0.2 µs for names of five tokens. Pure and thread safe after learning. Missing text is no evidence: not compared here.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "companies/text_column.h"

namespace wb {

// How a token of one side meets one of the other.
enum class TokenMeeting : std::uint8_t { same, close, alike, shortened, initial, joined, acronym, replaced, lost };
inline constexpr std::size_t kTokenMeetings = 9;

// One token of a pair as it was compared: for learning and for explaining.
struct TokenOutcome {
    std::uint32_t a = kNone, b = kNone;  // token ids; kNone on the side that lacks it
    TokenMeeting meeting = TokenMeeting::lost;
    float bits = 0;
};

// Shared tokens that stand together: bits given that the parent is shared too.
struct TokenParent {
    std::uint32_t token = kNone;
    float bits = 0;
};

struct TextModel {
    std::vector<float> bits;  // token -> -log2(share)
    // token -> log2 of the probability, in a match, to stay, to be lost, and to have another word in its place
    std::vector<float> keep, drop, replace;
    std::vector<std::array<TokenParent, 2>> parents;  // token -> the two that tell most about it
    double companies = 1;
};

// Shares and parents from the tokens of the column's values, one per node. `weight_of[node]` is the part of a company that the node is: one
// over the expected number of spellings of its company.
TextModel count_tokens(const TextColumn& column, std::span<const float> weight_of);

// Kept and lost tokens of matches, weighted by their probability.
struct KeepCounts {
    std::vector<double> kept, lost, replaced;  // token -> weight
    void reset(std::size_t tokens);
    void add(std::span<const TokenOutcome> outcomes, double probability);
};

// Sets keep, drop and replace: each token's own counts, drawn towards those of its kind and rarity.
void learn_keeping(const TextColumn& column, const KeepCounts& counts, TextModel& model);

// Evidence of a pair of values, bits. `outcomes`, when given, is filled. Without `soft` only equal tokens meet: for long texts.
float compare_texts(const TextColumn& column, const TextModel& model, std::uint32_t a, std::uint32_t b, bool soft = true,
                    std::vector<TokenOutcome>* outcomes = nullptr);

}  // namespace wb
