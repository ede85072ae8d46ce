// JSON lines: one object a line. The header row (row_number 0) is made of the keys of the first rows, in order of first appearance.
#pragma once

#include <memory>
#include <string>

#include "ingest/byte_stream.h"
#include "ingest/reader.h"

namespace wb {

Result<std::unique_ptr<TableSource>> open_jsonl(std::unique_ptr<ByteStream> stream, std::string head, const std::string& name,
                                                const ReadOptions& options);

}  // namespace wb
