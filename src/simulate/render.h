// Shipments as providers deliver them: texts, layouts and dirt.
#pragma once

#include <string>
#include <vector>

#include "simulate/world.h"

namespace wb {

struct SimGood {
    std::size_t brand = 0, model = 0;  // of the world's brands; of the catalogue's models
    double units = 1, true_value = 0, declared_value = 0, kilograms = 1;
    bool undervalued = false, other = false;
    std::size_t style = 0;  // how the text names it
};

struct Shipment {
    std::int64_t number = 0;
    Day day;
    const SimCompany* exporter = nullptr;
    const SimCompany* middleman = nullptr;
    const SimCompany* consignee = nullptr;
    std::vector<SimGood> goods;
    const SimWords::Goods* other_goods = nullptr;
    std::string hs;
    bool drone = false, vague = false, vague_is_drone = false;
    std::size_t vague_template = 0;
};

// Whether the Russian and English texts of the good name its brand.
bool text_states_brand(const SimGood& good);

std::string declaration_header();  // windows-1251
std::string atlas_header();
// One row of each layout, with its line end. `revision`: the later delivery of the same declaration.
std::string declaration_row(const Catalogue& catalogue, const World& world, const SimWords& words, const Shipment& s, Dice& dice,
                            bool revision);
std::string atlas_row(const Catalogue& catalogue, const World& world, const SimWords& words, const Shipment& s, Dice& dice);
std::string first_leg_row(const Catalogue& catalogue, const World& world, const SimWords& words, const Shipment& s, Dice& dice);

}  // namespace wb
