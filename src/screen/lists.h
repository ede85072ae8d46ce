// Watch lists in their publishers' own formats, read into one shape.
//
// Each publisher's format has one parser (list_<publisher>.cc) that is chosen by the file's content, never by its name. No parser fails:
// a line that cannot be used becomes a ListNote with its place, the rest of the file is used. Reading any bytes is safe (tests/fuzz).
//
// Days: `from_day` is the day that the publisher states for the listing. A file that states none leaves it missing, and everything that is
// asked "on that day" is then cannot_tell: a missing day is neither "listed" nor "not listed". Years and months without a day are missing
// too, with a note.
//
// Editions: the same entry in several files (a publisher's number on a list, else the name, and the day) is one listing with the names and
// numbers of all; an edition without a day belongs to the earliest. Another day is another listing: the party was listed again. Order of
// parties: by listing_id. Deterministic; the order of files means nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reference/controls.h"
#include "tables/company.h"

namespace wb {

// A number of a listed party. `kind` as in text/identifiers.h; "unverified" when no check digits hold.
struct ListedNumber {
    std::string kind, value;
    auto operator<=>(const ListedNumber&) const = default;
};

struct ListedParty {
    Listing row;
    std::vector<std::string> names;  // the principal one first, as written
    std::vector<ListedNumber> numbers;
    std::vector<Country> countries;      // of addresses, registration and nationality
    std::vector<std::string> addresses;  // as written
};

// What could not be used, or was used with a doubt. `row_number` is the line or entry of the file, 0 when it concerns the whole file.
struct ListNote {
    std::string path;
    std::int64_t row_number = 0;
    std::string field, code, raw, action;
};

struct ListFile {
    std::string path;
    std::string_view bytes;
};

struct ListFileRead {
    std::string path, format;  // "" when no parser recognises the content
    std::int64_t entries = 0, notes = 0;
};

struct Lists {
    std::vector<ListedParty> parties;
    std::vector<ListNote> notes;
    std::vector<ListFileRead> files;
};

// Cost: one pass, about 50 MB/s; memory about 600 bytes an entry.
Lists read_lists(std::span<const ListFile> files, const Controls& controls);

}  // namespace wb
