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
// A table of figures; `all` figures of the case, so that long ids can be shortened to what is theirs alone.
void print_figures(const std::vector<Figure>& figures, const std::vector<Figure>& all, Terminal& terminal);
// The figure whose id is or begins with `text`. Errors: figure.unknown, figure.ambiguous.
Result<std::string> find_figure(Connection& connection, const std::string& directory, std::string text);
void write_figure(const Figure& figure, JsonWriter& json);

}  // namespace wb::cli
