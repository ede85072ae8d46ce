// Any bytes as a company name: the parts lie within the text, a second reading gives the same, and nothing crashes.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "names/name_parts.h"
#include "names/string_kernels.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static wb::NameScratch scratch;
    static wb::NameScratch other;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parts = wb::read_name(text, scratch);
    for (const auto& token : parts.tokens) {
        const bool inside =
            token.original.data() >= text.data() && token.original.data() + token.original.size() <= text.data() + text.size();
        WB_CHECK(inside, "a token lies in the text");
        WB_CHECK(token.latin.find(' ') == std::string_view::npos, "a token's Latin letters have no spaces");
    }
    const auto again = wb::read_name(text, other);
    WB_CHECK(again.full_key == parts.full_key && again.tokens.size() == parts.tokens.size(), "a name reads the same twice");
    const auto half = text.size() / 2;
    const auto a = text.substr(0, half);
    const auto b = text.substr(half);
    WB_CHECK(wb::levenshtein_distance(a, b) == wb::levenshtein_distance(b, a), "distances are symmetric");
    WB_CHECK(wb::jaro_winkler_similarity(a, a) == 1, "a text is like itself");
    return 0;
}
