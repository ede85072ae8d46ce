// Rows of the tables' schema in and out of the engine, by their columns() alone.
//
// columns_of<Row>() gives names and types; write_row puts a row into a Chunk; RowReader fills rows from a ChunkView whose columns may be
// any subset of the row's, in any order (missing ones keep their default). A Text member read this way points into the chunk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/day.h"
#include "base/fixed.h"
#include "base/id.h"
#include "base/maybe.h"
#include "store/chunk.h"
#include "tables/column.h"

namespace wb {

template <typename T>
struct CellOf;

template <typename Tag>
struct CellOf<Id<Tag>> {
    static constexpr CellType kType = CellType::bigint;
    template <typename Sink>
    static void write(Sink& sink, std::size_t column, Id<Tag> id) {
        id.present() ? sink.put(column, id.value) : sink.put_null(column);
    }
    static void read(const ChunkView& view, std::size_t column, std::size_t row, Id<Tag>& id) {
        id = Id<Tag>{view.get<std::int64_t>(column, row)};
    }
};

template <typename T, CellType Type>
struct PlainCell {
    static constexpr CellType kType = Type;
    template <typename Sink>
    static void write(Sink& sink, std::size_t column, T value) {
        sink.put(column, value);
    }
    static void read(const ChunkView& view, std::size_t column, std::size_t row, T& value) { value = view.get<T>(column, row); }
};
template <>
struct CellOf<std::int64_t> : PlainCell<std::int64_t, CellType::bigint> {};
template <>
struct CellOf<std::int32_t> : PlainCell<std::int32_t, CellType::integer> {};
template <>
struct CellOf<double> : PlainCell<double, CellType::real> {};
template <>
struct CellOf<bool> : PlainCell<bool, CellType::boolean> {};

template <>
struct CellOf<Day> {
    static constexpr CellType kType = CellType::date;
    template <typename Sink>
    static void write(Sink& sink, std::size_t column, Day day) {
        sink.put(column, day.number);
    }
    static void read(const ChunkView& view, std::size_t column, std::size_t row, Day& day) {
        day = Day{view.get<std::int32_t>(column, row)};
    }
};

template <typename Tag, int Scale>
struct CellOf<Fixed<Tag, Scale>> {
    static constexpr CellType kType = CellType::decimal;
    static constexpr int kScale = Scale;
    template <typename Sink>
    static void write(Sink& sink, std::size_t column, Fixed<Tag, Scale> value) {
        sink.put(column, value.units);
    }
    static void read(const ChunkView& view, std::size_t column, std::size_t row, Fixed<Tag, Scale>& value) {
        value = Fixed<Tag, Scale>::from_units(view.get<std::int64_t>(column, row));
    }
};

template <>
struct CellOf<Text> {
    static constexpr CellType kType = CellType::text;
    template <typename Sink>
    static void write(Sink& sink, std::size_t column, Text text) {
        text.empty() ? sink.put_null(column) : sink.put_text(column, text);
    }
    static void read(const ChunkView& view, std::size_t column, std::size_t row, Text& text) { text = view.text(column, row); }
};

template <>
struct CellOf<std::string> {
    static constexpr CellType kType = CellType::text;
    template <typename Sink>
    static void write(Sink& sink, std::size_t column, const std::string& text) {
        CellOf<Text>::write(sink, column, text);
    }
    static void read(const ChunkView& view, std::size_t column, std::size_t row, std::string& text) { text = view.text(column, row); }
};

template <>
struct CellOf<Country> {
    static constexpr CellType kType = CellType::text;
    template <typename Sink>
    static void write(Sink& sink, std::size_t column, Country country) {
        CellOf<Text>::write(sink, column, country.text());
    }
    static void read(const ChunkView& view, std::size_t column, std::size_t row, Country& country) {
        country = Country{view.text(column, row)};
    }
};

template <typename T>
struct CellOf<Maybe<T>> {
    static constexpr CellType kType = CellOf<T>::kType;
    template <typename Sink>
    static void write(Sink& sink, std::size_t column, const Maybe<T>& value) {
        value.present() ? CellOf<T>::write(sink, column, *value) : sink.put_null(column);
    }
    static void read(const ChunkView& view, std::size_t column, std::size_t row, Maybe<T>& value) {
        T inner{};
        CellOf<T>::read(view, column, row, inner);
        value = Maybe<T>(inner);
    }
};

template <typename T>
struct ScaleOf {
    static constexpr int kScale = 0;
};
template <typename Tag, int Scale>
struct ScaleOf<Fixed<Tag, Scale>> {
    static constexpr int kScale = Scale;
};
template <typename T>
struct ScaleOf<Maybe<T>> : ScaleOf<T> {};

// Names and types of the columns of a row type, in order.
template <typename Row>
std::vector<ColumnType> columns_of() {
    std::vector<ColumnType> columns;
    Row row{};
    auto visit = [&]<typename Member>(std::string_view name, Member&, std::string_view) {
        columns.push_back({std::string(name), CellOf<Member>::kType, ScaleOf<Member>::kScale});
    };
    Row::columns(row, visit);
    return columns;
}

// "("item_id" BIGINT, …)" of a row type, as CREATE TABLE takes it.
template <typename Row>
std::string column_list_sql() {
    std::string sql;
    for (const auto& column : columns_of<Row>()) sql += (sql.empty() ? "(\"" : ", \"") + column.name + "\" " + sql_type(column);
    return sql + ")";
}

// "CREATE TABLE name (…)" of a row type.
template <typename Row>
std::string create_table_sql(std::string_view table = Row::kTable) {
    return "CREATE TABLE " + std::string(table) + " " + column_list_sql<Row>();
}

// Writes one row into a Chunk or a ColumnBatch, which must have been made from columns_of<Row>() and not be full.
template <typename Row, typename Sink>
void write_row(Sink& sink, const Row& row) {
    std::size_t column = 0;
    auto visit = [&]<typename Member>(std::string_view, const Member& member, std::string_view) {
        CellOf<std::remove_cv_t<Member>>::write(sink, column++, member);
    };
    Row::columns(row, visit);
    sink.end_row();
}

// Maps the columns of a result to the members of a row type once, then reads rows.
template <typename Row>
class RowReader {
public:
    explicit RowReader(const std::vector<ColumnType>& result) {
        for (const auto& wanted : columns_of<Row>()) {
            std::size_t found = kAbsent;
            for (std::size_t i = 0; i < result.size(); ++i) {
                if (result[i].name == wanted.name && result[i].type == wanted.type && result[i].scale == wanted.scale) found = i;
            }
            source_.push_back(found);
        }
    }
    void read(const ChunkView& view, std::size_t at, Row& row) const {
        std::size_t member_index = 0;
        auto visit = [&]<typename Member>(std::string_view, Member& member, std::string_view) {
            const auto column = source_[member_index++];
            if (column == kAbsent || view.null(column, at)) return;
            CellOf<Member>::read(view, column, at, member);
        };
        Row::columns(row, visit);
    }

private:
    static constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);
    std::vector<std::size_t> source_;
};

}  // namespace wb
