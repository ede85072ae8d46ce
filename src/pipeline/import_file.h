// The rows of one file into item, party_raw, reject and note, on many threads, in the order of the file.
//
// The file is cut into parts of a fixed number of rows. Each thread takes the next part of the file, one thread at a time, and reads it
// into columns; the engine takes the columns in order and compresses them on its own threads (store/batch_insert.h), which do nothing else.
// So rows stand in `item` in file order for any number of threads, and all expensive steps (decoding, parsing, compression) run in
// parallel. Memory: the parts in flight, one more than threads, each at most kPartRows rows or kPartBytes bytes; never the file.
#pragma once

#include <cstdint>
#include <memory>

#include "ingest/item_builder.h"
#include "ingest/prepared_file.h"
#include "pipeline/stage.h"

namespace wb {

// Just below a row group of the engine (122,880 rows): a part becomes one row group, written once by one thread.
inline constexpr std::size_t kPartRows = 120'000;
inline constexpr std::size_t kPartBytes = std::size_t{256} << 20;
// Bytes split and parsed at a time: what they become stays in the second-level cache.
inline constexpr std::size_t kImportBlockBytes = std::size_t{256} << 10;

class FileImporter {
public:
    explicit FileImporter(RunContext& context);
    ~FileImporter();

    // Adds the rows of a file and counts them in `row`. Items go into the transaction that context.connection has open; parties, rejects
    // and notes into one of their own, which commit() ends. Errors: `fault` is that of the source, after whose rows the others still stand;
    // the result that of the store, or run.interrupted; abandon() must follow it.
    Status import_rows(PreparedFile& file, const ItemBuilder& builder, SourceFile& row, Status& fault);
    // Before the caller commits the items: a run killed between the two leaves parties, rejects and notes of a file without a source_file
    // row.
    Status commit();
    // Takes back what commit() has not kept, and forgets which parties it has handed out.
    void abandon();

private:
    struct State;
    RunContext& context_;
    std::unique_ptr<State> state_;
    std::int64_t done_ = 0;
};

}  // namespace wb
