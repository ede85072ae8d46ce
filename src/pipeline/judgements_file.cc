#include "pipeline/judgements_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace wb {

namespace {

class OpenFile {
public:
    explicit OpenFile(const std::string& path) : descriptor_(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644)) {}
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    [[nodiscard]] int get() const { return descriptor_; }

private:
    int descriptor_;
};

// Whether a line was cut: the last byte of a file that is not empty is no line end.
bool ends_inside_line(int file) {
    struct stat status {};
    char last = '\n';
    if (::fstat(file, &status) != 0 || status.st_size == 0) return false;
    return ::pread(file, &last, 1, status.st_size - 1) == 1 && last != '\n';
}

constexpr const char* kFile = "judgements.jsonl";

Result<std::string> judgements_text(const Case& opened) {
    std::error_code ignored;
    if (!std::filesystem::exists(judgements_path(opened), ignored)) return std::string();
    return read_file(judgements_path(opened));
}

}  // namespace

std::string judgements_path(const Case& opened) { return opened.path(kFile); }

Result<JudgementsRead> read_case_judgements(const Case& opened) {
    WB_TRY(const auto text, judgements_text(opened));
    return read_judgements(text, kFile);
}

Result<GoodJudgementsRead> read_case_good_judgements(const Case& opened) {
    WB_TRY(const auto text, judgements_text(opened));
    return read_good_judgements(text, kFile);
}

Status append_judgements(const Case& opened, std::span<const std::string> judgements) {
    const auto path = judgements_path(opened);
    const OpenFile file(path);
    std::string lines;
    if (file.get() >= 0 && ends_inside_line(file.get())) lines = "\n";
    for (const auto& line : judgements) lines += line;
    const auto written = file.get() < 0 ? -1 : ::write(file.get(), lines.data(), lines.size());
    if (written == static_cast<ssize_t>(lines.size()) && ::fsync(file.get()) == 0) return {};
    const int why = written >= 0 ? ENOSPC : errno;
    return Error{why == ENOSPC ? "case.disk_full" : "case.cannot_write",
                 std::string("cannot be written: ") + std::strerror(why),
                 {path, {}, {}, ""},
                 "free space or check the permissions, and decide again"};
}

}  // namespace wb
