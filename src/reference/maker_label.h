// The maker that a description names behind a label: "Изготовитель: …", "ПРОИЗВОДИТЕЛЬ ООО …", "MANUFACTURER: …", "生产商：…".
//
// Labels and the words that end a name are data (data/terms/maker_labels.toml). A country, a word for nothing and a name that runs into the
// end of a cut text are no makers: what is missing of the latter is not known. Linear time; a text without a label costs a search for
// a few letters. Thread safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace wb {

// A view of the text, which has no continuation marks (text/joined_text.h).
struct NamedMaker {
    std::string_view name;
    bool ends_text = false;  // the name runs to the last byte
};

// The first maker that the text names. Nothing when none.
std::optional<NamedMaker> maker_in_text(std::string_view text);
// What stands behind a label without what follows the name. Empty for a country or a word for nothing.
std::string_view maker_name(std::string_view value);

}  // namespace wb
