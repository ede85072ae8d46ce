#include "ingest/reader_jsonl.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "text/charset.h"

namespace wb {

namespace {

constexpr std::size_t kHeaderRows = 1000;   // objects whose keys make the header
constexpr std::size_t kMostColumns = 4096;  // keys that are values in disguise would make a header without end
constexpr int kDeepest = 32;                // objects nested deeper are given as JSON text

// The text of a JSON value: strings as they are, arrays joined, objects in JSON.
std::string value_text(const simdjson::dom::element& value, int depth) {
    switch (value.type()) {
        case simdjson::dom::element_type::STRING:
            return std::string(std::string_view(value.get_string()));
        case simdjson::dom::element_type::NULL_VALUE:
            return "";
        case simdjson::dom::element_type::ARRAY: {
            if (depth > kDeepest) return simdjson::minify(value);
            std::string text;
            for (const auto entry : simdjson::dom::array(value.get_array()))
                text += (text.empty() ? "" : "; ") + value_text(entry, depth + 1);
            return text;
        }
        default:
            return simdjson::minify(value);
    }
}

using Fields = std::vector<std::pair<std::string, std::string>>;

void flatten(const simdjson::dom::object& object, const std::string& prefix, int depth, Fields& fields) {
    for (const auto field : object) {
        const auto key = prefix + std::string(field.key);
        if (field.value.is_object() && depth < kDeepest) {
            flatten(simdjson::dom::object(field.value.get_object()), key + ".", depth + 1, fields);
        } else {
            fields.emplace_back(key, value_text(field.value, depth));
        }
    }
}

// False when the text is no JSON object.
bool parse_object(std::string_view text, Fields& fields) {
    thread_local simdjson::dom::parser parser;
    simdjson::dom::element element;
    fields.clear();
    if (parser.parse(text.data(), text.size()).get(element) != simdjson::SUCCESS || !element.is_object()) return false;
    flatten(simdjson::dom::object(element.get_object()), "", 0, fields);
    return true;
}

struct ObjectPlace {
    std::size_t from = 0, until = 0;
    bool complete = false;
};

// The next object at or after `at`; all at the end of the bytes when there is none.
ObjectPlace find_object(std::string_view bytes, std::size_t at) {
    const auto from = bytes.find('{', at);
    if (from == std::string_view::npos) return {bytes.size(), bytes.size(), false};
    std::size_t depth = 0;
    bool inside_string = false;
    for (std::size_t i = from; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (inside_string) {
            if (c == '\\') ++i;
            if (c == '"') inside_string = false;
        } else if (c == '"') {
            inside_string = true;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth == 0) {
            return {from, i + 1, true};
        }
    }
    return {from, bytes.size(), false};
}

class JsonSource : public TableSource {
public:
    JsonSource(std::unique_ptr<ByteStream> stream, std::string name, std::size_t block_bytes)
        : stream_(std::move(stream)), name_(std::move(name)), block_bytes_(std::max<std::size_t>(block_bytes, 1)) {}
    Status start(std::string head);
    [[nodiscard]] const SourceInfo& info() const override { return info_; }
    Result<bool> next(RowBlock& block) override;
    void split(const RowBlock& block, RowBatch& batch) const override;
    [[nodiscard]] double progress() const override { return stream_->progress(); }

private:
    void fill(std::size_t wanted);
    [[nodiscard]] std::size_t cut_lines(RowBlock& block) const;
    [[nodiscard]] std::size_t cut_objects(RowBlock& block) const;
    void learn_columns(const RowBlock& block);
    Result<bool> read_block(RowBlock& block);
    std::string_view add_cells(std::string_view line, RowBatch& batch, Fields& fields) const;
    [[nodiscard]] Error too_long() const;

