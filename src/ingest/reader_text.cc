#include "ingest/reader_text.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "ingest/reader_rows.h"
#include "text/charset.h"

namespace wb {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kSampleBytes = std::size_t{256} << 10;
// Rows are decoded in groups of about this much, so that splitting finds them in the first-level cache.
constexpr std::size_t kGroupBytes = std::size_t{16} << 10;

// A character as UTF-16 counts it.
std::int64_t utf16_bytes(std::string_view utf8) {
    std::int64_t bytes = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) != 0x80U) bytes += byte >= 0xF0 ? 4 : 2;
    }
    return bytes;
}

Status apply_delimiter(const std::string& option, const std::string& name, TextShape& shape) {
    if (option.empty()) return {};
    if (option == "tab" || option == "\\t") {
        shape.delimiter = '\t';
        return {};
    }
    if (option.size() != 1 || option[0] == '"' || option[0] == '\n' || option[0] == '\r' || static_cast<unsigned char>(option[0]) >= 0x80) {
        return Error{"read.bad_option", "not a delimiter: " + option, {name, {}, {}, ""}, "use one character, such as ; or , or tab"};
    }
    shape.delimiter = option[0];
    return {};
}

Result<DetectedEncoding> choose_encoding(std::string_view head, const std::string& option, const std::string& name) {
    auto detected = detect_encoding(head.substr(0, kSampleBytes));
    if (option.empty()) return detected;
    const auto forced = encoding_from_name(option);
    if (!forced) {
        return Error{"read.bad_option",
                     "unknown encoding: " + option,
                     {name, {}, {}, ""},
                     "use utf-8, windows-1251, cp866, koi8-r, gb18030, utf-16le, utf-16be or windows-1252"};
    }
    const auto mark = *forced == detected.encoding ? detected.mark_bytes : 0;
    return DetectedEncoding{*forced, mark, "encoding as told"};
}

// Decodes the rows of one block, group by group, and splits them.
class BlockSplitter {
public:
    BlockSplitter(const RowBlock& block, RowBatch& batch, Encoding encoding, const TextShape& shape, bool wide)
        : block_(block), batch_(batch), encoding_(encoding), shape_(shape), wide_(wide), offset_(block.byte_offset) {
        shape_.two_byte_trails = false;  // what is split is UTF-8
    }
    void run() {
        reserve();
        const std::string_view bytes = block_.bytes;
        const bool valid = encoding_ == Encoding::utf8 && bytes.find('\0') == std::string_view::npos &&
                           simdjson::validate_utf8(bytes.data(), bytes.size());
        char* out = valid ? nullptr : batch_.text.allocate(decoded_bound(encoding_, bytes.size()));
        const auto rows = block_.row_starts.size();
        for (std::size_t row = 0; row < rows;) {
            starts_.clear();
            ends_.clear();
            stray_.clear();
            problems_.clear();
            const auto from = row;
            const char* const group = valid ? bytes.data() : out;
            for (const auto limit = block_.row_starts[row] + kGroupBytes; row < rows && block_.row_starts[row] < limit; ++row) {
                if (valid) {
                    take_row(raw_row(row), group);
                } else {
                    out = decode_row(row, group, out);
                }
                place_stray(row, valid ? nullptr : group);
            }
            split_group({group, valid ? bytes.size() : static_cast<std::size_t>(out - group)}, from, row);
        }
    }

private:
    void reserve() {
        const auto rows = block_.row_starts.size();
        batch_.first_cell.reserve(rows + 1);
        batch_.row_numbers.reserve(rows);
        batch_.byte_offsets.reserve(rows);
        batch_.problems.reserve(rows);
    }
    [[nodiscard]] std::size_t row_until(std::size_t row) const {
        return row + 1 < block_.row_starts.size() ? block_.row_starts[row + 1] : block_.bytes.size();
    }
    [[nodiscard]] std::string_view raw_row(std::size_t row) const {
        const auto from = block_.row_starts[row];
        return without_line_end(std::string_view(block_.bytes).substr(from, row_until(row) - from));
    }
    void take_row(std::string_view row, const char* group) {
        starts_.push_back(static_cast<std::size_t>(row.data() - group));
        ends_.push_back(starts_.back() + row.size());
        // What was invalid UTF-16 was replaced while it was read.
        problems_.emplace_back(wide_ && row.find(kReplacement) != std::string_view::npos ? "row.invalid_bytes" : "");
    }
    char* decode_row(std::size_t row, const char* group, char* out) {
        DecodeCounts counts;
        starts_.push_back(static_cast<std::size_t>(out - group));
        out = decode_to(encoding_, raw_row(row), out, counts);
        ends_.push_back(static_cast<std::size_t>(out - group));
        problems_.emplace_back(counts.replaced > 0 || (wide_ && raw_row(row).find(kReplacement) != std::string_view::npos)
                                   ? "row.invalid_bytes"
                               : counts.nulls > 0 ? "row.null_bytes"
                                                  : "");
        return out;
    }
    // Stray marks are known by their place in the encoded bytes; `decoded` is null when that is the text itself.
    void place_stray(std::size_t row, const char* decoded) {
        const auto& all = block_.stray_quotes;
        for (; next_stray_ < all.size() && all[next_stray_] < row_until(row); ++next_stray_) {
            auto place = static_cast<std::size_t>(all[next_stray_]);
            if (decoded != nullptr) {
                const auto from = block_.row_starts[row];
                Arena scratch;
                place = starts_.back() + decode(encoding_, std::string_view(block_.bytes).substr(from, place - from), scratch).text.size();
            }
            stray_.push_back(place);
            problems_.back() = "row.unclosed_quote";
        }
    }
    void split_group(std::string_view text, std::size_t from, std::size_t until) {
        CellSplitter splitter(text, shape_, batch_.text);
        for (std::size_t row = from; row < until; ++row) {
            const auto i = row - from;
            if (splitter.split(starts_[i], ends_[i], stray_, batch_.cells) && problems_[i].empty()) problems_[i] = "row.cell_cut";
            batch_.first_cell.push_back(static_cast<std::uint32_t>(batch_.cells.size()));
            batch_.row_numbers.push_back(block_.first_row_number + static_cast<std::int64_t>(row));
            batch_.byte_offsets.push_back(wide_ ? offset_ : block_.byte_offset + static_cast<std::int64_t>(block_.row_starts[row]));
            batch_.problems.push_back(problems_[i]);
            if (wide_)
                offset_ +=
                    utf16_bytes(std::string_view(block_.bytes).substr(block_.row_starts[row], row_until(row) - block_.row_starts[row]));
        }
    }

