// What every finding about an item's text has in common.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "reference/controls.h"
#include "tables/company.h"

namespace wb {

Finding text_finding(const FlagRule& rule, ItemId item, std::string_view answer, std::string missing);
// Opens the reasons with what every finding says.
void open_reasons(const FlagRule& rule, JsonWriter& json);

}  // namespace wb
