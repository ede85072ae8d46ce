// How likely a good that does not state a fact is asked for all the same: the share of like goods that state it.
//
// The share of all goods that are asked for as far as their other facts go is moved by what goods of its brand, of its provider's layout
// and, for countries, those whose sender's or consignee's name has the same word say beside all ("suzhou", in any script, is a word of
// Chinese companies'; the word that tells most): log odds add up as those of independent evidence (naive Bayes). Goods of the same sender
// (seller's country), consignee (destination) or block (day) then count as they are. A share has a prior worth two trials; a trial is a
// sender, consignee or block, whatever number of rows it has. Where fewer than five trials state the fact nothing is known, and whoever
// asks keeps to bounds. Cost: one pass over the goods, and only where a fact is missing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "tables/question.h"
#include "tables/scope.h"

namespace wb {

struct ScopeChance {
    double probability = 0;
    double log_odds_spread = 0;  // of its doubt: how few like it state the fact, and that they may not be like it
    std::uint64_t together = 0;  // goods with the same number are in scope together or not
};

// Trials, and how many of them are in scope.
struct ScopeShare {
    double yes = 0, trials = 0;
};

// The facts that scope_of may lack.
enum class ScopeFact : unsigned char { seller, destination, day };
inline constexpr ScopeFact kScopeFacts[] = {ScopeFact::seller, ScopeFact::destination, ScopeFact::day};

class ScopeChances {
public:
    // `captions`: names of senders and consignees.
    ScopeChances(std::span<const ScopeGood* const> goods, const Question& question, const std::map<EntityId, std::string>& captions);
    [[nodiscard]] bool lacks(const ScopeGood& good, ScopeFact fact) const;
    // Of a good that lacks the fact; nothing where too few like it state it.
    [[nodiscard]] std::optional<ScopeChance> of(const ScopeGood& good, ScopeFact fact) const;

private:
    using Key = std::uint64_t;
    struct Levels {
        Key all = 0, brand = 0, source = 0, own = 0;
        std::vector<Key> words;
    };
    [[nodiscard]] Levels levels_of(const ScopeGood& good, ScopeFact fact) const;
    [[nodiscard]] const std::vector<Key>& words_of(EntityId company) const;
    void want(const ScopeGood& good, ScopeFact fact);
    void count(std::span<const ScopeGood* const> goods, ScopeFact fact);
    // The word that moves the usual share farthest; 0 when there is none.
    [[nodiscard]] Key most_telling(const std::vector<Key>& words, double usual) const;
    [[nodiscard]] ScopeShare share(Key key) const;

    Question alone_[3];   // what is asked of the fact alone
    Question others_[3];  // what is asked but for the fact
    const std::map<EntityId, std::string>& captions_;
    mutable std::map<EntityId, std::vector<Key>> words_;
    std::unordered_map<Key, ScopeShare> shares_;
};

}  // namespace wb
