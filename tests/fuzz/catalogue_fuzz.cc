// Bytes as a catalogue file and as a controls file of a case: they load or give an error that says where, and never crash.
#include <array>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "reference/catalogue.h"
#include "reference/controls.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::array files = {wb::EmbeddedFile{"fuzz.toml", text}};
    if (const auto loaded = wb::load_catalogue(files); !loaded.ok()) {
        WB_CHECK(!loaded.error().message.empty() && loaded.error().where.file == "fuzz.toml", "an error says where");
    } else {
        for (const auto& entry : loaded->classes) WB_CHECK(loaded->is_within(entry.id, entry.id), "a class is within itself");
    }
    if (const auto loaded = wb::load_controls(files); !loaded.ok()) {
        WB_CHECK(!loaded.error().message.empty() && loaded.error().where.file == "fuzz.toml", "an error says where");
    }
    return 0;
}
