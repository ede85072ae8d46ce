// Plain tables of names: those that the opensanctions project keeps for smaller lists (section 1260H, nonproliferation, statutes of
// Congress, Chinese countermeasures), and an analyst's own watch list. A header with a column `name`, and whatever of the others there is.
#include <algorithm>
#include <array>

#include "reference/countries.h"
#include "screen/list_table.h"
#include "text/delimited.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::array kPartyColumns = {"alias", "aliases", "country",   "type",       "schema",    "kind",
                                      "list",  "address", "addresses", "identifier", "cleanname", "from"};

std::string kind_of(std::string_view type) {
    if (type == "Person" || type == "person") return "person";
    if (type == "Vessel" || type == "vessel") return "vessel";
    return type == "Company" || type == "Organization" || type == "LegalEntity" || type == "company" ? "company" : "";
}

// Which list a table is, where no column says so: section 1260H alone has both the cleaned name and the parent's.
std::string list_name(const HeaderRow& header, const std::vector<std::string>& cells) {
    if (header.has("cleanname") && header.has("parentname")) return "us_dod_1260h";
    if (header.has("measure") && header.has("relationship")) return "us_fincen_311";
    if (header.has("chinesename")) {
        const auto list = header.cell(cells, {"list"});
        return list.empty() ? "cn_countermeasures" : std::string(list);
    }
    const auto list = header.cell(cells, {"list", "watchlist"});
    return std::string(list.empty() ? header.cell(cells, {"program", "programme", "authority"}) : list);
}

RawEntry entry_of(const HeaderRow& header, const std::vector<std::string>& cells, std::int64_t row, ListBuilder& out) {
    RawEntry entry;
    entry.list_name = list_name(header, cells);
    entry.name = header.cell(cells, {"cleanname", "name"});
    if (entry.name.empty()) entry.name = header.cell(cells, {"name"});
    if (entry.name.empty()) entry.name = header.cell(cells, {"chinesename"});
    entry.jurisdiction = header.cell(cells, {"jurisdiction"});
    entry.kind = kind_of(header.cell(cells, {"type", "schema", "kind"}));
    entry.number = header.cell(cells, {"listingnumber", "id"});
    entry.programme = header.cell(cells, {"list", "program", "programme"});
    entry.reference = header.cell(cells, {"reference", "sourceurl"});
    entry.from_day = out.day(header.cell(cells, {"startdate", "date", "from", "fromday"}), row, "from_day");
    entry.until_day = out.day(header.cell(cells, {"enddate", "until", "untilday"}), row, "until_day");
    entry.aliases.emplace_back(header.cell(cells, {"name"}));
    for (const auto* column : {"chinesename", "alias", "aliases", "previousname"}) {
        for (auto& name : split_values(header.cell(cells, {column}), ';')) entry.aliases.push_back(std::move(name));
    }
    entry.addresses = split_values(header.cell(cells, {"address", "addresses"}), ';');
    for (const auto* column : {"identifier", "identifiers", "registrationnumber", "taxnumber"}) {
        entry.number_texts.emplace_back(header.cell(cells, {column}));
    }
    for (const auto& name : split_values(header.cell(cells, {"country", "countries"}), ';')) {
        if (const auto country = country_of(name); country.present()) entry.countries.push_back(country);
    }
    return entry;
}

char delimiter_of(std::string_view line) {
    for (const char delimiter : {'\t', ';', ','}) {
        if (line.find(delimiter) != std::string_view::npos) return delimiter;
    }
    return ',';
}

}  // namespace

bool is_name_table(std::string_view head) {
    const auto line = head.substr(0, head.find('\n'));
    DelimitedReader reader(line, delimiter_of(line));
    std::vector<std::string> cells;
    if (!reader.next(cells) || trim(head).starts_with('{') || trim(head).starts_with('<')) return false;
    const HeaderRow header(cells);
    if (!header.has("name")) return false;
    // A table of something else may have a column of names too: one more column of parties is asked for, unless there is no other.
    return header.size() == 1 || std::ranges::any_of(kPartyColumns, [&](const char* column) { return header.has(column); });
}

void read_name_table(std::string_view bytes, ListBuilder& out) {
    read_list_table(bytes, delimiter_of(bytes.substr(0, bytes.find('\n'))), RaggedRows::read, entry_of, out);
}

}  // namespace wb
