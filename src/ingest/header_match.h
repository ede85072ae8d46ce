// How well a column's name fits a field, by words alone, and which row of a file holds the names.
//
// A name is folded into words (text/fold.h), so that HS_CODE, "hs code" and "Hs-Code" are one. Pure; cost: phrases of data/profiles/
// header_words.toml, about 900, per name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/field.h"
#include "ingest/mapping.h"

namespace wb {

// Words of a name, folded, without accents; signs of currencies as their codes ("Value, $" is value usd).
std::vector<std::string> words_of(std::string_view text);

bool has_word(const std::vector<std::string>& words, std::string_view word);

// A column's name made ready to be compared.
struct HeaderName {
    std::vector<std::string> words;
    std::vector<std::string> core;  // see core_words
    explicit HeaderName(std::string_view text);
};

// 1 for the surest phrase of the field, less for later ones, for the same words in another order, and for phrases that are only a part of
// the name; 0 when none is in it. Chinese phrases are found inside longer words.
double header_score(const HeaderName& name, Field field);

// True when the name mentions any phrase of the field, however small a part of it.
bool mentions(const std::vector<std::string>& header_words, Field field);

// Header score from which a cell counts as a column name.
inline constexpr double kRecognised = 0.55;

// Index of the row of column names within the sample, or -1 when no row looks like one.
int find_header(const Sample& sample);

}  // namespace wb
