#include "companies/bearers.h"

#include <algorithm>
#include <vector>

#include "companies/parallel.h"
#include "companies/text_alignment.h"

namespace wb {

namespace {

constexpr std::size_t kMostLookedAt = 64;  // records of a value

bool is_proper(const Word& word) { return word.kind == TokenKind::core || word.kind == TokenKind::code; }

// Whether `a` has a proper word that `b` neither has nor writes otherwise.
bool has_other_word(const TextColumn& names, std::uint32_t a, std::uint32_t b) {
    const auto theirs = names.tokens_of(b);
    return std::ranges::any_of(names.tokens_of(a), [&](std::uint32_t own) {
        const auto& word = names.words[own];
        return is_proper(word) && std::ranges::none_of(theirs, [&](std::uint32_t other) {
                   return own == other || soft_meeting(word, names.words[other]) != TokenMeeting::lost;
               });
    });
}

// Names of which none can be a spelling of another, up to kMostBearers.
std::uint8_t distinct_names(const TextColumn& names, std::span<const std::uint32_t> values) {
    std::vector<std::uint32_t> kept;
    for (const auto value : values.first(std::min(values.size(), kMostLookedAt))) {
        const auto is_other = [&](std::uint32_t known) {
            return known != value && has_other_word(names, known, value) && has_other_word(names, value, known);
        };
        if (std::ranges::all_of(kept, is_other)) kept.push_back(value);
        if (kept.size() == kMostBearers) break;
    }
    return static_cast<std::uint8_t>(kept.size());
}

}  // namespace

void count_bearers(const TextColumn& names, ValueColumn& column, int threads) {
    // Names of each value's nodes, side by side.
    std::vector<std::uint32_t> first(column.values.size() + 1, 0);
    for (std::size_t node = 0; node < column.value_of.size(); ++node) {
        if (column.value_of[node] != kNone && names.value_of[node] != kNone) ++first[column.value_of[node] + 1];
    }
    for (std::size_t value = 0; value + 1 < first.size(); ++value) first[value + 1] += first[value];
    std::vector<std::uint32_t> bearing(first.back());
    auto fill = first;
    for (std::size_t node = 0; node < column.value_of.size(); ++node) {
        if (column.value_of[node] != kNone && names.value_of[node] != kNone) bearing[fill[column.value_of[node]]++] = names.value_of[node];
    }
    column.bearers.assign(column.values.size(), 0);
    for_ranges(column.values.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto value = begin; value < end; ++value)
            column.bearers[value] = distinct_names(names, {bearing.data() + first[value], bearing.data() + first[value + 1]});
    });
}

}  // namespace wb
