#include "report/bundle.h"

#include <zip.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace wb {

namespace {

namespace fs = std::filesystem;

// 1980-01-01 00:00 as zip archives write it.
constexpr zip_uint16_t kFixedDate = (1U << 5U) | 1U;
constexpr std::size_t kHexDigits = 64;
constexpr std::size_t kMostEntries = 10000;

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

bool is_inside(const std::string& name) {
    const fs::path path(name);
    if (name.empty() || path.is_absolute() || name.find('\\') != std::string::npos || name.find('\n') != std::string::npos) return false;
    return std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".." || part.empty(); });
}

Error pack_error(const std::string& path, const std::string& why) {
    return {
        "report.bundle", "the bundle cannot be written: " + why, {path, {}, {}, ""}, "free space or check the permissions, and run again"};
}

Error unreadable(const std::string& path, const std::string& why) {
    return {"bundle.unreadable", "the bundle cannot be read: " + why, {path, {}, {}, ""}, "get it again from where it came"};
}

Status add_to(zip_t* archive, const std::string& folder, const std::string& name, const std::string& path) {
    zip_source_t* source = zip_source_file(archive, (folder + "/" + name).c_str(), 0, 0);
    if (source == nullptr) return pack_error(path, zip_strerror(archive));
    const auto index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return pack_error(path, zip_strerror(archive));
    }
    const auto at = static_cast<zip_uint64_t>(index);
    // Parquet and workbooks are compressed already.
    const bool packed = name.ends_with(".parquet") || name.ends_with(".xlsx");
    if (packed) static_cast<void>(zip_set_file_compression(archive, at, ZIP_CM_STORE, 0));
    const bool fixed = zip_file_set_dostime(archive, at, 0, kFixedDate, 0) == 0 &&
                       zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_UNIX, 0644U << 16U) == 0;
    return fixed ? Status() : Status(pack_error(path, zip_strerror(archive)));
}

Status copy_out(zip_t* archive, zip_uint64_t index, const std::string& target, const std::string& path) {
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(archive, index, 0), zip_fclose);
    if (!file) return unreadable(path, zip_strerror(archive));
    std::error_code ignored;
    fs::create_directories(fs::path(target).parent_path(), ignored);
    const std::unique_ptr<std::FILE, CloseFile> out(std::fopen(target.c_str(), "wb"));
    std::vector<char> buffer(std::size_t{1} << 18);
    zip_int64_t got = 0;
    while (out && (got = zip_fread(file.get(), buffer.data(), buffer.size())) > 0) {
        if (std::fwrite(buffer.data(), 1, static_cast<std::size_t>(got), out.get()) != static_cast<std::size_t>(got)) got = -1;
        if (got < 0) break;
    }
    if (!out || got < 0 || std::fflush(out.get()) != 0)
        return unreadable(path, "its part is damaged or there is no space for it: " + target);
    return {};
}

}  // namespace

std::string manifest_text(std::vector<ManifestEntry> entries) {
    std::sort(entries.begin(), entries.end(), [](const ManifestEntry& a, const ManifestEntry& b) { return a.name < b.name; });
    std::string text;
    for (const auto& entry : entries) text += entry.sha256 + "  " + entry.name + "\n";
    return text;
}

Result<std::vector<ManifestEntry>> parse_manifest(std::string_view text) {
    std::vector<ManifestEntry> entries;
    std::int64_t row = 0;
    while (!text.empty()) {
        ++row;
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        ManifestEntry entry;
        if (line.size() > kHexDigits + 2) entry = {std::string(line.substr(kHexDigits + 2)), std::string(line.substr(0, kHexDigits))};
        const bool hex = entry.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
        if (!hex || !is_inside(entry.name) || line.substr(kHexDigits, 2) != "  ") {
            return Error{"bundle.manifest",
                         "the manifest has a line that is no digest and name",
                         {std::string(kManifest), row, {}, ""},
                         "the bundle was changed or damaged: get it again"};
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

Status pack(const std::string& folder, std::vector<std::string> names, const std::string& path) {
    std::sort(names.begin(), names.end());
    const std::string beside = path + ".partial";
    int code = 0;
    Archive archive(zip_open(beside.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
    if (!archive) return pack_error(path, "it cannot be opened");
    for (const auto& name : names) WB_TRY_VOID(add_to(archive.get(), folder, name, path));
    if (zip_close(archive.get()) != 0) return pack_error(path, zip_strerror(archive.get()));
    static_cast<void>(archive.release());
    std::error_code failed;
    fs::rename(beside, path, failed);
    return failed ? Status(pack_error(path, failed.message())) : Status();
}

Status unpack(const std::string& path, const std::string& folder) {
    int code = 0;
    const Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
    if (!archive) return unreadable(path, "it is no zip archive");
    const auto entries = zip_get_num_entries(archive.get(), 0);
    if (entries < 0 || static_cast<std::size_t>(entries) > kMostEntries) return unreadable(path, "it has too many parts");
    for (zip_int64_t i = 0; i < entries; ++i) {
        const auto index = static_cast<zip_uint64_t>(i);
        const char* name = zip_get_name(archive.get(), index, ZIP_FL_ENC_GUESS);
        if (name == nullptr || !is_inside(name)) return unreadable(path, "it has a part whose name leaves the folder");
        WB_TRY_VOID(copy_out(archive.get(), index, folder + "/" + name, path));
    }
    return {};
}

}  // namespace wb
