#include "pipeline/case_files.h"

#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>

#include "base/hash.h"

namespace wb {

namespace fs = std::filesystem;

namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Error cannot_open(const std::string& path) {
    return {"case.cannot_read",
            std::string("cannot be opened: ") + std::strerror(errno),
            {path, {}, {}, ""},
            "check the path and the permissions"};
}

bool is_pattern(const std::string& path) { return path.find_first_of("*?[") != std::string::npos; }

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.') || path.filename().string().starts_with('~'); }

// The folder in which a pattern begins: everything before its first wildcard.
fs::path pattern_root(const std::string& pattern) {
    const auto wildcard = pattern.find_first_of("*?[");
    const auto slash = pattern.rfind('/', wildcard);
    return slash == std::string::npos ? fs::path(".") : fs::path(pattern.substr(0, slash));
}

void collect(const fs::path& root, std::vector<std::string>& files) {
    std::error_code failure;
    for (fs::recursive_directory_iterator at(root, failure), end; !failure && at != end; at.increment(failure)) {
        if (at->is_regular_file(failure) && !is_hidden(at->path())) files.push_back(at->path().string());
    }
    std::sort(files.begin(), files.end());
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
    const File file(std::fopen(path.c_str(), "rb"));
    if (!file) return cannot_open(path);
    std::string bytes;
    char buffer[1 << 16];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, file.get())) > 0;) bytes.append(buffer, got);
    if (std::ferror(file.get()) != 0) return cannot_open(path);
    return bytes;
}

Status write_file(const std::string& path, std::string_view bytes) {
    std::error_code ignored;
    fs::create_directories(fs::path(path).parent_path(), ignored);
    const std::string beside = path + ".partial";
    {
        const File file(std::fopen(beside.c_str(), "wb"));
        const bool written = file && std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size() && std::fflush(file.get()) == 0;
        if (!written) {
            const std::string why = std::strerror(errno);
            fs::remove(beside, ignored);
            return Error{errno == ENOSPC ? "case.disk_full" : "case.cannot_write",
                         "cannot be written: " + why,
                         {path, {}, {}, ""},
                         "free space or check the permissions, and run again"};
        }
    }
    fs::rename(beside, path, ignored);
    if (ignored) return Error{"case.cannot_write", "cannot be replaced: " + ignored.message(), {path, {}, {}, ""}, "check the permissions"};
    return {};
}

Result<FileDigest> digest_file(const std::string& path) {
    const File file(std::fopen(path.c_str(), "rb"));
    if (!file) return cannot_open(path);
    Sha256 hash;
    FileDigest digest;
    std::vector<char> buffer(std::size_t{1} << 20);
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0;) {
        hash.update({buffer.data(), got});
        digest.bytes += static_cast<std::int64_t>(got);
    }
    if (std::ferror(file.get()) != 0) return cannot_open(path);
    digest.sha256 = hash.hex();
    return digest;
}

std::string file_state(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return {};
    std::string state;
    for (const auto part :
         {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino), static_cast<std::int64_t>(status.st_size),
          static_cast<std::int64_t>(status.st_mtim.tv_sec), static_cast<std::int64_t>(status.st_mtim.tv_nsec),
          static_cast<std::int64_t>(status.st_ctim.tv_sec), static_cast<std::int64_t>(status.st_ctim.tv_nsec)}) {
        state += std::to_string(part) + ":";
    }
    return state;
}

Result<FileDigest> DigestMemo::of(const std::string& path) {
    const auto state = file_state(path);
    {
        const std::lock_guard lock(mutex_);
        const auto found = entries_.find(path);
        if (found != entries_.end() && !state.empty() && found->second.state == state) return found->second.digest;
    }
    WB_TRY(auto digest, digest_file(path));
    const std::lock_guard lock(mutex_);
    entries_[path] = {state, digest};
    return digest;
}

Result<Case> load_case(const std::string& directory) {
    Case opened;
    opened.directory = directory.empty() ? "." : directory;
    while (opened.directory.size() > 1 && opened.directory.back() == '/') opened.directory.pop_back();
    const auto config = opened.path("case.toml");
    std::error_code ignored;
    if (!fs::exists(config, ignored)) {
        return Error{"case.not_found",
                     "there is no case here: no case.toml",
                     {opened.directory, {}, {}, ""},
                     "make one with: waybill new " + opened.directory};
    }
    WB_TRY(const auto text, read_file(config));
    WB_TRY(opened.config, parse_case_config(text, config));
    if (opened.config.name.empty()) opened.config.name = fs::path(opened.directory).filename().string();
    return opened;
}

Result<std::vector<RecordsFile>> records_files(const Case& opened) {
    std::map<std::string, RecordsFile> found;
    for (const auto& entry : opened.config.records) {
        const auto full = fs::path(entry.path).is_absolute() ? entry.path : opened.path(entry.path);
        std::vector<std::string> matches;
        if (is_pattern(full)) {
            std::vector<std::string> all;
            collect(pattern_root(full), all);
            std::copy_if(all.begin(), all.end(), std::back_inserter(matches),
                         [&](const std::string& path) { return fnmatch(full.c_str(), path.c_str(), 0) == 0; });
        } else {
            matches.push_back(full);
        }
        if (matches.empty()) {
            return Error{"case.no_records",
                         "no file matches " + entry.path,
                         {opened.path("case.toml"), {}, {}, ""},
                         "put the provider's files there, or correct the path"};
        }
        for (const auto& match : matches) {
            const auto inside = match.starts_with(opened.directory + "/") ? match.substr(opened.directory.size() + 1) : match;
            found.emplace(inside, RecordsFile{inside, match, entry});
        }
    }
    if (found.empty()) {
        return Error{
            "case.no_records", "case.toml names no records", {opened.path("case.toml"), {}, {}, ""}, "add a [[records]] entry with a path"};
    }
    std::vector<RecordsFile> files;
    for (auto& [path, file] : found) files.push_back(std::move(file));
    return files;
}

std::vector<std::string> folder_files(const Case& opened, const std::string& folder) {
    std::vector<std::string> files;
    collect(opened.path(folder), files);
    return files;
}

}  // namespace wb
