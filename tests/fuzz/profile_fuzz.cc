// Bytes as a profile of a case: it loads or gives an error that says where.
#include <string_view>

#include "base/check.h"
#include "ingest/profile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto profile = wb::parse_profile(text, "fuzz.toml");
    if (profile.ok()) {
        WB_CHECK(!profile->id.empty(), "a profile has an id");
    } else {
        WB_CHECK(!profile.error().message.empty() && profile.error().where.file == "fuzz.toml", "an error says where");
    }
    return 0;
}