    std::unique_ptr<ByteStream> stream_;
    std::string name_, pending_;
    std::size_t block_bytes_;
    SourceInfo info_;
    bool array_ = false;
    std::vector<RowBlock> first_blocks_;  // read for the header, handed out first
    std::size_t taken_ = 0, header_rows_ = 0;
    std::vector<std::string> names_;
    std::unordered_map<std::string, std::size_t> columns_;
    bool at_end_ = false;
    std::optional<Error> failure_;
    std::int64_t row_number_ = 1, byte_offset_ = 0, index_ = 0;
};

Status JsonSource::start(std::string head) {
    if (head.starts_with("\xEF\xBB\xBF")) {
        head.erase(0, 3);
        byte_offset_ = 3;
    }
    array_ = head.find_first_not_of(" \t\r\n") != std::string::npos && head[head.find_first_not_of(" \t\r\n")] == '[';
    pending_ = std::move(head);
    info_.format = stream_->compression().empty() ? "jsonl" : "jsonl." + std::string(stream_->compression());
    info_.encoding = "utf-8";
    info_.evidence.emplace_back(array_ ? "a JSON array of objects" : "lines that are JSON objects");
    while (header_rows_ < kHeaderRows) {
        RowBlock block;
        const auto more = read_block(block);
        if (!more.ok()) failure_ = more.error();
        if (!more.ok() || !*more) break;
        learn_columns(block);
        first_blocks_.push_back(std::move(block));
    }
    if (first_blocks_.empty() && failure_) return *failure_;
    return {};
}

void JsonSource::fill(std::size_t wanted) {
    while (!at_end_ && pending_.size() < wanted) {
        const auto more = stream_->read(pending_, block_bytes_);
        if (!more.ok()) failure_ = more.error();  // told after the rows before it
        at_end_ = !more.ok() || !*more;
    }
}

std::size_t JsonSource::cut_lines(RowBlock& block) const {
    std::size_t at = 0;
    while (at < pending_.size() && at < block_bytes_) {
        const auto end = pending_.find('\n', at);
        if (end == std::string::npos && (!at_end_ || failure_)) break;
        block.row_starts.push_back(static_cast<std::uint32_t>(at));
        at = end == std::string::npos ? pending_.size() : end + 1;
    }
    return at;
}

std::size_t JsonSource::cut_objects(RowBlock& block) const {
    std::size_t at = 0;
    while (at < pending_.size() && at < block_bytes_) {
        const auto found = find_object(pending_, at);
        if (!found.complete && (!at_end_ || failure_ || found.from == pending_.size())) break;
        block.row_starts.push_back(static_cast<std::uint32_t>(found.from));
        at = found.until;
    }
    return at;
}

void JsonSource::learn_columns(const RowBlock& block) {
    Fields fields;
    for (std::size_t row = 0; row < block.row_starts.size() && header_rows_ < kHeaderRows; ++row, ++header_rows_) {
        const auto from = block.row_starts[row];
        const auto until = row + 1 < block.row_starts.size() ? block.row_starts[row + 1] : block.bytes.size();
        std::string line(std::string_view(block.bytes).substr(from, until - from));
        if (array_) line.resize(find_object(line, 0).until);
        if (!parse_object(line, fields)) continue;
        for (const auto& [key, text] : fields) {
            if (names_.size() < kMostColumns && columns_.emplace(key, names_.size()).second) names_.push_back(key);
        }
    }
}

Error JsonSource::too_long() const {
    const auto what = "a row of more than " + std::to_string(kLongestRow >> 20U) + " MiB";
    return {"read.line_too_long", what, {name_, row_number_, byte_offset_, ""}, "this is no file of JSON lines"};
}

Result<bool> JsonSource::read_block(RowBlock& block) {
    block = RowBlock{};
    for (std::size_t wanted = block_bytes_;; wanted = pending_.size() + block_bytes_) {
        fill(wanted);
        const auto cut = array_ ? cut_objects(block) : cut_lines(block);
        if (cut > 0) {
            std::string rest = pending_.substr(cut);
            pending_.resize(cut);
            block.bytes = std::move(pending_);
            pending_ = std::move(rest);
            block.first_row_number = row_number_;
            block.byte_offset = byte_offset_;
            row_number_ += static_cast<std::int64_t>(block.row_starts.size());
            byte_offset_ += static_cast<std::int64_t>(cut);
            return true;
        }
        if (at_end_) {
            if (failure_) return *failure_;
            return false;
        }
        if (pending_.size() > kLongestRow) return too_long();
    }
}

Result<bool> JsonSource::next(RowBlock& block) {
    if (taken_ < first_blocks_.size()) {
        block = std::move(first_blocks_[taken_++]);
    } else {
        WB_TRY(const bool more, read_block(block));
        if (!more) return false;
    }
    block.index = index_++;
    return true;
}

void finish_row(RowBatch& batch, std::int64_t number, std::int64_t offset, std::string_view problem) {
    batch.first_cell.push_back(static_cast<std::uint32_t>(batch.cells.size()));
    batch.row_numbers.push_back(number);
    batch.byte_offsets.push_back(offset);
    batch.problems.push_back(problem);
}

// Valid UTF-8 without NUL, as cells are; JSON can hide a NUL in an escape.
std::string_view keep_clean(std::string_view text, Arena& arena) {
    if (text.find('\0') == std::string_view::npos) return arena.keep(text);
    return decode(Encoding::utf8, text, arena).text;
}

// Appends the cells of one row; returns its problem.
std::string_view JsonSource::add_cells(std::string_view line, RowBatch& batch, Fields& fields) const {
    const auto first = batch.cells.size();
    if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) return "";
    if (!parse_object(line, fields)) {
        const auto text = decode(Encoding::utf8, line.substr(0, kLongestCell), batch.text).text;
        batch.cells.push_back(text.substr(0, text.find_last_not_of("\r\n") + 1));
        return "row.not_json";
    }
    batch.cells.resize(first + names_.size());
    std::string_view problem;
    for (const auto& [key, text] : fields) {
        const auto column = columns_.find(key);
        if (column == columns_.end()) {
            problem = "row.new_key";
        } else {
            batch.cells[first + column->second] = keep_clean(text, batch.text);
        }
    }
    return problem;
}

void JsonSource::split(const RowBlock& block, RowBatch& batch) const {
    batch.clear();
    if (block.index == 0) {
        for (const auto& name : names_) batch.cells.push_back(keep_clean(name, batch.text));
        finish_row(batch, 0, 0, "");
    }
    Fields fields;
    const std::string_view bytes = block.bytes;
    for (std::size_t row = 0; row < block.row_starts.size(); ++row) {
        const auto from = block.row_starts[row];
        const auto until = row + 1 < block.row_starts.size() ? block.row_starts[row + 1] : bytes.size();
        auto line = bytes.substr(from, until - from);
        if (array_) line = line.substr(0, find_object(line, 0).until);
        const auto problem = add_cells(line, batch, fields);
        finish_row(batch, block.first_row_number + static_cast<std::int64_t>(row), block.byte_offset + static_cast<std::int64_t>(from),
                   problem);
    }
}

}  // namespace

Result<std::unique_ptr<TableSource>> open_jsonl(std::unique_ptr<ByteStream> stream, std::string head, const std::string& name,
                                                const ReadOptions& options) {
    auto source = std::make_unique<JsonSource>(std::move(stream), name, options.block_bytes);
    WB_TRY_VOID(source->start(std::move(head)));
    return std::unique_ptr<TableSource>(std::move(source));
}

}  // namespace wb
