// Takes one address apart; the body of read_address. Not thread safe.
//
// Words come with marks (address_words.h) and places (lexicon.h). One walk from left to right: a mark takes the words it announces, a
// number without a mark becomes house or room by what stands before it, and words that nothing announces wait until a mark behind them, or
// the end, says what they are. Commas end a wait.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "names/address_parts.h"
#include "names/word_scan.h"

namespace wb {

// How many digits a text begins with.
inline std::size_t leading_digits(std::string_view text) {
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
    return count;
}

// Signs that divide the parts of an address.
inline bool strong_gap(char gap) { return gap == '(' || gap == ',' || gap == ';' || gap == '\n'; }

class AddressReader {
public:
    AddressParts read(std::string_view address, Country stated_country);

private:
    struct Piece {
        std::uint32_t first = 0, count = 0;          // words
        std::uint32_t codes_at = 0, codes_size = 0;  // Han characters of the first word; 0, 0 for the rest
        const Sense* mark = nullptr;
        const Sense* place = nullptr;
        bool number = false;  // begins with a digit
        bool comma = false;   // a comma, a bracket or a line's end stands before it
        bool used = false;
    };
    struct Field {
        std::string text;
        bool set = false;
    };
    enum Slot : std::uint8_t { kDistrict, kStreet, kHouse, kBuilding, kFloor, kRoom, kPostcode, kBox, kPhone, kEmail, kPremises, kSlots };

    void find_email();
    void find_pieces();
    void add_piece(std::size_t& at);
    void add_han(std::size_t at);
    void add_han_piece(std::size_t at, std::size_t from, std::size_t size, const Sense* mark, const Sense* place);

    void walk();
    [[nodiscard]] bool in_street_name(std::size_t at) const;
    void take_mark(std::size_t at);
    void take_street(std::size_t at);
    void take_named(std::size_t at, Slot slot);
    bool take_value_before(std::size_t at, Slot slot);
    bool take_value_behind(std::size_t at, Slot slot);
    void take_phone(std::size_t at);
    void take_number(std::size_t at);
    bool take_postcode(std::size_t at);
    [[nodiscard]] bool street_cut_short(std::size_t at) const;
    void take_street_cut_short(std::size_t at);
    void take_place(std::size_t at);
    void settle_pending();
    bool pending_group(std::size_t end, std::size_t& begin) const;
    bool named_behind(std::size_t at, std::size_t& end) const;
    [[nodiscard]] bool name_like(const Piece& piece) const;
    [[nodiscard]] bool is_value(const Piece& piece) const;

    void append_key(const Piece& piece, std::string& key);
    std::string value_of(const Piece& piece) const;
    void set_names(std::size_t begin, std::size_t end, Slot slot);
    bool set(Slot slot, std::string value);
    void finish(AddressParts& parts, Country stated_country);
    void add_keys(AddressParts& parts) const;

    WordScan scan_;
    std::vector<Piece> pieces_;
    std::array<Field, kSlots> fields_;
    const Sense* city_ = nullptr;
    const Sense* region_ = nullptr;
    const Sense* country_ = nullptr;
    std::vector<std::string_view> syllables_;
    std::size_t email_begin_ = 0, email_end_ = 0;
};

}  // namespace wb
