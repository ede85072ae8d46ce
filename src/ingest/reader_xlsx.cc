// XLSX workbooks: a zip of XML parts. Streams the sheet; shared strings and styles are held in memory, bounded.
#include "ingest/reader_xlsx.h"

#include <expat.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <optional>

#include "base/day.h"

namespace wb {

namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 16;
constexpr std::size_t kMostSharedBytes = std::size_t{1} << 30;  // a zip bomb is refused before memory is gone
constexpr std::size_t kMostColumns = 16384;                     // the format's own limit
// Parts of real workbooks unpack to 3 to 40 times their size; deflate's limit, which bombs come near to, is 1032.
constexpr std::uint64_t kMostUnpacked = 500;
constexpr std::uint64_t kSmallPart = std::uint64_t{64} << 20;  // bytes; a part that unpacks to less does no harm
constexpr std::size_t kRowsPerBlock = 2048;
constexpr int kLastSerial = 2958465;  // 9999-12-31

Error damaged(const std::string& name, const std::string& what) {
    return {"read.corrupt", "the workbook is damaged: " + what, {name, {}, {}, ""}, "open it in a spreadsheet program and save it again"};
}

Error unpacks_too_far(const std::string& name, const std::string& part) {
    return damaged(name, part + " unpacks to more than " + std::to_string(kMostUnpacked) + " times its size, as no real one does");
}

class Archive {
public:
    static Result<std::unique_ptr<Archive>> open_file(const std::string& path) {
        int code = 0;
        zip_t* handle = zip_open(path.c_str(), ZIP_RDONLY, &code);
        if (handle == nullptr) return damaged(path, "no zip directory");
        return std::make_unique<Archive>(handle, path);
    }
    static Result<std::unique_ptr<Archive>> open_memory(std::string_view bytes, const std::string& name) {
        zip_error_t error;
        zip_error_init(&error);
        zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
        zip_t* handle = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
        if (handle == nullptr && source != nullptr) zip_source_free(source);
        zip_error_fini(&error);
        if (handle == nullptr) return damaged(name, "no zip directory");
        return std::make_unique<Archive>(handle, name);
    }
    Archive(zip_t* handle, std::string name) : handle_(handle), name_(std::move(name)) {}
    ~Archive() { zip_discard(handle_); }
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;
    [[nodiscard]] zip_t* handle() const { return handle_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::uint64_t size_of(const std::string& part) const {
        zip_stat_t stat;
        zip_stat_init(&stat);
        return zip_stat(handle_, part.c_str(), 0, &stat) == 0 && (stat.valid & ZIP_STAT_SIZE) != 0 ? stat.size : 0;
    }

    // True for a part that unpacks to far more than any real one would.
    [[nodiscard]] bool is_bomb(const std::string& part) const {
        zip_stat_t stat;
        zip_stat_init(&stat);
        if (zip_stat(handle_, part.c_str(), 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 || (stat.valid & ZIP_STAT_COMP_SIZE) == 0)
            return false;
        return stat.size > kSmallPart && stat.size / kMostUnpacked > stat.comp_size;
    }

private:
    zip_t* handle_;
    std::string name_;
};

// Feeds one part of the archive to an XML parser, a chunk at a time.
class XmlPart {
public:
    using Start = std::function<void(std::string_view, const char**)>;
    using End = std::function<void(std::string_view)>;
    using Characters = std::function<void(std::string_view)>;

    XmlPart(Archive& archive, const std::string& part, Start start, End end, Characters characters)
        : archive_(archive), part_(part), start_(std::move(start)), end_(std::move(end)), characters_(std::move(characters)) {
        file_ = zip_fopen(archive.handle(), part.c_str(), 0);
        parser_ = XML_ParserCreate("UTF-8");
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(parser_, &XmlPart::on_start, &XmlPart::on_end);
        XML_SetCharacterDataHandler(parser_, &XmlPart::on_characters);
    }
    ~XmlPart() {
        if (file_ != nullptr) zip_fclose(file_);
        XML_ParserFree(parser_);
    }
    XmlPart(const XmlPart&) = delete;
    XmlPart& operator=(const XmlPart&) = delete;
    [[nodiscard]] bool present() const { return file_ != nullptr; }
    // False when the part has ended.
    Result<bool> step() {
        if (file_ == nullptr || ended_) return false;
        std::array<char, kChunkBytes> buffer;
        const auto got = zip_fread(file_, buffer.data(), buffer.size());
        if (got < 0) return damaged(archive_.name(), part_ + " cannot be unpacked");
        read_ += static_cast<std::uint64_t>(got);
        ended_ = got == 0;
        if (XML_Parse(parser_, buffer.data(), static_cast<int>(got), ended_ ? 1 : 0) == XML_STATUS_ERROR) {
            return damaged(archive_.name(), part_ + ": " + XML_ErrorString(XML_GetErrorCode(parser_)) + " in line " +
                                                std::to_string(XML_GetCurrentLineNumber(parser_)));
        }
        return !ended_;
    }
    Status run() {
        for (;;) {
            WB_TRY(const bool more, step());
            if (!more) return {};
        }
    }
    [[nodiscard]] std::uint64_t bytes_read() const { return read_; }

private:
    // The name without its namespace prefix.
    static std::string_view local(const char* name) {
        const std::string_view text(name);
        const auto colon = text.rfind(':');
        return colon == std::string_view::npos ? text : text.substr(colon + 1);
    }
    static void on_start(void* self, const char* name, const char** attributes) {
        static_cast<XmlPart*>(self)->start_(local(name), attributes);
    }
    static void on_end(void* self, const char* name) { static_cast<XmlPart*>(self)->end_(local(name)); }
    static void on_characters(void* self, const char* text, int size) {
        static_cast<XmlPart*>(self)->characters_({text, static_cast<std::size_t>(size)});
    }
    Archive& archive_;
    std::string part_;
    Start start_;
    End end_;
    Characters characters_;
    zip_file_t* file_ = nullptr;
    XML_Parser parser_ = nullptr;
    bool ended_ = false;
    std::uint64_t read_ = 0;
};

std::string_view attribute(const char** attributes, std::string_view name) {
    for (; *attributes != nullptr; attributes += 2) {
        const std::string_view full(attributes[0]);
        const auto colon = full.rfind(':');
        if ((colon == std::string_view::npos ? full : full.substr(colon + 1)) == name) return attributes[1];
    }
    return {};
}

int whole_number(std::string_view text, int otherwise) {
    int value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Column of a reference such as "AB12", counted from 0.
std::optional<std::size_t> column_of(std::string_view reference) {
    std::size_t column = 0;
    std::size_t letters = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
        if (++letters > 3) return std::nullopt;
    }
    if (letters == 0 || column > kMostColumns) return std::nullopt;
    return column - 1;
}

bool is_date_format(std::string_view code) {
    bool quoted = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == '"') quoted = !quoted;
        if (quoted || c == '"') continue;
        if (c == '\\') {
            ++i;
            continue;
        }
        if (c == '[') {
            const auto close = code.find(']', i);
            const auto inside = code.substr(i + 1, close == std::string_view::npos ? 0 : close - i - 1);
            if (inside == "h" || inside == "hh" || inside == "m" || inside == "s") return true;
            if (close != std::string_view::npos) i = close;
            continue;
        }
        if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') return true;
    }
    return false;
}

bool is_built_in_date(int id) { return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58); }

