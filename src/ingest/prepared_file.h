// A file opened, its first rows looked at, its columns mapped: what `inspect` shows and import goes on from.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "ingest/mapping.h"
#include "ingest/table_source.h"

namespace wb {

struct PreparedFile {
    std::unique_ptr<TableSource> source;
    std::deque<RowBlock> head;  // blocks taken for the sample, to be read again before source->next()
    Sample sample;
    Mapping mapping;
    std::optional<Error> cut_short;  // the source failed while the sample was taken; told after the rows before it
    // The next block of the file, from its first row on.
    Result<bool> next(RowBlock& block);
};

// Takes blocks until kSampleRows rows are there. Errors: those of the source before any row, read.no_rows, and those of map_columns.
Result<PreparedFile> prepare_file(std::unique_ptr<TableSource> source, const std::string& profile, const Profile* own,
                                  const std::string& path);

}  // namespace wb
