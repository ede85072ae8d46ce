// Which column means what: header words propose, content decides.
//
// Every (column, field) pair gets a score from the header (profile first, then header words) times the fit of the cells; a pair whose cells
// refute the field is out, whatever the header says. Fields then take their best columns, one field per column. Identities between columns
// (quantity × price = value, mass × price per kg = value, two dollar columns at the distance of an exchange rate) confirm or refute
// amounts. Pure; cost: sample rows × columns.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ingest/evidence.h"
#include "ingest/profile.h"
#include "ingest/table_source.h"
#include "tables/column.h"

namespace wb {

// The first rows of a file, up to kSampleRows of them.
struct Sample {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::int64_t> row_numbers;
};
inline constexpr std::size_t kSampleRows = 1000;  // enough for shares to the per cent; all of most summary files

struct ColumnReport {
    std::size_t column = 0;
    std::string header;
    std::string field;      // "" when the column is not used
    double confidence = 0;  // score of the choice, 0 to 1
    std::vector<std::string> why;
    std::vector<std::pair<std::string, double>> alternatives;  // what else it could be, best first
};

// A doubt about a whole column: becomes a note of the file.
struct MappingNote {
    std::string field, code, text;
};

struct Mapping {
    std::string profile;                                    // id, or "auto"
    std::array<std::vector<std::size_t>, kFields> columns;  // per field, in order of preference; the first stated cell counts
    std::vector<NumberFormat> number_format;                // per column
    std::vector<DateFormat> date_format;                    // per column
    std::vector<std::size_t> cut_width;                     // per column: width at which texts are cut, 0 when they are not
    std::vector<ColumnReport> report;
    std::vector<MappingNote> notes;
    std::int64_t header_row = 0;                 // as a spreadsheet shows it; 0: there is none
    std::vector<std::string> header;             // as written
    std::size_t named_width = 0;                 // columns up to the last that has a name; all columns when there is no header
    std::string direction;                       // of all rows, when the file says so; "" otherwise
    Country customs_country;                     // whose customs recorded the rows, when known
    std::string customs_currency;                // of customs_value, when known
    std::string invoice_currency;                // of invoice_value, when its header names it
    std::vector<std::size_t> description_parts;  // columns that continue the description
    bool value_currency_assumed = false;         // value_unlabelled is taken as dollars
    std::vector<bool> identifiers_checked;       // per column: most of its numbers have check digits that hold
    bool number_holds_day = false;               // the declaration's number states its day, and in most rows it is the declaration's date
    // Fields that give the value in most rows when put together with another: unit_price_usd (× quantity), usd_per_kg (× net mass),
    // usd_rate (customs value ÷). A row in which they do not is doubtful.
    std::vector<Field> identities;
    [[nodiscard]] bool has(Field field) const { return !columns[static_cast<std::size_t>(field)].empty(); }
    [[nodiscard]] const std::vector<std::size_t>& of(Field field) const { return columns[static_cast<std::size_t>(field)]; }
};

// Maps a file from its first rows. `profile` is "auto", a built-in id, or "" with `own` given. `path` gives weak evidence (country and
// direction in the file's name). Errors: map.unknown_profile (with the nearest ids), map.nothing_recognised.
Result<Mapping> map_columns(const Sample& sample, const std::string& profile, const Profile* own, std::string_view path);

}  // namespace wb
