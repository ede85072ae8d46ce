// What the fuzzers of readers share: reading to the end, and the laws that hold for any bytes.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "ingest/item_builder.h"
#include "ingest/prepared_file.h"
#include "ingest/reader.h"
#include "text/charset.h"

namespace wb::fuzz {

inline bool is_valid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto size = utf8_sequence(text, at);
        if (size == 0) return false;
        at += size;
    }
    return true;
}

struct Seen {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::int64_t> numbers;
    std::string error;
    bool operator==(const Seen&) const = default;
};

// All rows, and the error behind them. Cells are valid UTF-8 without NUL; row numbers ascend.
inline Seen read_all(TableSource& source) {
    Seen seen;
    RowBatch batch;
    for (;;) {
        RowBlock block;
        const auto more = source.next(block);
        if (!more.ok()) {
            WB_CHECK(!more.error().code.empty() && !more.error().message.empty(), "an error has a code and a message");
            seen.error = more.error().code;
            return seen;
        }
        if (!*more) return seen;
        source.split(block, batch);
        WB_CHECK(batch.first_cell.size() == batch.rows() + 1 && batch.byte_offsets.size() == batch.rows(), "a batch is whole");
        WB_CHECK(batch.problems.size() == batch.rows(), "every row has its problem or none");
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            std::vector<std::string> cells;
            for (std::size_t column = 0; column < batch.width(row); ++column) {
                const auto cell = batch.cell(row, column);
                WB_CHECK(is_valid_utf8(cell) && cell.find('\0') == std::string_view::npos, "cells are valid UTF-8 without NUL");
                cells.emplace_back(cell);
            }
            WB_CHECK(seen.numbers.empty() || batch.row_numbers[row] >= seen.numbers.back(), "row numbers ascend");
            seen.rows.push_back(std::move(cells));
            seen.numbers.push_back(batch.row_numbers[row]);
        }
    }
}

// Maps and builds the rows: each row read is an item or a reject, never both, never none.
inline void import_all(std::unique_ptr<TableSource> source) {
    auto file = prepare_file(std::move(source), "auto", nullptr, "fuzz.csv");
    if (!file.ok()) return;
    const Rates rates;
    const ItemBuilder builder(file->mapping, {FileId{1}, "A", "fuzz.csv"}, rates);
    ItemBuilder::Scratch scratch;
    BuiltBatch built;
    RowBatch batch;
    for (;;) {
        RowBlock block;
        const auto more = file->next(block);
        if (!more.ok() || !*more) return;
        file->source->split(block, batch);
        builder.build(batch, scratch, built);
        WB_CHECK(built.rows_read == static_cast<std::int64_t>(built.items.rows.size() + built.rejects.size()),
                 "rows read are kept or rejected");
        for (const auto& item : built.items.rows)
            WB_CHECK(item.item_id.present() && is_valid_utf8(item.description), "an item has a key and a text");
        for (const auto& reject : built.rejects) WB_CHECK(is_valid_utf8(reject.raw) && !reject.code.empty(), "a reject has a reason");
        for (const auto& note : built.notes) WB_CHECK(is_valid_utf8(note.raw) && !note.code.empty(), "a note has a reason");
    }
}

}  // namespace wb::fuzz
