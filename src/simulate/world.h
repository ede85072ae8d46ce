// A synthetic world with planted truth: makers' subsidiaries, exporters, middlemen in third countries, consignees, and what varies.
//
// Every company is invented; brands and models are the catalogue's. Hyper-parameters (how often texts are vague and what is behind them,
// wrong codes, low values, overlap of providers, the planted control and how it was got round) differ from seed to seed, so that intervals
// are really tested. Deterministic in the seed. docs/method/simulation.md describes the world.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/day.h"
#include "reference/catalogue.h"
#include "simulate/company.h"

namespace wb {

// Of goods whose price the catalogue does not know: logarithm of the median, dollars.
constexpr double kUavLogPrice = 6.7;
constexpr double kPartLogPrice = 3.9;
// Pieces of a deal: logarithm of the median.
constexpr double kUavLogUnits = 1.9;
constexpr double kPartLogUnits = 3.2;
constexpr double kStoryDear = 1500;  // dollars: of dearer goods the story's deals have fewer pieces, so that no single lot makes its year

struct WorldShape {
    bool story = false;     // the demonstration case
    Day from, until;        // the case's period, half open
    Day control_day;        // of the planted control
    int margin_days = 150;  // deals also happen so long before `from`, so that the ways by third countries are full when records begin
    int records_margin_days = 60;  // records begin so long before `from`; they end with the last day before `until`
    double drone_share = 0.05;     // of deals
    double decoy_share = 0.012;
    double near_share = 0.001;  // of deals: goods that go with drones
    double vague_share = 0.12;  // of drone deals whose text says nothing
    double vague_true = 0.8;    // of vague blocks that are drones
    double vague_own_code = 0.8;
    double vague_unrelated = 0.003;  // of unrelated deals whose text says nothing
    double wrong_code = 0.06;
    double low_value = 0.05;
    double overlap = 0.45;  // of import deals that a second provider delivers too
    double only_second = 0.04;
    double revised = 0.02;
    double third_country = 0.18;  // of drone deals before the control
    double hub = 0.02;            // of drone deals: contract holder in a third country, goods sent directly
    double several_goods = 0.05;  // of items
    double several_items = 0.12;  // of declarations
    double part_share = 0.35;     // of drone goods that are parts
    double price_spread = 0.12;
    double cut = 0.5;       // of direct deals in drones from the control on
    double rerouted = 0.3;  // of those cut that come by a third country instead
    double bad_cells = 0.004;
    double kilograms = 0.02;  // of items whose quantity is in kilograms
    double slips = 0.015;     // of texts in which the brand is misspelt
    double look_alikes = 0.1;
    double continuation = 0.15;
    double leg_missing = 0.05;  // of legs in other countries that no extract holds
    double forwarder = 0.015;   // of rows in which a forwarder stands before the exporter
    // What links rows, drawn from streams of its own; the story has none of it.
    double mirrored = 0;        // of direct import deals that an extract of the sellers' customs shows too
    double parts = 0;           // of direct deals that come as several declarations of equal parts
    double consolidations = 0;  // per deal: consignments of several house bills under a master bill, in a manifest
};

struct World {
    std::uint64_t seed = 1;
    WorldShape shape;
    std::vector<std::size_t> brands;                                // catalogue indexes, the first ones the largest
    std::vector<std::vector<std::size_t>> uav_models, part_models;  // per brand of `brands`
    std::vector<SimCompany> exporters, consignees;
    std::vector<double> exporter_cumulative;
    std::vector<std::vector<SimCompany>> middlemen;      // per entry of SimWords::third
    std::vector<double> third_cumulative;                // which country a first leg goes to
    std::vector<SimCompany> importers, other_exporters;  // of unrelated goods
    SimCompany carrier_from, carrier_to;                 // on master bills
};

World make_world(std::uint64_t seed, bool story, const Catalogue& catalogue, const SimWords& words);

}  // namespace wb
