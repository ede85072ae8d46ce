#include "store/batch_insert.h"

#include <duckdb.h>

#include <array>
#include <cerrno>
#include <exception>
#include <optional>

#include "store/arrow_abi.h"

namespace wb {

namespace {

constexpr std::int64_t kNullable = 2;  // ARROW_FLAG_NULLABLE

std::string arrow_format(const ColumnType& column) {
    switch (column.type) {
        case CellType::bigint:
            return "l";
        case CellType::integer:
            return "i";
        case CellType::real:
            return "g";
        case CellType::boolean:
            return "b";
        case CellType::text:
            return "u";
        case CellType::date:
            return "tdD";
        case CellType::decimal:
            return "d:18," + std::to_string(column.scale) + ",64";
    }
    return "u";
}

void release_schema(ArrowSchema* schema) { schema->release = nullptr; }
void release_child(ArrowArray* array) { array->release = nullptr; }
void release_stream(ArrowArrayStream* stream) { stream->release = nullptr; }

// A batch as an Arrow struct array; lives until the engine releases it.
struct HandedOut {
    std::unique_ptr<ColumnBatch> batch;
    std::shared_ptr<BatchPool> pool;
    std::vector<ArrowArray> children;
    std::vector<ArrowArray*> child_pointers;
    std::vector<std::array<const void*, 3>> buffers;
    const void* no_buffer = nullptr;

    HandedOut(std::unique_ptr<ColumnBatch> filled, std::shared_ptr<BatchPool> home) : batch(std::move(filled)), pool(std::move(home)) {
        const auto width = batch->columns().size();
        children.resize(width);
        buffers.resize(width);
        for (std::size_t i = 0; i < width; ++i) {
            const auto& column = batch->columns()[i];
            const auto nulls = column.stated ? static_cast<std::int64_t>(column.nulls) : rows();
            if (column.stated) {
                buffers[i] = {nulls > 0 ? column.valid.data() : nullptr, column.fixed.data(), column.bytes.data()};
            } else {
                buffers[i] = {batch->zeros(), batch->zeros(), batch->zeros()};
            }
            const int used = column.type == CellType::text ? 3 : 2;
            children[i] = ArrowArray{rows(), nulls, 0, used, 0, buffers[i].data(), nullptr, nullptr, release_child, nullptr};
            child_pointers.push_back(&children[i]);
        }
    }
    [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(batch->rows()); }
    static void release(ArrowArray* array) {
        auto* self = static_cast<HandedOut*>(array->private_data);
        self->pool->give_back(std::move(self->batch));
        delete self;
        array->release = nullptr;
    }
    static void hand_out(std::unique_ptr<HandedOut> self, ArrowArray* out) {
        auto* const raw = self.release();
        *out = ArrowArray{raw->rows(),
                          0,
                          0,
                          1,
                          static_cast<std::int64_t>(raw->children.size()),
                          &raw->no_buffer,
                          raw->child_pointers.data(),
                          nullptr,
                          &HandedOut::release,
                          raw};
    }
};

// The stream that the engine pulls from. Must outlive the statement.
class BatchStream {
public:
    BatchStream(std::shared_ptr<BatchPool> pool, const BatchSource& next) : pool_(std::move(pool)), next_(next) {
        const auto& columns = pool_->columns();
        for (const auto& column : columns) formats_.push_back(arrow_format(column));
        fields_.resize(columns.size());
        for (std::size_t i = 0; i < columns.size(); ++i) field_pointers_.push_back(&fields_[i]);
        stream_ = ArrowArrayStream{get_schema, get_next, get_last_error, release_stream, this};
    }
    [[nodiscard]] ArrowArrayStream* handle() { return &stream_; }
    // Why the stream ended early, if it did.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    void rethrow() const {
        if (thrown_) std::rethrow_exception(thrown_);
    }

private:
    static BatchStream& self(ArrowArrayStream* stream) { return *static_cast<BatchStream*>(stream->private_data); }
    static int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
        auto& me = self(stream);
        for (std::size_t i = 0; i < me.fields_.size(); ++i) {
            me.fields_[i] = ArrowSchema{me.formats_[i].c_str(),
                                        me.pool_->columns()[i].name.c_str(),
                                        nullptr,
                                        kNullable,
                                        0,
                                        nullptr,
                                        nullptr,
                                        release_schema,
                                        nullptr};
        }
        *out = ArrowSchema{
            "+s",           "",     nullptr, 0, static_cast<std::int64_t>(me.fields_.size()), me.field_pointers_.data(), nullptr,
            release_schema, nullptr};
        return 0;
    }
    static int get_next(ArrowArrayStream* stream, ArrowArray* out) {
        auto& me = self(stream);
        *out = ArrowArray{};  // the end
        try {
            return me.pull(out);
        } catch (...) {
            me.thrown_ = std::current_exception();
            return EIO;
        }
    }
    static const char* get_last_error(ArrowArrayStream*) { return "the rows ended early"; }

    int pull(ArrowArray* out) {
        if (ended_) return 0;
        auto batch = next_();
        if (!batch.ok()) {
            failure_ = batch.error();
            return EIO;
        }
        ended_ = *batch == nullptr;
        if (!ended_) HandedOut::hand_out(std::make_unique<HandedOut>(std::move(batch).value(), pool_), out);
        return 0;
    }

    std::shared_ptr<BatchPool> pool_;
    const BatchSource& next_;
    std::vector<std::string> formats_;
    std::vector<ArrowSchema> fields_;
    std::vector<ArrowSchema*> field_pointers_;
    ArrowArrayStream stream_{};
    bool ended_ = false;
    std::optional<Error> failure_;
    std::exception_ptr thrown_;
};

}  // namespace

std::unique_ptr<ColumnBatch> BatchPool::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto batch = std::move(idle_.back());
            idle_.pop_back();
            return batch;
        }
    }
    return std::make_unique<ColumnBatch>(columns_);
}

void BatchPool::give_back(std::unique_ptr<ColumnBatch> batch) {
    batch->clear();
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(batch));
}

Status insert_batches(Connection& connection, std::string_view table, const std::shared_ptr<BatchPool>& pool, const BatchSource& next) {
    BatchStream stream(pool, next);
    // The engine sees the stream as a view; it goes when the rows are in.
    const std::string view = "arriving_" + std::string(table);
    if (duckdb_arrow_scan(static_cast<duckdb_connection>(connection.handle()), view.c_str(),
                          reinterpret_cast<duckdb_arrow_stream>(stream.handle())) != DuckDBSuccess) {
        return Error{"store.query", "the engine does not take rows for " + std::string(table), {}, ""};
    }
    const auto inserted = connection.execute_sleeping("INSERT INTO " + std::string(table) + " SELECT * FROM " + view);
    stream.rethrow();
    if (stream.failure()) return *stream.failure();
    if (!inserted.ok()) return inserted.error();
    return connection.execute("DROP VIEW " + view);
}

}  // namespace wb
