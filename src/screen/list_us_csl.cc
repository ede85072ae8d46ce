// The consolidated screening list of the United States as CSV, as the International Trade Administration publishes it: one row an entry,
// several values of a cell separated by "; ". Copies found in the wild repeat the header and end in the middle of a line.
#include "screen/list_table.h"
#include "text/utf8.h"

namespace wb {

namespace {

std::string kind_of(std::string_view type) {
    if (type == "Individual") return "person";
    if (type == "Entity") return "company";
    if (type == "Vessel") return "vessel";
    return type == "Aircraft" ? "aircraft" : "";
}

// An address ends with its country's code: "Havana, CU".
void add_country(std::string_view address, RawEntry& entry) {
    const auto comma = address.rfind(',');
    const auto code = trim(comma == std::string_view::npos ? address : address.substr(comma + 1));
    if (code.size() == 2) entry.countries.emplace_back(code);
}

RawEntry entry_of(const HeaderRow& header, const std::vector<std::string>& cells, std::int64_t row, ListBuilder& out) {
    RawEntry entry;
    entry.list_name = header.cell(cells, {"source"});
    entry.number = header.cell(cells, {"entitynumber"});
    entry.name = header.cell(cells, {"name"});
    entry.kind = kind_of(header.cell(cells, {"type"}));
    entry.programme = header.cell(cells, {"programs"});
    entry.reference = header.cell(cells, {"federalregisternotice"});
    entry.aliases = split_values(header.cell(cells, {"altnames"}), ';');
    entry.addresses = split_values(header.cell(cells, {"addresses"}), ';');
    for (const auto& address : entry.addresses) add_country(address, entry);
    for (const auto& code : split_values(header.cell(cells, {"citizenships"}), ';')) add_country(code, entry);
    for (const auto& code : split_values(header.cell(cells, {"nationalities"}), ';')) add_country(code, entry);
    entry.number_texts.emplace_back(header.cell(cells, {"ids"}));
    entry.from_day = out.day(header.cell(cells, {"startdate"}), row, "start_date");
    entry.until_day = out.day(header.cell(cells, {"enddate"}), row, "end_date");
    return entry;
}

}  // namespace

bool is_us_csl_csv(std::string_view head) {
    const auto line = head.substr(0, head.find('\n'));
    return line.find("entity_number") != std::string_view::npos && line.find("federal_register_notice") != std::string_view::npos &&
           line.find("alt_names") != std::string_view::npos && !trim(head).starts_with('{');
}

void read_us_csl_csv(std::string_view bytes, ListBuilder& out) { read_list_table(bytes, ',', RaggedRows::refused, entry_of, out); }

}  // namespace wb
