// Many rows column by column, in Arrow's layout: what worker threads fill and the engine reads without a copy.
//
// Filled like a Chunk (write_row), but of any number of rows. Text is copied into one run of bytes per column. A column that has stated
// nothing yet costs nothing: most of a layout's columns are empty in most files. Cost: a few nanoseconds per cell; memory is kept for reuse
// by clear(). One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "store/chunk.h"

namespace wb {

// Bytes that grow in place where the system can, and are not touched before they are written.
class ColumnBytes {
public:
    [[nodiscard]] char* data() { return bytes_.get(); }
    [[nodiscard]] const char* data() const { return bytes_.get(); }
    [[nodiscard]] std::size_t size() const { return size_; }
    void reserve(std::size_t size) {
        if (size > size_) grow(size);
    }

private:
    struct Free {
        void operator()(char* bytes) const { std::free(bytes); }  // NOLINT(cppcoreguidelines-no-malloc)
    };
    void grow(std::size_t size);
    std::unique_ptr<char, Free> bytes_;
    std::size_t size_ = 0;
};

class ColumnBatch {
public:
    explicit ColumnBatch(std::span<const ColumnType> columns);

    [[nodiscard]] std::size_t rows() const { return rows_; }
    // Writes into the row that end_row() closes. Every column must be written once per row, with the type it was made for.
    template <FixedCell T>
    void put(std::size_t column, T value) {
        auto& to = stated(column);
        if constexpr (std::is_same_v<T, bool>) {
            set_bit(to.fixed.data(), rows_, value);
        } else {
            std::memcpy(to.fixed.data() + rows_ * sizeof(T), &value, sizeof value);
        }
        set_bit(to.valid.data(), rows_, true);
    }
    void put_null(std::size_t column) {
        auto& to = columns_[column];
        if (!to.stated) return;
        set_bit(to.valid.data(), rows_, false);
        ++to.nulls;
        if (to.type == CellType::text) put_end(to);
    }
    // Text should be valid UTF-8; seal() replaces what is not.
    void put_text(std::size_t column, std::string_view text) {
        auto& to = stated(column);
        to.bytes.reserve(to.size + text.size());
        if (!text.empty()) std::memcpy(to.bytes.data() + to.size, text.data(), text.size());
        to.size += text.size();
        to.suspect = to.suspect || (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0U) == 0x80U);
        put_end(to);
        set_bit(to.valid.data(), rows_, true);
    }
    void end_row() {
        if (++rows_ == capacity_) grow(capacity_ * 2);
    }
    // Makes all text valid UTF-8: bytes outside ASCII of an invalid text become '?'. Once, after the last row.
    void seal();
    void clear();

    struct Column {
        CellType type = CellType::text;
        bool stated = false;    // has a row that is not null; before that its buffers hold nothing
        bool suspect = false;   // a text starts inside a character
        std::size_t width = 0;  // bytes of a cell in `fixed`; 0 for bits
        std::size_t nulls = 0;  // when stated
        std::size_t size = 0;   // bytes of text
        ColumnBytes valid;      // a bit per row
        ColumnBytes fixed;      // cells, or ends of texts (32 bits, the first one 0)
        ColumnBytes bytes;      // texts
    };
    [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
    // Zeros enough for any buffer of fixed size of a column that states nothing.
    [[nodiscard]] const void* zeros();

private:
    static void set_bit(char* bits, std::size_t at, bool value) {
        const auto mask = 1U << (at % 8);
        const auto byte = static_cast<unsigned char>(bits[at / 8]);
        bits[at / 8] = static_cast<char>(value ? byte | mask : byte & ~mask);
    }
    void put_end(Column& to) const {
        const auto end = static_cast<std::int32_t>(to.size);
        std::memcpy(to.fixed.data() + (rows_ + 1) * sizeof end, &end, sizeof end);
    }
    Column& stated(std::size_t column) {
        auto& to = columns_[column];
        if (!to.stated) state_first(to);
        return to;
    }
    void state_first(Column& column);
    void reserve(Column& column) const;
    void grow(std::size_t capacity);

    std::vector<Column> columns_;
    ColumnBytes zeros_;
    std::size_t rows_ = 0, capacity_ = 0;
};

}  // namespace wb
