// What tests of texts need: the catalogue built in, and texts that mix what real ones mix.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "reference/catalogue.h"

namespace wb {

inline const Catalogue& catalogue() {
    static const Catalogue kCatalogue = load_catalogue_with({}).value();
    return kCatalogue;
}

// Texts that mix scripts, digits, separators, bad bytes and catalogue words at random.
inline std::string random_text(std::mt19937& random) {
    static const std::vector<std::string> kPieces = {
        "DJI",    "MАVIС", "3", " ",   "-",      "квадрокоптер", "ы",   "大疆", "御3",   "M30T",   ";",
        "\xFF",   "\xE2",  "X", "Ж",   "mavic ", "ПРОПЕЛ",       "ЛЕР", "evo ", "II",    "机",     ":",
        "Кол-во", "é",     "ß", "ОТC", "（",     "１２",         "\t",  "Ё",    "drone", "battery"};
    std::string text;
    for (auto pieces = random() % 40; pieces > 0; --pieces) text += kPieces[random() % kPieces.size()];
    return text;
}

}  // namespace wb
