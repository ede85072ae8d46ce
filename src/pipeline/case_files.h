// The case directory: what lies in it, where its results go.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/case_config.h"

namespace wb {

// SHA-256 and size, streamed.
struct FileDigest {
    std::string sha256;
    std::int64_t bytes = 0;
};
Result<FileDigest> digest_file(const std::string& path);
// Device, inode, size and times of change of a file: what changes when its content does. "" when it cannot be told.
std::string file_state(const std::string& path);

// Digests of files, each computed once as long as the file's identity, size and times stay what they were. Any thread.
class DigestMemo {
public:
    Result<FileDigest> of(const std::string& path);

private:
    struct Entry {
        std::string state;
        FileDigest digest;
    };
    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
};

struct Case {
    std::string directory;
    CaseConfig config;
    std::shared_ptr<DigestMemo> digests = std::make_shared<DigestMemo>();
    [[nodiscard]] std::string path(const std::string& inside) const { return directory + "/" + inside; }
    [[nodiscard]] std::string database() const { return path("case.duckdb"); }
};

// One file of records with the entry that asked for it.
struct RecordsFile {
    std::string path;  // inside the case when below it, else as given
    std::string full_path;
    RecordsEntry entry;
};

// Errors: case.not_found (with what to do), and those of case.toml.
Result<Case> load_case(const std::string& directory);

// Files named by [[records]], each once, sorted by path, so that their order in case.toml or in the folder means nothing. A pattern that
// matches nothing is Error case.no_records.
Result<std::vector<RecordsFile>> records_files(const Case& opened);

// Files of a folder of the case ("lists"), recursively, sorted; empty when there is no folder.
std::vector<std::string> folder_files(const Case& opened, const std::string& folder);

Result<std::string> read_file(const std::string& path);
// Writes beside and renames, so that a file is never half written. Errors: case.cannot_write, case.disk_full.
Status write_file(const std::string& path, std::string_view bytes);
}  // namespace wb
