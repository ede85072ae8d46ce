// A manifest of a bundle comes from whoever sent it: any bytes give entries whose names stay inside the folder, or an error.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "report/bundle.h"
#include "report/markup.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto entries = wb::parse_manifest(text);
    if (entries.ok()) {
        for (const auto& entry : *entries) {
            WB_CHECK(entry.sha256.size() == 64 && !entry.name.empty() && entry.name[0] != '/', "an entry inside the folder");
        }
    }
    const auto safe = wb::escaped(text);
    WB_CHECK(safe.find_first_of("<>\"'") == std::string::npos, "nothing that could be markup");
    return 0;
}
