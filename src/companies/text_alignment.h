// Which tokens of two texts meet, and how: equal, misspelt, shortened, initials, joined, acronyms, or in one text only.
//
// Alignment is the dear part of comparing texts and hardly depends on what the model has learned (only ties of unequal words do), so that
// learning aligns a pair once and weighs it in every round (text_model.h). Equal tokens meet first, then joined words, acronyms and the
// rest from the most telling downwards. Cost: 50 to 150 ns for names of five tokens. Pure and thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "companies/text_column.h"

namespace wb {

struct TextModel;

// How a token of one side meets one of the other. An activity in two words of one script is `renamed` (Express, Logistics). Two words of
// Chinese syllables that are nearly alike meet by `syllable`: a misspelt one is most often no such word (Feida, Fengda are two names). What
// is left over is `lost`; text_model.h tells which of it is `replaced`.
enum class TokenMeeting : std::uint8_t { same, close, alike, shortened, initial, joined, acronym, replaced, lost, renamed, syllable };
inline constexpr std::size_t kTokenMeetings = 11;
// Costs of an inexact meeting, bits: -log2 of how often matches write a token so, about. By judgement, after looking at the lists of
// bench/resolve.py; what is not exact is also likelier by chance. That of `syllable` is learned from there.
inline constexpr std::array<float, kTokenMeetings> kMeetingCost = {0.0F, 2.0F, 4.0F, 2.0F, 1.0F, 1.5F, 3.0F, 0.0F, 0.0F, 0.0F, 6.0F};

struct TokenMet {
    std::uint32_t a, b;  // token ids; kNone on the side that lacks it
    TokenMeeting meeting;
    float bits;  // of initials, joined words and acronyms, whose worth is no matter of one token
};

// Tokens that are in one text only come last.
struct TextAlignment {
    std::array<TokenMet, 2 * kMostTokens> met;  // only the first `count` are set
    std::size_t count = 0;

    void add(const TokenMet& one) { met[count++] = one; }
    [[nodiscard]] std::span<const TokenMet> all() const { return {met.data(), count}; }
};

// Two different words, as they meet: close, alike, shortened, initial, or lost when they do not.
TokenMeeting soft_meeting(const Word& a, const Word& b);

// Without `soft` only equal tokens meet: for long texts.
void align_texts(const TextColumn& column, const TextModel& model, std::uint32_t a, std::uint32_t b, bool soft, TextAlignment& alignment);

}  // namespace wb
