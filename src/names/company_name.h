// One key for the spellings of one company name: legal form, spacing, punctuation and script folded away.
#pragma once

#include <string>
#include <string_view>

namespace wb {

struct CompanyName {
    std::string key;         // phonetic, romanised, without legal form and spaces; "" when nothing is left
    std::string legal_form;  // id of terms/legal_forms.toml, or ""
    std::string latin;       // romanised words without the legal form
};

// Cost: about a microsecond. Thread safe. "ООО «АэроТрейд»", "OOO AEROTREYD" and "Aerotreyd, LLC" share a key.
CompanyName read_company_name(std::string_view name);

}  // namespace wb
