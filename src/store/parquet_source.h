// Parquet files as rows of text cells, read by the engine.
#pragma once

#include <memory>
#include <string>

#include "ingest/table_source.h"

namespace wb {

// Every column is cast to text; dates come in ISO form. Errors: read.corrupt with the engine's words.
Result<std::unique_ptr<TableSource>> open_parquet(const std::string& path);

}  // namespace wb
