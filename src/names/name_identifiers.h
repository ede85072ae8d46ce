// Numbers of registers inside a name: which kind a run of digits and letters is, and whether its check digits hold.
//
// Sources: text/identifiers.h for INN, OGRN, BIN/IIN and USCC; KPP: order MMV-7-6/435@ of the Federal Tax Service (form only); EDRPOU:
// Ukrainian regulation 118 (1996-01-22); UNP: Belarusian tax ministry regulation 96 (2010-12-31); VKN: Turkish Revenue Administration;
// German VAT number: DIN ISO 7064 mod 11,10; EIN: IRS prefixes (form only). Pure, thread safe.
#pragma once

#include <string_view>

namespace wb {

bool edrpou_valid(std::string_view digits);      // 8 digits, Ukraine
bool unp_valid(std::string_view digits);         // 9 digits, Belarus
bool vkn_valid(std::string_view digits);         // 10 digits, Turkey
bool german_vat_valid(std::string_view digits);  // 9 digits behind DE
bool kpp_shaped(std::string_view text);          // 9 characters, Russia
bool ein_shaped(std::string_view digits);        // 9 digits, United States

struct FoundIdentifier {
    std::string_view kind;  // "" when it is none
    bool checked = false;
};

// `text`: digits and capitals. `label`: the kind that the word before says ("inn", "vat", "other"), or "". `country`: alpha-2 where the
// name tells it. Without a label only numbers whose check digits hold, and other numbers of at least nine digits as "unverified".
FoundIdentifier find_identifier(std::string_view text, std::string_view label, std::string_view country);

}  // namespace wb
