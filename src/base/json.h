// Writes JSON text: keys in the order given, numbers in shortest round-trip form, UTF-8 kept, invalid bytes replaced by U+FFFD.
//
// Usage: JsonWriter json; json.object().key("rows").number(3).key("names").array().string("a").end().end(); json.take();
// Misuse (a value without a key inside an object, an unclosed container) is a Bug. Not thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

class JsonWriter {
public:
    JsonWriter& object();
    JsonWriter& array();
    JsonWriter& end();
    JsonWriter& key(std::string_view name);
    JsonWriter& string(std::string_view text);
    JsonWriter& number(std::int64_t value);
    JsonWriter& number(double value);              // null when not finite
    JsonWriter& decimal(std::string_view digits);  // digits as they are, e.g. "12.30"
    JsonWriter& boolean(bool value);
    JsonWriter& null();
    JsonWriter& raw(std::string_view json);  // a complete JSON value made elsewhere
    [[nodiscard]] std::string take();

private:
    void before_value();
    std::string text_;
    std::vector<char> open_;  // '{' or '['
    bool needs_comma_ = false;
    bool has_key_ = false;
};

// "text" with quotes and escapes.
std::string json_string(std::string_view text);

}  // namespace wb
