#include <doctest/doctest.h>
#include <unicode/ucnv.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <string>
#include <vector>

#include "base/hash.h"
#include "ingest/reader.h"
#include "ingest/reader_rows.h"
#include "text/charset.h"

using namespace wb;

namespace {

using Table = std::vector<std::vector<std::string>>;

// Everything a source says about its rows.
struct Seen {
    Table rows;
    std::vector<std::int64_t> numbers, offsets;
    std::vector<std::string> problems;
    std::string error;
    SourceInfo info;
    bool operator==(const Seen& other) const {
        return rows == other.rows && numbers == other.numbers && offsets == other.offsets && problems == other.problems &&
               error == other.error;
    }
};

Seen read_all(std::string_view bytes, const ReadOptions& options) {
    Seen seen;
    const auto source = open_memory(bytes, "memory", options);
    if (!source.ok()) {
        seen.error = source.error().code;
        return seen;
    }
    seen.info = source.value()->info();
    RowBatch batch;
    for (;;) {
        RowBlock block;
        const auto more = source.value()->next(block);
        if (!more.ok()) seen.error = more.error().code;
        if (!more.ok() || !*more) return seen;
        source.value()->split(block, batch);
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            seen.rows.emplace_back();
            for (std::size_t i = 0; i < batch.width(row); ++i) seen.rows.back().emplace_back(batch.cell(row, i));
            seen.numbers.push_back(batch.row_numbers[row]);
            seen.offsets.push_back(batch.byte_offsets[row]);
            seen.problems.emplace_back(batch.problems[row]);
        }
    }
}

ReadOptions as_told(std::string encoding, std::string delimiter, std::size_t block_bytes = 1 << 20) {
    ReadOptions options;
    options.encoding = std::move(encoding);
    options.delimiter = std::move(delimiter);
    options.block_bytes = block_bytes;
    return options;
}

std::string encoded(std::string_view utf8, const std::string& name) {
    UErrorCode status = U_ZERO_ERROR;
    std::vector<char> out(utf8.size() * 4 + 16);
    const auto size = ucnv_convert(name.c_str(), "UTF-8", out.data(), static_cast<std::int32_t>(out.size()), utf8.data(),
                                   static_cast<std::int32_t>(utf8.size()), &status);
    REQUIRE(U_SUCCESS(status));
    return {out.data(), static_cast<std::size_t>(size)};
}

// Reproducible choices.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : seed_(seed) {}
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(uniform_draw(seed_, 0, count_++) * static_cast<double>(limit)); }

private:
    std::uint64_t seed_;
    std::uint64_t count_ = 0;
};

// ---- the slow reader: the rules at the head of reader_rows.h, a byte at a time over the whole text ----

bool ends_line(char c) { return c == '\n' || c == '\r'; }

constexpr std::size_t kStray = ~std::size_t{0};

bool slow_closes(const std::string& text, std::size_t at, const TextShape& shape) {
    if (at == text.size() || text[at] == shape.delimiter) return true;
    if (shape.rows_end_with_return) return text[at] == '\r';
    const auto behind = text.find_first_not_of('\r', at);
    return behind == std::string::npos || text[behind] == '\n';
}

std::size_t slow_closing(const std::string& text, std::size_t open, std::size_t until, const TextShape& shape) {
    bool doubled = true;
    bool line = false;
    for (std::size_t i = open + 1; i < until && i - open <= shape.longest_quoted; ++i) {
        line = line || ends_line(text[i]);
        if (text[i] != '"') continue;
        if (doubled && i + 1 < until && text[i + 1] == '"') {
            ++i;
        } else if (slow_closes(text, i + 1, shape)) {
            return i;
        } else if (line && (ends_line(text[i - 1]) || text[i - 1] == shape.delimiter)) {
            return kStray;
        } else {
            doubled = false;
        }
    }
    return kStray;
}

std::string slow_inside(const std::string& text, std::size_t open, std::size_t closing, const TextShape&) {
    std::string inside;
    bool doubled = true;
    for (std::size_t i = open + 1; i < closing; ++i) {
        inside += text[i];
        if (text[i] != '"' || !doubled) continue;
        if (i + 1 < closing && text[i + 1] == '"') {
            ++i;
        } else {
            doubled = false;
        }
    }
    return inside;
}

