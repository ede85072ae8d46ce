// Names and numbers of listed parties, indexed once, asked many times.
//
// Two ways to a listing. A verified number (check digits hold) that both state: nearly certain. A name: folded to one key (legal form,
// script, spacing, word order), or near it (words that differ by a letter, words missing), with a probability that stays well below
// certainty because names are shared. docs/method/screening.md has the formulas.
//
// A name's rarity is counted over the listings that are no later than the one it belongs to (entries without a day count as always there)
// and over `background` names, so that a listing added later never changes what an earlier one says.
// Cost: about 1 microsecond to build per name, 5 to 30 to ask. Immutable after building, asking is thread safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "screen/lists.h"

namespace wb {

struct NameQuery {
    std::vector<std::string> names;
    std::vector<Country> countries;
    std::vector<ListedNumber> numbers;  // verified ones only count
    std::string kind;                   // company, person, or unknown
};

enum class CountryEvidence : unsigned char { unknown, agree, differ };

struct NameMatch {
    std::size_t party = 0;  // index into the parties that the index was built from
    bool by_number = false;
    double probability = 0;
    std::string asked, listed;  // the names, or the number, that met
    double likeness = 1;        // of the names, 1 when they fold to the same
    double namesakes = 0;       // other companies expected to bear the name
    CountryEvidence country = CountryEvidence::unknown;
    bool numbers_differ = false;  // both state a number of one kind, and not the same
};

struct NameIndexOptions {
    bool near = true;  // names that nearly fold to the same count too
};

class NameIndex {
public:
    // `background`: names of the companies asked about, for the rarity of words.
    NameIndex(std::span<const ListedParty> parties, std::span<const std::string> background);
    ~NameIndex();
    NameIndex(NameIndex&&) noexcept;
    // At most one match a party, the most probable first, then by listing_id.
    [[nodiscard]] std::vector<NameMatch> ask(const NameQuery& query, const NameIndexOptions& options) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wb
