// Who made a good: `good.maker_entity`.
//
// The maker that the item states, in a column of its own or behind a label of its text; for the second good of a box and the following, the
// company of that written name, when there is one. Else the maker that the catalogue names for the brand, when a company of the case
// or of its ownership statements has that name; else, for a mark that no catalogue knows, the maker that the case's own rows nearly always
// state beside it. Without any of these it stays empty. A stage on goods in scope.
#pragma once

#include "pipeline/stage.h"

namespace wb {

Status find_case_makers(RunContext& context);
Result<std::string> makers_inputs(const Case& opened);

}  // namespace wb
