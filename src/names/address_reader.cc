#include "names/address_reader.h"

#include <algorithm>

#include "base/hash.h"
#include "names/address_words.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kLongestPhrase = 6;  // words of a mark or a place
constexpr std::size_t kLongestValue = 10;  // bytes of a house, room or floor
constexpr std::size_t kPhoneDigits = 7, kPhoneKept = 10;
constexpr std::uint64_t kSeed = 0x61646472657373ULL;
// Widths at which providers and customs systems cut text.
constexpr std::array<std::size_t, 8> kFieldWidths = {80, 100, 128, 200, 250, 254, 255, 256};

bool is_value_of(const Sense* sense, AddressMark mark) { return sense != nullptr && sense->mark == mark; }

// "4TH ROAD" is a name, "4" a number.
bool is_ordinal(std::string_view latin) {
    const auto digits = leading_digits(latin);
    const auto ending = latin.substr(digits);
    return digits > 0 && digits < 3 && (ending == "th" || ending == "st" || ending == "nd" || ending == "rd");
}

bool is_email_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '+';
}

bool cut_at_width(std::string_view text) {
    const auto size = code_points(text);
    return std::find(kFieldWidths.begin(), kFieldWidths.end(), size) != kFieldWidths.end();
}

}  // namespace

AddressParts AddressReader::read(std::string_view address, Country stated_country) {
    scan_.scan(address);
    pieces_.clear();
    for (auto& field : fields_) field.text.clear(), field.set = false;
    city_ = region_ = country_ = nullptr;
    find_email();
    find_pieces();
    walk();
    settle_pending();
    AddressParts parts;
    finish(parts, stated_country);
    return parts;
}

void AddressReader::find_email() {
    email_begin_ = email_end_ = 0;
    const auto text = scan_.original();
    const auto sign = text.find('@');
    if (sign == text.npos) return;
    std::size_t begin = sign;
    while (begin > 0 && is_email_character(text[begin - 1])) --begin;
    std::size_t end = sign + 1;
    while (end < text.size() && is_email_character(text[end])) ++end;
    while (end > sign && text[end - 1] == '.') --end;
    if (begin == sign || text.substr(sign, end - sign).find('.') == text.npos) return;
    std::string email(text.substr(begin, end - begin));
    for (char& c : email) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    set(kEmail, std::move(email));
    email_begin_ = begin;
    email_end_ = end;
}

void AddressReader::find_pieces() {
    const auto& words = scan_.words();
    for (std::size_t at = 0; at < words.size();) {
        if (words[at].begin >= email_begin_ && words[at].begin < email_end_) {
            ++at;
        } else if (words[at].script == Script::han) {
            add_han(at++);
        } else {
            add_piece(at);
        }
    }
}

void AddressReader::add_piece(std::size_t& at) {
    const auto& words = scan_.words();
    Piece piece;
    piece.first = static_cast<std::uint32_t>(at);
    piece.comma = strong_gap(words[at].gap);
    const auto latin = scan_.view(words[at].latin);
    piece.number = leading_digits(latin) > 0 && !is_ordinal(latin);
    auto mark_state = PathTable::kRoot;
    auto place_state = PathTable::kRoot;
    std::size_t mark_count = 0;
    std::size_t place_count = 0;
    bool marks = true;
    bool places = true;
    for (std::size_t i = at; i < std::min(words.size(), at + kLongestPhrase) && (marks || places); ++i) {
        if (words[i].script == Script::han || (i > at && strong_gap(words[i].gap))) break;
        const auto mark = marks ? AddressWords::built_in().words.step(mark_state, words[i].sound_code) : PathTable::Step{};
        const auto place = places ? step_word(NameLexicon::built_in().words(), place_state, words[i]) : PathTable::Step{};
        if (mark.sense != nullptr) piece.mark = mark.sense, mark_count = i + 1 - at;
        if (place.sense != nullptr && place.sense->kind == SenseKind::place) piece.place = place.sense, place_count = i + 1 - at;
        marks = mark.more;
        places = place.more;
    }
    // The longer reading wins; of equal ones a place, unless the word is as short as an abbreviation.
    constexpr std::uint32_t kShortWord = 3;
    const bool place_wins = place_count > mark_count || (place_count == mark_count && words[at].latin.size > kShortWord);
    if (piece.mark != nullptr && piece.place != nullptr) (place_wins ? piece.mark : piece.place) = nullptr;
    piece.count = static_cast<std::uint32_t>(
        std::max<std::size_t>({piece.mark != nullptr ? mark_count : 0, piece.place != nullptr ? place_count : 0, 1}));
    at += piece.count;
    pieces_.push_back(piece);
}

