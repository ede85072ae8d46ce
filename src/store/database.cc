#include "store/database.h"

#include <duckdb.h>

#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

namespace wb {

namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

Error in_use(std::string message) {
    return {"case.in_use",
            "another program has the case file open: " + std::move(message),
            {},
            "close it (or wait for it to end) and run the command again; the case is unharmed"};
}

Error disk_full(std::string message) {
    return {"case.disk_full",
            "no space left while writing the case: " + std::move(message),
            {},
            "free space and run the command again; it goes on where it stopped"};
}

// The engine tells these apart in words only.
Error engine_error(std::string message) {
    if (holds(message, "Conflicting lock") || holds(message, "Could not set lock")) return in_use(std::move(message));
    if (holds(message, "No space left") || holds(message, "not enough disk space") || holds(message, "ENOSPC") ||
        holds(message, "max_temp_directory_size") || holds(message, "File too large")) {
        return disk_full(std::move(message));
    }
    if (holds(message, "INTERRUPT") || holds(message, "Interrupted")) {
        return {"run.interrupted", "interrupted", {}, "run the command again; it goes on where it stopped"};
    }
    if (holds(message, "not a valid DuckDB database file")) {
        return {"case.not_a_case", "the file is not a case: " + std::move(message), {}, "name the case's directory"};
    }
    if (holds(message, "Out of Memory")) {
        return {"case.out_of_memory", "out of memory: " + std::move(message), {}, "give more with --memory, or use fewer --threads"};
    }
    return {"store.query", std::move(message), {}, ""};
}

CellType cell_type(duckdb_type type) {
    switch (type) {
        case DUCKDB_TYPE_BIGINT:
            return CellType::bigint;
        case DUCKDB_TYPE_INTEGER:
            return CellType::integer;
        case DUCKDB_TYPE_DOUBLE:
            return CellType::real;
        case DUCKDB_TYPE_BOOLEAN:
            return CellType::boolean;
        case DUCKDB_TYPE_DATE:
            return CellType::date;
        case DUCKDB_TYPE_DECIMAL:
            return CellType::decimal;
        default:
            return CellType::text;
    }
}

ColumnType column_type(duckdb_result& result, idx_t i) {
    ColumnType column;
    column.name = duckdb_column_name(&result, i);
    column.type = cell_type(duckdb_column_type(&result, i));
    if (column.type == CellType::decimal) {
        auto logical = duckdb_column_logical_type(&result, i);
        column.scale = duckdb_decimal_scale(logical);
        duckdb_destroy_logical_type(&logical);
    }
    return column;
}

struct ResultGuard {
    duckdb_result result{};
    ~ResultGuard() { duckdb_destroy_result(&result); }
};

struct StatementGuard {
    duckdb_prepared_statement statement = nullptr;
    ~StatementGuard() { duckdb_destroy_prepare(&statement); }
};

Status set_option(duckdb_config config, const char* name, const std::string& value) {
    if (value.empty()) return {};
    if (duckdb_set_config(config, name, value.c_str()) == DuckDBSuccess) return {};
    return Error{"store.option", std::string("the engine refuses ") + name + " = " + value, {}, "check --memory and --threads"};
}

Status set_options(duckdb_config config, const DatabaseOptions& options) {
    if (options.threads > 0) WB_TRY_VOID(set_option(config, "threads", std::to_string(options.threads)));
    WB_TRY_VOID(set_option(config, "memory_limit", options.memory_limit));
    WB_TRY_VOID(set_option(config, "temp_directory", options.temp_directory));
    WB_TRY_VOID(set_option(config, "autoinstall_known_extensions", "false"));
    WB_TRY_VOID(set_option(config, "autoload_known_extensions", "false"));
    if (options.read_only) WB_TRY_VOID(set_option(config, "access_mode", "READ_ONLY"));
    return {};
}

template <typename T>
Status to_status(const Result<T>& result) {
    if (!result.ok()) return result.error();
    return {};
}

template <typename Change>
Status change_files(const std::string& path, const Change& change) {
    std::error_code failed;
    change(failed);
    if (!failed) return {};
    return Error{"case.cannot_write",
                 "the case file cannot be created: " + failed.message(),
                 {path, {}, {}, {}},
                 "check the directory's permissions"};
}

}  // namespace

struct Database::State {
    duckdb_database database = nullptr;
    ~State() { duckdb_close(&database); }
};

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open_existing(const std::string& path, const DatabaseOptions& options) {
    std::unique_ptr<Database> opened(new Database());
    opened->state_ = std::make_unique<State>();
    duckdb_config config = nullptr;
    WB_CHECK(duckdb_create_config(&config) == DuckDBSuccess, "engine configuration");
    const auto configured = set_options(config, options);
    char* message = nullptr;
    const auto state =
        configured.ok() ? duckdb_open_ext(path.empty() ? nullptr : path.c_str(), &opened->state_->database, config, &message) : DuckDBError;
    duckdb_destroy_config(&config);
    if (!configured.ok()) return configured.error();
    if (state == DuckDBSuccess) return opened;
    auto error = engine_error(message != nullptr ? message : "the engine could not open it");
    duckdb_free(message);
    error.where.file = path;
    return error;
}

