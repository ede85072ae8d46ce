// Rows of raw text cells, whatever the file was: the one interface between readers and everything behind them.
//
// A file is read in two steps so that the expensive one can run on many threads and the order of rows never changes:
//   next()   sequential, cheap: hands out the next block of whole rows (still encoded and unsplit for text files);
//   split()  thread safe, pure: turns a block into cells, UTF-8, valid, NUL bytes replaced.
// Memory is bounded by the blocks in flight (about kBlockBytes each), never by the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"

namespace wb {

// Rows of cells. Cells point into `text` (or into the block they were split from, which must outlive them).
struct RowBatch {
    std::vector<std::string_view> cells;     // all cells, row by row
    std::vector<std::uint32_t> first_cell;   // of each row; one entry more than rows
    std::vector<std::int64_t> row_numbers;   // as a spreadsheet shows them
    std::vector<std::int64_t> byte_offsets;  // in the uncompressed file; -1 where the format has none
    std::vector<std::string_view> problems;  // per row: "" or a code: row.unclosed_quote, row.cell_cut, row.invalid_bytes,
                                             // row.null_bytes, row.not_json, row.new_key, row.too_wide
    Arena text;

    [[nodiscard]] std::size_t rows() const { return row_numbers.size(); }
    [[nodiscard]] std::size_t width(std::size_t row) const { return first_cell[row + 1] - first_cell[row]; }
    // "" beyond the row's end: ragged rows read as rows with empty cells.
    [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const {
        return column < width(row) ? cells[first_cell[row] + column] : std::string_view();
    }
    void clear();
    // Shows the rows of another batch, whose text must outlive this one's use.
    void view(const RowBatch& other);
};

// A run of whole rows. Opaque to all but the source that made it.
struct RowBlock {
    std::string bytes;                        // text formats: the rows as they stand in the file
    std::vector<std::uint32_t> row_starts;    // text formats: where each row begins in bytes
    std::vector<std::uint32_t> stray_quotes;  // text formats: where in bytes quotation marks stand that never close, ascending
    std::unique_ptr<RowBatch> rows;           // formats that are split while read
    std::int64_t first_row_number = 1;
    std::int64_t byte_offset = 0;
    std::int64_t index = 0;  // 0, 1, 2 … in file order
};

// What was found out about a file before its rows.
struct SourceInfo {
    std::string format;                 // csv, xlsx, parquet, jsonl, with .gz or .zst
    std::string encoding;               // utf-8, utf-16le, windows-1251, …; "" where the format defines it
    std::string delimiter;              // "," ";" "tab" "|" or ""
    std::string sheet;                  // worksheet read
    std::vector<std::string> evidence;  // why, in words
};

class TableSource {
public:
    virtual ~TableSource() = default;
    [[nodiscard]] virtual const SourceInfo& info() const = 0;
    // False at the end. An error names file and position; rows handed out before it stay valid.
    virtual Result<bool> next(RowBlock& block) = 0;
    // Appends nothing to `batch` beyond this block's rows; clears it first. The block must outlive the batch's use.
    virtual void split(const RowBlock& block, RowBatch& batch) const = 0;
    // Share of the file handed out so far, 0 to 1, for progress.
    [[nodiscard]] virtual double progress() const = 0;
};

}  // namespace wb