    const RowBlock& block_;
    RowBatch& batch_;
    Encoding encoding_;
    TextShape shape_;
    bool wide_;
    std::int64_t offset_;
    std::size_t next_stray_ = 0;
    std::vector<std::size_t> starts_, ends_, stray_;
    std::vector<std::string_view> problems_;
};

class TextSource : public TableSource {
public:
    TextSource(std::unique_ptr<ByteStream> stream, std::string name, std::size_t block_bytes)
        : stream_(std::move(stream)), name_(std::move(name)), block_bytes_(std::max<std::size_t>(block_bytes, 1)) {}

    Status start(std::string head, const ReadOptions& options);
    [[nodiscard]] const SourceInfo& info() const override { return info_; }
    Result<bool> next(RowBlock& block) override;
    void split(const RowBlock& block, RowBatch& batch) const override {
        batch.clear();
        BlockSplitter(block, batch, wide_ ? Encoding::utf8 : encoding_, shape_, wide_).run();
    }
    [[nodiscard]] double progress() const override { return stream_->progress(); }

private:
    void fill(std::size_t wanted);
    void transcode_wide();
    std::size_t cut_rows(RowBlock& block) const;
    void hand_out(RowBlock& block, std::size_t bytes);
    [[nodiscard]] Error too_long() const;

    std::unique_ptr<ByteStream> stream_;
    std::string name_;
    std::size_t block_bytes_;
    SourceInfo info_;
    Encoding encoding_ = Encoding::utf8;
    TextShape shape_;
    bool wide_ = false;    // UTF-16
    std::string raw_;      // wide only: encoded bytes not yet transcoded
    std::string pending_;  // bytes not yet handed out
    bool at_end_ = false;
    std::optional<Error> failure_;
    std::int64_t row_number_ = 1, byte_offset_ = 0, index_ = 0;
};