bool AddressReader::name_like(const Piece& piece) const { return !piece.used && piece.mark == nullptr && !piece.number; }

// A house, a room, a floor: digits, or a single letter.
bool AddressReader::is_value(const Piece& piece) const {
    if (piece.used || piece.codes_size > 0) return false;
    const auto& word = scan_.words()[piece.first];
    return piece.number || (piece.count == 1 && word.codes_size == 1) || (word.has_digit && word.latin.size <= kLongestValue);
}

void AddressReader::walk() {
    for (std::size_t at = 0; at < pieces_.size(); ++at) {
        if (pieces_[at].used) continue;
        if (in_street_name(at)) pieces_[at].mark = nullptr;
        if (pieces_[at].mark != nullptr) {
            take_mark(at);
        } else if (pieces_[at].place != nullptr) {
            take_place(at);
        } else if (pieces_[at].number) {
            take_number(at);
        }
    }
}

// "SCIENCE PARK ROAD": what stands before a street's mark is a word of its name.
bool AddressReader::in_street_name(std::size_t at) const {
    const auto named = [](const Sense* mark) {
        return mark != nullptr && (mark->mark == AddressMark::premises || mark->mark == AddressMark::district);
    };
    if (at + 1 >= pieces_.size() || !named(pieces_[at].mark) || pieces_[at + 1].comma) return false;
    return is_value_of(pieces_[at + 1].mark, AddressMark::street) && pieces_[at + 1].mark->after;
}

void AddressReader::take_mark(std::size_t at) {
    std::size_t begin = 0;
    auto means = pieces_[at].mark->mark;
    const bool announces = at + 1 < pieces_.size() && !pieces_[at + 1].comma && is_value(pieces_[at + 1]);
    if (pieces_[at].mark->other_mark != AddressMark::none && announces && !pending_group(at, begin)) means = pieces_[at].mark->other_mark;
    switch (means) {
        case AddressMark::street:
            return take_street(at);
        case AddressMark::district:
            return take_named(at, kDistrict);
        case AddressMark::premises:
            return take_named(at, kPremises);
        case AddressMark::phone:
            return take_phone(at);
        case AddressMark::postcode:
            pieces_[at].used = true;
            return;
        case AddressMark::city:
        case AddressMark::region:
            pieces_[at].used = true;
            return;
        default:
            break;
    }
    Slot slot = kRoom;
    if (means == AddressMark::house) slot = kHouse;
    if (means == AddressMark::building) slot = kBuilding;
    if (means == AddressMark::floor) slot = kFloor;
    if (means == AddressMark::box) slot = kBox;
    const auto& mark = *pieces_[at].mark;
    const bool other = means != mark.mark;
    if (!other && mark.after && take_value_before(at, slot)) return;
    // "RICHMOND BLDG 109 ARGYLE ST": the number is the street's.
    const bool number_of_street = slot == kBuilding && announces && pending_group(at, begin) && at + 2 < pieces_.size() &&
                                  !pieces_[at + 2].comma && name_like(pieces_[at + 2]);
    if (!number_of_street && (other || mark.before) && take_value_behind(at, slot)) return;
    // "BUILDING", "TOWER" also end the names of buildings.
    if (slot == kBuilding) return take_named(at, kPremises);
}

bool AddressReader::take_value_before(std::size_t at, Slot slot) {
    if (at == 0 || pieces_[at].comma) return false;
    auto& piece = pieces_[at - 1];
    // A number that was taken for a house, before its mark was seen, may be given back: "12 FLOOR".
    const bool given_back = piece.used && piece.number && fields_[kHouse].set && fields_[kHouse].text == value_of(piece) && slot != kHouse;
    if (!given_back && !is_value(piece)) return false;
    if (given_back) fields_[kHouse] = {};
    auto value = value_of(piece);
    if (is_ordinal(value)) value.resize(leading_digits(value));
    if (!set(slot, std::move(value))) return false;
    piece.used = pieces_[at].used = true;
    return true;
}

