// Whose brand are the goods that state none? Each exporter's own stated mix, drawn towards the case's mix.
//
// Model: exporter e's brands follow a Dirichlet(concentration × case mix); its stated blocks are draws from it, and so is each unstated
// one: a block whose text names goods is one product, of a text that says nothing each row is a block of its own. In each world their
// brands are drawn by the urn that is equal to this model (Blackwell & MacQueen 1973): a new draw from the case's mix, a copy of a stated
// block, or a copy of one drawn before. The case's mix itself is reweighted in each world by exporters (Bayesian bootstrap, Rubin 1981), so
// a case of few exporters is less sure of it. Formulas: docs/method/intervals.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "measure/frame.h"

namespace wb {

// Goods inside with a value, by brand, in every world.
struct BrandWorlds {
    std::vector<std::string> brands;       // ascending
    std::vector<WorldSums> sums;           // of each brand, cents per world, unstated goods shared out
    WorldSums total;                       // cents per world
    std::vector<double> expected;          // of each brand, cents
    std::vector<std::vector<double>> mix;  // of each brand, its part of the case's stated mix in each world; empty when all are stated
    std::vector<WorldSums> possible;       // of each brand: rows that lack a fact which would put them in scope; unstated ones by `mix`
    WorldSums possible_total;
    std::vector<WorldSums> valueless;  // of each brand: rows without a value, with that of another row of their class in each world
    WorldSums valueless_total, valueless_direct;
    WorldSums direct;                         // sold by a company of the family of the brand's maker
    std::vector<FamilyId> families;           // of each brand's maker, as far as known
    std::vector<std::vector<double>> shares;  // per open row (see open_of_row): expected share of each brand in it
    std::vector<std::int32_t> open_of_row;    // per row of the frame: index into `shares` by exporter, -1 when outside or without value
    double concentration = 0;
    bool any_open = false;  // some value states no brand, or one that may be wrong
};

// Whether the row's seller or exporter is of the family.
bool sold_by_family(const ScopeGood& good, FamilyId family);

// Concentration from how much more often two stated blocks of one exporter agree than two of the case, drawn towards
// kUsualConcentration when few blocks tell. Memory: brands × worlds, and one exporter's blocks.
BrandWorlds draw_brands(const Frame& frame);

}  // namespace wb
