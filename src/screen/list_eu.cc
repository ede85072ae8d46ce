// Acts of the European Union as the opensanctions project transcribes them from the Official Journal (consolidated and amending acts; its
// FORMAT.md): one row per entity and legal context, values of a cell separated by ';'.
#include "reference/countries.h"
#include "screen/list_table.h"

namespace wb {

namespace {

std::string kind_of(std::string_view schema) {
    if (schema == "Person") return "person";
    if (schema == "Vessel") return "vessel";
    return schema == "Asset" ? "address" : "company";
}

std::vector<std::string> values(const HeaderRow& header, const std::vector<std::string>& cells,
                                std::initializer_list<std::string_view> columns) {
    std::vector<std::string> all;
    for (const auto column : columns) {
        for (auto& value : split_values(header.cell(cells, {column}), ';')) all.push_back(std::move(value));
    }
    return all;
}

RawEntry entry_of(const HeaderRow& header, const std::vector<std::string>& cells, std::int64_t row, ListBuilder& out) {
    RawEntry entry;
    const std::string act(header.cell(cells, {"amendedcelex", "celex"}));
    const std::string annex(header.cell(cells, {"annex"}));
    const std::string record(header.cell(cells, {"recordid"}));
    entry.list_name = header.cell(cells, {"measure"});
    entry.name = header.cell(cells, {"name"});
    entry.kind = kind_of(header.cell(cells, {"schema"}));
    // Record ids repeat between persons and entities, so the name is part of the number.
    entry.number = act + " " + annex + " " + record + " " + entry.name;
    entry.programme = act + " annex " + annex + " " + std::string(header.cell(cells, {"programkey"}));
    entry.reference = (header.has("amendmentcelex") ? std::string(header.cell(cells, {"amendmentcelex"})) : act) + " " + record;
    entry.from_day = out.day(header.cell(cells, {"startdate"}), row, "startDate");
    entry.aliases = values(header, cells, {"alias", "weakalias", "previousname"});
    entry.addresses = values(header, cells, {"address"});
    entry.number_texts = values(header, cells, {"registrationnumber", "taxnumber", "idnumber", "inncode", "ogrncode", "leicode"});
    for (const auto& name : values(header, cells, {"jurisdiction", "country", "nationality", "flag"})) {
        if (const auto country = country_of(name); country.present()) entry.countries.push_back(country);
    }
    return entry;
}

}  // namespace

bool is_eu_act(std::string_view head) {
    const auto line = head.substr(0, head.find('\n'));
    const bool has_act = line.find("celex") != std::string_view::npos || line.find("amendedCelex") != std::string_view::npos;
    return has_act && line.find("programKey") != std::string_view::npos && line.find("measure") != std::string_view::npos;
}

void read_eu_act(std::string_view bytes, ListBuilder& out) { read_list_table(bytes, ',', RaggedRows::refused, entry_of, out); }

}  // namespace wb
