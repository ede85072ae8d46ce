#include "report/text_fit.h"

#include "text/utf8.h"

namespace wb {

namespace {

constexpr double kEllipsis = 1.0;

double width_of(char32_t c) {
    if (c >= 0x2E80 && c < 0xFE10) return 1.0;
    if (c >= 0xFF00 && c < 0xFF61) return 1.0;
    if (c == U' ' || c == U'.' || c == U',' || c == U'\'' || c == U'|' || c == U'i' || c == U'l' || c == U'I') return 0.34;
    if (c < 0x80) return (c >= U'A' && c <= U'Z') || c == U'm' || c == U'w' || c == U'@' || c == U'%' ? 0.78 : 0.62;
    if (c >= 0x410 && c < 0x430) return 0.78;  // Cyrillic capitals
    return 0.66;
}

struct Cut {
    std::size_t end = 0;   // where the line ends
    std::size_t next = 0;  // where the next one begins
};

// The longest beginning that fits: up to the last space, else up to the last character.
Cut first_line(std::string_view text, double width) {
    double used = 0;
    Cut at_space;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t before = at;
        const char32_t c = next_code(text, at);
        used += width_of(c);
        if (used > width && before > 0) return at_space.end > 0 ? at_space : Cut{before, before};
        if (c == U' ') at_space = {before, at};
    }
    return {text.size(), text.size()};
}

std::string shortened(std::string_view text, double width) {
    if (text_width(text) <= width) return std::string(text);
    double used = kEllipsis;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t before = at;
        used += width_of(next_code(text, at));
        if (used > width) return std::string(trim(text.substr(0, before))) + "…";
    }
    return std::string(text);
}

}  // namespace

double text_width(std::string_view text) {
    double width = 0;
    for (std::size_t at = 0; at < text.size();) width += width_of(next_code(text, at));
    return width;
}

std::vector<std::string> wrapped(std::string_view text, double width, std::size_t lines) {
    std::vector<std::string> out;
    while (!text.empty() && out.size() + 1 < lines) {
        const Cut cut = first_line(text, width);
        out.emplace_back(text.substr(0, cut.end));
        text.remove_prefix(cut.next);
    }
    if (!text.empty()) out.push_back(shortened(text, width));
    return out;
}

}  // namespace wb