bool AddressReader::take_value_behind(std::size_t at, Slot slot) {
    if (at + 1 >= pieces_.size() || pieces_[at + 1].comma || !is_value(pieces_[at + 1])) return false;
    // "B 12" of a mark that a mark of its own follows: "BLOCK B FLOOR 3" is no "3".
    std::string value = value_of(pieces_[at + 1]);
    pieces_[at].used = pieces_[at + 1].used = true;
    std::size_t last = at + 1;
    while (last + 1 < pieces_.size() && (slot == kHouse || slot == kRoom) && is_value(pieces_[last + 1])) {
        const char gap = scan_.words()[pieces_[last + 1].first].gap;
        const bool letter = !pieces_[last + 1].number && gap == ' ' && pieces_[last + 1].mark == nullptr;
        if (gap != '/' && gap != '-' && !letter) break;
        value += letter ? "" : gap == '/' ? "/" : "-";
        value += value_of(pieces_[++last]);
        pieces_[last].used = true;
    }
    set(slot, std::move(value));
    return true;
}

// Names that stand before `end` and wait: from the last comma or used piece on.
bool AddressReader::pending_group(std::size_t end, std::size_t& begin) const {
    begin = end;
    while (begin > 0 && !pieces_[begin].comma) {
        const auto& before = pieces_[begin - 1];
        if (before.used || before.mark != nullptr || before.number) break;
        --begin;
    }
    return begin < end;
}

bool AddressReader::named_behind(std::size_t at, std::size_t& end) const {
    end = at + 1;
    while (end < pieces_.size() && !pieces_[end].comma && pieces_[end].mark == nullptr && !pieces_[end].used) {
        // "ул. 8 Марта" is a name; "ул. Ленина 8" is a house.
        const bool leads =
            end == at + 1 && pieces_[end].number && end + 1 < pieces_.size() && name_like(pieces_[end + 1]) && !pieces_[end + 1].comma;
        if (pieces_[end].number && !leads) break;
        ++end;
    }
    return end > at + 1;
}

void AddressReader::take_street(std::size_t at) {
    std::size_t begin = 0;
    std::size_t end = 0;
    const auto& mark = *pieces_[at].mark;
    bool names_before = mark.after && pending_group(at, begin);
    // "Г. ШЫМКЕНТ УЛ. ДОСТЫК": the city before is no street.
    if (names_before && mark.before && at - begin == 1 && pieces_[begin].place != nullptr && named_behind(at, end)) {
        take_place(begin);
        names_before = false;
    }
    if (mark.before && (!names_before || !mark.after) && named_behind(at, end)) {
        // "ул. Ленина" of a village: the first street named stays.
        set_names(at + 1, end, kStreet);
        pieces_[at].used = true;
        return;
    }
    if (!names_before) return;
    // A city stands before the street without a comma: "MOSCOW TVERSKAYA STR".
    if (at - begin > 1 && pieces_[begin].place != nullptr) take_place(begin++);
    set_names(begin, at, kStreet);
    pieces_[at].used = true;
    // "18 GAOXIN ROAD": the number before the name is the house.
    if (begin > 0 && !pieces_[begin].comma && !fields_[kHouse].set && is_value(pieces_[begin - 1])) {
        set(kHouse, value_of(pieces_[begin - 1]));
        pieces_[begin - 1].used = true;
    }
}

void AddressReader::take_named(std::size_t at, Slot slot) {
    std::size_t begin = 0;
    std::size_t end = 0;
    const auto& mark = *pieces_[at].mark;
    pieces_[at].used = true;
    if (mark.after && pending_group(at, begin)) return set_names(begin, at, slot);
    if (mark.before && named_behind(at, end)) set_names(at + 1, end, slot);
}

void AddressReader::take_phone(std::size_t at) {
    pieces_[at].used = true;
    std::string digits;
    for (auto next = at + 1; next < pieces_.size() && is_value(pieces_[next]) && digits.size() < 15; ++next) {
        for (const char c : value_of(pieces_[next])) digits += c >= '0' && c <= '9' ? std::string(1, c) : "";
        pieces_[next].used = true;
        if (next + 1 < pieces_.size() && strong_gap(scan_.words()[pieces_[next + 1].first].gap) && digits.size() >= kPhoneDigits) break;
    }
    if (digits.size() >= kPhoneDigits) set(kPhone, digits.size() > kPhoneKept ? digits.substr(digits.size() - kPhoneKept) : digits);
}

