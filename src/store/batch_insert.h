// Appends batches that other threads filled to a table: in their order, written and compressed by the engine's own threads.
//
// The engine pulls the batches through the Arrow stream interface, numbers them as it pulls, and puts the rows in order of the numbers
// whichever thread wrote them: an ordered insert on many threads, in one transaction. An Appender copies every row once more and
// compresses on the caller's thread, while the others wait; bench/reading.py measures it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/column_batch.h"
#include "store/database.h"

namespace wb {

// Batches of one table's columns, used again when the engine has read them. Any thread.
class BatchPool {
public:
    explicit BatchPool(std::vector<ColumnType> columns) : columns_(std::move(columns)) {}
    std::unique_ptr<ColumnBatch> take();
    void give_back(std::unique_ptr<ColumnBatch> batch);
    [[nodiscard]] const std::vector<ColumnType>& columns() const { return columns_; }

private:
    std::vector<ColumnType> columns_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<ColumnBatch>> idle_;
};

// The next sealed batch, or null at the end. Called from the engine's threads, never twice at the same time.
using BatchSource = std::function<Result<std::unique_ptr<ColumnBatch>>()>;

// Runs inside the connection's transaction. Batches should have nearly 122,880 rows, the engine's row group, but for the last: smaller ones
// are joined, which copies them. Errors: what `next` returned, else those of the engine; the transaction must then be rolled back.
// What `next` throws is thrown again here.
Status insert_batches(Connection& connection, std::string_view table, const std::shared_ptr<BatchPool>& pool, const BatchSource& next);

}  // namespace wb
