// The stage that screens a case: its lists against its companies, rules and controls against its goods.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/stage.h"
#include "reference/controls.h"
#include "screen/hits.h"

namespace wb {

Status screen_case(RunContext& context);
Result<std::string> screen_inputs(const Case& opened);

// Files of lists with their bytes. A file that no parser recognises, or that cannot be read, is an error of its own beside the lists.
struct ListsRead {
    Lists lists;
    std::vector<Error> unreadable;  // list.unknown_format, case.cannot_read
};
ListsRead read_list_files(const std::vector<std::string>& paths, const std::string& shown_without, const Controls& controls);

// Companies of a case whose names or numbers meet a listing, in order of entity_id. `background` takes names for their rarity.
Result<std::vector<std::string>> background_names(Connection& connection);
Result<std::vector<ScreenedEntity>> entities_that_meet(Connection& connection, const NameIndex& index, const NameIndexOptions& options);

}  // namespace wb
