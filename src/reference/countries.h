// Countries by any of their names: ISO 3166 codes and the display names of the Unicode CLDR in nine languages, from ICU, plus
// data/terms/countries.toml for spellings that customs files use and CLDR does not hold.
#pragma once

#include <string_view>

#include "tables/column.h"

namespace wb {

// The country that a cell names: alpha-2, alpha-3 or numeric code, a name in English, Russian, Chinese, Spanish, Portuguese, Turkish,
// Ukrainian, Kazakh or French, or "SPAIN (ES)", "IN, INDIA". Empty when none. Constant time; thread safe.
Country country_of(std::string_view cell);

// Whether a cell is a country's name and not a longer text that holds one, such as a company's name: evidence of what a column is.
bool is_country_cell(std::string_view cell);

// English short name for reading; the code itself when unknown.
std::string_view country_name(Country country);

}  // namespace wb
