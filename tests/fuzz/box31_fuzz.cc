// Any text as box 31: groups lie inside the joined text, in order, and lead back to the original.
#include <algorithm>
#include <string>

#include "base/check.h"
#include "goods/box31.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wb;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    JoinedText joined;
    joined.assign(text);
    WB_CHECK(joined.text.size() <= text.size(), "joining takes marks away");
    for (std::uint32_t at = 0; at <= joined.text.size(); ++at) WB_CHECK(joined.origin(at) <= text.size(), "origins lie in the original");
    TokenText words;
    words.assign(joined.text);
    const auto groups = split_groups(words, joined.text);
    WB_CHECK(!groups.empty() && groups.size() <= kMostGroups, "at least one group and no more than the limit");
    for (const auto& group : groups) WB_CHECK(group.begin <= group.end && group.end <= joined.text.size(), "groups lie in the text");
    if (const auto quantity = quantity_in_text(text)) WB_CHECK(quantity->number >= 0 && !quantity->unit.empty(), "a quantity has a unit");
    return 0;
}
