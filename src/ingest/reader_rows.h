// Where rows and cells of delimited text begin and end: RFC 4180, and what to make of files that break it.
//
// A quotation mark opens a quoted cell only as the cell's first character. Inside, "" is one mark and a mark before a delimiter, the row's
// line end or the end of the file closes. Any other mark inside breaks the rule and tells that marks were not doubled ("ООО "РОМАШКА""):
// from there on only a mark before a delimiter or line end closes, and all others are letters. An opening mark is stray, a letter like any
// other, when nothing closes it within longest_quoted bytes, or when the next mark after a line end stands where a cell opens: the
// quotation ran into the rows below. So one missing mark costs one row, never the file. All functions are pure; they read bytes of any
// encoding that keeps ASCII (UTF-8, one-byte pages, GB18030).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "ingest/reader.h"

namespace wb {

struct TextShape {
    char delimiter = ',';
    bool rows_end_with_return = false;  // "\r" alone ends rows; else "\n" does, with any "\r" before it
    bool two_byte_trails = false;       // GB18030: '|' may be the second byte of a character
    std::size_t longest_quoted = kLongestQuoted;
};

// Hands out the rows of a run of bytes, from `at_end` known to be the file's last or not.
class RowFinder {
public:
    RowFinder(std::string_view bytes, const TextShape& shape, bool at_end) : bytes_(bytes), shape_(shape), at_end_(at_end) {}
    // End of the row that begins at `from`, behind its line end; npos when more bytes are needed to tell, or when there is no row. Rows
    // must be asked for in order. Appends to `stray` where its stray quotation marks stand. Cost: memchr over the row.
    std::size_t row_end(std::size_t from, std::vector<std::uint32_t>& stray);

private:
    std::size_t find_quote(std::size_t from);
    [[nodiscard]] std::size_t line_end(std::size_t from) const;
    [[nodiscard]] std::size_t behind_line_end(std::size_t at) const;

    std::string_view bytes_;
    const TextShape& shape_;
    bool at_end_;
    std::size_t next_quote_ = 0;
    bool quote_known_ = false;
};

// Cells of one row after another in one run of decoded text. Rows must be asked for in order.
class CellSplitter {
public:
    CellSplitter(std::string_view text, const TextShape& shape, Arena& arena) : text_(text), shape_(shape), arena_(arena) {}
    // Appends the cells of the row text[from, until), its line end not included; none when it is empty. `stray` are the places of its stray
    // quotation marks in text. Cells over kLongestCell are cut; true when one was.
    bool split(std::size_t from, std::size_t until, const std::vector<std::size_t>& stray, std::vector<std::string_view>& cells);

private:
    std::size_t find_delimiter(std::size_t from);
    std::string_view quoted_cell(std::string_view row, std::size_t& at);

    std::string_view text_;
    const TextShape& shape_;
    Arena& arena_;
    static constexpr std::size_t kNoWindow = ~std::size_t{0};
    std::size_t window_ = kNoWindow;  // delimiters of text[window_, window_ + 64) are the bits of mask_
    std::uint64_t mask_ = 0;
};

// The row without the characters of its line end.
std::string_view without_line_end(std::string_view row);

// Delimiter and line ends of a text, from its first rows; `evidence` gets the reason in words. Source: reader_shape.cc.
TextShape detect_shape(std::string_view sample, std::vector<std::string>& evidence);

}  // namespace wb
