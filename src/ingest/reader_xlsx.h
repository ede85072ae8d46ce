// XLSX workbooks as rows of text: dates as ISO text, numbers as typed, formulas by their last result.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ingest/reader.h"

namespace wb {

// Errors: read.corrupt, read.no_such_sheet.
Result<std::unique_ptr<TableSource>> open_workbook_file(const std::string& path, const ReadOptions& options);
Result<std::unique_ptr<TableSource>> open_workbook_memory(std::string_view bytes, const std::string& name, const ReadOptions& options);

}  // namespace wb
