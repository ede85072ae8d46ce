// Opens a file of records, whatever it is: delimited text in any usual encoding, XLSX, JSON lines; gzip or zstd around text.
//
// The kind is told from the content, never from the name. Parquet is read by the store (store/parquet_source.h), since the engine does.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/table_source.h"

namespace wb {

struct ReadOptions {
    std::string encoding;   // "" detects
    std::string delimiter;  // "" detects
    std::string sheet;      // "" takes the worksheet with the most cells
    std::size_t block_bytes = std::size_t{4} << 20;
};

// The longest row that is still a row. Declarations with attachments pasted in reach some hundred kilobytes; a file without line ends must
// not be read into memory.
inline constexpr std::size_t kLongestRow = std::size_t{64} << 20;
// A cell longer than this is cut, with the reject code row.cell_cut as a problem of its row. Box 31 with all supplements stays below 1 MB.
inline constexpr std::size_t kLongestCell = std::size_t{4} << 20;
// A quote that has not closed after this many bytes is a stray character, not a quoted cell.
inline constexpr std::size_t kLongestQuoted = std::size_t{1} << 20;

// Errors: read.cannot_open, read.is_a_directory, read.empty, read.not_a_table, read.password_protected, read.old_workbook,
// read.parquet (the caller takes the store's reader), read.corrupt, read.no_such_sheet, read.bad_option.
Result<std::unique_ptr<TableSource>> open_source(const std::string& path, const ReadOptions& options);
// The same over bytes in memory, which must outlive the source.
Result<std::unique_ptr<TableSource>> open_memory(std::string_view bytes, const std::string& name, const ReadOptions& options);

// What a file looks like from its first bytes.
enum class FileKind : unsigned char { text, jsonl, workbook, old_workbook, protected_workbook, parquet, other };
FileKind file_kind(std::string_view head, std::string& looks_like);

}  // namespace wb
