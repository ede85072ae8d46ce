// What an item's text, labels, code and price say about the goods in it: a row stage.
//
// The lexicon finds brands, models and words of classes; grammar decides whether the text is of the thing or of a part of it ("пропеллер
// для квадрокоптера", "drone battery"); words that speak against and decoys are looked at; the commodity code and the unit price complete
// the pattern of evidence, whose calibration gives the probability. Rows without any evidence cost one pass over the text and give no
// goods. Thread safe; each thread brings a Scratch. Source of the parts of box 31: box31.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "goods/learned_marks.h"
#include "goods/lexicon.h"
#include "reference/calibration.h"
#include "reference/catalogue.h"
#include "tables/good.h"
#include "tables/item.h"

namespace wb {

// Goods less probable than this are not written: they would not move any figure, and innocent rows should not stand in a case.
inline constexpr double kLeastProbability = 0.04;

// Where a text speaks of military use, and what is wrong with its bytes. Offsets into the description; begin == end: nowhere.
struct TextSigns {
    std::uint32_t military_begin = 0, military_end = 0;
    bool hidden = false, invalid = false, repeated = false;
    bool uncountable = false;  // a quantity that counts nothing: beyond kLargestCount
    [[nodiscard]] bool military() const { return military_end > military_begin; }
};

class Recogniser {
public:
    // Both must outlive the recogniser. With `priority_codes`, codes of the common high priority list make goods of classes chpl.<hs6>.
    Recogniser(const Catalogue& catalogue, const Calibration& calibration, bool priority_codes);
    ~Recogniser();

    // Buffers of one thread.
    class Scratch {
    public:
        Scratch();
        ~Scratch();
        // Of the item recognised last.
        [[nodiscard]] const TextSigns& signs() const;
        [[nodiscard]] const std::vector<MarkObservation>& observations() const;

    private:
        friend class Recogniser;
        friend class GroupReader;
        struct State;
        std::unique_ptr<State> state_;
    };

    // Appends the goods of one item, positions from 1. Their value_usd adds up to the item's value to the cent.
    void recognise(const Item& item, Scratch& scratch, std::vector<Good>& goods) const;

private:
    friend class GroupReader;
    struct State;
    std::unique_ptr<const State> state_;
};

}  // namespace wb
