#include "base/embedded.h"

#include <algorithm>
#include <string>

#include "base/check.h"

namespace wb {

std::span<const EmbeddedFile> embedded_below(std::string_view folder) {
    const auto files = embedded_files();
    const auto inside = [&](const EmbeddedFile& file) { return file.path.starts_with(folder); };
    const auto first = std::find_if(files.begin(), files.end(), inside);
    const auto last = std::find_if_not(first, files.end(), inside);
    return {first, last};
}

std::string_view embedded_file(std::string_view path) {
    const auto files = embedded_files();
    const auto found = std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& file) { return file.path == path; });
    WB_CHECK(found != files.end(), "no embedded file " + std::string(path));
    return found->bytes;
}

}  // namespace wb
