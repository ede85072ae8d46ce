// The small files of a synthetic case: its question, rates, ownership and the planted control.
#pragma once

#include <string>
#include <vector>

#include "simulate/simulate.h"
#include "simulate/world.h"

namespace wb {

// `providers`: the files of each, as patterns; empty where a provider has delivered nothing.
std::string sim_case_toml(const SimulationOptions& options, const World& world, const std::vector<std::string>& providers);
std::string sim_readme();
std::string sim_rates(const World& world);
std::string sim_ownership(const World& world, const Catalogue& catalogue, const SimWords& words);
std::string sim_control(const World& world);
std::string sim_companies(const World& world, const SimWords& words);  // truth/companies.csv

}  // namespace wb
