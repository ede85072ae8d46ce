// Brands of rows that state none, and models of brands that no catalogue knows, from what the same case states elsewhere.
//
// One row says "Тов.знак: NORDWELL; Модель: X7PRO; Изготовитель: …", another only the model or only the maker. What is stated beside one
// mark nearly always is taken as said by it: the rate is a Beta posterior of the case's own rows (uniform prior), so few rows give little
// certainty. A stage on a reduced table: goods in scope without a model of the catalogue. The result does not depend on the order of rows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"

namespace wb {

// What one good states, folded, words joined by '_'; "" when not stated. `mark` may be the id of a brand of the catalogue.
struct MarkObservation {
    ItemId item_id;
    std::int32_t position = 1;
    std::string mark, model, maker;
    bool known = false;  // the mark is a brand of the catalogue
};

// What a good gets. Probabilities are of the brand, and of the model given the brand; an empty text leaves what the good has.
struct LearnedMark {
    ItemId item_id;
    std::int32_t position = 1;
    std::string brand, model;
    double brand_probability = 0, model_probability = 0;
    std::string from;       // "model" or "maker": what named the brand; "mark": it was stated, the model is learned
    std::int64_t rows = 0;  // that state mark and it together
};

inline constexpr std::int64_t kLeastRowsTogether = 3;  // below, nothing is learned
inline constexpr double kLeastShareTogether = 0.9;     // of the rows that state the model, or the maker, with any mark

// In order of item and position.
std::vector<LearnedMark> learn_marks(std::span<const MarkObservation> observations);

}  // namespace wb
