#include "store/chunk.h"

#include <duckdb.h>

#include <utility>

#include "base/check.h"

namespace wb {

namespace {

duckdb_logical_type logical_type(const ColumnType& column) {
    switch (column.type) {
        case CellType::bigint:
            return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
        case CellType::integer:
            return duckdb_create_logical_type(DUCKDB_TYPE_INTEGER);
        case CellType::real:
            return duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
        case CellType::boolean:
            return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
        case CellType::text:
            return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
        case CellType::date:
            return duckdb_create_logical_type(DUCKDB_TYPE_DATE);
        case CellType::decimal:
            return duckdb_create_decimal_type(18, static_cast<std::uint8_t>(column.scale));
    }
    return nullptr;
}

duckdb_data_chunk as_chunk(void* chunk) { return static_cast<duckdb_data_chunk>(chunk); }

// The engine keeps strings of up to this many bytes inside the vector's own entry.
constexpr std::size_t kInlineText = 12;

bool valid_utf8(std::string_view text) {
    auto error = duckdb_valid_utf8_check(text.data(), text.size());
    if (error == nullptr) return true;
    const bool bad = duckdb_error_data_has_error(error);
    duckdb_destroy_error_data(&error);
    return !bad;
}

bool is_ascii(std::string_view text) {
    unsigned char any = 0;
    for (const char c : text) any = static_cast<unsigned char>(any | static_cast<unsigned char>(c));
    return any < 0x80;
}

std::string without_invalid_bytes(std::string_view text) {
    std::string clean(text);
    for (char& c : clean) {
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
    return clean;
}

}  // namespace

std::string sql_type(const ColumnType& column) {
    switch (column.type) {
        case CellType::bigint:
            return "BIGINT";
        case CellType::integer:
            return "INTEGER";
        case CellType::real:
            return "DOUBLE";
        case CellType::boolean:
            return "BOOLEAN";
        case CellType::text:
            return "VARCHAR";
        case CellType::date:
            return "DATE";
        case CellType::decimal:
            return "DECIMAL(18," + std::to_string(column.scale) + ")";
    }
    return "VARCHAR";
}

Chunk::Chunk(std::span<const ColumnType> columns) {
    std::vector<duckdb_logical_type> types;
    for (const auto& column : columns) types.push_back(logical_type(column));
    chunk_ = duckdb_create_data_chunk(types.data(), types.size());
    for (auto& type : types) duckdb_destroy_logical_type(&type);
    WB_CHECK(chunk_ != nullptr, "data chunk");
    reset();
}

Chunk::~Chunk() {
    if (chunk_ == nullptr) return;
    auto chunk = as_chunk(chunk_);
    duckdb_destroy_data_chunk(&chunk);
}

Chunk::Chunk(Chunk&& other) noexcept { *this = std::move(other); }

Chunk& Chunk::operator=(Chunk&& other) noexcept {
    std::swap(chunk_, other.chunk_);
    std::swap(data_, other.data_);
    std::swap(validity_, other.validity_);
    std::swap(vectors_, other.vectors_);
    std::swap(rows_, other.rows_);
    return *this;
}

void Chunk::reset() {
    duckdb_data_chunk_reset(as_chunk(chunk_));
    const auto width = duckdb_data_chunk_get_column_count(as_chunk(chunk_));
    data_.assign(width, nullptr);
    validity_.assign(width, nullptr);
    vectors_.assign(width, nullptr);
    for (std::size_t i = 0; i < width; ++i) {
        auto vector = duckdb_data_chunk_get_vector(as_chunk(chunk_), i);
        vectors_[i] = vector;
        data_[i] = static_cast<char*>(duckdb_vector_get_data(vector));
    }
    rows_ = 0;
}

void Chunk::put_null(std::size_t column) {
    if (validity_[column] == nullptr) {
        auto vector = static_cast<duckdb_vector>(vectors_[column]);
        duckdb_vector_ensure_validity_writable(vector);
        validity_[column] = duckdb_vector_get_validity(vector);
    }
    validity_[column][rows_ / 64] &= ~(std::uint64_t{1} << (rows_ % 64));
}

void Chunk::put_text(std::size_t column, std::string_view text) {
    if (!is_ascii(text) && !valid_utf8(text)) {
        put_text(column, without_invalid_bytes(text));
        return;
    }
    if (text.size() <= kInlineText) {
        duckdb_string_t entry;
        std::memset(&entry, 0, sizeof entry);
        entry.value.inlined.length = static_cast<std::uint32_t>(text.size());
        if (!text.empty()) std::memcpy(entry.value.inlined.inlined, text.data(), text.size());
        std::memcpy(data_[column] + rows_ * sizeof entry, &entry, sizeof entry);
        return;
    }
    duckdb_unsafe_vector_assign_string_element_len(static_cast<duckdb_vector>(vectors_[column]), rows_, text.data(), text.size());
}

void Chunk::seal() const { duckdb_data_chunk_set_size(as_chunk(chunk_), rows_); }

ChunkView::ChunkView(void* chunk, std::shared_ptr<const std::vector<ColumnType>> columns)
    : chunk_(chunk), columns_(std::move(columns)), rows_(duckdb_data_chunk_get_size(as_chunk(chunk))) {
    const auto width = duckdb_data_chunk_get_column_count(as_chunk(chunk_));
    for (std::size_t i = 0; i < width; ++i) {
        auto vector = duckdb_data_chunk_get_vector(as_chunk(chunk_), i);
        data_.push_back(static_cast<const char*>(duckdb_vector_get_data(vector)));
        validity_.push_back(duckdb_vector_get_validity(vector));
    }
}

ChunkView::~ChunkView() {
    auto chunk = as_chunk(chunk_);
    duckdb_destroy_data_chunk(&chunk);
}

std::string_view ChunkView::text(std::size_t column, std::size_t row) const {
    const auto* entries = reinterpret_cast<const duckdb_string_t*>(data_[column]);
    const auto& entry = entries[row];
    const auto size = entry.value.inlined.length;
    return {size <= kInlineText ? entry.value.inlined.inlined : entry.value.pointer.ptr, size};
}

}  // namespace wb