Status TextSource::start(std::string head, const ReadOptions& options) {
    WB_TRY(const auto detected, choose_encoding(head, options.encoding, name_));
    encoding_ = detected.encoding;
    wide_ = encoding_ == Encoding::utf16le || encoding_ == Encoding::utf16be;
    info_.encoding = std::string(encoding_name(encoding_));
    info_.evidence.push_back(detected.evidence);
    byte_offset_ = static_cast<std::int64_t>(detected.mark_bytes);
    head.erase(0, detected.mark_bytes);
    (wide_ ? raw_ : pending_) = std::move(head);
    if (wide_) transcode_wide();
    Arena arena;
    const auto sample = std::string_view(pending_).substr(0, kSampleBytes);
    shape_ = detect_shape(wide_ ? sample : decode(encoding_, sample, arena).text, info_.evidence);
    WB_TRY_VOID(apply_delimiter(options.delimiter, name_, shape_));
    shape_.two_byte_trails = encoding_ == Encoding::gb18030;
    info_.delimiter = shape_.delimiter == '\t' ? "tab" : std::string(1, shape_.delimiter);
    info_.format = "csv";
    if (!stream_->compression().empty()) info_.format += "." + std::string(stream_->compression());
    return {};
}

// Keeps what may be half of a surrogate pair for the next time. NUL stays, for split() to count.
void TextSource::transcode_wide() {
    std::size_t usable = at_end_ ? raw_.size() : raw_.size() - raw_.size() % 2;
    if (!at_end_ && usable >= 2) {
        const auto high = static_cast<unsigned char>(raw_[encoding_ == Encoding::utf16le ? usable - 1 : usable - 2]);
        if (high >= 0xD8 && high <= 0xDB) usable -= 2;
    }
    DecodeCounts counts;
    counts.keep_nulls = true;
    const auto before = pending_.size();
    pending_.resize(before + decoded_bound(encoding_, usable));
    const char* const end = decode_to(encoding_, std::string_view(raw_).substr(0, usable), pending_.data() + before, counts);
    pending_.resize(static_cast<std::size_t>(end - pending_.data()));
    raw_.erase(0, usable);
}

void TextSource::fill(std::size_t wanted) {
    while (!at_end_ && pending_.size() < wanted) {
        const auto more = stream_->read(wide_ ? raw_ : pending_, block_bytes_);
        if (!more.ok()) failure_ = more.error();  // told after the rows before it
        at_end_ = !more.ok() || !*more;
        if (wide_) transcode_wide();
    }
}

// Finds whole rows at the start of pending_, a block's worth; returns their bytes. The row that a failure cut short is none.
std::size_t TextSource::cut_rows(RowBlock& block) const {
    RowFinder finder(pending_, shape_, at_end_);
    std::size_t at = 0;
    while (at < block_bytes_) {
        const auto end = finder.row_end(at, block.stray_quotes);
        if (end == std::string_view::npos) break;
        const bool cut_short = failure_ && end == pending_.size() && pending_.back() != '\n' && pending_.back() != '\r';
        if (cut_short) break;
        block.row_starts.push_back(static_cast<std::uint32_t>(at));
        at = end;
    }
    while (!block.stray_quotes.empty() && block.stray_quotes.back() >= at) block.stray_quotes.pop_back();
    return at;
}

Error TextSource::too_long() const {
    Error error{"read.line_too_long",
                "no line end within " + std::to_string(kLongestRow >> 20U) + " MiB",
                {},
                "this is no table of rows; check the file"};
    error.where.file = name_;
    error.where.row = row_number_;
    error.where.byte_offset = byte_offset_;
    return error;
}

void TextSource::hand_out(RowBlock& block, std::size_t bytes) {
    std::string rest = pending_.substr(bytes);
    pending_.resize(bytes);
    block.bytes = std::move(pending_);
    pending_ = std::move(rest);
    block.first_row_number = row_number_;
    block.byte_offset = byte_offset_;
    block.index = index_++;
    row_number_ += static_cast<std::int64_t>(block.row_starts.size());
    byte_offset_ += wide_ ? utf16_bytes(block.bytes) : static_cast<std::int64_t>(bytes);
}

Result<bool> TextSource::next(RowBlock& block) {
    block = RowBlock{};
    for (std::size_t wanted = block_bytes_;; wanted = pending_.size() + block_bytes_) {
        fill(wanted);
        const auto cut = cut_rows(block);
        if (cut > 0) {
            hand_out(block, cut);
            return true;
        }
        if (at_end_) {
            if (failure_) return *failure_;
            return false;
        }
        if (pending_.size() > kLongestRow) return too_long();
    }
}

}  // namespace

Result<std::unique_ptr<TableSource>> open_text(std::unique_ptr<ByteStream> stream, std::string head, const std::string& name,
                                               const ReadOptions& options) {
    auto source = std::make_unique<TextSource>(std::move(stream), name, options.block_bytes);
    WB_TRY_VOID(source->start(std::move(head), options));
    return std::unique_ptr<TableSource>(std::move(source));
}

}  // namespace wb
