// A synthetic world with planted truth: makers, exporters, middlemen, consignees, and the shipments between them.
//
// Every company is invented; brands and models are the catalogue's. Hyper-parameters (how often texts are vague and what is behind them,
// wrong codes, low values, overlap of providers) differ from seed to seed, so that intervals are really tested. Deterministic in the seed.
// docs/method/simulation.md describes the world.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/hash.h"
#include "base/result.h"
#include "reference/catalogue.h"
#include "tables/column.h"

namespace wb {

// A stream of numbers that depends on (seed, stream) alone.
class Dice {
public:
    Dice(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}
    double uniform() { return uniform_draw(seed_, stream_, ++at_); }
    double between(double low, double high) { return low + (high - low) * uniform(); }
    bool chance(double probability) { return uniform() < probability; }
    std::size_t below(std::size_t count) { return std::min(count - 1, static_cast<std::size_t>(uniform() * static_cast<double>(count))); }
    double normal();  // sum of twelve uniforms: exact arithmetic on every machine
    // Index by weight.
    std::size_t pick(const std::vector<double>& cumulative);

private:
    std::uint64_t seed_, stream_, at_ = 0;
};

struct WorldShape {
    bool story = false;         // the demonstration case
    Day from, until;            // half open
    double drone_share = 0.05;  // of import rows
    double decoy_share = 0.01;
    double vague_share = 0.12;  // of drone rows whose text says nothing
    double vague_true = 0.8;    // of vague blocks that are drones
    double wrong_code = 0.06;
    double low_value = 0.05;
    double overlap = 0.45;  // of import rows that a second provider delivers too
    double revised = 0.02;
    double third_country = 0.18;  // of drone shipments
    double several_goods = 0.05;
    double part_share = 0.35;  // of drone goods that are parts
};

struct SimCompany {
    std::string id, latin, native, identifier, family;  // family: brand whose maker owns it, or ""
    Country country;
    std::vector<double> brand_cumulative;  // of exporters: what they sell
    std::size_t vague_templates[2] = {0, 0};
};

// Words of data/simulation.
struct SimWords {
    std::vector<std::pair<std::string, std::string>> places, names_zh, activities;
    std::vector<std::string> names_ru, names_other, vague_ru, vague_en;
    struct Goods {
        std::string hs, ru, en;
        double price = 1, kilograms = 1;
    };
    std::vector<Goods> unrelated, decoys;
};
Result<SimWords> load_sim_words();

struct World {
    std::uint64_t seed = 1;
    WorldShape shape;
    std::vector<std::size_t> brands;                                // catalogue indexes, the first ones the largest
    std::vector<std::vector<std::size_t>> uav_models, part_models;  // per brand of `brands`
    std::vector<double> brand_cumulative;
    std::vector<SimCompany> exporters, middlemen, consignees, importers;  // importers and exporters of unrelated goods
    std::vector<SimCompany> other_exporters;
};

World make_world(std::uint64_t seed, bool story, const Catalogue& catalogue, const SimWords& words);

// A number whose check digits hold.
std::string make_inn(Dice& dice);

}  // namespace wb
