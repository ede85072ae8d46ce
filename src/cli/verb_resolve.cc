#include "base/hash.h"
#include "base/json.h"
#include "cli/plain_list.h"
#include "cli/verbs.h"
#include "companies/companies.h"
#include "pipeline/case_files.h"
#include "reference/countries.h"
#include "text/identifiers.h"

namespace wb::cli {

namespace {

const std::vector<std::string> kColumns = {"name", "address", "city", "country", "identifier"};

struct ListedRow {
    std::int64_t file = 1, row_number = 0;
};

Result<int> run_resolve(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto columns, parse_columns(arguments.text("--columns").value_or(""), kColumns));
    CompaniesInput input;
    std::vector<ListedRow> rows;
    const auto read = [&](const std::string& path, std::int64_t file) {
        return read_list(path, columns, kColumns, [&](std::int64_t row, const auto& cells) -> Status {
            rows.push_back({file, row});
            Party party;
            party.party_id = PartyId{static_cast<std::int64_t>(rows.size())};
            party.name = cells.at("name");
            party.address = cells.at("address");
            if (!cells.at("city").empty()) party.address += ", " + std::string(cells.at("city"));
            party.country = country_of(cells.at("country"));
            const auto identifier = classify_identifier(cells.at("identifier"), party.country.text());
            party.identifier = identifier.value;
            party.identifier_kind = identifier.kind;
            party.items = 1;
            input.parties.push_back(std::move(party));
            return {};
        });
    };
    WB_TRY_VOID(read(arguments.positional[0], 1));
    if (const auto other = arguments.text("--against")) WB_TRY_VOID(read(*other, 2));
    const auto companies = resolve_companies(input);
    const bool two = arguments.has("--against");
    std::string csv = two ? "file,row_number,entity_id,probability\n" : "row_number,entity_id,probability\n";
    JsonWriter json;
    json.object().key("rows").array();
    for (const auto& member : companies.members) {
        const auto& row = rows[static_cast<std::size_t>(member.party_id.value - 1)];
        char probability[24];
        std::snprintf(probability, sizeof probability, "%.4f", member.probability);
        csv += (two ? std::to_string(row.file) + "," : "") + std::to_string(row.row_number) + "," + std::to_string(member.entity_id.value) +
               "," + probability + "\n";
        json.object();
        if (two) json.key("file").number(row.file);
        json.key("row_number")
            .number(row.row_number)
            .key("entity_id")
            .string(std::to_string(member.entity_id.value))
            .key("probability")
            .number(member.probability)
            .end();
    }
    terminal.document(json.end().end().take());
    if (const auto out = arguments.text("--out")) {
        WB_TRY_VOID(write_file(*out, csv));
        terminal.say(std::to_string(rows.size()) + " names are " + std::to_string(companies.entities.size()) + " companies; written to " +
                     *out);
    } else if (!terminal.json) {
        terminal.raw(csv);
    }
    return kDone;
}

}  // namespace

Command resolve_command() {
    Command command;
    command.name = "resolve";
    command.positionals = "FILE";
    command.summary = "who is who in a plain list of companies";
    command.description =
        "Writes row_number, entity_id and probability for every row. Companies are told by verified numbers, else by normalised name and "
        "country.";
    command.options = {{"--columns", "PAIRS", "name=HEADER,address=…,city=…,country=…,identifier=…"},
                       {"--against", "FILE2", "a second list to match with the first"},
                       {"--out", "FILE", "writes CSV there"}};
    command.examples = {{"waybill resolve suppliers.csv --columns name=Supplier,country=Country --out who.csv",
                         "spellings of one company get one entity_id"}};
    command.least = command.most = 1;
    command.run = run_resolve;
    return command;
}

}  // namespace wb::cli
