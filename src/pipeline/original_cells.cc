#include "pipeline/original_cells.h"

#include <algorithm>
#include <filesystem>

#include "ingest/reader.h"
#include "store/parquet_source.h"
#include "tables/item.h"

namespace wb {

namespace {

std::string full_path(const Case& opened, const std::string& path) { return path.starts_with("/") ? path : opened.path(path); }

// How case.toml says that the file is to be read.
ReadOptions read_options(const Case& opened, const std::string& path) {
    ReadOptions options;
    const auto files = records_files(opened);
    if (!files.ok()) return options;
    for (const auto& file : *files) {
        if (file.path != path) continue;
        options.encoding = file.entry.encoding;
        options.delimiter = file.entry.delimiter;
        options.sheet = file.entry.sheet;
    }
    return options;
}

Result<std::unique_ptr<TableSource>> open_again(const Case& opened, const std::string& path) {
    const auto full = full_path(opened, path);
    auto source = open_source(full, read_options(opened, path));
    if (!source.ok() && source.error().code == "read.parquet") return open_parquet(full);
    return source;
}

std::vector<std::string> cells_of(const RowBatch& batch, std::size_t row) {
    std::vector<std::string> cells;
    for (std::size_t column = 0; column < batch.width(row); ++column) cells.emplace_back(batch.cell(row, column));
    return cells;
}

}  // namespace

Result<std::map<FileId, RecordedFile>> recorded_files(Connection& connection) {
    std::map<FileId, RecordedFile> files;
    WB_TRY_VOID(scan_rows<SourceFile>(connection, "SELECT * FROM source_file", [&](const SourceFile& row) {
        files[row.file_id] = {row.file_id, row.path, row.sha256, row.redact, {}};
    }));
    WB_TRY(const auto headers,
           connection.query("SELECT file_id, u.c.\"column\", u.c.header FROM source_file, unnest(from_json(coalesce(mapping, '[]'), "
                            "'[{\"column\":\"BIGINT\",\"header\":\"VARCHAR\"}]')) u(c) WHERE u.c.\"column\" > 0 ORDER BY 1, 2"));
    for (std::size_t i = 0; i < headers.rows.size(); ++i) {
        const auto& row = headers.rows[i];
        auto& header = files[FileId{std::stoll(row[0])}].header;
        const auto column = static_cast<std::size_t>(std::stoll(row[1]));
        header.resize(std::max(header.size(), column));
        header[column - 1] = headers.nulls[i][2] ? std::string() : row[2];
    }
    return files;
}

std::string cells_unavailable(const Case& opened, const RecordedFile& file) {
    if (file.redact) return "The provider's cells are withheld.";
    const auto path = full_path(opened, file.path);
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) return "The file is no longer there; its cells cannot be shown.";
    const auto digest = digest_file(path);
    if (!digest.ok()) return "The file cannot be read; its cells cannot be shown.";
    return digest->sha256 == file.sha256 ? std::string() : "The file has changed since the run; its cells cannot be shown.";
}

Status read_original_cells(const Case& opened, const RecordedFile& file, const std::vector<std::int64_t>& wanted, const CellSink& sink) {
    if (wanted.empty()) return {};
    WB_TRY(auto source, open_again(opened, file.path));
    auto next = wanted.begin();
    RowBlock block;
    RowBatch batch;
    while (next != wanted.end()) {
        WB_TRY(const bool more, source->next(block));
        if (!more) return {};
        source->split(block, batch);
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            while (next != wanted.end() && *next < batch.row_numbers[row]) ++next;
            if (next == wanted.end()) return {};
            if (*next == batch.row_numbers[row]) WB_TRY_VOID(sink(batch.row_numbers[row], cells_of(batch, row)));
        }
    }
    return {};
}

}  // namespace wb
