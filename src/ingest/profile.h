// Provider layouts as data: which header means which field (data/profiles, or a TOML file beside a case), and the header words by which
// files that no profile knows are read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/field.h"

namespace wb {

struct Profile {
    std::string id, title;
    std::string country;           // ISO2 of the customs that recorded the rows; "" when it varies
    std::string direction;         // when all rows have one
    std::string customs_currency;  // currency of customs_value
    std::string value_currency;    // currency of value_unlabelled, when the provider states it
    int shift_minutes = 0;
    std::string date_order;  // "dmy" or "mdy": what 03/04/2023 means where no cell of the column tells; "" when the provider does not say
    std::map<Field, std::vector<std::string>> columns;  // headers in order of preference, folded
    std::vector<std::string> ignored;                   // headers known to mean nothing here, folded
};

// Header phrase of one field: words, each of which may end in '*'.
struct HeaderPhrase {
    std::vector<std::string> words;
    std::vector<std::string> core;  // without the words that decide nothing, in alphabetical order
    double preference = 1;          // falls from the first phrase of a field to its last
};

// The words that say something, in alphabetical order: without articles, prepositions and words for "name".
std::vector<std::string> core_words(const std::vector<std::string>& words);

struct HeaderWords {
    ContentKind kind = ContentKind::text;
    std::vector<HeaderPhrase> phrases;
};

// Errors: data.syntax, data.value (a field, key or date order that does not exist) with file and line.
Result<Profile> parse_profile(std::string_view toml, const std::string& file);

// The built-in profiles in order of id; loaded once.
const std::vector<Profile>& built_in_profiles();
const std::array<HeaderWords, kFields>& built_in_header_words();

}  // namespace wb
