#include "reference/toml_data.h"

#include <algorithm>

namespace wb {

namespace {

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Finds the first byte that toml++ 3 must not see: its test for white space is undefined for letters beyond ASCII outside quotes, and after
// a backslash that joins the lines of a text of several lines.
class QuoteScanner {
public:
    explicit QuoteScanner(std::string_view text) : text_(text) {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    }

    // Where the byte is, or npos.
    std::size_t find() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (!is_ascii(c)) return at_;
            if (c == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (c == '"' || c == '\'') {
                skip_quoted(c);
                if (bad_ != std::string_view::npos) return bad_;
            } else {
                ++at_;
            }
        }
        return std::string_view::npos;
    }

private:
    void skip_quoted(char quote) {
        const std::string three(3, quote);
        const bool long_text = text_.substr(at_).starts_with(three);
        at_ += long_text ? 3 : 1;
        while (at_ < text_.size() && bad_ == std::string_view::npos) {
            const char c = text_[at_];
            if (c == '\n' && !long_text) return;
            if (quote == '"' && c == '\\') {
                skip_escape(long_text);
            } else if (c == quote && (!long_text || text_.substr(at_).starts_with(three))) {
                at_ += long_text ? 3 : 1;
                return;
            } else {
                ++at_;
            }
        }
    }

    void skip_escape(bool long_text) {
        ++at_;
        const auto next = long_text ? std::min(text_.find_first_not_of(" \t\r\n\v\f", at_), text_.size()) : at_;
        if (next < text_.size() && long_text && !is_ascii(text_[next])) bad_ = next;
        const bool joins_lines = next > at_;
        at_ = next;
        if (!joins_lines && at_ < text_.size() && is_ascii(text_[at_]) && text_[at_] != '\n') ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t bad_ = std::string_view::npos;
};

Error syntax_error(std::string message, const std::string& file, std::int64_t row, std::string hint) {
    Error error{"data.syntax", std::move(message), {}, std::move(hint)};
    error.where.file = file;
    error.where.row = row;
    return error;
}

}  // namespace

Result<toml::table> parse_toml(std::string_view text, const std::string& file) {
    if (const auto bad = QuoteScanner(text).find(); bad != std::string_view::npos) {
        const auto row = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
        return syntax_error("a letter or space beyond ASCII outside quotes", file, row, "put it in quotes, or remove a non-breaking space");
    }
    try {
        return toml::table(toml::parse(text, file));
    } catch (const toml::parse_error& failure) {
        return syntax_error(std::string(failure.description()), file, static_cast<std::int64_t>(failure.source().begin.line),
                            "correct the line");
    } catch (const TomlFault&) {
        Error error{
            "data.syntax", "not a TOML file: a key or value with characters that it may not have", {}, "check keys, brackets and quotes"};
        error.where.file = file;
        return error;
    }
}

}  // namespace wb
