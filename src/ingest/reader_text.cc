#include "ingest/reader_text.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include "text/charset.h"

namespace wb {

namespace {

constexpr std::size_t kSampleBytes = std::size_t{256} << 10;
constexpr std::array kDelimiters = {',', ';', '\t', '|'};
constexpr std::size_t kSampleRows = 200;

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// Length of the line end at `at`: 2 for \r\n.
std::size_t line_end_size(std::string_view bytes, std::size_t at) {
    return bytes[at] == '\r' && at + 1 < bytes.size() && bytes[at + 1] == '\n' ? 2 : 1;
}

RowEnd literal_row_end(std::string_view bytes, std::size_t from, bool at_end) {
    std::size_t at = from;
    while (at < bytes.size() && !is_line_end(bytes[at])) ++at;
    if (at == bytes.size()) return {at, at_end, true};
    if (bytes[at] == '\r' && at + 1 == bytes.size() && !at_end) return {at, false, true};
    return {at + line_end_size(bytes, at), true, true};
}

// End of the quoted cell whose opening quote is at `open`: position after the closing quote, npos when it does not close in time.
std::size_t quoted_end(std::string_view bytes, std::size_t open, bool& needs_more, bool at_end) {
    std::size_t at = open + 1;
    for (;;) {
        const void* found = at < bytes.size() ? std::memchr(bytes.data() + at, '"', bytes.size() - at) : nullptr;
        const auto quote = found == nullptr ? bytes.size() : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        if (quote - open > kLongestQuoted) return std::string_view::npos;
        if (found == nullptr || (quote + 1 == bytes.size() && !at_end)) {
            needs_more = !at_end;
            return std::string_view::npos;
        }
        if (quote + 1 < bytes.size() && bytes[quote + 1] == '"') {
            at = quote + 2;
            continue;
        }
        return quote + 1;
    }
}

struct DelimiterVote {
    char delimiter;
    double score;
};

// A delimiter is good when it gives many cells and the same number in most rows.
DelimiterVote vote(std::string_view text, char delimiter) {
    std::map<std::size_t, std::size_t> widths;
    std::size_t rows = 0;
    Arena arena;
    std::vector<std::string_view> cells;
    for (std::size_t at = 0; at < text.size() && rows < kSampleRows; ++rows) {
        const auto end = find_row_end(text, at, delimiter, true);
        cells.clear();
        split_row(text.substr(at, end.end - at), delimiter, end.unclosed_quote, arena, cells);
        ++widths[cells.size()];
        at = end.end;
    }
    double best = 0;
    for (const auto& [width, count] : widths) {
        if (width < 2) continue;
        const double share = static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(rows, 1));
        best = std::max(best, share * share * static_cast<double>(std::min<std::size_t>(width, 60)));
    }
    return {delimiter, best};
}

char detect_delimiter(std::string_view text) {
    DelimiterVote best{',', 0};
    for (const char delimiter : kDelimiters) {
        const auto candidate = vote(text, delimiter);
        if (candidate.score > best.score) best = candidate;
    }
    return best.delimiter;
}

class TextSource : public TableSource {
public:
    TextSource(std::unique_ptr<ByteStream> stream, std::string name, std::size_t block_bytes)
        : stream_(std::move(stream)), name_(std::move(name)), block_bytes_(block_bytes) {}

    Status start(std::string head, const ReadOptions& options);
    [[nodiscard]] const SourceInfo& info() const override { return info_; }
    Result<bool> next(RowBlock& block) override;
    void split(const RowBlock& block, RowBatch& batch) const override;
    [[nodiscard]] double progress() const override { return stream_->progress(); }

private:
    Status fill();
    void transcode_wide();
    std::size_t cut_rows(RowBlock& block);
    [[nodiscard]] Error too_long() const;

