// The cells of records as the providers wrote them, read again from the files that the run read.
//
// A file that is gone or no longer has the bytes of the run gives no cells: a row of another edition would be evidence of nothing. One pass
// over each file, sequential; memory is the reader's blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pipeline/case_files.h"
#include "store/case_store.h"

namespace wb {

// A file of records with what is needed to find its rows again.
struct RecordedFile {
    FileId file_id;
    std::string path, sha256;
    bool redact = false;
    std::vector<std::string> header;  // names of the columns, as the file has them
};

// The files of the run, by id.
Result<std::map<FileId, RecordedFile>> recorded_files(Connection& connection);

// Why the file's cells cannot be shown, in words; empty when they can.
std::string cells_unavailable(const Case& opened, const RecordedFile& file);

using CellSink = std::function<Status(std::int64_t row_number, const std::vector<std::string>& cells)>;
// Calls the sink for each of the rows that `wanted` (ascending row numbers) names, in the order of the file.
Status read_original_cells(const Case& opened, const RecordedFile& file, const std::vector<std::int64_t>& wanted, const CellSink& sink);

}  // namespace wb
