#include "report/markup.h"

#include <array>
#include <cstdio>

#include "base/check.h"
#include "text/utf8.h"

namespace wb {

namespace {

bool reorders_text(char32_t c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

bool is_control(char32_t c) { return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0); }

void append_escaped(std::string& out, char32_t c) {
    switch (c) {
        case '&':
            out += "&amp;";
            return;
        case '<':
            out += "&lt;";
            return;
        case '>':
            out += "&gt;";
            return;
        case '"':
            out += "&quot;";
            return;
        case '\'':
            out += "&#39;";
            return;
        default:
            append_utf8(out, is_control(c) || reorders_text(c) ? U'\uFFFD' : c);
    }
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t at = 0; at < text.size();) append_escaped(out, next_code(text, at));
    return out;
}

std::string anchor_name(std::string_view text) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '_';
        out += kHex[byte >> 4U];
        out += kHex[byte & 15U];
    }
    return out;
}

void Markup::start(std::string_view element, Attributes attributes) {
    text_ += '<';
    text_ += element;
    for (const auto& [name, value] : attributes) {
        if (name.empty()) continue;
        text_ += ' ';
        text_ += name;
        text_ += "=\"";
        text_ += escaped(value);
        text_ += '"';
    }
}

Markup& Markup::open(std::string_view element, Attributes attributes) {
    start(element, attributes);
    text_ += '>';
    open_.emplace_back(element);
    return *this;
}

Markup& Markup::close() {
    WB_CHECK(!open_.empty(), "an element to close");
    text_ += "</" + open_.back() + ">";
    static constexpr std::string_view kBlocks =
        " tr p li h1 h2 h3 section table thead tbody ol ul dl svg figure div dd header nav details ";
    if (kBlocks.find(" " + open_.back() + " ") != std::string_view::npos) text_ += '\n';
    open_.pop_back();
    return *this;
}

Markup& Markup::leaf(std::string_view element, Attributes attributes) {
    start(element, attributes);
    text_ += "/>";
    return *this;
}

Markup& Markup::text(std::string_view text) {
    text_ += escaped(text);
    return *this;
}

Markup& Markup::put(std::string_view element, std::string_view content, Attributes attributes) {
    return open(element, attributes).text(content).close();
}

Markup& Markup::raw(std::string_view markup) {
    text_ += markup;
    return *this;
}

std::string Markup::take() {
    WB_CHECK(open_.empty(), "every element closed; open: " + (open_.empty() ? std::string() : open_.back()));
    return std::move(text_);
}

std::string coordinate(double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", number);
    std::string out = text.data();
    if (out.ends_with(".0")) out.resize(out.size() - 2);
    return out == "-0" ? "0" : out;
}

}  // namespace wb
