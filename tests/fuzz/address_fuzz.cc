// Any bytes as an address: keys are there exactly when their parts are, a second reading gives the same, and nothing crashes.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "names/address_parts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static wb::AddressScratch scratch;
    static wb::AddressScratch other;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parts = wb::read_address(text, wb::Country{}, scratch);
    WB_CHECK((parts.postcode_key != 0) == !parts.postcode.empty(), "a post code has a key");
    WB_CHECK((parts.phone_key != 0) == !parts.phone.empty(), "a phone has a key");
    WB_CHECK(parts.house_key == 0 || parts.street_key != 0, "a house stands in a street");
    const auto again = wb::read_address(text, wb::Country{}, other);
    WB_CHECK(again.room_key == parts.room_key && again.street_key == parts.street_key && again.unread_words == parts.unread_words,
             "an address reads the same twice");
    return 0;
}
