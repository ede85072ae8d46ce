#include "reference/toml_data.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "text/utf8.h"

namespace wb {

namespace {

// toml++ 3 tests letters from U+00A0 to U+FEFF for white space with code that is undefined for most of them. So it is shown letters of a
// private plane in their place, and the texts that it read are turned back.
constexpr char32_t kFirstVeiled = 0x80;
constexpr char32_t kLastVeiled = 0xFFFD;
constexpr char32_t kVeil = 0xF0000;

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_veiled(char32_t c) { return c >= kVeil + kFirstVeiled && c <= kVeil + kLastVeiled; }

std::string unveil(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto c = next_code(text, at);
        append_utf8(out, is_veiled(c) ? c - kVeil : c);
    }
    return out;
}

// The text as toml++ may see it, or where its first byte is that no TOML file has.
struct Veiled {
    std::string text;
    std::optional<std::size_t> bad;
};

Veiled veil(std::string_view text) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
    Veiled out;
    out.text.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto start = at;
        const auto c = next_code(text, at);
        const bool invalid = c == 0xFFFD && at == start + 1;
        const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        if (invalid || surrogate || is_veiled(c) || c > 0x10FFFF) {
            out.bad = start;
            return out;
        }
        append_utf8(out.text, c >= kFirstVeiled && c <= kLastVeiled ? c + kVeil : c);
    }
    return out;
}

void unveil(toml::node& node) {
    if (auto* text = node.as_string()) {
        if (!is_ascii(text->get())) text->get() = unveil(text->get());
    } else if (auto* list = node.as_array()) {
        for (auto& entry : *list) unveil(entry);
    } else if (auto* table = node.as_table()) {
        std::vector<std::string> veiled_keys;
        for (auto&& [key, value] : *table) {
            unveil(value);
            if (!is_ascii(key.str())) veiled_keys.emplace_back(key.str());
        }
        for (const auto& key : veiled_keys) {
            table->get(key)->visit([&](auto& value) { table->insert_or_assign(unveil(key), std::move(value)); });
            table->erase(key);
        }
    }
}

Error syntax_error(std::string message, const std::string& file, std::int64_t row, std::string hint) {
    Error error{"data.syntax", std::move(message), {}, std::move(hint)};
    error.where.file = file;
    error.where.row = row;
    return error;
}

}  // namespace

Result<toml::table> parse_toml(std::string_view text, const std::string& file) {
    const auto shown = veil(text);
    if (shown.bad) {
        const auto row = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*shown.bad), '\n');
        return syntax_error("a byte that is not UTF-8, or a private letter", file, row, "save the file as UTF-8");
    }
    try {
        toml::table table = toml::parse(shown.text, file);
        unveil(table);
        return table;
    } catch (const toml::parse_error& failure) {
        return syntax_error(unveil(failure.description()), file, static_cast<std::int64_t>(failure.source().begin.line),
                            "correct the line; letters beyond ASCII and unusual spaces belong in quotes");
    } catch (const TomlFault&) {
        Error error{
            "data.syntax", "not a TOML file: a key or value with characters that it may not have", {}, "check keys, brackets and quotes"};
        error.where.file = file;
        return error;
    }
}

}  // namespace wb
