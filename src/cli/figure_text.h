// Figures as people and programs read them.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/terminal.h"
#include "store/case_store.h"
#include "tables/figure.h"

namespace wb::cli {

// Reads figures in the order of the headline list: fixed ids first, then by value.
Result<std::vector<Figure>> read_figures(Connection& connection, const std::string& where);
// The few figures that a first screen shows.
std::vector<Figure> headline(const std::vector<Figure>& figures);
void print_figures(const std::vector<Figure>& figures, Terminal& terminal);
void write_figure(const Figure& figure, JsonWriter& json);

}  // namespace wb::cli
