// Words of customs files as dated data: units, words for "nothing", directions, intermediaries (data/terms).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"

namespace wb {

// A unit of quantity in its base unit: "тыс. шт" is pcs × 1000.
struct UnitTerm {
    std::string id;
    double factor = 1;
};

enum class PrincipalSide : unsigned char { first, second };

struct IntermediaryPhrase {
    std::string words;  // folded
    std::string role;   // what the party after the phrase is
    PrincipalSide principal = PrincipalSide::first;
    std::vector<std::string> not_after, not_before;  // folded words beside which the phrase means something else: health care of, 代表处
};

// Immutable after loading; thread safe. Look-ups are by folded text, constant time.
class Terms {
public:
    // The built-in terms. A fault in them is a Bug, since tests load them.
    static const Terms& built_in();

    [[nodiscard]] bool is_null_word(std::string_view cell) const;
    // Nothing when the text is no unit. Takes codes and spellings.
    [[nodiscard]] const UnitTerm* unit(std::string_view cell) const;
    // "import", "export", "transit" or "".
    [[nodiscard]] std::string_view direction(std::string_view cell) const;
    [[nodiscard]] const std::vector<IntermediaryPhrase>& intermediaries() const { return intermediaries_; }

private:
    std::unordered_set<std::string> null_words_;
    std::unordered_set<std::string> null_words_mixed_;  // the same, look-alike letters in Latin
    std::size_t most_null_digits_ = 0;
    [[nodiscard]] const UnitTerm* unit_of(const std::string& folded) const;
    std::unordered_map<std::string, UnitTerm> units_;
    std::unordered_map<std::string, UnitTerm> units_mixed_;
    std::unordered_map<std::string, std::string> directions_;
    std::vector<IntermediaryPhrase> intermediaries_;
    friend struct TermsLoader;
};

}  // namespace wb
