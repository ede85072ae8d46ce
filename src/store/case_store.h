// One case file: its tables created, written and read by row type, its stages' origins, and its errors.
//
// Thread rule: a CaseStore and its Writers belong to one thread; scan_parallel runs the caller's work on others.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"
#include "store/record.h"
#include "tables/figure.h"

namespace wb {

// Appends rows of one type, in order, buffered by chunk. finish() must be called; it flushes.
template <typename Row>
class Writer {
public:
    static Result<std::unique_ptr<Writer>> open(Connection& connection, std::string_view table = Row::kTable) {
        WB_TRY(auto appender, Appender::open(connection, table));
        return std::make_unique<Writer>(std::move(appender));
    }
    explicit Writer(std::unique_ptr<Appender> appender) : appender_(std::move(appender)), chunk_(columns_of<Row>()) {}
    Status add(const Row& row) {
        write_row(chunk_, row);
        ++rows_;
        if (!chunk_.full()) return {};
        return flush();
    }
    template <typename Rows>
    Status add_all(const Rows& rows) {
        for (const auto& row : rows) WB_TRY_VOID(add(row));
        return {};
    }
    Status finish() {
        WB_TRY_VOID(flush());
        return appender_->close();
    }
    [[nodiscard]] std::int64_t rows() const { return rows_; }

private:
    // The engine keeps appended chunks aside and copies them into the table when told to: told this often, they are still in the cache.
    static constexpr int kChunksPerFlush = 4;
    Status flush() {
        WB_TRY_VOID(appender_->append(chunk_));
        chunk_.reset();
        if (++chunks_ % kChunksPerFlush == 0) return appender_->flush();
        return {};
    }
    std::unique_ptr<Appender> appender_;
    Chunk chunk_;
    int chunks_ = 0;
    std::int64_t rows_ = 0;
};

// Calls each(row) for every row of `sql`, whose columns are matched by name to the row type's. Text members live during the call.
template <typename Row, typename Each>
Status scan_rows(Connection& connection, const std::string& sql, Each each) {
    std::optional<RowReader<Row>> reader;
    return connection.scan_chunks(sql, [&](const ChunkView& view) -> Status {
        if (!reader) reader.emplace(view.columns());
        for (std::size_t i = 0; i < view.rows(); ++i) {
            Row row{};
            reader->read(view, i, row);
            if constexpr (std::is_void_v<decltype(each(row))>) {
                each(row);
            } else {
                WB_TRY_VOID(each(row));
            }
        }
        return {};
    });
}

// All rows of `sql`. The row type must not have Text members.
template <typename Row>
Result<std::vector<Row>> read_rows(Connection& connection, const std::string& sql) {
    std::vector<Row> rows;
    WB_TRY_VOID(scan_rows<Row>(connection, sql, [&](const Row& row) { rows.push_back(row); }));
    return rows;
}

// Replaces a table by an empty one of the row type.
template <typename Row>
Status recreate_table(Connection& connection, std::string_view table = Row::kTable) {
    WB_TRY_VOID(connection.execute("DROP TABLE IF EXISTS " + std::string(table)));
    return connection.execute(create_table_sql<Row>(table));
}

// Replaces a table's content by `rows`, inside the connection's transaction.
template <typename Row, typename Rows>
Status write_table(Connection& connection, const Rows& rows) {
    WB_TRY_VOID(recreate_table<Row>(connection));
    WB_TRY(auto writer, Writer<Row>::open(connection));
    WB_TRY_VOID(writer->add_all(rows));
    return writer->finish();
}

// A table of the connection alone, made anew and filled with `rows`: what C++ has worked out, for a statement to join with.
template <typename Row, typename Rows>
Status fill_temporary_table(Connection& connection, std::string_view table, const Rows& rows) {
    WB_TRY_VOID(connection.execute("CREATE OR REPLACE TEMP TABLE " + std::string(table) + " " + column_list_sql<Row>()));
    WB_TRY(auto writer, Writer<Row>::open(connection, table));
    WB_TRY_VOID(writer->add_all(rows));
    return writer->finish();
}

// Every table of the contract with its columns, for documentation and for creating an empty case: name, what a row is, columns.
struct TableDescription {
    std::string name, row_is;
    std::vector<ColumnType> columns;
    std::vector<std::string> documentation;  // one text per column
};
std::vector<TableDescription> describe_tables();

// True when the table exists in the case file.
Result<bool> has_table(Connection& connection, std::string_view table);

// Creates every table that does not exist yet, empty, so that queries never meet a missing table.
Status create_missing_tables(Connection& connection);

}  // namespace wb
