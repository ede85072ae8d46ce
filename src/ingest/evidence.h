// What the cells of a column look like: the evidence that confirms or refutes what its header claims.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/field.h"
#include "ingest/table_source.h"
#include "text/date.h"
#include "text/number.h"

namespace wb {

// Shares are of the cells that state something, 0 to 1.
struct ColumnEvidence {
    std::size_t rows = 0, filled = 0, distinct = 0;
    double numbers = 0, integers = 0, positive = 0, dates = 0, hs = 0, countries = 0, country_codes = 0, currencies = 0, units = 0,
           directions = 0;
    double declarations = 0;     // numbers with the structure of a declaration number
    double checked_numbers = 0;  // tax numbers whose check digits hold
    double digit_strings = 0;    // digits only, at least five
    double codes = 0;            // one word of capitals and digits, of 5 to 24 characters, at least three of them digits
    double company_words = 0;    // a legal form among the words
    double letters = 0;          // mostly letters
    double keys = 0;             // UUIDs and the like
    double mean_length = 0, mean_words = 0, distinct_share = 0;
    std::size_t longest = 0;       // characters
    std::size_t at_longest = 0;    // cells of exactly that length
    bool decimal_assumed = false;  // nothing in the column told the decimal sign although it matters
    NumberFormat number_format;
    DateFormat date_format;
    [[nodiscard]] bool empty() const { return filled == 0; }
};

// `cells` are the raw cells of one column over the sample rows.
ColumnEvidence column_evidence(const std::vector<std::string_view>& cells);

// How well the evidence fits a kind of content: 0 refutes it, 0.5 says nothing, 1 confirms it. `why` gets the reason in words.
double fit(ContentKind kind, const ColumnEvidence& evidence, std::string& why);

// True for digits that form an HS code of 6 to 11 digits with an existing chapter, lost leading zeros allowed.
bool looks_like_hs(std::string_view cell);

}  // namespace wb
