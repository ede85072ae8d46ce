// Bytes of a file in order, decompressed: plain, gzip (any number of members) or zstd, told apart by content.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wb {

class ByteStream {
public:
    virtual ~ByteStream() = default;
    // Appends up to about `want` bytes to `out`; false at the end. Error read.truncated or read.corrupt names the position; what was
    // appended before it is good.
    virtual Result<bool> read(std::string& out, std::size_t want) = 0;
    // "", "gz" or "zst".
    [[nodiscard]] virtual std::string_view compression() const = 0;
    // Share of the file's own bytes consumed, 0 to 1.
    [[nodiscard]] virtual double progress() const = 0;
};

// Errors: read.cannot_open, read.is_a_directory.
Result<std::unique_ptr<ByteStream>> open_file_stream(const std::string& path);
// A stream over bytes in memory, which must outlive it. `name` is used in errors.
std::unique_ptr<ByteStream> open_memory_stream(std::string_view bytes, std::string name);

}  // namespace wb