struct SlowRow {
    std::vector<std::string> cells;
    bool stray = false;
};

std::string shown(const std::vector<SlowRow>& rows) {
    std::string text;
    for (const auto& row : rows) {
        for (const auto& cell : row.cells) text += "[" + cell + "]";
        text += row.stray ? " stray/" : "/";
    }
    return text;
}

// The end of the line at `i`: kStray when no row ends there.
std::size_t slow_line_end(const std::string& text, std::size_t i, const TextShape& shape) {
    if (i >= text.size()) return i;
    if (!shape.rows_end_with_return) return text[i] == '\n' ? i + 1 : kStray;
    if (text[i] != '\r') return kStray;
    return i + 1 < text.size() && text[i + 1] == '\n' ? i + 2 : i + 1;
}

std::vector<SlowRow> slow_rows(const std::string& text, const TextShape& shape) {
    std::vector<SlowRow> rows;
    for (std::size_t i = 0; i < text.size();) {
        SlowRow row;
        const auto from = i;
        std::vector<std::pair<std::size_t, std::size_t>> quotations;
        std::size_t end = kStray;
        for (; (end = slow_line_end(text, i, shape)) == kStray; ++i) {
            if (text[i] != '"' || (i > from && text[i - 1] != shape.delimiter)) continue;
            const auto closing = slow_closing(text, i, text.size(), shape);
            row.stray = row.stray || closing == kStray;
            if (closing == kStray) continue;
            quotations.emplace_back(i, closing);
            i = closing;
        }
        auto until = std::min(i, text.size());
        while (until > from && ends_line(text[until - 1])) --until;
        std::string cell;
        std::size_t next = 0;
        bool after_quotation = false;
        for (std::size_t k = from; k < until; ++k) {
            if (next < quotations.size() && quotations[next].first == k) {
                cell = slow_inside(text, k, quotations[next].second, shape);
                k = quotations[next++].second;
                after_quotation = true;
            } else if (text[k] == shape.delimiter || after_quotation) {
                row.cells.push_back(cell);
                cell.clear();
                after_quotation = false;
            } else {
                cell += text[k];
            }
        }
        if (until > from) row.cells.push_back(cell);
        rows.push_back(row);
        i = end;
    }
    return rows;
}

std::string random_text(Dice& dice, std::string_view alphabet, std::size_t longest) {
    std::string text;
    for (auto left = dice.below(longest + 1); left > 0; --left) text += alphabet[dice.below(alphabet.size())];
    return text;
}

std::vector<SlowRow> fast_rows(const std::string& text, const TextShape& shape) {
    std::vector<SlowRow> rows;
    RowFinder finder(text, shape, true);
    Arena arena;
    CellSplitter splitter(text, shape, arena);
    std::vector<std::uint32_t> stray;
    for (std::size_t at = 0; at < text.size();) {
        stray.clear();
        const auto end = finder.row_end(at, stray);
        REQUIRE(end != std::string_view::npos);
        std::vector<std::string_view> cells;
        splitter.split(at, at + without_line_end(std::string_view(text).substr(at, end - at)).size(), {stray.begin(), stray.end()}, cells);
        rows.push_back({{cells.begin(), cells.end()}, !stray.empty()});
        at = end;
    }
    return rows;
}

std::string quoted(const std::string& cell) {
    std::string text = "\"";
    for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
}

std::string written(const Table& table, char delimiter, const std::string& line_end) {
    std::string text;
    for (const auto& row : table) {
        for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : std::string(1, delimiter)) + quoted(row[i]);
        text += line_end;
    }
    return text;
}

Table random_table(Dice& dice, const std::vector<std::string>& words) {
    Table table(2 + dice.below(6));
    const auto width = 2 + dice.below(4);
    for (auto& row : table) {
        for (std::size_t i = 0; i < width; ++i) {
            row.emplace_back();
            for (auto left = dice.below(5); left > 0; --left) row.back() += words[dice.below(words.size())];
        }
    }
    return table;
}

const std::vector<std::string> kRussianWords = {"КВАДРОКОПТЕР", "винты", "\"РОМАШКА\"", "\"", "\n", "\r\n", ",", ";", "Ё", " ", "100,5"};
const std::vector<std::string> kChineseWords = {"无人机", "深圳市大疆", "\"", "\"\"", "\n", ";", "|", ",", "電池", "a", "、"};
const std::vector<std::string> kAnyWords = {"KВАДРО", "无人机", "\"", "\n", ";", "|", "\t", "😀", "é", "naïve", "\r\n"};

