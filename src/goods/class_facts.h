// What recognition asks of the catalogue and the word lists once, before the first row. Pure; a fault in a built-in file is a Bug, since
// tests load it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reference/catalogue.h"

namespace wb {

// What is asked of a class for every good.
struct ClassFacts {
    double typical_price = 0;  // dollars
    std::string innocent;      // as JSON
};

// In order of the catalogue's classes; a class without an innocent explanation of its own has its parent's.
std::vector<ClassFacts> facts_of_classes(const Catalogue& catalogue);

// Price of a usual piece of the class, United States dollars, for telling whether a declared price can be of such goods at all; 0 when
// unknown.
double typical_price(std::string_view goods_class);

// Phrases of terms/military_use.toml, or the words that turn them round.
std::vector<std::string> military_words(bool negations);

// Index of the class of each of PartSeries::kinds(); kNone for kinds off the list.
std::vector<std::size_t> part_classes(const Catalogue& catalogue);

}  // namespace wb
