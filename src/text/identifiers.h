// Tax and registration numbers, told by their check digits.
//
// Sources: INN, order MMV-7-6/435@ of the Federal Tax Service of Russia (2012-06-29); OGRN, government decree 438 (2002-06-19); BIN/IIN,
// Kazakh government decree 853 (2003-08-22); unified social credit code, GB 32100-2015. Pure, thread safe.
#pragma once

#include <string>
#include <string_view>

namespace wb {

bool inn_valid(std::string_view digits);   // 10 or 12 digits
bool ogrn_valid(std::string_view digits);  // 13 or 15 digits
bool bin_valid(std::string_view digits);   // 12 digits, Kazakhstan
bool uscc_valid(std::string_view code);    // 18 characters, China

struct Identifier {
    std::string value;  // digits and capitals only; "" when there is none
    std::string kind;   // inn, ogrn, bin, uscc, or "unverified"
};

// The kind whose check digits hold; "unverified" when none does, or when `country` (ISO2; "" when not known) does not issue such numbers.
// In Kazakhstan a number of 12 digits is read as a BIN first, elsewhere as an INN.
Identifier classify_identifier(std::string_view text, std::string_view country);

// The state that issues numbers of `kind`, ISO2; "" for kinds of several or of none.
std::string_view issuing_country(std::string_view kind);

// True for texts that cannot identify anybody: empty, all the same digit, fewer than five characters.
bool meaningless_identifier(std::string_view value);

// Takes verified numbers (and the KPP that follows an INN) out of a name: "7722476458 772201001 OOO YATASH RUS" -> "OOO YATASH RUS".
struct NameWithNumber {
    std::string_view name;
    Identifier identifier;
};
NameWithNumber split_number_from_name(std::string_view name);

}  // namespace wb
