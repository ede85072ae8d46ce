#include <zlib.h>

#include <array>

#include "base/check.h"
#include "simulate/sheet.h"

namespace wb {

namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 16;
constexpr std::uint16_t kVersion = 20;
constexpr std::uint16_t kDescriptorFollows = 0x0008;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kDosDay = (2022 - 1980) << 9 | 1 << 5 | 1;  // the same in every file: bytes depend on the seed alone

void put16(std::string& out, std::size_t value) {
    out += static_cast<char>(value & 0xFF);
    out += static_cast<char>(value >> 8 & 0xFF);
}
void put32(std::string& out, std::size_t value) {
    put16(out, value & 0xFFFF);
    put16(out, value >> 16 & 0xFFFF);
}

struct Member {
    std::string name;
    std::size_t offset = 0, crc = 0, packed = 0, size = 0;
};

// A ZIP archive written in one pass.
class Archive {
public:
    explicit Archive(std::unique_ptr<OutputFile> out) : out_(std::move(out)) {}
    ~Archive() {
        if (open_) deflateEnd(&stream_);
    }
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    Status begin(const std::string& name) {
        members_.push_back({name, written_, crc32(0, nullptr, 0), 0, 0});
        std::string head;
        put32(head, 0x04034B50);
        put_common(head, members_.back(), true);
        put16(head, name.size());
        put16(head, 0);
        WB_CHECK(deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK,
                 "deflate");
        open_ = true;
        return write(head + name);
    }
    Status add(std::string_view bytes) {
        auto& member = members_.back();
        const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
        member.crc = crc32(member.crc, data, static_cast<uInt>(bytes.size()));
        member.size += bytes.size();
        stream_.next_in = const_cast<Bytef*>(data);
        stream_.avail_in = static_cast<uInt>(bytes.size());
        return pump(Z_NO_FLUSH);
    }
    Status end() {
        stream_.next_in = nullptr;
        stream_.avail_in = 0;
        WB_TRY_VOID(pump(Z_FINISH));
        deflateEnd(&stream_);
        open_ = false;
        const auto& member = members_.back();
        std::string tail;
        put32(tail, 0x08074B50);
        put32(tail, member.crc);
        put32(tail, member.packed);
        put32(tail, member.size);
        return write(tail);
    }
    Status close() {
        const auto start = written_;
        std::string directory;
        for (const auto& member : members_) {
            put32(directory, 0x02014B50);
            put16(directory, kVersion);
            put_common(directory, member, false);
            put16(directory, member.name.size());
            for (int i = 0; i < 4; ++i) put16(directory, 0);
            put32(directory, 0);
            put32(directory, member.offset);
            directory += member.name;
        }
        const auto size = directory.size();
        put32(directory, 0x06054B50);
        put32(directory, 0);
        put16(directory, members_.size());
        put16(directory, members_.size());
        put32(directory, size);
        put32(directory, start);
        put16(directory, 0);
        WB_TRY_VOID(write(directory));
        return out_->close();
    }

private:
    // Fields that the local header and the directory share; sizes are unknown in the former.
    static void put_common(std::string& out, const Member& member, bool local) {
        put16(out, kVersion);
        put16(out, kDescriptorFollows);
        put16(out, kDeflated);
        put16(out, 0);
        put16(out, kDosDay);
        put32(out, local ? 0 : member.crc);
        put32(out, local ? 0 : member.packed);
        put32(out, local ? 0 : member.size);
    }
    Status pump(int flush) {
        std::array<Bytef, kBuffer> packed{};
        for (;;) {
            stream_.next_out = packed.data();
            stream_.avail_out = static_cast<uInt>(packed.size());
            const int status = deflate(&stream_, flush);
            WB_CHECK(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR, "deflate");
            const auto made = packed.size() - stream_.avail_out;
            members_.back().packed += made;
            if (made > 0) WB_TRY_VOID(write({reinterpret_cast<const char*>(packed.data()), made}));
            if (stream_.avail_out != 0) return {};
        }
    }
    Status write(std::string_view bytes) {
        written_ += bytes.size();
        return out_->write(bytes);
    }

    std::unique_ptr<OutputFile> out_;
    std::vector<Member> members_;
    z_stream stream_{};
    bool open_ = false;
    std::size_t written_ = 0;
};

std::string column_name(std::size_t index) {
    std::string name;
    for (std::size_t rest = index + 1; rest > 0; rest = (rest - 1) / 26)
        name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return name;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

}  // namespace

struct WorkbookFile::State {
    explicit State(std::unique_ptr<OutputFile> out) : archive(std::move(out)) {}
    Archive archive;
    std::int64_t rows = 0;
    std::string buffer;
    Status part(const std::string& name, const std::string& text) {
        WB_TRY_VOID(archive.begin(name));
        WB_TRY_VOID(archive.add(std::string(kHead) + text));
        return archive.end();
    }
};

WorkbookFile::WorkbookFile(std::unique_ptr<OutputFile> out) : state_(std::make_unique<State>(std::move(out))) {}
WorkbookFile::~WorkbookFile() = default;
std::int64_t WorkbookFile::rows() const { return state_->rows; }

Status WorkbookFile::begin() {
    const std::string package = "http://schemas.openxmlformats.org/package/2006/";
    const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const std::string main = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    const std::string sheets = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    WB_TRY_VOID(state_->part(
        "[Content_Types].xml",
        "<Types xmlns=\"" + package +
            "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"" +
            main + "sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" + main +
            "worksheet+xml\"/></Types>"));
    WB_TRY_VOID(state_->part("_rels/.rels", "<Relationships xmlns=\"" + package + "relationships\"><Relationship Id=\"rId1\" Type=\"" +
                                                office + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"));
    WB_TRY_VOID(state_->part("xl/workbook.xml", "<workbook xmlns=\"" + sheets + "\" xmlns:r=\"" + office +
                                                    "\"><sheets><sheet name=\"Sheet\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"));
    WB_TRY_VOID(state_->part("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"" + package +
                                                               "relationships\"><Relationship Id=\"rId1\" Type=\"" + office +
                                                               "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"));
    WB_TRY_VOID(state_->archive.begin("xl/worksheets/sheet1.xml"));
    return state_->archive.add(std::string(kHead) + "<worksheet xmlns=\"" + sheets + "\"><sheetData>");
}

Status WorkbookFile::add(const std::vector<std::string>& cells, const std::vector<bool>& numeric) {
    const auto row = std::to_string(++state_->rows);
    auto& xml = state_->buffer;
    xml = "<row r=\"" + row + "\">";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].empty()) continue;
        const bool number = i < numeric.size() && numeric[i];
        xml += "<c r=\"" + column_name(i) + row +
               (number ? "\"><v>" + cells[i] + "</v></c>" : "\" t=\"inlineStr\"><is><t>" + escaped(cells[i]) + "</t></is></c>");
    }
    xml += "</row>";
    return state_->archive.add(xml);
}

Status WorkbookFile::close() {
    WB_TRY_VOID(state_->archive.add("</sheetData></worksheet>"));
    WB_TRY_VOID(state_->archive.end());
    return state_->archive.close();
}

}  // namespace wb
