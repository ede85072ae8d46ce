// Any bytes as box 31: joining leads back into the original, groups lie inside the text and in order.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "goods/box31.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    wb::JoinedText joined;
    joined.assign(bytes);
    wb::TokenText words;
    words.assign(joined.text);
    for (const auto& token : words.tokens) {
        WB_CHECK(token.origin_begin < token.origin_end && token.origin_end <= joined.text.size(), "token outside the text");
        WB_CHECK(joined.origin(token.origin_end) <= size, "origin outside the original");
    }
    std::size_t end = 0;
    std::vector<wb::BoxGroup> groups;
    wb::split_groups(words, joined.text, groups);
    for (const auto& group : groups) {
        WB_CHECK(group.begin >= end && group.begin <= group.end && group.end <= joined.text.size(), "group out of order");
        end = group.end;
    }
    (void)wb::quantity_in_text(joined.text);
    return 0;
}
