#include "ingest/reader_jsonl.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "text/charset.h"

namespace wb {

namespace {

constexpr std::size_t kHeaderRows = 1000;  // keys that first appear later than this are noted as problems of their rows
constexpr std::size_t kRowsPerBlock = 2048;

// The text of a JSON value: strings as they are, arrays joined, objects in JSON.
std::string value_text(const simdjson::dom::element& value) {
    switch (value.type()) {
        case simdjson::dom::element_type::STRING:
            return std::string(std::string_view(value.get_string()));
        case simdjson::dom::element_type::NULL_VALUE:
            return "";
        case simdjson::dom::element_type::ARRAY: {
            std::string text;
            for (const auto entry : simdjson::dom::array(value.get_array())) text += (text.empty() ? "" : "; ") + value_text(entry);
            return text;
        }
        default:
            return simdjson::minify(value);
    }
}

using Fields = std::vector<std::pair<std::string, std::string>>;

void flatten(const simdjson::dom::object& object, const std::string& prefix, Fields& fields) {
    for (const auto field : object) {
        const auto key = prefix + std::string(field.key);
        if (field.value.is_object()) {
            flatten(simdjson::dom::object(field.value.get_object()), key + ".", fields);
        } else {
            fields.emplace_back(key, value_text(field.value));
        }
    }
}

struct Line {
    std::string text;
    std::int64_t number = 0, offset = 0;
};

class JsonLinesSource : public TableSource {
public:
    JsonLinesSource(std::unique_ptr<ByteStream> stream, std::string name, std::string head, std::size_t block_bytes)
        : stream_(std::move(stream)), name_(std::move(name)), pending_(std::move(head)), block_bytes_(block_bytes) {
        info_.format = stream_->compression().empty() ? "jsonl" : "jsonl." + std::string(stream_->compression());
        info_.encoding = "utf-8";
        info_.evidence.emplace_back("lines that are JSON objects");
    }
    Status start() {
        while (first_lines_.size() < kHeaderRows) {
            WB_TRY(auto line, next_line());
            if (!line) break;
            Fields fields;
            if (parse(line->text, fields)) {
                for (const auto& [key, text] : fields) add_column(key);
            }
            first_lines_.push_back(std::move(*line));
        }
        return {};
    }
    [[nodiscard]] const SourceInfo& info() const override { return info_; }
    Result<bool> next(RowBlock& block) override {
        block = RowBlock{};
        auto batch = std::make_unique<RowBatch>();
        batch->clear();
        if (index_ == 0) add_header(*batch);
        while (batch->rows() < kRowsPerBlock) {
            std::optional<Line> line;
            if (taken_ < first_lines_.size()) {
                line = std::move(first_lines_[taken_++]);
            } else {
                auto read = next_line();
                if (!read.ok()) {
                    if (batch->rows() == 0) return read.error();
                    failure_ = read.error();
                    break;
                }
                line = std::move(*read);
            }
            if (!line) break;
            add_row(*line, *batch);
        }
        if (batch->rows() == 0) {
            if (failure_) return *failure_;
            return false;
        }
        block.first_row_number = batch->row_numbers.front();
        block.rows = std::move(batch);
        block.index = index_++;
        return true;
    }
    void split(const RowBlock& block, RowBatch& batch) const override {
        batch.clear();
        batch.cells = block.rows->cells;
        batch.first_cell = block.rows->first_cell;
        batch.row_numbers = block.rows->row_numbers;
        batch.byte_offsets = block.rows->byte_offsets;
        batch.problems = block.rows->problems;
    }
    [[nodiscard]] double progress() const override { return stream_->progress(); }

private:
    Result<std::optional<Line>> next_line() {
        if (failure_) return *failure_;
        for (;;) {
            const auto end = pending_.find('\n', at_);
            if (end != std::string::npos || (at_end_ && at_ < pending_.size())) {
                const auto until = std::min(end, pending_.size());
                Line line{pending_.substr(at_, until - at_), ++line_number_, offset_};
                offset_ += static_cast<std::int64_t>(until - at_ + 1);
                at_ = std::min(until + 1, pending_.size());
                return std::optional<Line>(std::move(line));
            }
            if (at_end_) return std::optional<Line>();
            pending_.erase(0, at_);
            at_ = 0;
            if (pending_.size() > kLongestRow) {
                return Error{"read.line_too_long",
                             "a line of more than " + std::to_string(kLongestRow >> 20U) + " MiB",
                             {name_, line_number_ + 1, offset_, ""},
                             "this is no file of JSON lines"};
            }
            const auto more = stream_->read(pending_, block_bytes_);
            if (!more.ok()) {
                failure_ = more.error();
                at_end_ = true;
            } else if (!*more) {
                at_end_ = true;
            }
        }
    }
    bool parse(const std::string& text, Fields& fields) {
        simdjson::dom::element element;
        simdjson::padded_string padded(text);
        if (parser_.parse(padded).get(element) != simdjson::SUCCESS || !element.is_object()) return false;
        flatten(simdjson::dom::object(element.get_object()), "", fields);
        return true;
    }
    void add_column(const std::string& key) {
        if (columns_.emplace(key, names_.size()).second) names_.push_back(key);
    }
    void add_header(RowBatch& batch) const {
        for (const auto& name : names_) batch.cells.push_back(batch.text.keep(name));
        finish_row(batch, 0, 0, "");
    }
    void add_row(const Line& line, RowBatch& batch) {
        const bool blank = line.text.find_first_not_of(" \t\r") == std::string::npos;
        Fields fields;
        if (blank || !parse(line.text, fields)) {
            Arena scratch;
            if (!blank) batch.cells.push_back(batch.text.keep(decode(Encoding::utf8, line.text, scratch).text));
            finish_row(batch, line.number, line.offset, blank ? "" : "row.not_json");
            return;
        }
        std::vector<std::string> cells(names_.size());
        bool unknown = false;
        for (auto& [key, text] : fields) {
            const auto column = columns_.find(key);
            if (column == columns_.end()) {
                unknown = true;
            } else {
                cells[column->second] = std::move(text);
            }
        }
        for (const auto& cell : cells) batch.cells.push_back(batch.text.keep(std::string_view(cell).substr(0, kLongestCell)));
        finish_row(batch, line.number, line.offset, unknown ? "row.new_key" : "");
    }
    static void finish_row(RowBatch& batch, std::int64_t number, std::int64_t offset, std::string_view problem) {
        batch.first_cell.push_back(static_cast<std::uint32_t>(batch.cells.size()));
        batch.row_numbers.push_back(number);
        batch.byte_offsets.push_back(offset);
        batch.problems.push_back(problem);
    }

    std::unique_ptr<ByteStream> stream_;
    std::string name_, pending_;
    std::size_t block_bytes_, at_ = 0, taken_ = 0;
    SourceInfo info_;
    simdjson::dom::parser parser_;
    std::vector<Line> first_lines_;
    std::vector<std::string> names_;
    std::unordered_map<std::string, std::size_t> columns_;
    bool at_end_ = false;
    std::optional<Error> failure_;
    std::int64_t line_number_ = 0, offset_ = 0, index_ = 0;
};

}  // namespace

Result<std::unique_ptr<TableSource>> open_jsonl(std::unique_ptr<ByteStream> stream, std::string head, const std::string& name,
                                                const ReadOptions& options) {
    if (head.starts_with("\xEF\xBB\xBF")) head.erase(0, 3);
    auto source = std::make_unique<JsonLinesSource>(std::move(stream), name, std::move(head), options.block_bytes);
    WB_TRY_VOID(source->start());
    return std::unique_ptr<TableSource>(std::move(source));
}

}  // namespace wb
