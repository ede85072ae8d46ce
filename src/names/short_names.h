// Short forms of given names: "rob" of "robert". Data: terms/short_names.toml, with its source; English names.
#pragma once

#include <string_view>

namespace wb {

// Whether one of the two (lower case, Latin) is a known short form of the other. Thread safe; about 50 ns.
bool short_form(std::string_view a, std::string_view b);

}  // namespace wb
