// Words of a column that may be one word misspelt, so that records meet whose rare words differ by a letter.
//
// Two words of four letters or more are near when one letter is wrong, missing, added or changed places with its neighbour (they share a
// spelling with one letter left out: Mor and Fraenkel 1982, as in SymSpell), or when they begin or end alike, and soft_meeting() holds them
// alike. Of each word the kMostNear likest to be meant (one letter apart first, then common ones) are kept, and only for words that few
// records have: a common word is found from its misspelling. Order: by word. Cost: about 1 µs a word. Memory: 16 bytes for each letter of a
// word while it runs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "companies/text_column.h"

namespace wb {

inline constexpr std::size_t kMostNear = 3;

struct NearWords {
    std::vector<std::uint32_t> first, words;  // token id -> token ids
    std::vector<float> around;                // token id -> nodes of the words that are one letter apart, kept or not

    [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t token) const {
        return {words.data() + first[token], words.data() + first[token + 1]};
    }
};

// `nodes_of`: how many nodes have each word.
NearWords find_near_words(const TextColumn& column, std::span<const std::uint32_t> nodes_of, int threads);

}  // namespace wb
