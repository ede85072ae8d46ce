// TOML read with positions kept for errors. Only .cc files include it: toml++ is heavy to compile.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wb {

// Thrown where toml++ would abort on bytes that it does not expect; parse_toml turns it into an error.
struct TomlFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};
[[noreturn]] inline void throw_toml_fault(const char* condition) { throw TomlFault(condition); }

}  // namespace wb

#define TOML_ASSERT(condition) ((condition) ? void() : ::wb::throw_toml_fault(#condition))
#include <toml++/toml.h>

namespace wb {

// Errors: data.syntax with file and row. Hostile bytes are safe.
Result<toml::table> parse_toml(std::string_view text, const std::string& file);

inline Error toml_error(const toml::node& node, const std::string& file, std::string message, std::string hint) {
    Error error{"data.bad_entry", std::move(message), {}, std::move(hint)};
    error.where.file = file;
    error.where.row = static_cast<std::int64_t>(node.source().begin.line);
    return error;
}

inline std::string toml_text(const toml::table& table, std::string_view key) { return table[key].value_or(std::string()); }

inline std::vector<std::string> toml_texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> texts;
    if (const auto* list = table[key].as_array()) {
        for (const auto& entry : *list) {
            if (const auto text = entry.value<std::string>()) texts.push_back(*text);
        }
    }
    return texts;
}

// The tables of an array of tables, in order.
inline std::vector<const toml::table*> toml_tables(const toml::table& root, std::string_view key) {
    std::vector<const toml::table*> tables;
    if (const auto* list = root[key].as_array()) {
        for (const auto& entry : *list) {
            if (const auto* table = entry.as_table()) tables.push_back(table);
        }
    }
    return tables;
}

}  // namespace wb