    std::unique_ptr<ByteStream> stream_;
    std::string name_;
    std::size_t block_bytes_;
    SourceInfo info_;
    Encoding encoding_ = Encoding::utf8;
    char delimiter_ = ',';
    bool wide_ = false;        // UTF-16: made UTF-8 while read, since rows cannot be found in its bytes
    std::string raw_;          // wide only: encoded bytes not yet transcoded
    std::string pending_;      // bytes not yet handed out
    bool at_end_ = false;
    std::optional<Error> failure_;
    std::int64_t row_number_ = 1, byte_offset_ = 0, index_ = 0;
};

Status TextSource::start(std::string head, const ReadOptions& options) {
    auto detected = detect_encoding(std::string_view(head).substr(0, kSampleBytes));
    if (!options.encoding.empty()) {
        const auto forced = encoding_from_name(options.encoding);
        if (!forced) return Error{"read.bad_option", "unknown encoding: " + options.encoding, {name_, {}, {}, ""}, "use utf-8, windows-1251, cp866, koi8-r, gb18030, utf-16le …"};
        if (*forced != detected.encoding) detected.mark_bytes = 0;
        detected = {*forced, detected.mark_bytes, "as told"};
    }
    encoding_ = detected.encoding;
    wide_ = encoding_ == Encoding::utf16le || encoding_ == Encoding::utf16be;
    info_.encoding = std::string(encoding_name(encoding_));
    info_.evidence.push_back(detected.evidence);
    byte_offset_ = static_cast<std::int64_t>(detected.mark_bytes);
    head.erase(0, detected.mark_bytes);
    (wide_ ? raw_ : pending_) = std::move(head);
    if (wide_) transcode_wide();
    Arena arena;
    const auto sample = wide_ ? std::string_view(pending_).substr(0, kSampleBytes)
                              : decode(encoding_, std::string_view(pending_).substr(0, kSampleBytes), arena).text;
    if (options.delimiter.empty()) {
        delimiter_ = detect_delimiter(sample);
    } else {
        delimiter_ = options.delimiter == "tab" || options.delimiter == "\\t" ? '\t' : options.delimiter[0];
    }
    info_.delimiter = delimiter_ == '\t' ? "tab" : std::string(1, delimiter_);
    info_.format = "csv";
    if (!stream_->compression().empty()) info_.format += "." + std::string(stream_->compression());
    return {};
}

// Keeps what may be half of a surrogate pair for the next time.
void TextSource::transcode_wide() {
    std::size_t usable = raw_.size() - raw_.size() % 2;
    if (!at_end_ && usable >= 2) {
        const auto high = static_cast<unsigned char>(raw_[encoding_ == Encoding::utf16le ? usable - 1 : usable - 2]);
        if (high >= 0xD8 && high <= 0xDB) usable -= 2;
    }
    Arena arena;
    pending_ += decode(encoding_, std::string_view(raw_).substr(0, usable), arena).text;
    raw_.erase(0, usable);
}

Status TextSource::fill() {
    while (!at_end_ && pending_.size() < block_bytes_) {
        auto& target = wide_ ? raw_ : pending_;
        const auto more = stream_->read(target, block_bytes_);
        if (!more.ok()) {
            failure_ = more.error();   // told after the rows before it
            at_end_ = true;
        } else if (!*more) {
            at_end_ = true;
        }
        if (wide_) transcode_wide();
    }
    return {};
}

// Puts whole rows from the start of pending_ into the block; returns their bytes.
std::size_t TextSource::cut_rows(RowBlock& block) {
    std::size_t at = 0;
    while (at < pending_.size()) {
        const auto row = find_row_end(pending_, at, delimiter_, at_end_);
        if (!row.complete) break;
        block.row_starts.push_back(static_cast<std::uint32_t>(at));
        block.unclosed_quote.push_back(row.unclosed_quote);
        at = row.end;
        if (at >= block_bytes_) break;
    }
    return at;
}

Error TextSource::too_long() const {
    Error error{"read.line_too_long", "no line end within " + std::to_string(kLongestRow >> 20U) + " MiB", {}, "this is no table of rows; check the file"};
    error.where.file = name_;
    error.where.row = row_number_;
    error.where.byte_offset = byte_offset_;
    return error;
}

Result<bool> TextSource::next(RowBlock& block) {
    block = RowBlock{};
    std::size_t wanted = block_bytes_;
    for (;;) {
        const auto saved = block_bytes_;
        block_bytes_ = wanted;
        WB_TRY_VOID(fill());
        block.row_starts.clear();
        block.unclosed_quote.clear();
        const auto cut = cut_rows(block);
        block_bytes_ = saved;
        if (cut > 0) {
            block.bytes = pending_.substr(0, cut);
            pending_.erase(0, cut);
            block.first_row_number = row_number_;
            block.byte_offset = byte_offset_;
            block.index = index_++;
            row_number_ += static_cast<std::int64_t>(block.row_starts.size());
            byte_offset_ += static_cast<std::int64_t>(cut);
            return true;
        }
        if (at_end_) {
            if (failure_) return *failure_;
            return false;
        }
        if (pending_.size() > kLongestRow) return too_long();
        wanted = pending_.size() + block_bytes_;
    }
}

void TextSource::split(const RowBlock& block, RowBatch& batch) const {
    batch.clear();
    const std::string_view bytes = block.bytes;
    for (std::size_t row = 0; row < block.row_starts.size(); ++row) {
        const auto from = block.row_starts[row];
        const auto until = row + 1 < block.row_starts.size() ? block.row_starts[row + 1] : bytes.size();
        auto raw = bytes.substr(from, until - from);
        while (!raw.empty() && is_line_end(raw.back())) raw.remove_suffix(1);
        const auto text = wide_ ? raw : decode(encoding_, raw, batch.text).text;
        split_row(text, delimiter_, block.unclosed_quote[row], batch.text, batch.cells);
        batch.first_cell.push_back(static_cast<std::uint32_t>(batch.cells.size()));
        batch.row_numbers.push_back(block.first_row_number + static_cast<std::int64_t>(row));
        batch.byte_offsets.push_back(block.byte_offset + static_cast<std::int64_t>(from));
        batch.problems.emplace_back(block.unclosed_quote[row] ? "row.unclosed_quote" : "");
    }
}

}  // namespace

