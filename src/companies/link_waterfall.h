// The evidence about a pair as a waterfall: what link.reasons holds, read back and put into words.
//
// Steps add up to the pair's log2 odds, but for two things the steps say themselves: of what tells a place only the strongest agreement and
// the strongest difference count, and prior and names together are bounded where a number and a place differ (pair_model.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

struct WordMeeting {
    std::string outcome, a, b;  // same, close, alike, shortened … missing; a or b is empty where the word is on one side only
    double bits = 0;
};

struct WaterfallStep {
    std::string field;    // name, address, country …
    std::string a, b;     // values compared
    std::string outcome;  // of values that are compared as a whole: equal, rare …
    double weight = 0;    // bits for (above zero) or against
    bool counted = true;
    std::vector<WordMeeting> words;
};

struct Waterfall {
    double prior = 0;
    bool limited = false;  // number and place differ
    bool related = false;  // may be relatives (a household, a group): what those share counts less
    std::vector<WaterfallStep> steps;
};

// Nothing when the text is no reasons of a link.
std::optional<Waterfall> read_waterfall(std::string_view reasons);

// "4 of 5 words meet: AERO, TRADE (alike), LLC; only here: RUS"
std::string words_of(const WaterfallStep& step);

// "odds 5,000 to 1 for" of log2 odds.
std::string odds_words(double bits);

}  // namespace wb
