// Any text as a party: what is found lies inside the text, a second party has a role, and reading a name again finds nothing new to take
// off.
#include <string>

#include "base/check.h"
#include "ingest/party_text.h"

namespace {

bool inside(std::string_view part, std::string_view text) {
    return part.empty() || (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto party = wb::read_party_text(text);
    WB_CHECK(inside(party.name, text) && inside(party.other, text) && inside(party.third, text), "parties are parts of the text");
    WB_CHECK(party.other.empty() == party.other_role.empty(), "a second party has a role");
    WB_CHECK(party.third.empty() || !party.other.empty(), "no third party without a second");
    const auto identifier = wb::classify_identifier(text, "");
    WB_CHECK(identifier.value.empty() == identifier.kind.empty(), "a number has a kind");
    return 0;
}
