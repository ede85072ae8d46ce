#include "companies/party_records.h"

#include <map>
#include <string>

#include "names/address_parts.h"

namespace wb {

namespace {

constexpr std::size_t kMostNumberKinds = 5;  // inn, ogrn, bin, uscc, unverified: what ingest tells apart

RecordField column(FieldKind kind, std::string label, std::size_t records) {
    RecordField field;
    field.kind = kind;
    field.label = std::move(label);
    field.values.resize(records);
    return field;
}

void add_cities(std::span<const Party* const> parties, PartyRecords& records) {
    auto cities = column(FieldKind::place, "city", parties.size());
    AddressScratch scratch;
    for (std::size_t i = 0; i < parties.size(); ++i) {
        if (parties[i]->address.empty()) continue;
        cities.values[i] = records.texts->keep(read_address(parties[i]->address, parties[i]->country, scratch).city);
    }
    records.set.fields.push_back(std::move(cities));
}

void add_numbers(std::span<const Party* const> parties, RecordSet& set) {
    std::map<std::string, RecordField> kinds;
    for (std::size_t i = 0; i < parties.size(); ++i) {
        if (parties[i]->identifier.empty()) continue;
        const auto& kind = parties[i]->identifier_kind;
        auto found = kinds.find(kind);
        if (found == kinds.end()) {
            if (kinds.size() == kMostNumberKinds) continue;
            found = kinds.emplace(kind, column(FieldKind::identifier, kind.empty() ? "identifier" : kind, parties.size())).first;
        }
        found->second.values[i] = parties[i]->identifier;
    }
    for (auto& [kind, field] : kinds) set.fields.push_back(std::move(field));
}

}  // namespace

PartyRecords party_records(std::span<const Party* const> parties) {
    PartyRecords records;
    records.texts = std::make_unique<Arena>();
    auto names = column(FieldKind::name, "name", parties.size());
    auto addresses = column(FieldKind::address, "address", parties.size());
    auto countries = column(FieldKind::category, "country", parties.size());
    for (std::size_t i = 0; i < parties.size(); ++i) {
        names.values[i] = parties[i]->name;
        addresses.values[i] = parties[i]->address;
        countries.values[i] = records.texts->keep(parties[i]->country.text());
    }
    records.set.of_companies = true;
    records.set.fields = {std::move(names), std::move(addresses), std::move(countries)};
    add_cities(parties, records);
    add_numbers(parties, records.set);
    return records;
}

}  // namespace wb