bool AddressReader::take_postcode(std::size_t at) {
    const auto value = value_of(pieces_[at]);
    const auto digits = leading_digits(value);
    if (digits != value.size() || pieces_[at].count != 1) return false;
    const bool labelled = at > 0 && is_value_of(pieces_[at - 1].mark, AddressMark::postcode);
    // Six digits are no house; five are a post code at either end of a part, beside a place or alone.
    const bool begins = at == 0 || pieces_[at].comma;
    const bool ends = at + 1 >= pieces_.size() || pieces_[at + 1].comma || pieces_[at + 1].place != nullptr;
    const bool after_place = at > 0 && (pieces_[at - 1].place != nullptr || scan_.words()[pieces_[at - 1].first].latin.size == 2);
    if (digits == 6 || labelled || (digits == 5 && (begins || after_place) && ends)) {
        pieces_[at].used = true;
        set(kPostcode, value);
        return true;
    }
    return false;
}

void AddressReader::take_number(std::size_t at) {
    auto& piece = pieces_[at];
    if (take_postcode(at)) return;
    const auto value = value_of(piece);
    if (leading_digits(value) > kPhoneDigits) {
        piece.used = true;
        set(kPhone, value.size() > kPhoneKept ? value.substr(value.size() - kPhoneKept) : value);
        return;
    }
    const auto& next_mark = at + 1 < pieces_.size() ? pieces_[at + 1].mark : nullptr;
    if (next_mark != nullptr && next_mark->after && next_mark->mark != AddressMark::street) return;  // the mark behind takes it
    std::size_t begin = 0;
    const bool street_open = !fields_[kStreet].set && !piece.comma && pending_group(at, begin);
    if (street_open) set_names(begin, at, kStreet);
    if (fields_[kStreet].set && !fields_[kHouse].set) {
        piece.used = true;
        std::string house = value;
        std::size_t last = at;
        while (last + 1 < pieces_.size() && is_value(pieces_[last + 1])) {
            const char gap = scan_.words()[pieces_[last + 1].first].gap;
            const bool letter = !pieces_[last + 1].number && gap == ' ' && pieces_[last + 1].mark == nullptr;
            if (gap != '/' && gap != '-' && !letter) break;
            house += letter ? "" : gap == '/' ? "/" : "-";
            house += value_of(pieces_[++last]);
            pieces_[last].used = true;
        }
        set(kHouse, std::move(house));
    } else if (fields_[kHouse].set && !fields_[kRoom].set && piece.comma) {
        piece.used = true;
        set(kRoom, value);
    }
}

// "No. 57 Zhongshan" at the end of a field that was too short: a city's name behind a house number that begins the part is a street's.
bool AddressReader::street_cut_short(std::size_t at) const {
    if (at == 0 || pieces_[at].comma || fields_[kStreet].set || !pieces_[at].place->id.starts_with("city")) return false;
    const auto& number = pieces_[at - 1];
    if (!number.number || (fields_[kPostcode].set && fields_[kPostcode].text == value_of(number))) return false;
    if (at == 1 || number.comma) return true;
    const auto& mark = pieces_[at - 2];
    return is_value_of(mark.mark, AddressMark::house) && (at == 2 || mark.comma);
}

void AddressReader::take_street_cut_short(std::size_t at) {
    set_names(at, at + 1, kStreet);
    if (!pieces_[at - 1].used) set(kHouse, value_of(pieces_[at - 1]));
    pieces_[at - 1].used = true;
}

void AddressReader::take_place(std::size_t at) {
    const auto& place = *pieces_[at].place;
    // "NANSHAN ROAD": a place before a mark of streets or premises is part of the name; so is one behind a mark that announces names.
    if (at + 1 < pieces_.size() && pieces_[at + 1].mark != nullptr && !pieces_[at + 1].comma && pieces_[at + 1].mark->after &&
        pieces_[at].codes_size == 0) {
        const auto mark = pieces_[at + 1].mark->mark;
        if (mark == AddressMark::street || mark == AddressMark::premises || mark == AddressMark::district) return;
    }
    if (street_cut_short(at)) return take_street_cut_short(at);
    pieces_[at].used = true;
    if (place.id.starts_with("country")) {
        country_ = &place;
    } else if (place.id.starts_with("region")) {
        if (region_ == nullptr) region_ = &place;
    } else if (place.id.starts_with("district") || (place.country == "HK" && place.id != "city:hong-kong")) {
        set(kDistrict, std::string(place.key));
    } else if (city_ == nullptr || city_->id == place.holder) {
        city_ = &place;
    } else if (place.large && !city_->large && place.country == city_->country) {
        set(kDistrict, std::string(city_->key));  // "ÜMRANİYE İSTANBUL"
        city_ = &place;
    } else if (place.id != city_->holder) {
        pieces_[at].used = false;  // a second city is the name of something
    }
}

