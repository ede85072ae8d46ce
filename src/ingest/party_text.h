// What else stands in the text of a party: intermediaries, tax numbers, bills to order.
//
// Phrases are data (data/terms/intermediaries.toml), compared on folded words. Roles are those of the second party: `principal` (the first
// acts for it), `recipient` (it gets the goods in the end), `agent` (it acts for the first). Real phrasings are in party_text_test.cc.
// Pure, thread safe; cost: 50 ns for a name without any phrase.
#pragma once

#include <string>
#include <string_view>

#include "text/identifiers.h"

namespace wb {

struct PartyText {
    std::string_view name;        // the party of the column
    std::string_view other;       // the second party that the text names, or ""
    std::string_view other_role;  // principal, recipient or agent
    std::string_view third;       // a third one, which no column of item holds: "A by order of B through C"
    Identifier identifier;        // a verified number found inside the name
    bool to_order = false;        // a bill to order: `name` is who holds it, "" when the text does not say
};

// "YIWU TRADE CO O/B SHENZHEN X LTD" -> name YIWU TRADE CO, other SHENZHEN X LTD as principal. Views into `text`.
PartyText read_party_text(std::string_view text);

}  // namespace wb
