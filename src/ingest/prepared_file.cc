#include "ingest/prepared_file.h"

namespace wb {

Result<bool> PreparedFile::next(RowBlock& block) {
    if (!head.empty()) {
        block = std::move(head.front());
        head.pop_front();
        return true;
    }
    if (cut_short) return *cut_short;
    return source->next(block);
}

Result<PreparedFile> prepare_file(std::unique_ptr<TableSource> source, const std::string& profile, const Profile* own,
                                  const std::string& path) {
    PreparedFile file;
    file.source = std::move(source);
    while (file.sample.rows.size() < kSampleRows) {
        RowBlock block;
        auto more = file.source->next(block);
        if (!more.ok()) {
            if (file.head.empty()) return more.error();
            file.cut_short = more.error();
            break;
        }
        if (!*more) break;
        RowBatch batch;
        file.source->split(block, batch);
        for (std::size_t row = 0; row < batch.rows() && file.sample.rows.size() < kSampleRows; ++row) {
            std::vector<std::string> cells;
            for (std::size_t column = 0; column < batch.width(row); ++column) cells.emplace_back(batch.cell(row, column));
            file.sample.rows.push_back(std::move(cells));
            file.sample.row_numbers.push_back(batch.row_numbers[row]);
        }
        file.head.push_back(std::move(block));
    }
    if (file.sample.rows.empty()) return Error{"read.no_rows", "the file has no rows", {path, {}, {}, ""}, "deliver it again"};
    auto mapping = map_columns(file.sample, profile, own, path);
    // What cut the file short is why nothing could be recognised in the rest.
    if (!mapping.ok()) return file.cut_short && mapping.error().code == "map.nothing_recognised" ? *file.cut_short : mapping.error();
    file.mapping = std::move(mapping).value();
    return file;
}

}  // namespace wb
