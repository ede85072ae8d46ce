// DuckDB behind RAII and Result: the only module that knows the engine.
//
// A Database is one open case file (or an in-memory one). Connections are cheap; each has at most one transaction. A Connection and what it
// makes belong to one thread at a time; different connections may be used from different threads. Errors of the engine become Error with
// the codes store.query, case.in_use, case.not_a_case, case.cannot_write, case.disk_full, case.out_of_memory, run.interrupted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/chunk.h"

namespace wb {

struct DatabaseOptions {
    int threads = 0;             // 0: all cores
    std::string memory_limit;    // "2GB"; "" leaves the engine's own
    std::string temp_directory;  // where the engine spills
    bool read_only = false;
};

class Connection;

class Database {
public:
    // Opens or creates `path`; "" opens a database in memory. A new file gets its name only once it is whole, so that a run killed while
    // it creates the file (as `path`.new) leaves nothing that the next one cannot open.
    static Result<std::unique_ptr<Database>> open(const std::string& path, const DatabaseOptions& options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    Result<std::unique_ptr<Connection>> connect();

private:
    Database() = default;
    static Result<std::unique_ptr<Database>> open_existing(const std::string& path, const DatabaseOptions& options);
    static Status create(const std::string& path, const DatabaseOptions& options);
    struct State;
    std::unique_ptr<State> state_;
};

// Rows of a query as text cells, for the `sql` command and small look-ups.
struct TextTable {
    std::vector<std::string> names;
    std::vector<std::string> types;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::vector<bool>> nulls;
};

class Connection {
public:
    explicit Connection(void* database);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Status execute(const std::string& sql);
    // The same for one statement whose rows other threads make: while the engine's own threads are at work the caller sleeps. The engine
    // would have it ask for work without pause, which takes a core from those who make the rows.
    Status execute_sleeping(const std::string& sql);
    // Streams the result of `sql` chunk by chunk, in the engine's row order. The chunk is valid during the call only.
    Status scan_chunks(const std::string& sql, const std::function<Status(const ChunkView&)>& each);
    // Like scan_chunks, but the chunk is the callee's to keep: for handing chunks to other threads.
    Status scan_owned(const std::string& sql, const std::function<Status(std::shared_ptr<const ChunkView>)>& each);
    // The whole result as text. For small results only.
    Result<TextTable> query(const std::string& sql);
    // The first cell of the first row as an integer; 0 when there is none.
    Result<std::int64_t> count(const std::string& sql);
    // Asks a running query of this connection to stop. Any thread.
    void interrupt();

    [[nodiscard]] void* handle() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Begins on construction; rolls back on destruction unless committed.
class Transaction {
public:
    static Result<std::unique_ptr<Transaction>> begin(Connection& connection);
    ~Transaction();
    Status commit();

private:
    explicit Transaction(Connection& connection) : connection_(connection) {}
    Connection& connection_;
    bool open_ = true;
};

// Appends chunks to a table, in the order given. Becomes visible with the connection's transaction.
class Appender {
public:
    static Result<std::unique_ptr<Appender>> open(Connection& connection, std::string_view table);
    ~Appender();
    Status append(const Chunk& chunk);
    // Copies what was appended into the table's storage.
    Status flush();
    Status close();

private:
    Appender() = default;
    struct State;
    std::unique_ptr<State> state_;
};

// 'text' with quotes doubled, for SQL.
std::string sql_string(std::string_view text);
// "name" with quotes doubled, for SQL.
std::string sql_name(std::string_view name);

}  // namespace wb
