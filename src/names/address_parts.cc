#include "names/address_parts.h"

#include "names/address_reader.h"

namespace wb {

struct AddressScratch::State {
    AddressReader reader;
};

AddressScratch::AddressScratch() : state_(std::make_unique<State>()) {}
AddressScratch::~AddressScratch() = default;
AddressScratch::AddressScratch(AddressScratch&&) noexcept = default;
AddressScratch& AddressScratch::operator=(AddressScratch&&) noexcept = default;

AddressParts read_address(std::string_view address, Country stated_country, AddressScratch& scratch) {
    return scratch.state().reader.read(address, stated_country);
}

}  // namespace wb
