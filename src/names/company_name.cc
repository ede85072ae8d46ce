#include "names/company_name.h"

#include "names/name_parts.h"

namespace wb {

CompanyName read_company_name(std::string_view name) {
    thread_local NameScratch scratch;
    const auto parts = read_name(name, scratch);
    return {std::string(parts.full_key), std::string(parts.legal_form), latin_name(parts)};
}

}  // namespace wb
