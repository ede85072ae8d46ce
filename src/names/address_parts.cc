#include "names/address_parts.h"

#include <string>

#include "base/hash.h"
#include "text/romanise.h"

namespace wb {

struct AddressScratch::State {
    std::string latin, street;
};

AddressScratch::AddressScratch() : state_(std::make_unique<State>()) {}
AddressScratch::~AddressScratch() = default;
AddressScratch::AddressScratch(AddressScratch&&) noexcept = default;
AddressScratch& AddressScratch::operator=(AddressScratch&&) noexcept = default;

AddressParts read_address(std::string_view address, Country stated_country, AddressScratch& scratch) {
    auto& state = scratch.state();
    AddressParts parts;
    parts.country = stated_country;
    state.latin.clear();
    romanise(address, state.latin);
    state.street.clear();
    for (std::size_t at = 0; at < state.latin.size();) {
        const auto end = std::min(state.latin.find(' ', at), state.latin.size());
        state.street += phonetic_key(std::string_view(state.latin).substr(at, end - at));
        at = end + 1;
    }
    parts.street = state.street;
    if (!parts.street.empty()) parts.street_key = hash64(parts.street);
    return parts;
}

}  // namespace wb
