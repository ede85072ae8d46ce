// The lists of the Office of Foreign Assets Control as CSV without a header: the primary file (sdn or prim, twelve cells), addresses (add,
// six) and other names (alt, five), joined by the entry's number, "-0-" for null. A file's kind is told by its number of cells.
//
// The primary file of the specially designated nationals and that of the other lists look alike: a file that holds members of the
// Palestinian Legislative Council or Chinese military-industrial companies is the latter, since the former never does. An entry's list
// among the others is told by its programme.
#include <algorithm>
#include <array>

#include "reference/countries.h"
#include "screen/list_builder.h"
#include "text/delimited.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kPrimaryCells = 12, kAddressCells = 6, kAliasCells = 5;

struct ProgrammeList {
    std::string_view programme, list_name;
};
constexpr std::array kOtherLists = {
    ProgrammeList{"NS-PLC", "Palestinian Legislative Council List (PLC)"},
    ProgrammeList{"CMIC", "Non-SDN Chinese Military-Industrial Complex Companies List (CMIC)"},
    ProgrammeList{"561-Related", "Capta List (CAP)"},
    ProgrammeList{"FSE-", "Foreign Sanctions Evaders (FSE)"},
};

std::string_view known(const std::string& cell) {
    const auto text = trim(cell);
    return text == "-0-" ? std::string_view() : text;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool tells_other_lists(std::string_view programme) {
    return programme.find("NS-PLC") != std::string_view::npos || programme.find("CMIC-") != std::string_view::npos;
}

std::string_view other_list(std::string_view programme) {
    for (const auto& other : kOtherLists) {
        if (programme.find(other.programme) != std::string_view::npos) return other.list_name;
    }
    return {};
}

// "… Listing Date (CMIC) 16 Dec 2021; …": the earliest of those that the remarks state.
Maybe<Day> listing_day(std::string_view remarks, std::int64_t row, ListBuilder& out) {
    Maybe<Day> first = Missing::not_stated;
    constexpr std::string_view kWords = "Listing Date (";
    for (auto at = remarks.find(kWords); at != std::string_view::npos; at = remarks.find(kWords, at + 1)) {
        const auto close = remarks.find(')', at);
        if (close == std::string_view::npos) break;
        auto text = remarks.substr(close + 1);
        text = trim(text.substr(0, text.find_first_of(";.")));
        while (text.starts_with(':') || text.starts_with(' ')) text.remove_prefix(1);
        const auto day = out.day(text, row, "remarks");
        if (day && (!first || *day < *first)) first = day;
    }
    return first;
}

RawEntry primary_entry(const std::vector<std::string>& cells, std::int64_t row, ListBuilder& out) {
    RawEntry entry;
    entry.number = known(cells[0]);
    entry.part_key = entry.number;
    entry.name = known(cells[1]);
    const auto kind = known(cells[2]);
    entry.kind = kind == "individual" ? "person" : kind.empty() ? "company" : std::string(kind);
    entry.programme = known(cells[3]);
    const auto remarks = known(cells[11]);
    entry.number_texts.emplace_back(remarks);
    entry.from_day = listing_day(remarks, row, out);
    return entry;
}

void add_address(const std::vector<std::string>& cells, ListBuilder& out) {
    auto& part = out.parts[std::string(known(cells[0]))];
    std::string address;
    for (std::size_t i = 2; i < kAddressCells - 1; ++i) {
        const auto text = known(cells[i]);
        if (!text.empty()) address += (address.empty() ? "" : ", ") + std::string(text);
    }
    if (!address.empty()) part.addresses.push_back(std::move(address));
    if (const auto country = country_of(known(cells[4])); country.present()) part.countries.push_back(country);
}

}  // namespace

bool is_ofac(std::string_view head) {
    DelimitedReader reader(head, ',');
    std::vector<std::string> cells;
    if (!reader.next(cells) || cells.size() < 2 || !is_number(trim(cells[0]))) return false;
    return (cells.size() == kPrimaryCells || cells.size() == kAddressCells || cells.size() == kAliasCells) &&
           head.find("-0-") != std::string_view::npos;
}

void read_ofac(std::string_view bytes, ListBuilder& out) {
    DelimitedReader reader(bytes, ',');
    std::vector<std::string> cells;
    const auto first = out.entries.size();
    bool others = false;
    while (reader.next(cells)) {
        const auto row = reader.row_number();
        if (cells.size() == 1 && cells[0] == "\x1A") continue;  // the end mark of the publisher's files
        if (reader.cut()) {
            out.note(row, "", "list.cut", cells.front(), "the file ends inside this entry, entry not used");
        } else if (!is_number(trim(cells[0]))) {
            out.note(row, "", "list.no_number", cells.front(), "entry not used");
        } else if (cells.size() == kPrimaryCells) {
            out.add(primary_entry(cells, row, out), row);
            others = others || (out.entries.size() > first && tells_other_lists(out.entries.back().programme));
        } else if (cells.size() == kAddressCells) {
            add_address(cells, out);
        } else if (cells.size() == kAliasCells) {
            if (const auto name = known(cells[3]); !name.empty()) out.parts[std::string(trim(cells[0]))].aliases.emplace_back(name);
        } else {
            out.note(row, "", "list.ragged", cells.front(), "entry has an unusual number of cells, entry not used");
        }
    }
    for (auto i = first; i < out.entries.size(); ++i) {
        auto& entry = out.entries[i];
        const auto named = other_list(entry.programme);
        entry.list_name = !others                                                ? "Specially Designated Nationals (SDN)"
                          : !named.empty()                                       ? std::string(named)
                          : entry.programme.find("EO13662") != std::string::npos ? "Sectoral Sanctions Identifications List (SSI)"
                                                                                 : "Non-SDN Menu-Based Sanctions List (NS-MBS List)";
    }
}

}  // namespace wb
