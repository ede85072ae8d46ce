// A postal address taken apart, as far as it can be read, with a key for each depth.
//
// Russian ("127018, г. Москва, ул. Сущёвский Вал, д. 18, стр. 2, оф. 301"), Chinese (广东省深圳市南山区高新南四道18号创维大厦A座1203室),
// English as written in China and Hong Kong ("ROOM 1203, BLOCK A, NO. 18 GAOXIN SOUTH 4TH RD, NANSHAN DISTRICT, SHENZHEN"), Kazakh,
// Turkish, German, Emirati and American ones. Countries, regions and cities become the concepts of names ("city:shenzhen"), so that scripts
// meet; streets become phonetic keys, numbers of houses a normal form ("18/2", "18 стр. 2" and "18 BLDG 2" differ only in their marks).
// Missing data: a part that is not written is "", its key 0; what could not be placed is counted in `unread_words`. Never fails.
// Cost: about a microsecond. Thread rule: one AddressScratch per thread. Same text, same parts, on every machine.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "tables/column.h"

namespace wb {

// Views point into the scratch or static storage: valid until the scratch reads the next address.
struct AddressParts {
    Country country;              // written, or that of the city when no other country has one of that name
    bool country_stated = false;  // false when the country is that of the city or of the form of the address
    std::string_view region;      // concept: "region:guangdong", or ""
    std::string_view city;        // concept: "city:shenzhen", or ""
    std::string_view district;    // phonetic key of a district, county, town or village
    std::string_view street;      // phonetic key without the word for street: "ulitsa Lenina", "LENINA STR." and "Ленина" share one
    std::string_view house;       // "18", "18/2", "18a": lower case Latin, without marks
    std::string_view building;    // block, корпус, строение, 栋, 座: "2", "a", "k1s2"
    std::string_view floor;
    std::string_view room;  // office, flat, unit, 室
    std::string_view postcode;
    std::string_view po_box;
    std::string_view phone;          // national significant digits, at most the last ten; the first of several
    std::string_view email;          // lower case; the first of several
    std::string_view place_name;     // phonetic key of a named building, park or zone: "CHUANGWEI BUILDING", 创维大厦
    std::uint32_t unread_words = 0;  // words that could not be placed
    // The text ends at a field's width (80, 250, 255 … characters) or inside a word: what is not in it is not stated, which is not absent.
    bool cut = false;

    // Hashes for comparing and for candidates, 0 when a needed part is missing. Each includes the city where it is known, else the country.
    std::uint64_t street_key = 0;    // city and street (or place name)
    std::uint64_t house_key = 0;     // street_key, house, building
    std::uint64_t room_key = 0;      // house_key, room
    std::uint64_t postcode_key = 0;  // country and post code
    std::uint64_t phone_key = 0;     // the digits of `phone`
    std::uint64_t email_key = 0;
};

class AddressScratch {
public:
    AddressScratch();
    ~AddressScratch();
    AddressScratch(AddressScratch&&) noexcept;
    AddressScratch& operator=(AddressScratch&&) noexcept;

    struct State;
    [[nodiscard]] State& state() { return *state_; }

private:
    std::unique_ptr<State> state_;
};

// `stated_country` is that of the record when a column holds it, else Country{}; a country written in the address wins.
AddressParts read_address(std::string_view address, Country stated_country, AddressScratch& scratch);

}  // namespace wb
