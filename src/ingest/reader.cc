#include "ingest/reader.h"

#include <algorithm>
#include <array>

#include "ingest/byte_stream.h"
#include "ingest/reader_jsonl.h"
#include "ingest/reader_text.h"
#include "ingest/reader_xlsx.h"

namespace wb {

namespace {

constexpr std::size_t kHeadBytes = std::size_t{256} << 10;

struct Magic {
    std::string_view bytes;
    std::string_view what;
};

constexpr std::array kOtherMagics = {
    Magic{"%PDF", "a PDF document"},
    Magic{"\x89PNG", "a picture (PNG)"},
    Magic{"\xFF\xD8\xFF", "a picture (JPEG)"},
    Magic{"GIF8", "a picture (GIF)"},
    Magic{"Rar!", "a RAR archive"},
    Magic{"7z\xBC\xAF", "a 7z archive"},
    Magic{"\x7F"
          "ELF",
          "a program"},
    Magic{"MZ", "a program"},
    Magic{"SQLite format", "an SQLite database"},
    Magic{"{\\rtf", "an RTF document"},
};

bool starts_with_markup(std::string_view head) {
    std::string lower;
    for (const char c : head.substr(0, 300)) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const auto at = lower.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const auto text = at == std::string::npos ? std::string_view() : std::string_view(lower).substr(at);
    return text.starts_with("<!doctype html") || text.starts_with("<html") || text.starts_with("<?xml");
}

// Control characters other than line ends, tabs and NUL (which dirty exports hold) do not occur in text.
bool looks_binary(std::string_view head) {
    const auto control = std::count_if(head.begin(), head.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && byte != 0 && byte != '\t' && byte != '\n' && byte != '\r' && byte != 0x0C && byte != 0x1A;
    });
    const bool wide = head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") ||
                      std::count(head.begin(), head.end(), '\0') * 5 > static_cast<std::ptrdiff_t>(head.size());
    return !wide && control * 50 > static_cast<std::ptrdiff_t>(head.size());
}

// An object, or an array that begins with one.
bool begins_with_object(std::string_view head) {
    constexpr std::string_view kBlank = " \t\r\n";
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    auto at = head.find_first_not_of(kBlank);
    if (at != std::string_view::npos && head[at] == '[') at = head.find_first_not_of(kBlank, at + 1);
    if (at == std::string_view::npos || head[at] != '{') return false;
    const auto quote = head.find_first_not_of(kBlank, at + 1);
    return quote != std::string_view::npos && (head[quote] == '"' || head[quote] == '}');
}

// Blank lines, or an array without an entry: what an export writes that has found nothing.
bool holds_nothing(std::string_view head) {
    if (head.size() >= kHeadBytes) return false;
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    std::string bare;
    for (const char c : head) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        bare += c;
        if (bare.size() > 2) return false;
    }
    return bare.empty() || bare == "[]";
}

// Whether the directory of a compound file names a stream, in UTF-16LE.
bool holds_stream(std::string_view head, std::string_view stream) {
    std::string name;
    for (const char c : stream) {
        name += c;
        name += '\0';
    }
    return head.find(name) != std::string_view::npos;
}

Error not_readable(FileKind kind, const std::string& name, const std::string& looks_like) {
    switch (kind) {
        case FileKind::protected_workbook:
            return {"read.password_protected",
                    "the workbook is protected by a password",
                    {name, {}, {}, ""},
                    "save it without a password and run again"};
        case FileKind::old_workbook:
            return {"read.old_workbook",
                    "a workbook in the format of Excel 97–2003 (.xls)",
                    {name, {}, {}, ""},
                    "save it as .xlsx or .csv and run again"};
        case FileKind::parquet:
            return {"read.parquet", "a Parquet file", {name, {}, {}, ""}, ""};
        default:
            return {"read.not_a_table",
                    "not a table of records, but " + looks_like,
                    {name, {}, {}, ""},
                    "records come as CSV, XLSX, Parquet or JSON lines"};
    }
}

Result<std::unique_ptr<TableSource>> open_stream(std::unique_ptr<ByteStream> stream, const std::string& name, const ReadOptions& options,
                                                 const std::string* path, std::string_view memory) {
    std::string head;
    while (head.size() < kHeadBytes) {
        const auto more = stream->read(head, kHeadBytes);
        if (!more.ok()) {
            if (head.empty()) return more.error();
            break;
        }
        if (!*more) break;
    }
    if (holds_nothing(head)) {
        const auto* what = head.empty() ? "the file is empty" : "the file holds no rows";
        return Error{"read.empty", what, {name, {}, {}, ""}, "ask for it again; if there was nothing to deliver, take it out of the case"};
    }
    std::string looks_like;
    const auto kind = file_kind(head, looks_like);
    if (kind == FileKind::workbook && stream->compression().empty()) {
        return path != nullptr ? open_workbook_file(*path, options) : open_workbook_memory(memory, name, options);
    }
    if (kind == FileKind::jsonl) return open_jsonl(std::move(stream), std::move(head), name, options);
    if (kind == FileKind::text) return open_text(std::move(stream), std::move(head), name, options);
    return not_readable(kind, name, looks_like.empty() ? "a compressed archive" : looks_like);
}

}  // namespace

FileKind file_kind(std::string_view head, std::string& looks_like) {
    if (head.starts_with("PAR1")) return FileKind::parquet;
    if (head.starts_with("\xD0\xCF\x11\xE0")) {
        if (holds_stream(head, "EncryptedPackage")) return FileKind::protected_workbook;
        if (!holds_stream(head, "WordDocument") && !holds_stream(head, "PowerPoint Document")) return FileKind::old_workbook;
        looks_like = "a document of an old office program";
        return FileKind::other;
    }
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return FileKind::workbook;
    for (const auto& magic : kOtherMagics) {
        if (!head.starts_with(magic.bytes)) continue;
        looks_like = magic.what;
        return FileKind::other;
    }
    if (starts_with_markup(head)) {
        looks_like = "a web page or XML document";
        return FileKind::other;
    }
    if (looks_binary(head)) {
        looks_like = "binary data";
        return FileKind::other;
    }
    return begins_with_object(head) ? FileKind::jsonl : FileKind::text;
}

Result<std::unique_ptr<TableSource>> open_source(const std::string& path, const ReadOptions& options) {
    WB_TRY(auto stream, open_file_stream(path));
    return open_stream(std::move(stream), path, options, &path, {});
}

Result<std::unique_ptr<TableSource>> open_memory(std::string_view bytes, const std::string& name, const ReadOptions& options) {
    return open_stream(open_memory_stream(bytes, name), name, options, nullptr, bytes);
}

}  // namespace wb