// The engine writes the header of a new file in several steps and cannot read one that stops between them.
Status Database::create(const std::string& path, const DatabaseOptions& options) {
    const auto unfinished = path + ".new";
    auto status = to_status(open_existing(unfinished, options));
    // One that another program is writing at this moment is case.in_use, and stays.
    if (!status.ok() && (status.error().code == "case.not_a_case" || status.error().code == "store.query")) {
        WB_TRY_VOID(change_files(unfinished, [&](std::error_code& failed) { std::filesystem::remove(unfinished, failed); }));
        status = to_status(open_existing(unfinished, options));
    }
    if (!status.ok()) return status;
    // A log without its file belongs to one that was removed.
    WB_TRY_VOID(change_files(path + ".wal", [&](std::error_code& failed) { std::filesystem::remove(path + ".wal", failed); }));
    return change_files(path, [&](std::error_code& failed) { std::filesystem::rename(unfinished, path, failed); });
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, const DatabaseOptions& options) {
    std::error_code ignored;
    const bool is_new = !path.empty() && !options.read_only && !std::filesystem::exists(path, ignored);
    if (is_new) WB_TRY_VOID(create(path, options));
    return open_existing(path, options);
}

Result<std::unique_ptr<Connection>> Database::connect() { return std::make_unique<Connection>(state_->database); }

struct Connection::State {
    duckdb_connection connection = nullptr;
    ~State() { duckdb_disconnect(&connection); }
};

Connection::Connection(void* database) : state_(std::make_unique<State>()) {
    WB_CHECK(duckdb_connect(static_cast<duckdb_database>(database), &state_->connection) == DuckDBSuccess, "connection");
}

Connection::~Connection() = default;

void* Connection::handle() const { return state_->connection; }

void Connection::interrupt() { duckdb_interrupt(state_->connection); }

Status Connection::execute(const std::string& sql) {
    ResultGuard guard;
    if (duckdb_query(state_->connection, sql.c_str(), &guard.result) == DuckDBSuccess) return {};
    return engine_error(duckdb_result_error(&guard.result));
}

namespace {

constexpr std::chrono::milliseconds kSleep{1};

struct PendingGuard {
    duckdb_pending_result pending = nullptr;
    ~PendingGuard() { duckdb_destroy_pending(&pending); }
    [[nodiscard]] std::string error() const {
        const char* const message = duckdb_pending_error(pending);
        return message != nullptr ? message : "";
    }
};

}  // namespace

Status Connection::execute_sleeping(const std::string& sql) {
    StatementGuard prepared;
    if (duckdb_prepare(state_->connection, sql.c_str(), &prepared.statement) != DuckDBSuccess) {
        return engine_error(duckdb_prepare_error(prepared.statement));
    }
    PendingGuard guard;
    if (duckdb_pending_prepared(prepared.statement, &guard.pending) != DuckDBSuccess) return engine_error(guard.error());
    for (;;) {
        const auto state = duckdb_pending_execute_task(guard.pending);
        if (state == DUCKDB_PENDING_RESULT_READY) break;
        if (state == DUCKDB_PENDING_RESULT_NOT_READY) continue;
        // Tasks that wait for memory are told as an error without words.
        if (state == DUCKDB_PENDING_ERROR && !guard.error().empty()) return engine_error(guard.error());
        std::this_thread::sleep_for(kSleep);
    }
    ResultGuard result;
    if (duckdb_execute_pending(guard.pending, &result.result) == DuckDBSuccess) return {};
    return engine_error(duckdb_result_error(&result.result));
}

Status Connection::scan_owned(const std::string& sql, const std::function<Status(std::shared_ptr<const ChunkView>)>& each) {
    StatementGuard prepared;
    if (duckdb_prepare(state_->connection, sql.c_str(), &prepared.statement) != DuckDBSuccess) {
        return engine_error(duckdb_prepare_error(prepared.statement));
    }
    ResultGuard guard;
    if (duckdb_execute_prepared_streaming(prepared.statement, &guard.result) != DuckDBSuccess) {
        return engine_error(duckdb_result_error(&guard.result));
    }
    auto columns = std::make_shared<std::vector<ColumnType>>();
    for (idx_t i = 0; i < duckdb_column_count(&guard.result); ++i) columns->push_back(column_type(guard.result, i));
    for (;;) {
        auto* chunk = duckdb_fetch_chunk(guard.result);
        if (chunk == nullptr) break;
        WB_TRY_VOID(each(std::make_shared<const ChunkView>(chunk, columns)));
    }
    if (const char* message = duckdb_result_error(&guard.result); message != nullptr && *message != '\0') return engine_error(message);
    return {};
}

Status Connection::scan_chunks(const std::string& sql, const std::function<Status(const ChunkView&)>& each) {
    return scan_owned(sql, [&](const std::shared_ptr<const ChunkView>& view) { return each(*view); });
}