std::string gzip(std::string_view bytes) {
    z_stream state{};
    REQUIRE(deflateInit2(&state, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&state, bytes.size()) + 64, '\0');
    state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    state.avail_in = static_cast<uInt>(bytes.size());
    state.next_out = reinterpret_cast<Bytef*>(out.data());
    state.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&state, Z_FINISH) == Z_STREAM_END);
    out.resize(state.total_out);
    deflateEnd(&state);
    return out;
}

std::string zstd(std::string_view bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
    return out;
}

}  // namespace

TEST_CASE("text: rows and cells equal those of the slow reader") {
    Dice dice(11);
    for (int round = 0; round < 60000; ++round) {
        const auto text = random_text(dice, "a,\"\n\r;", 16);
        TextShape shape;
        shape.delimiter = dice.below(2) == 0 ? ',' : ';';
        shape.rows_end_with_return = dice.below(4) == 0;
        shape.longest_quoted = dice.below(2) == 0 ? 5 : 1000;
        CAPTURE(text);
        CAPTURE(shape.rows_end_with_return);
        CAPTURE(shape.longest_quoted);
        REQUIRE(shown(fast_rows(text, shape)) == shown(slow_rows(text, shape)));
    }
}

TEST_CASE("text: long rows are split across windows as by the slow reader") {
    Dice dice(12);
    for (int round = 0; round < 300; ++round) {
        const auto text = random_text(dice, "aaaaaaaaaaaaaaaaaaaaa,,,\"\n;", 600);
        const TextShape shape;
        CAPTURE(text);
        REQUIRE(shown(fast_rows(text, shape)) == shown(slow_rows(text, shape)));
    }
}

TEST_CASE("text: whoever cuts the file into blocks, the rows are the same") {
    Dice dice(13);
    const std::array<std::string, 4> names = {"utf-8", "windows-1251", "gb18030", "utf-16le"};
    for (int round = 0; round < 1500; ++round) {
        const auto& name = names[dice.below(names.size())];
        const auto plain = random_text(dice, "ab,\"\n\r;|", 60);
        const auto bytes =
            name == "utf-16le" ? encoded(plain, "UTF-16LE") : plain + (name == "utf-8" ? "\xD0\xB9\xD0" : "\xE9\xFF\x81|\x81|\"") + plain;
        const auto whole = read_all(bytes, as_told(name, ","));
        CAPTURE(name);
        CAPTURE(bytes);
        for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{3}, std::size_t{17}})
            CHECK((read_all(bytes, as_told(name, ",", block_bytes)) == whole));
    }
}

TEST_CASE("text: what is written by RFC 4180 is read back, in every encoding that can hold it") {
    struct Way {
        std::string name, icu;
        const std::vector<std::string>& words;
    };
    const std::vector<Way> ways = {{"utf-8", "UTF-8", kAnyWords},         {"utf-16le", "UTF-16LE", kAnyWords},
                                   {"utf-16be", "UTF-16BE", kAnyWords},   {"gb18030", "gb18030", kAnyWords},
                                   {"gb18030", "gb18030", kChineseWords}, {"windows-1251", "windows-1251", kRussianWords},
                                   {"cp866", "ibm-866", kRussianWords},   {"koi8-r", "KOI8-R", kRussianWords}};
    Dice dice(14);
    for (int round = 0; round < 800; ++round) {
        const auto& way = ways[dice.below(ways.size())];
        const auto table = random_table(dice, way.words);
        const char delimiter = ",;\t|"[dice.below(4)];
        const std::string line_end = dice.below(2) == 0 ? "\n" : "\r\n";
        const auto bytes = encoded(written(table, delimiter, line_end), way.icu);
        CAPTURE(way.name);
        CAPTURE(bytes);
        const auto seen = read_all(bytes, as_told(way.name, std::string(1, delimiter), 1 + dice.below(64)));
        CHECK((seen.rows == table));
        for (const auto& problem : seen.problems) CHECK(problem.empty());
        // The offset of a row is where its bytes stand in the file.
        std::string prefix;
        for (std::size_t row = 0; row < seen.rows.size(); ++row) {
            CHECK(seen.offsets[row] == static_cast<std::int64_t>(prefix.size()));
            prefix += encoded(written({table[row]}, delimiter, line_end), way.icu);
        }
    }
}

