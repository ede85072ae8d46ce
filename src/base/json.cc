#include "base/json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/check.h"

namespace wb {

namespace {

// Length of the valid UTF-8 sequence at the start of `text`, 0 when it is not valid (overlong, surrogate, cut).
std::size_t valid_sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (!continues(1) || !continues(2)) return 0;
        if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return 0;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (!continues(1) || !continues(2) || !continues(3)) return 0;
        if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 0;
        return 4;
    }
    return 0;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    std::array<char, 8> code{};
    std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += code.data();
}

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\'; }

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t written = 0;  // what stands before `at` and behind it is copied in one piece
    for (std::size_t at = 0; at < text.size();) {
        if (is_plain(text[at])) {
            ++at;
            continue;
        }
        const auto size = static_cast<unsigned char>(text[at]) < 0x80 ? 0 : valid_sequence(text.substr(at));
        if (size > 0) {
            at += size;
            continue;
        }
        out += text.substr(written, at - written);
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            append_escaped(out, text[at]);
        } else {
            out += "\xEF\xBF\xBD";
        }
        written = ++at;
    }
    out += text.substr(written);
    out += '"';
}

}  // namespace

void JsonWriter::before_value() {
    WB_CHECK(open_.empty() || open_.back() == '[' || has_key_, "JSON value without a key inside an object");
    if (needs_comma_ && !has_key_) text_ += ',';
    has_key_ = false;
    needs_comma_ = true;
}

JsonWriter& JsonWriter::object() {
    before_value();
    text_ += '{';
    open_.push_back('{');
    needs_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::array() {
    before_value();
    text_ += '[';
    open_.push_back('[');
    needs_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::end() {
    WB_CHECK(!open_.empty() && !has_key_, "JSON end without an open container");
    text_ += open_.back() == '{' ? '}' : ']';
    open_.pop_back();
    needs_comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    WB_CHECK(!open_.empty() && open_.back() == '{' && !has_key_, "JSON key outside an object");
    if (needs_comma_) text_ += ',';
    append_json_string(text_, name);
    text_ += ':';
    has_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
    before_value();
    append_json_string(text_, text);
    return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
    before_value();
    text_ += std::to_string(value);
    return *this;
}

JsonWriter& JsonWriter::number(double value) {
    if (!std::isfinite(value)) return null();
    before_value();
    std::array<char, 32> digits{};
    const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    WB_CHECK(failure == std::errc{}, "a double fits 32 characters");
    text_.append(digits.data(), end);
    return *this;
}

JsonWriter& JsonWriter::decimal(std::string_view digits) { return raw(digits); }

JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }

JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json) {
    before_value();
    text_ += json;
    return *this;
}

std::string JsonWriter::take() {
    WB_CHECK(open_.empty(), "JSON taken before its containers were closed");
    return std::move(text_);
}

std::string json_string(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

}  // namespace wb
