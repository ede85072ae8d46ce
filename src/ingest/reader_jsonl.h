// JSON lines, or one JSON array of objects: an object a row.
//
// The header row (row_number 0) is made of the keys of the first kHeaderRows objects, in order of first appearance; keys of objects inside
// objects are joined by dots, arrays of values by "; ". Keys that appear later are not read, and their rows have the problem row.new_key;
// lines that are no object have row.not_json and their text as the only cell. In a file of lines, rows are numbered by line; in an array by
// object.
#pragma once

#include <memory>
#include <string>

#include "ingest/byte_stream.h"
#include "ingest/reader.h"

namespace wb {

// Errors: those of the stream; of next() also read.line_too_long. Rows before a fault are handed out first.
Result<std::unique_ptr<TableSource>> open_jsonl(std::unique_ptr<ByteStream> stream, std::string head, const std::string& name,
                                                const ReadOptions& options);

}  // namespace wb
