// Files of records into item, party, reject, note and source_file: a row stage.
#pragma once

#include "ingest/prepared_file.h"
#include "pipeline/stage.h"

namespace wb {

// Opens a file of any kind and maps its columns. Used by inspect and import alike.
Result<PreparedFile> open_records(const std::string& full_path, const RecordsEntry& entry, const std::string& case_directory);

// Commits file by file, so that a killed run goes on with the file it was in. Files that cannot be read become source_file rows with an
// error and are listed in context.unreadable; the others still run.
Status import_records(RunContext& context);

Result<std::string> import_inputs(const Case& opened);

}  // namespace wb
