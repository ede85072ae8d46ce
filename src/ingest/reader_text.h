// Delimited text: rows found in the encoded bytes, decoded and split per row.
#pragma once

#include <memory>
#include <string>

#include "ingest/byte_stream.h"
#include "ingest/reader.h"

namespace wb {

// `head` holds bytes already taken from the stream.
Result<std::unique_ptr<TableSource>> open_text(std::unique_ptr<ByteStream> stream, std::string head, const std::string& name,
                                               const ReadOptions& options);

// Where a row ends. Used by next() on encoded bytes; pure.
struct RowEnd {
    std::size_t end = 0;           // first byte after the row's line end
    bool complete = false;         // false: more bytes are needed
    bool unclosed_quote = false;   // a quote never closed: the row is read with its quotes as letters
};
RowEnd find_row_end(std::string_view bytes, std::size_t from, char delimiter, bool at_end);

// Splits one row (without regard to its line end) into cells appended to `cells`. With `literal` quotes are letters.
void split_row(std::string_view row, char delimiter, bool literal, Arena& arena, std::vector<std::string_view>& cells);

}  // namespace wb
