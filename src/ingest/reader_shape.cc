// Which character separates the cells of a text and which one ends its rows, from its first rows.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "ingest/reader_rows.h"

namespace wb {

namespace {

constexpr std::array kDelimiters = {';', '\t', '|', ','};
constexpr std::size_t kSampleRows = 200;
constexpr std::size_t kEnoughColumns = 60;  // more columns than this make a delimiter no more likely
constexpr double kConsistent = 0.9;         // share of rows of one width from which a delimiter is taken for regular

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether rows end with "\r" alone: more such line ends than "\n", quoted ones not counted.
bool ends_with_return(std::string_view sample) {
    std::size_t returns = 0;
    std::size_t feeds = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        if (sample[i] == '"') quoted = !quoted;
        if (quoted) continue;
        if (sample[i] == '\n') ++feeds;
        if (sample[i] == '\r' && (i + 1 == sample.size() || sample[i + 1] != '\n')) ++returns;
    }
    return returns > feeds;
}

struct Vote {
    char delimiter = ',';
    std::size_t width = 1;     // most usual number of cells
    double share = 0;          // of rows that have it
    double decimal_share = 0;  // of the delimiters that stand between two digits
    [[nodiscard]] double score() const { return width < 2 ? 0 : share * share * static_cast<double>(std::min(width, kEnoughColumns)); }
};

double decimal_share(std::string_view text, char delimiter) {
    std::size_t all = 0;
    std::size_t decimal = 0;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] != delimiter) continue;
        ++all;
        decimal += is_digit(text[i - 1]) && is_digit(text[i + 1]) ? 1U : 0U;
    }
    return all == 0 ? 0 : static_cast<double>(decimal) / static_cast<double>(all);
}

// A delimiter is good when it gives many cells and the same number in most rows.
Vote vote(std::string_view text, TextShape shape) {
    Arena arena;
    std::map<std::size_t, std::size_t> widths;
    std::size_t rows = 0;
    std::vector<std::uint32_t> stray;
    std::vector<std::string_view> cells;
    RowFinder finder(text, shape, true);
    CellSplitter splitter(text, shape, arena);
    for (std::size_t at = 0; at < text.size() && rows < kSampleRows;) {
        stray.clear();
        cells.clear();
        const auto end = finder.row_end(at, stray);
        const auto row = without_line_end(text.substr(at, end - at));
        splitter.split(at, at + row.size(), {stray.begin(), stray.end()}, cells);
        if (!cells.empty()) ++widths[cells.size()];
        if (!cells.empty()) ++rows;
        at = end;
    }
    Vote best{shape.delimiter, 1, 0, decimal_share(text, shape.delimiter)};
    for (const auto& [width, count] : widths) {
        const Vote candidate{shape.delimiter, width, static_cast<double>(count) / static_cast<double>(rows), best.decimal_share};
        if (candidate.score() > best.score()) best = candidate;
    }
    return best;
}

std::string delimiter_word(char delimiter) {
    switch (delimiter) {
        case ',':
            return "comma";
        case ';':
            return "semicolon";
        case '\t':
            return "tab";
        default:
            return std::string(1, delimiter);
    }
}

std::string in_words(const Vote& best) {
    if (best.score() == 0) return "no delimiter found: one column";
    const auto percent = std::lround(best.share * 100);
    return delimiter_word(best.delimiter) + " gives " + std::to_string(best.width) + " columns in " + std::to_string(percent) +
           " % of the first rows";
}

// "sep=;" in the first line, as spreadsheet programs write and read it; 0 when it is not there.
char declared_delimiter(std::string_view sample) {
    const auto line = without_line_end(sample.substr(0, std::min(sample.find_first_of("\r\n"), sample.size())));
    return line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP=")) ? line[4] : '\0';
}

}  // namespace

TextShape detect_shape(std::string_view sample, std::vector<std::string>& evidence) {
    TextShape shape;
    shape.rows_end_with_return = ends_with_return(sample);
    if (const char declared = declared_delimiter(sample); declared != '\0') {
        shape.delimiter = declared;
        evidence.push_back("the first line says sep=" + std::string(1, declared));
        return shape;
    }
    Vote best;
    for (const char delimiter : kDelimiters) {
        shape.delimiter = delimiter;
        const auto candidate = vote(sample, shape);
        // Decimal commas in most cells give the comma as many columns as the true delimiter has.
        const bool decimal_commas = delimiter == ',' && best.share >= kConsistent && candidate.decimal_share > 0.5;
        if (candidate.score() > best.score() && !decimal_commas) best = candidate;
    }
    shape.delimiter = best.delimiter;
    evidence.push_back(in_words(best));
    return shape;
}

}  // namespace wb
