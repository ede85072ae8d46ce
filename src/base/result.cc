#include "base/result.h"

namespace wb {

namespace {

void append_part(std::string& text, const std::string& part) {
    if (!text.empty()) text += ", ";
    text += part;
}

std::string describe(const Where& where) {
    std::string text;
    if (!where.file.empty()) append_part(text, where.file);
    if (where.row) append_part(text, "row " + std::to_string(*where.row));
    if (where.byte_offset) append_part(text, "byte " + std::to_string(*where.byte_offset));
    if (!where.column.empty()) append_part(text, "column " + where.column);
    return text;
}

}  // namespace

std::string to_string(const Error& error) {
    std::string text = error.code + ": " + error.message;
    if (const auto where = describe(error.where); !where.empty()) text += " (" + where + ")";
    if (!error.hint.empty()) text += ". " + error.hint;
    return text;
}

}  // namespace wb
