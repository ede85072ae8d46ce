// The pairs that the weights are learned from: all candidates of a sample of the nodes.
//
// Whole neighbourhoods, not single pairs, so that the number of spellings of a sampled node's company is known. Lists of up to
// kLearningNodes nodes are taken whole; of longer ones the nodes with the smallest hashes. Each pair is aligned once and weighed in every
// round (text_alignment.h). Order: as of the candidates. Memory: about 300 bytes a pair.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "companies/candidates.h"
#include "companies/evidence.h"

namespace wb {

// By judgement: bounds the time of learning (a world of 100 K records gave the same scores within .002 for 30 K and for all nodes).
inline constexpr std::size_t kLearningNodes = 40000;

class LearningSample {
public:
    // `candidates` in order.
    LearningSample(const Evidence& evidence, std::span<const RecordPair> candidates, int threads);

    [[nodiscard]] const std::vector<RecordPair>& pairs() const { return pairs_; }
    [[nodiscard]] const std::vector<Comparison>& comparisons() const { return compared_; }

    // Token counts with each node as a company of its own, and first rates of keeping.
    void count_tokens(Evidence& evidence) const;
    // Weighs all pairs with the present text models.
    void compare(const Evidence& evidence, int threads);
    // Companies per token and how often matches keep it, from the probabilities of the pairs.
    void learn_tokens(std::span<const double> probability, Evidence& evidence) const;

private:
    struct TextPart {
        std::vector<std::uint32_t> first;  // pair -> its first meeting
        std::vector<TokenMet> met;
    };
    void choose(const Evidence& evidence, std::span<const RecordPair> candidates);
    void align(const Evidence& evidence, int threads);

    std::vector<std::uint32_t> nodes_;     // ascending
    std::vector<std::uint32_t> place_of_;  // node -> place in the sample, kNone outside
    std::vector<RecordPair> pairs_;
    std::vector<Comparison> compared_;
    std::vector<TextPart> parts_;         // of each text field
    std::vector<TokenCounter> counters_;  // of each text field
};

}  // namespace wb
