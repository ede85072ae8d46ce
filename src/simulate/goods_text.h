// How rows name their goods, and what of it is said before the text is cut.
#pragma once

#include <string>
#include <vector>

#include "simulate/deals.h"

namespace wb {

enum class TextLanguage : unsigned char { russian, english };

struct ItemText {
    std::string text;
    // Per good, letters of the text after which its class and its brand have been said; kNever when the text does not say them.
    static constexpr std::size_t kNever = SIZE_MAX;
    std::vector<std::size_t> class_end, brand_end;
};

struct TextHabits {
    TextLanguage language = TextLanguage::russian;
    bool han = false;            // the encoding has Han letters
    bool maker_columns = false;  // maker and trade mark have columns of their own
    std::uint64_t provider = 0;
};

ItemText item_text(const World& world, const Catalogue& catalogue, const SimWords& words, const SimLeg& leg, const SimItem& item,
                   const TextHabits& habits, Dice& dice);

// Name of the brand and of its maker in capitals, as columns of their own state them.
std::string brand_text(const World& world, const Catalogue& catalogue, const SimGood& good);
std::string maker_text(const World& world, const Catalogue& catalogue, const SimGood& good);

}  // namespace wb
