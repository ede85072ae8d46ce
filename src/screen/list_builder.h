// What the parsers of watch lists write into: entries, notes, and the parts of entries that a publisher keeps in other files.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "screen/lists.h"

namespace wb {

// An entry as a publisher's file states it, before editions are merged.
struct RawEntry {
    std::string list_name;     // as the publisher names the list
    std::string jurisdiction;  // where the file states it
    std::string number;        // the publisher's own, or ""
    std::string name, kind, programme, reference;
    std::vector<std::string> aliases, addresses;
    std::vector<std::string> number_texts;  // cells that hold tax or registration numbers
    std::vector<Country> countries;
    Maybe<Day> from_day, until_day;
    std::string part_key;  // joins with `parts`, or ""
};

class ListBuilder {
public:
    // Skips entries without a name, with a note.
    void add(RawEntry entry, std::int64_t row_number);
    void note(std::int64_t row_number, std::string_view field, std::string_view code, std::string_view raw, std::string_view action);
    // A day as the file writes it; what is no whole day is missing and noted.
    Maybe<Day> day(std::string_view text, std::int64_t row_number, std::string_view field, bool month_first = false);

    struct Part {
        std::vector<std::string> aliases, addresses;
        std::vector<Country> countries;
    };
    // Parts of entries of any file, joined by RawEntry::part_key.
    std::map<std::string, Part> parts;
    std::vector<RawEntry> entries;
    std::vector<ListNote> notes;
};

// Separated values of one cell, trimmed, without empty ones. A value in double quotes may hold the separator.
std::vector<std::string> split_values(std::string_view cell, char separator);

// One publisher's format.
struct ListParser {
    std::string_view format;
    bool (*recognises)(std::string_view head);  // of at most kListHeadBytes
    void (*read)(std::string_view bytes, ListBuilder& out);
};
inline constexpr std::size_t kListHeadBytes = 4096;

bool is_us_csl_csv(std::string_view head);
void read_us_csl_csv(std::string_view bytes, ListBuilder& out);
bool is_us_csl_json(std::string_view head);
void read_us_csl_json(std::string_view bytes, ListBuilder& out);
bool is_ofac(std::string_view head);
void read_ofac(std::string_view bytes, ListBuilder& out);
bool is_eu_act(std::string_view head);
void read_eu_act(std::string_view bytes, ListBuilder& out);
bool is_un(std::string_view head);
void read_un(std::string_view bytes, ListBuilder& out);
bool is_bis_denied(std::string_view head);
void read_bis_denied(std::string_view bytes, ListBuilder& out);
bool is_name_table(std::string_view head);
void read_name_table(std::string_view bytes, ListBuilder& out);

}  // namespace wb