TEST_CASE("text: a file cut anywhere gives every whole row before the cut") {
    Table table;
    for (int row = 0; row < 12; ++row) table.push_back({"строка " + std::to_string(row), "с \"кавычками\"", "1,5"});
    const auto text = written(table, ';', "\r\n");
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const auto part = text.substr(0, cut);
        const auto whole = static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
        const auto seen = read_all(part, as_told("utf-8", ";", 50));
        REQUIRE(seen.rows.size() >= whole);
        CHECK(seen.rows.size() <= whole + 1);
        CHECK((Table(seen.rows.begin(), seen.rows.begin() + static_cast<std::ptrdiff_t>(whole)) ==
               Table(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(whole))));
    }
}

TEST_CASE("text: compressed files give the same rows; a truncated one its whole rows and an error") {
    Dice dice(15);
    Table table;
    for (int row = 0; row < 400; ++row)
        table.push_back({std::to_string(dice.below(1000000)), "b" + std::to_string(dice.below(1000000)), "в"});
    const auto text = written(table, ',', "\n");
    const auto half = text.size() / 2;
    const Table same(100000, {"a", "b"});
    CHECK((read_all(gzip(written(same, ',', "\n")), {}).rows == same));
    CHECK((read_all(zstd(written(same, ',', "\n")), {}).rows == same));
    const auto two_members = gzip(text.substr(0, half)) + gzip(text.substr(half));
    CHECK((read_all(gzip(text), {}).rows == table));
    CHECK(read_all(gzip(text), {}).info.format == "csv.gz");
    CHECK((read_all(two_members, {}).rows == table));
    CHECK(read_all(two_members + std::string(512, '\0'), {}).error.empty());
    CHECK(read_all(two_members + "garbage", {}).error == "read.corrupt");
    CHECK((read_all(zstd(text.substr(0, half)) + zstd(text.substr(half)), {}).rows == table));
    CHECK(read_all(zstd(text), {}).info.format == "csv.zst");
    for (const auto& bytes : {two_members, zstd(text)}) {
        std::size_t most = 0;
        for (std::size_t cut = 5; cut < bytes.size(); cut += 7) {
            const auto seen = read_all(std::string_view(bytes).substr(0, cut), as_told("utf-8", ",", 512));
            CHECK((seen.error == "read.truncated" || cut == gzip(text.substr(0, half)).size()));
            REQUIRE(seen.rows.size() <= table.size());
            CHECK((seen.rows == Table(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(seen.rows.size()))));
            CHECK(seen.rows.size() >= most);
            most = seen.rows.size();
        }
    }
}

TEST_CASE("text: a missing quotation mark costs its own row only") {
    const auto seen = read_all("a,b,c\n1,\"open,x\n2,\"fine\",\"y\"\n3,z,w\n", {});
    REQUIRE(seen.rows.size() == 4);
    CHECK((seen.rows[1] == std::vector<std::string>{"1", "\"open", "x"}));
    CHECK(seen.problems[1] == "row.unclosed_quote");
    CHECK((seen.rows[2] == std::vector<std::string>{"2", "fine", "y"}));
    CHECK(seen.problems[2].empty());
    CHECK(seen.numbers[3] == 4);
}

TEST_CASE("text: an open quotation mark does not swallow a megabyte") {
    std::string text = "a,b\n1,\"open\n";
    for (int row = 0; row < 200000; ++row) text += "2,plain\n";
    for (const std::string name : {"utf-8", "windows-1251"}) {
        const auto seen = read_all(text, as_told(name, ",", 4096));
        CHECK(seen.rows.size() == 200002);
        CHECK((seen.rows[1] == std::vector<std::string>{"1", "\"open"}));
        CHECK(seen.problems[1] == "row.unclosed_quote");
    }
}

TEST_CASE("text: quotation marks that were not doubled stay as they are") {
    const auto seen = read_all("a;b\n\"ООО \"РОМАШКА\"\";2\n\"ЗАО \"\"Х\"\"\";3\nООО \"Ю\";4\n", {});
    REQUIRE(seen.rows.size() == 4);
    CHECK(seen.rows[1][0] == "ООО \"РОМАШКА\"");
    CHECK(seen.rows[2][0] == "ЗАО \"Х\"");
    CHECK(seen.rows[3][0] == "ООО \"Ю\"");
}

