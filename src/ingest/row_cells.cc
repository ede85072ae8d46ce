#include "ingest/row_cells.h"

#include "reference/countries.h"
#include "text/utf8.h"

namespace wb {

std::string keep_utf8(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return std::string(text.substr(0, most));
}

bool RowCells::is_null(std::string_view text) {
    return memo_.null_words.get(text, [](std::string_view t) { return Terms::built_in().is_null_word(t); });
}

std::string_view RowCells::text(Field field) {
    for (const auto column : mapping_.of(field)) {
        const auto cell = trim(batch_.cell(row_, column));
        if (cell.empty() || is_null(cell)) continue;
        column_ = column;
        return cell;
    }
    return {};
}

std::string_view RowCells::amount(Field field) {
    for (const auto column : mapping_.of(field)) {
        const auto cell = trim(batch_.cell(row_, column));
        if (cell.empty()) continue;
        const auto parsed = parse_number(cell, mapping_.number_format[column], 6);
        if (parsed.problem == NumberProblem::none && parsed.units == 0) continue;
        if (parsed.problem == NumberProblem::not_a_number && is_null(cell)) continue;
        column_ = column;
        return cell;
    }
    return {};
}

std::string_view RowCells::raw(Field field) const {
    const auto& columns = mapping_.of(field);
    return columns.empty() ? std::string_view() : trim(batch_.cell(row_, columns[0]));
}

Country RowCells::country(Field field, std::string_view column_name) {
    std::string_view unknown;
    for (const auto column : mapping_.of(field)) {
        const auto cell = trim(batch_.cell(row_, column));
        if (cell.empty()) continue;
        const auto found = memo_.countries.get(cell, [](std::string_view t) { return country_of(t); });
        if (found.present()) return found;
        if (unknown.empty() && !is_null(cell)) unknown = cell;
    }
    if (!unknown.empty()) note(column_name, "country.unknown", unknown, "left empty");
    return {};
}

std::optional<double> RowCells::real(Field field) {
    const auto cell = amount(field);
    return cell.empty() ? std::nullopt : parse_real(cell, mapping_.number_format[column_]);
}

ParsedNumber RowCells::parse_cell(std::string_view cell, int scale, std::string_view column_name) {
    const auto& format = mapping_.number_format[column_];
    const auto parsed = parse_number(cell, format, scale);
    if (parsed.problem != NumberProblem::not_a_number) return parsed;
    const auto marked = parse_marked_number(cell, format, scale);
    if (marked.number.problem == NumberProblem::none)
        note(column_name, "number.marked", cell, "read as the number beside " + std::string(marked.mark));
    return marked.number;
}

void RowCells::note(std::string_view field, std::string_view code, std::string_view raw, std::string_view action) {
    Note entry;
    entry.item_id = item_;
    entry.file_id = file_;
    entry.row_number = batch_.row_numbers[row_];
    entry.field = field;
    entry.code = code;
    entry.raw = keep_utf8(raw, kLongestRaw);
    entry.action = action;
    out_.notes.push_back(std::move(entry));
}

}  // namespace wb