// A date serial as ISO text. The 1900 system counts a 29 February 1900 that never was.
std::string serial_text(double serial, bool system_1904) {
    const double whole = std::floor(serial);
    auto days = static_cast<int>(whole);
    if (system_1904) {
        days += 1462;
    } else if (days < 60) {
        ++days;
    }
    constexpr int kSerialOfEpoch = 25569;
    std::string text = to_string(Day{days - kSerialOfEpoch});
    const auto seconds = static_cast<int>(std::lround((serial - whole) * 86400));
    if (seconds > 0 && seconds < 86400) {
        char time[16];
        std::snprintf(time, sizeof time, "T%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        text += time;
    }
    return text;
}

// The number as a person would have typed it: no exponent, 15 significant digits as spreadsheets keep them.
std::string number_text(std::string_view raw) {
    double value = 0;
    const auto [end, failure] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    if (failure != std::errc{} || end != raw.data() + raw.size() || std::fabs(value) >= 1e21) return std::string(raw);
    if (raw.find_first_of("eE") == std::string_view::npos && raw.size() <= 15) return std::string(raw);
    char text[64];
    std::snprintf(text, sizeof text, "%.15g", value);
    double rounded = 0;
    std::from_chars(text, text + std::strlen(text), rounded);
    const auto [fixed_end, fixed_failure] = std::to_chars(text, text + sizeof text, rounded, std::chars_format::fixed);
    return fixed_failure == std::errc{} ? std::string(text, fixed_end) : std::string(raw);
}

struct Workbook {
    std::vector<std::pair<std::string, std::string>> sheets;  // name, part
    std::vector<std::string> shared;
    std::vector<bool> style_is_date;
    bool system_1904 = false;
};

Result<std::map<std::string, std::string>> read_relations(Archive& archive) {
    std::map<std::string, std::string> targets;
    XmlPart part(
        archive, "xl/_rels/workbook.xml.rels",
        [&](std::string_view name, const char** attributes) {
            if (name != "Relationship") return;
            std::string target(attribute(attributes, "Target"));
            target = target.starts_with("/") ? target.substr(1) : "xl/" + target;
            targets[std::string(attribute(attributes, "Id"))] = target;
        },
        [](std::string_view) {}, [](std::string_view) {});
    if (!part.present()) return damaged(archive.name(), "no list of worksheets");
    WB_TRY_VOID(part.run());
    return targets;
}

Status read_sheets(Archive& archive, Workbook& book) {
    WB_TRY(const auto targets, read_relations(archive));
    XmlPart part(
        archive, "xl/workbook.xml",
        [&](std::string_view name, const char** attributes) {
            if (name == "workbookPr") {
                const auto flag = attribute(attributes, "date1904");
                book.system_1904 = flag == "1" || flag == "true";
            }
            if (name != "sheet") return;
            const auto target = targets.find(std::string(attribute(attributes, "id")));
            if (target != targets.end()) book.sheets.emplace_back(attribute(attributes, "name"), target->second);
        },
        [](std::string_view) {}, [](std::string_view) {});
    return part.run();
}

Status read_shared_strings(Archive& archive, Workbook& book) {
    std::string current;
    bool inside_text = false;
    int phonetic = 0;
    std::size_t total = 0;
    XmlPart part(
        archive, "xl/sharedStrings.xml",
        [&](std::string_view name, const char**) {
            if (name == "si") current.clear();
            if (name == "rPh") ++phonetic;
            inside_text = name == "t" && phonetic == 0;
        },
        [&](std::string_view name) {
            if (name == "t") inside_text = false;
            if (name == "rPh") --phonetic;
            if (name == "si") book.shared.push_back(std::move(current));
        },
        [&](std::string_view text) {
            total += text.size();
            if (inside_text && total < kMostSharedBytes) current += text;
        });
    WB_TRY_VOID(part.run());
    if (total >= kMostSharedBytes) return damaged(archive.name(), "its texts unpack to more than a gigabyte");
    return {};
}

Status read_styles(Archive& archive, Workbook& book) {
    std::map<int, bool> custom;
    bool inside_cells = false;
    XmlPart part(
        archive, "xl/styles.xml",
        [&](std::string_view name, const char** attributes) {
            if (name == "numFmt")
                custom[whole_number(attribute(attributes, "numFmtId"), -1)] = is_date_format(attribute(attributes, "formatCode"));
            if (name == "cellXfs") inside_cells = true;
            if (name == "xf" && inside_cells) {
                const int id = whole_number(attribute(attributes, "numFmtId"), 0);
                const auto found = custom.find(id);
                book.style_is_date.push_back(found != custom.end() ? found->second : is_built_in_date(id));
            }
        },
        [&](std::string_view name) {
            if (name == "cellXfs") inside_cells = false;
        },
        [](std::string_view) {});
    return part.run();
}

struct SheetCell {
    std::string_view shared;  // in Workbook::shared
    std::string own;
};

class WorkbookSource : public TableSource {
public:
    WorkbookSource(std::unique_ptr<Archive> archive, Workbook book, std::string sheet, std::string part)
        : archive_(std::move(archive)), book_(std::move(book)), size_(archive_->size_of(part)) {
        info_.format = "xlsx";
        info_.sheet = std::move(sheet);
        info_.evidence.emplace_back("a zip archive with a workbook inside");
        sheet_ = std::make_unique<XmlPart>(
            *archive_, part, [this](std::string_view name, const char** attributes) { on_start(name, attributes); },
            [this](std::string_view name) { on_end(name); }, [this](std::string_view text) { on_text(text); });
        rows_ = std::make_unique<RowBatch>();
        rows_->clear();
    }
    [[nodiscard]] const SourceInfo& info() const override { return info_; }
    Result<bool> next(RowBlock& block) override {
        block = RowBlock{};
        while (!ended_ && rows_->rows() < kRowsPerBlock) {
            const auto more = sheet_->step();
            if (!more.ok()) {
                failure_ = more.error();
                failure_->where.row = row_number_;
                ended_ = true;
            } else if (!*more) {
                ended_ = true;
            }
        }
        if (rows_->rows() == 0) {
            if (failure_) return *failure_;
            return false;
        }
        block.first_row_number = rows_->row_numbers.front();
        block.rows = std::move(rows_);
        block.index = index_++;
        rows_ = std::make_unique<RowBatch>();
        rows_->clear();
        return true;
    }
    void split(const RowBlock& block, RowBatch& batch) const override { batch.view(*block.rows); }
    [[nodiscard]] double progress() const override {
        return size_ == 0 ? 1.0 : std::min(1.0, static_cast<double>(sheet_->bytes_read()) / static_cast<double>(size_));
    }

private:
    void on_start(std::string_view name, const char** attributes) {
        if (name == "row") {
            const auto number = attribute(attributes, "r");
            // Never backwards, whatever a damaged file says: rows above the header are not read.
            row_number_ = std::max<std::int64_t>(row_number_ + 1, number.empty() ? 0 : whole_number(number, 0));
            cells_.clear();
            problem_ = {};
        } else if (name == "c") {
            const auto column = column_of(attribute(attributes, "r"));
            column_ = column ? *column : cells_.size();
            type_ = std::string(attribute(attributes, "t"));
            style_ = whole_number(attribute(attributes, "s"), 0);
            value_.clear();
        } else if (name == "v" || name == "t") {
            inside_value_ = true;
        }
    }
    void on_text(std::string_view text) {
        if (!inside_value_) return;
        if (value_.size() < kLongestCell) {
            value_ += text;
        } else {
            problem_ = "row.cell_cut";
        }
    }
    void on_end(std::string_view name) {
        if (name == "v" || name == "t") inside_value_ = false;
        if (name == "c" && column_ < kMostColumns) {
            if (cells_.size() <= column_) cells_.resize(column_ + 1);
            cells_[column_] = {shared_text(), cell_text()};
        }
        if (name == "row") end_row();
    }
    // Not copied: a short sheet can name a long text very often.
    [[nodiscard]] std::string_view shared_text() const {
        if (type_ != "s") return {};
        const auto index = static_cast<std::size_t>(whole_number(value_, -1));
        return index < book_.shared.size() ? std::string_view(book_.shared[index]) : std::string_view();
    }
    [[nodiscard]] std::string cell_text() const {
        if (type_ == "s") return {};
        if (type_ == "b") return value_ == "1" ? "true" : "false";
        if (!type_.empty() && type_ != "n") return value_;
        const auto style = static_cast<std::size_t>(style_);
        if (!value_.empty() && style < book_.style_is_date.size() && book_.style_is_date[style]) {
            double serial = 0;
            const auto [end, failure] = std::from_chars(value_.data(), value_.data() + value_.size(), serial);
            if (failure == std::errc{} && end == value_.data() + value_.size() && serial >= 1 && serial < kLastSerial) {
                return serial_text(serial, book_.system_1904);
            }
        }
        return number_text(value_);
    }
    void end_row() {
        for (const auto& cell : cells_) rows_->cells.push_back(cell.shared.empty() ? rows_->text.keep(cell.own) : cell.shared);
        rows_->first_cell.push_back(static_cast<std::uint32_t>(rows_->cells.size()));
        rows_->row_numbers.push_back(row_number_);
        rows_->byte_offsets.push_back(-1);
        rows_->problems.push_back(problem_);
    }

    std::unique_ptr<Archive> archive_;
    Workbook book_;
    std::uint64_t size_;
    SourceInfo info_;
    std::unique_ptr<XmlPart> sheet_;
    std::unique_ptr<RowBatch> rows_;
    std::vector<SheetCell> cells_;  // of the row in hand, which may begin in one block and end in the next
    std::string_view problem_;
    std::string type_, value_;
    std::size_t column_ = 0;
    int style_ = 0;
    bool inside_value_ = false, ended_ = false;
    std::optional<Error> failure_;
    std::int64_t row_number_ = 0, index_ = 0;
};

// The named sheet, or the one whose part is largest: banners and legends are small.
Result<std::size_t> choose_sheet(const Archive& archive, const Workbook& book, const std::string& wanted) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < book.sheets.size(); ++i) {
        if (!wanted.empty() && book.sheets[i].first == wanted) return i;
        if (archive.size_of(book.sheets[i].second) > archive.size_of(book.sheets[best].second)) best = i;
    }
    if (wanted.empty()) return best;
    std::string names;
    for (const auto& [name, part] : book.sheets) names += (names.empty() ? "" : ", ") + name;
    return Error{"read.no_such_sheet", "no worksheet named " + wanted, {archive.name(), {}, {}, ""}, "it has: " + names};
}

