// Column-wise batches at the engine's border: a Chunk to write rows into, a ChunkView to read rows from.
//
// Both hold at most kChunkRows rows. Fixed-size cells are written and read in place; only long strings call into the engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace wb {

inline constexpr std::size_t kChunkRows = 2048;

enum class CellType : unsigned char { bigint, integer, real, boolean, text, date, decimal };

struct ColumnType {
    std::string name;
    CellType type = CellType::text;
    int scale = 0;  // of decimal
};

// The column's type in SQL: BIGINT, INTEGER, DOUBLE, BOOLEAN, VARCHAR, DATE, DECIMAL(18,s).
std::string sql_type(const ColumnType& column);

// What Chunk and ColumnBatch copy as bytes. Text goes through put_text().
template <typename T>
concept FixedCell = std::is_arithmetic_v<T>;

class Chunk {
public:
    explicit Chunk(std::span<const ColumnType> columns);
    ~Chunk();
    Chunk(Chunk&&) noexcept;
    Chunk& operator=(Chunk&&) noexcept;

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] bool full() const { return rows_ == kChunkRows; }
    // Writes into the row that end_row() closes. Every column must be written once per row.
    template <FixedCell T>
    void put(std::size_t column, T value) {
        std::memcpy(data_[column] + rows_ * sizeof(T), &value, sizeof value);
    }
    void put_null(std::size_t column);
    // `text` must be valid UTF-8; invalid bytes are replaced by '?'.
    void put_text(std::size_t column, std::string_view text);
    void end_row() { ++rows_; }
    void reset();
    [[nodiscard]] void* handle() const { return chunk_; }
    // Fixes the row count before the chunk is handed to the engine.
    void seal() const;

private:
    void* chunk_ = nullptr;
    std::vector<char*> data_;
    std::vector<std::uint64_t*> validity_;
    std::vector<void*> vectors_;
    std::size_t rows_ = 0;
};

// A chunk of a result. Cells are read by column index; text points into the chunk.
class ChunkView {
public:
    // Takes ownership of an engine chunk; `columns` describes the result.
    ChunkView(void* chunk, std::shared_ptr<const std::vector<ColumnType>> columns);
    ~ChunkView();
    ChunkView(const ChunkView&) = delete;
    ChunkView& operator=(const ChunkView&) = delete;

    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] const std::vector<ColumnType>& columns() const { return *columns_; }
    [[nodiscard]] bool null(std::size_t column, std::size_t row) const {
        const auto* mask = validity_[column];
        return mask != nullptr && ((mask[row / 64] >> (row % 64)) & 1U) == 0;
    }
    template <typename T>
    [[nodiscard]] T get(std::size_t column, std::size_t row) const {
        T value{};
        std::memcpy(&value, data_[column] + row * sizeof(T), sizeof value);
        return value;
    }
    [[nodiscard]] std::string_view text(std::size_t column, std::size_t row) const;

private:
    void* chunk_;
    std::shared_ptr<const std::vector<ColumnType>> columns_;
    std::vector<const char*> data_;
    std::vector<const std::uint64_t*> validity_;
    std::size_t rows_ = 0;
};

}  // namespace wb
