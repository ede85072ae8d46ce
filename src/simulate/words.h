// Words of data/simulation: parts of invented names, texts of goods, spellings. Independent of what the recognisers know.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tables/column.h"

namespace wb {

// The same word in Latin letters, Han and Cyrillic.
struct ThreeScripts {
    std::string latin, han, cyrillic;
};
using Pair = std::pair<std::string, std::string>;

struct ThirdCountryWords {
    Country country;
    std::vector<Pair> names;                                      // native, English
    std::vector<std::string> before, before_en, after, after_en;  // legal forms
    Pair city;
};

struct OtherGoods {
    std::string hs, ru, en;
    double price = 1, kilograms = 1;
};

struct TextTemplate {
    double weight = 1;
    std::string text;
};

struct ClassWords {
    std::vector<std::string> ru, en, for_ru, for_en;
};

// How clerks write a brand or the beginning of a model's name in other scripts.
struct OtherSpelling {
    std::string brand, model, zh;
    std::vector<std::string> ru;
};

struct SimWords {
    std::vector<ThreeScripts> syllables, places, activities;
    std::vector<std::string> forms_en, forms_ru, hong_kong_streets;
    std::vector<Pair> streets;
    std::vector<std::string> russian_first, russian_second, russian_forms, russian_forms_en, russian_streets;
    std::vector<Pair> russian_places;
    std::vector<ThirdCountryWords> third;
    std::vector<std::string> forwarders, joins;
    std::vector<OtherGoods> unrelated, decoys, near;  // near: go with drones
    std::vector<std::string> vague_ru, vague_en;
    std::map<std::string, ClassWords> classes;
    std::vector<TextTemplate> templates_ru, templates_en;
    std::vector<OtherSpelling> spellings;
};

Result<SimWords> load_sim_words();

}  // namespace wb