Result<std::unique_ptr<TableSource>> open_archive(std::unique_ptr<Archive> archive, const ReadOptions& options) {
    Workbook book;
    WB_TRY_VOID(read_sheets(*archive, book));
    if (book.sheets.empty()) return damaged(archive->name(), "no worksheets");
    if (archive->is_bomb("xl/sharedStrings.xml")) return unpacks_too_far(archive->name(), "xl/sharedStrings.xml");
    WB_TRY_VOID(read_shared_strings(*archive, book));
    WB_TRY_VOID(read_styles(*archive, book));
    WB_TRY(const auto index, choose_sheet(*archive, book, options.sheet));
    const auto [sheet, part] = book.sheets[index];
    if (archive->is_bomb(part)) return unpacks_too_far(archive->name(), part);
    return std::unique_ptr<TableSource>(std::make_unique<WorkbookSource>(std::move(archive), std::move(book), sheet, part));
}

}  // namespace

Result<std::unique_ptr<TableSource>> open_workbook_file(const std::string& path, const ReadOptions& options) {
    WB_TRY(auto archive, Archive::open_file(path));
    return open_archive(std::move(archive), options);
}

Result<std::unique_ptr<TableSource>> open_workbook_memory(std::string_view bytes, const std::string& name, const ReadOptions& options) {
    WB_TRY(auto archive, Archive::open_memory(bytes, name));
    return open_archive(std::move(archive), options);
}

}  // namespace wb
