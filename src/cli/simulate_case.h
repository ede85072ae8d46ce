// Writes a synthetic case to disk; shared by simulate and demo.
#pragma once

#include <string>

#include "simulate/simulate.h"

namespace wb::cli {

Status simulate_case(const std::string& directory, const SimulationOptions& options);

}  // namespace wb::cli
