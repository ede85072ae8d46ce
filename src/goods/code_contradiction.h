// RF15, the uncontrolled neighbour: the text speaks for a controlled code, the declaration names another.
//
// What the text speaks for is a mixture (as in hs_candidates.h): words of the catalogue count for the codes of their class or model, else a
// part number for the code of its maker's series with the rate at which such series were right, and the rest is the text model's. Fired:
// controlled codes have at least `probability` of it and the declared code at most `declared`, both of the rule (data/controls/rules.toml,
// where their source is: bench/contradiction.py). A code that the catalogue lists for the class in the item's edition contradicts nothing,
// whatever the classifier thinks: batteries of drones stand under 8507.60 (and are asked for by their class, not their code:
// `controlled_by`). Declared codes of an earlier edition count as all codes of 2022 that they became (concordance.h). Controlled: codes of
// drones and their parts and, when asked for, the common high priority list.
//
// cannot_tell: no code (`hs_code`); a code that is right in some editions only, of an unknown one (`hs_edition`); no text, a cut one, one
// of fewer than `least_words` words, or one that says too little (`description`): its five best codes have less than `least_said`, and it
// speaks neither for the declared code nor, beside no text at all, against controlled ones. Immutable; thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "classify/hs_model.h"
#include "goods/reading.h"
#include "reference/catalogue.h"
#include "reference/controls.h"
#include "tables/company.h"
#include "tables/good.h"
#include "tables/item.h"

namespace wb {

// What the text model makes of one text under one code. Indexes of HsModel::codes().
struct TextKnowledge {
    struct Spoken {
        std::uint16_t code = 0;
        float probability = 0;
    };
    float bits = 0;        // about the declared code
    float controlled = 0;  // probability of all controlled codes
    float declared = 0;    // of the codes that the declared one means in 2022
    std::array<Spoken, 5> best{};
};

class CodeContradiction {
public:
    // All must outlive this.
    CodeContradiction(const Catalogue& catalogue, const ClassCodes& codes, const FlagRule& rule, bool priority_codes);

    // `hs_code`: as declared. Empty knowledge when the text has no known word.
    [[nodiscard]] TextKnowledge knowledge(const HsModel::Distribution& distribution, std::string_view hs_code,
                                          Maybe<std::int32_t> edition) const;
    // Whether the text model is to be asked about an item under this code without goods.
    [[nodiscard]] bool watches(std::string_view hs_code) const;
    // `good`: the one that words name most surely, or nullptr. `knowledge`: nothing known when default.
    [[nodiscard]] Finding judge(const Item& item, const Good* good, const TextKnowledge& knowledge) const;

private:
    struct Spoken;
    enum class Standing : unsigned char { own, another, unknown };
    [[nodiscard]] std::vector<std::string> meant_codes(std::string_view hs_code, Maybe<std::int32_t> edition) const;
    [[nodiscard]] bool is_controlled(std::string_view hs_code) const;
    [[nodiscard]] Standing standing(const Item& item, const Good& good) const;
    [[nodiscard]] std::vector<std::string> codes_of(const Good& good) const;
    void add_words(const Item& item, const Good& good, Spoken& spoken) const;
    void add_part(const Item& item, Spoken& spoken) const;
    void add_name(const Item& item, Spoken& spoken) const;
    void add_text(const TextKnowledge& knowledge, Spoken& spoken) const;
    [[nodiscard]] std::string missing_fact(const Item& item, const Spoken& spoken) const;
    [[nodiscard]] std::string reasons(const Item& item, const Spoken& spoken) const;
    const Catalogue& catalogue_;
    const ClassCodes& codes_;
    const FlagRule& rule_;
    bool priority_codes_;
    std::unordered_map<std::string, std::size_t> code_at_;    // of HsModel::codes()
    std::vector<std::size_t> controlled_at_;                  // of HsModel::codes()
    std::unordered_map<std::string, bool> watched_headings_;  // four digits that a controlled code has
};

}  // namespace wb