TEST_CASE("text: rows are numbered as a spreadsheet shows them") {
    const auto seen = read_all("a,b\n\n\"x\ny\",2\r\n1\n1,2,3", {});
    CHECK((seen.rows == Table{{"a", "b"}, {}, {"x\ny", "2"}, {"1"}, {"1", "2", "3"}}));
    CHECK((seen.numbers == std::vector<std::int64_t>{1, 2, 3, 4, 5}));
    CHECK((read_all("a;b\r1;2\r3;4", {}).rows == Table{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
    CHECK((read_all("a;b\r\r\n1;2\r\r\n", {}).rows == Table{{"a", "b"}, {"1", "2"}}));
}

TEST_CASE("text: delimiters are found, decimal commas or not") {
    CHECK(read_all("a;b;c\n1,5;2,5;3,5\n1,7;2,2;0,5\n2,7;2,6;0,7\n", {}).info.delimiter == ";");
    CHECK(read_all("цена\tмасса\n1,5\t2,5\n1,7\t2,2\n", {}).info.delimiter == "tab");
    CHECK(read_all("a|b\n1,5|2;5\n1,7|2,2\n", {}).info.delimiter == "|");
    CHECK(read_all("a,b,c\n1,2,3\n4,5,6\n", {}).info.delimiter == ",");
    CHECK(read_all("name,text\nx,\"a;b;c\"\ny,\"d;e;f\"\n", {}).info.delimiter == ",");
    CHECK(read_all("sep=|\na|b,c\n", {}).info.delimiter == "|");
    CHECK(read_all("one column\nof text\n", {}).rows.size() == 2);
    CHECK(read_all("a,b\n", as_told("", ";;")).error == "read.bad_option");
    CHECK(read_all("a,b\n", as_told("klingon", "")).error == "read.bad_option");
}

TEST_CASE("text: NUL and invalid bytes are told per row") {
    const std::string_view bytes("a,b\nx\0y,1\nz\xFFz,2\nok,3\n", 21);
    const auto seen = read_all(bytes, as_told("utf-8", ","));
    REQUIRE(seen.rows.size() == 4);
    CHECK(seen.rows[1][0] == "x y");
    CHECK(seen.problems[1] == "row.null_bytes");
    CHECK(seen.rows[2][0] == "z\xEF\xBF\xBDz");
    CHECK(seen.problems[2] == "row.invalid_bytes");
    CHECK(seen.problems[3].empty());
    auto wide = encoded("a,b\nx#y,1\nz,2\n", "UTF-16BE");
    wide[wide.find('#')] = '\0';
    const auto wide_seen = read_all(wide, as_told("utf-16be", ","));
    CHECK(wide_seen.rows[1][0] == "x y");
    CHECK(wide_seen.problems[1] == "row.null_bytes");
    CHECK(wide_seen.offsets[2] == 20);
}

TEST_CASE("text: a cell over the limit is cut between characters and said so") {
    std::string cell;
    while (cell.size() <= kLongestCell) cell += "ы";
    const auto seen = read_all("a,b\nx" + cell + ",2\n", as_told("utf-8", ","));
    REQUIRE(seen.rows.size() == 2);
    CHECK(seen.rows[1][0].size() == kLongestCell - 1);
    CHECK(seen.rows[1][1] == "2");
    CHECK(seen.problems[1] == "row.cell_cut");
}

TEST_CASE("text: a line that does not end is an error, whatever the file's size") {
    const std::string endless = "a,b\n" + std::string(kLongestRow + (std::size_t{8} << 20), 'x');
    const auto packed = zstd(endless);
    const auto source = open_memory(packed, "endless.csv.zst", {});
    REQUIRE(source.ok());
    RowBlock block;
    REQUIRE(source.value()->next(block).ok());
    const auto more = source.value()->next(block);
    REQUIRE_FALSE(more.ok());
    CHECK(more.error().code == "read.line_too_long");
    CHECK(more.error().where.file == "endless.csv.zst");
    CHECK(more.error().where.row == 2);
    CHECK(more.error().where.byte_offset == 4);
}