RowEnd find_row_end(std::string_view bytes, std::size_t from, char delimiter, bool at_end) {
    bool cell_start = true;
    for (std::size_t at = from; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (c == '"' && cell_start) {
            bool needs_more = false;
            const auto end = quoted_end(bytes, at, needs_more, at_end);
            if (end == std::string_view::npos) return needs_more ? RowEnd{at, false, false} : literal_row_end(bytes, from, at_end);
            at = end - 1;
            cell_start = false;
        } else if (is_line_end(c)) {
            if (c == '\r' && at + 1 == bytes.size() && !at_end) return {at, false, false};
            return {at + line_end_size(bytes, at), true, false};
        } else {
            cell_start = c == delimiter;
        }
    }
    return {bytes.size(), at_end && bytes.size() > from, false};
}

namespace {

// Reads a quoted cell; `at` is left after it, at the delimiter or the row's end. Text after the closing quote is kept as it stands.
std::string_view quoted_cell(std::string_view row, std::size_t& at, char delimiter, Arena& arena) {
    std::string text;
    const auto begin = ++at;
    bool plain = true;
    for (;;) {
        const auto quote = row.find('"', at);
        if (quote == std::string_view::npos) {
            at = row.size();
            return row.substr(begin);
        }
        if (quote + 1 < row.size() && row[quote + 1] == '"') {
            text += row.substr(plain ? begin : at, quote + 1 - (plain ? begin : at));
            plain = false;
            at = quote + 2;
            continue;
        }
        const auto body = plain ? row.substr(begin, quote - begin) : std::string_view();
        if (!plain) text += row.substr(at, quote - at);
        at = quote + 1;
        const auto end = std::min(row.find(delimiter, at), row.size());
        if (end == at) return plain ? body : arena.keep(text);
        if (plain) text = body;
        text += row.substr(at, end - at);
        at = end;
        return arena.keep(text);
    }
}

}  // namespace

void split_row(std::string_view row, char delimiter, bool literal, Arena& arena, std::vector<std::string_view>& cells) {
    while (!row.empty() && is_line_end(row.back())) row.remove_suffix(1);
    if (row.empty()) return;
    for (std::size_t at = 0;;) {
        std::string_view cell;
        if (!literal && at < row.size() && row[at] == '"') {
            cell = quoted_cell(row, at, delimiter, arena);
        } else {
            const void* found = std::memchr(row.data() + at, delimiter, row.size() - at);
            const auto end = found == nullptr ? row.size() : static_cast<std::size_t>(static_cast<const char*>(found) - row.data());
            cell = row.substr(at, end - at);
            at = end;
        }
        cells.push_back(cell.substr(0, kLongestCell));
        if (at >= row.size()) return;
        ++at;
        if (at == row.size()) {
            cells.emplace_back();
            return;
        }
    }
}

Result<std::unique_ptr<TableSource>> open_text(std::unique_ptr<ByteStream> stream, std::string head, const std::string& name,
                                               const ReadOptions& options) {
    auto source = std::make_unique<TextSource>(std::move(stream), name, options.block_bytes);
    WB_TRY_VOID(source->start(std::move(head), options));
    return std::unique_ptr<TableSource>(std::move(source));
}

}  // namespace wb