namespace {

void append_text_row(const ChunkView& view, std::size_t row, TextTable& table) {
    std::vector<std::string> cells;
    std::vector<bool> nulls;
    for (std::size_t column = 0; column < view.columns().size(); ++column) {
        nulls.push_back(view.null(column, row));
        cells.emplace_back(nulls.back() ? std::string_view() : view.text(column, row));
    }
    table.rows.push_back(std::move(cells));
    table.nulls.push_back(std::move(nulls));
}

// Names and types of the columns of `sql`, without running it.
Result<std::vector<std::pair<std::string, std::string>>> describe(Connection& connection, const std::string& sql) {
    std::vector<std::pair<std::string, std::string>> columns;
    WB_TRY_VOID(connection.scan_chunks("SELECT column_name, column_type FROM (DESCRIBE " + sql + ")", [&](const ChunkView& view) -> Status {
        for (std::size_t row = 0; row < view.rows(); ++row) columns.emplace_back(view.text(0, row), view.text(1, row));
        return {};
    }));
    return columns;
}

}  // namespace

Result<TextTable> Connection::query(const std::string& sql) {
    std::string body = sql;
    while (!body.empty() && (body.back() == ';' || body.back() == '\n' || body.back() == ' ')) body.pop_back();
    WB_TRY(const auto columns, describe(*this, body));
    TextTable table;
    std::string casts;
    std::string aliases;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        table.names.push_back(columns[i].first);
        table.types.push_back(columns[i].second);
        aliases += (i == 0 ? "" : ", ") + ("c" + std::to_string(i));
        casts += (i == 0 ? "" : ", ") + ("CAST(c" + std::to_string(i) + " AS VARCHAR)");
    }
    WB_TRY_VOID(scan_chunks("SELECT " + casts + " FROM (" + body + "\n) AS q(" + aliases + ")", [&](const ChunkView& view) -> Status {
        for (std::size_t row = 0; row < view.rows(); ++row) append_text_row(view, row, table);
        return {};
    }));
    return table;
}

Result<std::int64_t> Connection::count(const std::string& sql) {
    std::int64_t number = 0;
    WB_TRY_VOID(scan_chunks("SELECT CAST((" + sql + ") AS BIGINT)", [&](const ChunkView& view) -> Status {
        if (view.rows() > 0 && !view.null(0, 0)) number = view.get<std::int64_t>(0, 0);
        return {};
    }));
    return number;
}

Result<std::unique_ptr<Transaction>> Transaction::begin(Connection& connection) {
    WB_TRY_VOID(connection.execute("BEGIN TRANSACTION"));
    return std::unique_ptr<Transaction>(new Transaction(connection));
}

Transaction::~Transaction() {
    if (open_) (void)connection_.execute("ROLLBACK");
}

Status Transaction::commit() {
    open_ = false;
    return connection_.execute("COMMIT");
}

struct Appender::State {
    duckdb_appender appender = nullptr;
    ~State() {
        if (appender != nullptr) duckdb_appender_destroy(&appender);
    }
    [[nodiscard]] Error failure() const {
        auto data = duckdb_appender_error_data(appender);
        auto error = engine_error(duckdb_error_data_has_error(data) ? duckdb_error_data_message(data) : "append failed");
        duckdb_destroy_error_data(&data);
        return error;
    }
};

Appender::~Appender() = default;

Result<std::unique_ptr<Appender>> Appender::open(Connection& connection, std::string_view table) {
    std::unique_ptr<Appender> opened(new Appender());
    opened->state_ = std::make_unique<State>();
    if (duckdb_appender_create(static_cast<duckdb_connection>(connection.handle()), nullptr, std::string(table).c_str(),
                               &opened->state_->appender) != DuckDBSuccess) {
        return opened->state_->failure();
    }
    return opened;
}

Status Appender::append(const Chunk& chunk) {
    if (chunk.rows() == 0) return {};
    chunk.seal();
    if (duckdb_append_data_chunk(state_->appender, static_cast<duckdb_data_chunk>(chunk.handle())) == DuckDBSuccess) return {};
    return state_->failure();
}

Status Appender::flush() {
    if (duckdb_appender_flush(state_->appender) != DuckDBSuccess) return state_->failure();
    return {};
}

Status Appender::close() {
    if (duckdb_appender_flush(state_->appender) != DuckDBSuccess) return state_->failure();
    const bool closed = duckdb_appender_close(state_->appender) == DuckDBSuccess;
    if (!closed) return state_->failure();
    duckdb_appender_destroy(&state_->appender);
    state_->appender = nullptr;
    return {};
}

std::string sql_string(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'') quoted += '\'';
        if (c != '\0') quoted += c;
    }
    return quoted + "'";
}

std::string sql_name(std::string_view name) {
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"') quoted += '"';
        if (c != '\0') quoted += c;
    }
    return quoted + "\"";
}

}  // namespace wb
