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

#include "companies/text_alignment.h"

namespace wb {

// Shared tokens that stand together: bits given that the parent is shared too.
struct TokenParent {
    std::uint32_t token = kNone;
    float bits = 0;
};

// What is known of a token, side by side: half a cache line, since pairs meet tokens in no order.
struct alignas(32) TokenModel {
    float bits = 0;                           // -log2(share)
    float keep = 0, drop = 0, replace = 0;    // log2 of the probability, in a match, to stay, to be lost, to have another word in its place
    std::array<TokenParent, 2> parents = {};  // the two that tell most about it
};

struct TextModel {
    std::vector<TokenModel> tokens;
    std::vector<float> rename;  // token -> log2 of the probability, in a match, to be written with another word of its script
    std::vector<float> near;    // token -> -log2(share of it and of all words one letter apart): what a misspelt word says
    double companies = 1;
    float cut = -9;  // most bits against a text that has every word of the other and more: who shortens a name cuts any number of words
    float syllable = kMeetingCost[static_cast<std::size_t>(TokenMeeting::syllable)];  // cost of changing one, bits
};

// How many nodes have each token.
std::vector<std::uint32_t> count_nodes(const TextColumn& column, int threads);

// Counts tokens by company instead of by node, from a sample of the nodes; made once, asked in every round of learning.
class TokenCounter {
public:
    // `nodes_of` from count_nodes(); `sample` ascending.
    // `around`: as NearWords::around, or nothing.
    TokenCounter(const TextColumn& column, std::vector<std::uint32_t> nodes_of, std::vector<float> around,
                 std::span<const std::uint32_t> sample, int threads);
    // Sets bits, parents and companies. weight_of[i] is the part of a company that node sample[i] is: one over the expected number of nodes
    // of its company.
    void count(std::span<const float> weight_of, TextModel& model) const;

private:
    struct TokenPair {
        std::uint32_t a, b, first, count;
    };
    void find_parents(std::span<const float> weight_of, const std::vector<double>& frequency, double part, TextModel& model) const;
    static void offer_parent(std::uint32_t token, std::uint32_t parent, double together, const std::vector<double>& frequency,
                             TextModel& model);

    std::vector<std::uint32_t> nodes_of_;
    std::vector<float> around_;
    double stated_ = 0;                          // nodes with a text
    std::vector<std::uint32_t> asked_;           // numbers in the sample of the nodes with a text
    std::vector<std::uint32_t> first_, tokens_;  // of each of them its different tokens
    std::vector<TokenPair> pairs_;               // tokens that more than one of them has together
    std::vector<std::uint32_t> together_;        // of each pair, which of them
};

// Kept and lost tokens of matches, weighted by their probability.
struct KeepCounts {
    std::vector<double> kept, lost, replaced, renamed;  // token -> weight
    bool may_cut = false;                               // of names, but neither of persons nor of companies
    double pairs = 0, cut = 0;                          // texts, and those of which one has every word of the other and more
    double syllables = 0, changed = 0;                  // words of Chinese syllables that are written alike, or with one syllable changed
    void reset(std::size_t tokens);
    void add(const TextColumn& column, std::span<const TokenMet> outcomes, double probability);
};

// Sets keep, drop, replace and rename: each token's own counts, drawn towards those of its kind and rarity.
void learn_keeping(const TextColumn& column, const KeepCounts& counts, TextModel& model);

// What two texts say.
struct TextWeight {
    float bits = 0;       // evidence for one company
    float beyond = 0;     // bits without the most telling word that both have: relatives share a surname, a group its brand
    bool longer = false;  // not of companies: only one of them has words that the other lacks
    bool other = false;   // each has a proper word that the other lacks; of companies, and none that both have
};

// Evidence of an alignment. `outcomes`, when given, is filled: each meeting with what it was worth, left-over tokens told apart.
TextWeight weigh_alignment(const TextColumn& column, const TextModel& model, std::span<const TokenMet> met,
                           std::vector<TokenMet>* outcomes = nullptr);

// Aligns and weighs.
TextWeight compare_texts(const TextColumn& column, const TextModel& model, std::uint32_t a, std::uint32_t b, bool soft = true,
                         std::vector<TokenMet>* outcomes = nullptr);

}  // namespace wb
