// What an item's text says beside what is declared about it: red flags RF14, RF15, RF25 and RF31, each with its three answers.
//
//   RF14  vague: the text says less about its own code than 95 of 100 texts of items under the same code, and names no model and brand
//         although most of them do. Says less: log2 of the code's probability by the text over its probability without one (bits;
//         hs_model.h). cannot_tell: no text, a text cut at the width of its field, or fewer than kLeastPeers items under the code.
//   RF15  contradiction: the text speaks for a controlled code, the declaration names another (code_contradiction.h).
//   RF25  the text itself speaks of fighting or armed forces (data/terms/military_use.toml). cannot_tell: no text, or a cut one.
//   RF31  the mass of a piece, or the weight step of the code, is not that of the model named. cannot_tell: no mass or no pieces.
//
// Subjects of RF14 and RF15: items that name goods, and items under a code of drones, of their parts, or under which such goods stood
// before 2022 or hide (cameras, toys, aircraft, radio apparatus), whatever they name; of RF15 also items under a heading that holds a
// controlled code. Other items that name no goods are no subjects,
// except of RF25. RF15, RF25 and RF31 need one item; RF14 the items of one code together: see() gives what it needs to know of each, and
// vague_findings() answers. Thread safe; a prediction of the text model is made once per text template.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "goods/recogniser.h"
#include "reference/catalogue.h"
#include "reference/controls.h"
#include "tables/company.h"
#include "tables/good.h"
#include "tables/item.h"

namespace wb {

// What RF14 needs to know of one item.
struct TextInformation {
    ItemId item_id;
    std::uint32_t hs6 = 0;
    float bits = 0;
    bool specific = false;    // names a brand or a model
    bool unreadable = false;  // no text, or one that the field cut
};

inline constexpr std::size_t kLeastPeers = 20;  // items under a code below which nobody can say what is usual

class TextFindings {
public:
    // Rules RF14, RF15, RF25, RF31 must be among `rules`. Both must outlive this. `priority_codes`: codes of the common high priority list
    // are controlled codes too.
    TextFindings(const Catalogue& catalogue, const std::vector<FlagRule>& rules, bool priority_codes);
    ~TextFindings();

    class Scratch {
    public:
        Scratch();
        ~Scratch();

    private:
        friend class TextFindings;
        struct State;
        std::unique_ptr<State> state_;
    };

    // Appends the findings of one item and, when it names goods under a code, what RF14 needs.
    void see(const Item& item, std::span<const Good> goods, const TextSigns& signs, Scratch& scratch, std::vector<Finding>& findings,
             std::vector<TextInformation>& information) const;
    // RF14 for all items, in order of `information`.
    void vague_findings(const std::vector<TextInformation>& information, const std::function<void(Finding&&)>& sink) const;

private:
    struct State;
    std::unique_ptr<const State> state_;
};

}  // namespace wb
