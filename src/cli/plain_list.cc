#include "cli/plain_list.h"

#include <algorithm>
#include <cstdio>

#include "ingest/reader.h"
#include "store/parquet_source.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb::cli {

Result<std::map<std::string, std::string>> parse_columns(const std::string& text, const std::vector<std::string>& allowed) {
    std::map<std::string, std::string> columns;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find(',', start), text.size());
        const auto pair = text.substr(start, end - start);
        const auto equals = pair.find('=');
        const auto name = pair.substr(0, equals);
        if (equals == std::string::npos || std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
            std::string names;
            for (const auto& known : allowed) names += (names.empty() ? "" : ", ") + known;
            return Error{
                "usage.columns", "--columns takes pairs such as " + allowed.front() + "=HEADER, not: " + pair, {}, "names are " + names};
        }
        columns[name] = pair.substr(equals + 1);
        start = end + 1;
    }
    return columns;
}

namespace {

// Position of each named column; by exact header, else by its folded words.
Result<std::map<std::string, std::size_t>> find_columns(const RowBatch& batch, const std::string& path,
                                                        const std::map<std::string, std::string>& columns,
                                                        const std::vector<std::string>& allowed) {
    std::map<std::string, std::size_t> found;
    for (const auto& name : allowed) {
        const auto given = columns.find(name);
        const auto wanted = given == columns.end() ? name : given->second;
        for (std::size_t column = 0; column < batch.width(0); ++column) {
            const auto header = trim(batch.cell(0, column));
            if (header == wanted || fold_words(header) == fold_words(wanted)) {
                found.emplace(name, column);
                break;
            }
        }
        if (given != columns.end() && !found.contains(name)) {
            std::string headers;
            for (std::size_t column = 0; column < batch.width(0); ++column)
                headers += (headers.empty() ? "" : ", ") + std::string(batch.cell(0, column));
            return Error{"list.no_column", "the file has no column " + wanted, {path, 1, {}, wanted}, "its columns are: " + headers};
        }
    }
    if (!found.contains(allowed.front())) {
        return Error{"list.no_column",
                     "no column for " + allowed.front(),
                     {path, 1, {}, ""},
                     "name it with --columns " + allowed.front() + "=HEADER"};
    }
    return found;
}

}  // namespace

Status read_list(const std::string& path, std::map<std::string, std::string> columns, const std::vector<std::string>& allowed,
                 const ListRow& each) {
    auto source = open_source(path, {});
    if (!source.ok() && source.error().code == "read.parquet") source = open_parquet(path);
    if (!source.ok()) return source.error();
    std::map<std::string, std::size_t> positions;
    RowBlock block;
    RowBatch batch;
    std::map<std::string, std::string_view> cells;
    bool first = true;
    for (;;) {
        WB_TRY(const bool more, (*source)->next(block));
        if (!more) return {};
        (*source)->split(block, batch);
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            if (first) {
                WB_TRY(positions, find_columns(batch, path, columns, allowed));
                first = false;
                continue;
            }
            if (batch.width(row) == 0) continue;
            for (const auto& name : allowed) {
                const auto at = positions.find(name);
                cells[name] = at == positions.end() ? std::string_view() : batch.cell(row, at->second);
            }
            WB_TRY_VOID(each(batch.row_numbers[row], cells));
        }
    }
}

namespace {

void keep_row(const RowBatch& batch, std::size_t row, Arena& arena, ListTable& table) {
    bool any = false;
    for (std::size_t column = 0; column < table.columns.size() && !any; ++column) any = !trim(batch.cell(row, column)).empty();
    if (!any) return;
    table.row_numbers.push_back(batch.row_numbers[row]);
    for (std::size_t column = 0; column < table.columns.size(); ++column)
        table.columns[column].push_back(arena.keep(trim(batch.cell(row, column))));
}

std::string_view last_part(std::string_view header) {
    const auto at = header.find_last_of("#/:");
    return at == std::string_view::npos ? header : header.substr(at + 1);
}

}  // namespace

Result<ListTable> read_table(const std::string& path) {
    auto source = open_source(path, {});
    if (!source.ok() && source.error().code == "read.parquet") source = open_parquet(path);
    if (!source.ok()) return source.error();
    ListTable table;
    RowBlock block;
    RowBatch batch;
    for (;;) {
        WB_TRY(const bool more, (*source)->next(block));
        if (!more) return table;
        (*source)->split(block, batch);
        table.texts.push_back(std::make_unique<Arena>());
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            if (!table.headers.empty()) {
                keep_row(batch, row, *table.texts.back(), table);
                continue;
            }
            for (std::size_t column = 0; column < batch.width(row); ++column) table.headers.emplace_back(trim(batch.cell(row, column)));
            table.columns.resize(table.headers.size());
        }
    }
}

std::optional<std::size_t> find_header(const ListTable& table, std::string_view wanted) {
    const auto find = [&](auto fits) -> std::optional<std::size_t> {
        const auto at = std::find_if(table.headers.begin(), table.headers.end(), fits);
        if (at == table.headers.end()) return std::nullopt;
        return static_cast<std::size_t>(at - table.headers.begin());
    };
    if (const auto at = find([&](const std::string& header) { return header == wanted; })) return at;
    if (const auto at = find([&](const std::string& header) { return fold_words(header) == fold_words(wanted); })) return at;
    return find([&](const std::string& header) { return fold_words(last_part(header)) == fold_words(last_part(wanted)); });
}

std::string number_text(const Maybe<double>& number) {
    if (!number) return "";
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", *number);
    return text;
}

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

}  // namespace wb::cli
