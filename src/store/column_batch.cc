#include "store/column_batch.h"

#include <simdjson.h>

#include <algorithm>
#include <new>

namespace wb {

namespace {

constexpr std::size_t kFirstRows = std::size_t{1} << 14;

std::size_t width_of(CellType type) {
    switch (type) {
        case CellType::bigint:
        case CellType::real:
        case CellType::decimal:
            return 8;
        case CellType::integer:
        case CellType::date:
        case CellType::text:  // ends of texts
            return 4;
        case CellType::boolean:
            return 0;
    }
    return 0;
}

void make_ascii(char* bytes, std::size_t size) {
    if (simdjson::validate_utf8(bytes, size)) return;
    std::replace_if(
        bytes, bytes + size, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
}

std::size_t fixed_bytes(const ColumnBatch::Column& column, std::size_t rows) {
    return column.width == 0 ? rows / 8 : (rows + 1) * column.width;
}

}  // namespace

void ColumnBytes::grow(std::size_t size) {
    const auto wanted = std::max(size, size_ + size_ / 2);
    auto* const bytes = static_cast<char*>(std::realloc(bytes_.release(), wanted));  // NOLINT(cppcoreguidelines-no-malloc)
    if (bytes == nullptr) throw std::bad_alloc();
    bytes_.reset(bytes);
    size_ = wanted;
}

ColumnBatch::ColumnBatch(std::span<const ColumnType> columns) {
    for (const auto& column : columns) {
        auto& added = columns_.emplace_back();
        added.type = column.type;
        added.width = width_of(column.type);
    }
    grow(kFirstRows);
}

void ColumnBatch::reserve(Column& column) const {
    column.valid.reserve(capacity_ / 8);
    column.fixed.reserve(fixed_bytes(column, capacity_));
}

void ColumnBatch::grow(std::size_t capacity) {
    capacity_ = capacity;
    for (auto& column : columns_) {
        if (column.stated) reserve(column);
    }
}

// All rows before are null.
void ColumnBatch::state_first(Column& column) {
    reserve(column);
    std::memset(column.valid.data(), 0, (rows_ + 8) / 8);
    std::memset(column.fixed.data(), 0, std::min(column.fixed.size(), fixed_bytes(column, rows_ + 8)));
    column.nulls = rows_;
    column.stated = true;
}

const void* ColumnBatch::zeros() {
    const auto bytes = (rows_ + 1) * sizeof(std::int64_t);
    if (bytes > zeros_.size()) {
        zeros_.reserve(bytes);
        std::memset(zeros_.data(), 0, zeros_.size());
    }
    return zeros_.data();
}

void ColumnBatch::clear() {
    for (auto& column : columns_) {
        column.nulls = column.size = 0;
        column.stated = column.suspect = false;
    }
    rows_ = 0;
}

void ColumnBatch::seal() {
    for (auto& column : columns_) {
        if (column.size == 0 || (!column.suspect && simdjson::validate_utf8(column.bytes.data(), column.size))) continue;
        std::int32_t begin = 0;
        for (std::size_t row = 1; row <= rows_; ++row) {
            std::int32_t end = 0;
            std::memcpy(&end, column.fixed.data() + row * sizeof end, sizeof end);
            make_ascii(column.bytes.data() + begin, static_cast<std::size_t>(end - begin));
            begin = end;
        }
    }
}

}  // namespace wb
