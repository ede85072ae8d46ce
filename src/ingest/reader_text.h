// Delimited text: rows found in the encoded bytes, decoded and split per block.
#pragma once

#include <memory>
#include <string>

#include "ingest/byte_stream.h"
#include "ingest/reader.h"

namespace wb {

// `head` holds bytes already taken from the stream, 256 KiB or the whole file: encoding, delimiter and line ends are told from it.
// UTF-16 is made UTF-8 while read, since rows cannot be found in its bytes; all other encodings are decoded by split().
// Errors: read.bad_option; of next(): read.line_too_long and those of the stream, after the whole rows before the fault. The row that a
// fault cuts short is not handed out.
Result<std::unique_ptr<TableSource>> open_text(std::unique_ptr<ByteStream> stream, std::string head, const std::string& name,
                                               const ReadOptions& options);

}  // namespace wb