// What nothing announced: before a house the street, else the name of a building.
void AddressReader::settle_pending() {
    for (std::size_t at = 0; at < pieces_.size(); ++at) {
        std::size_t end = at;
        while (end < pieces_.size() && name_like(pieces_[end]) && (end == at || !pieces_[end].comma)) ++end;
        if (end == at) continue;
        if (!fields_[kStreet].set && fields_[kHouse].set && end < pieces_.size() && pieces_[end].used && pieces_[end].mark == nullptr) {
            set_names(at, end, kStreet);
        } else if (!fields_[kPremises].set && end - at > 1 && pieces_[at].place == nullptr) {
            set_names(at, end, kPremises);
        }
        at = end - 1;
    }
}

std::string AddressReader::value_of(const Piece& piece) const {
    std::string value;
    for (auto i = piece.first; i < piece.first + piece.count; ++i) value += scan_.view(scan_.words()[i].latin);
    return value;
}

void AddressReader::set_names(std::size_t begin, std::size_t end, Slot slot) {
    std::string key;
    for (auto i = begin; i < end; ++i) {
        append_key(pieces_[i], key);
        pieces_[i].used = true;
    }
    set(slot, std::move(key));
}

// The first of several stays.
bool AddressReader::set(Slot slot, std::string value) {
    if (fields_[slot].set || value.empty()) return false;
    fields_[slot].text = std::move(value);
    fields_[slot].set = true;
    return true;
}

void AddressReader::finish(AddressParts& parts, Country stated_country) {
    parts.country = stated_country;
    const Sense* by_place = city_ != nullptr ? city_ : region_;
    if (country_ != nullptr) {
        parts.country = Country{country_->country};
        parts.country_stated = true;
    } else if (!parts.country.present() && by_place != nullptr) {
        parts.country = Country{by_place->country};
    }
    // A city of another country is the name of something: "RICHMOND BUILDING, HONG KONG".
    if (city_ != nullptr && country_ != nullptr && city_->country != country_->country) city_ = nullptr;
    if (region_ != nullptr) parts.region = region_->id;
    if (city_ != nullptr) parts.city = city_->id;
    if (region_ == nullptr && city_ != nullptr && city_->holder.starts_with("region")) parts.region = city_->holder;
    if (city_ == nullptr && parts.country == Country{"HK"}) parts.city = "city:hong-kong";
    parts.district = fields_[kDistrict].text;
    parts.street = fields_[kStreet].text;
    parts.house = fields_[kHouse].text;
    parts.building = fields_[kBuilding].text;
    parts.floor = fields_[kFloor].text;
    parts.room = fields_[kRoom].text;
    parts.postcode = fields_[kPostcode].text;
    parts.po_box = fields_[kBox].text;
    parts.phone = fields_[kPhone].text;
    parts.email = fields_[kEmail].text;
    parts.place_name = fields_[kPremises].text;
    for (const auto& piece : pieces_) parts.unread_words += piece.used ? 0 : piece.count;
    parts.cut = cut_at_width(scan_.original());
    add_keys(parts);
}

void AddressReader::add_keys(AddressParts& parts) const {
    const auto key = [](auto... fields) {
        KeyHasher hasher(kSeed);
        (hasher.add(fields), ...);
        return static_cast<std::uint64_t>(hasher.key());
    };
    const auto where = parts.city.empty() ? parts.country.text() : parts.city;
    const auto street = parts.street.empty() ? parts.place_name : parts.street;
    if (!street.empty()) parts.street_key = key(std::string_view("street"), where, street);
    if (parts.street_key != 0 && !(parts.house.empty() && parts.building.empty()))
        parts.house_key = key(parts.street_key, parts.house, parts.building);
    if (parts.house_key != 0 && !parts.room.empty()) parts.room_key = key(parts.house_key, parts.room);
    if (!parts.postcode.empty()) parts.postcode_key = key(std::string_view("postcode"), parts.country.text(), parts.postcode);
    if (!parts.phone.empty()) parts.phone_key = key(std::string_view("phone"), parts.phone);
    if (!parts.email.empty()) parts.email_key = key(std::string_view("email"), parts.email);
}

}  // namespace wb
