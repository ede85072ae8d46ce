// What else stands in the text of a party: intermediaries and tax numbers.
#pragma once

#include <string>
#include <string_view>

#include "text/identifiers.h"

namespace wb {

struct PartyText {
    std::string_view name;        // the party of the column
    std::string_view other;       // the second party that the text names, or ""
    std::string_view other_role;  // principal, recipient or agent
    Identifier identifier;        // a verified number found inside the name
};

// "YIWU TRADE CO O/B SHENZHEN X LTD" -> name YIWU TRADE CO, other SHENZHEN X LTD as principal.
PartyText read_party_text(std::string_view text);

}  // namespace wb
