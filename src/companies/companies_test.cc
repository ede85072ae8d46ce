#include "companies/companies.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "names/company_name.h"

using namespace wb;

namespace {

Party party(std::int64_t id, std::string name, std::string_view country, std::string identifier = "", std::string kind = "") {
    Party row;
    row.party_id = PartyId{id};
    row.name = std::move(name);
    row.country = Country{country};
    row.identifier = std::move(identifier);
    row.identifier_kind = std::move(kind);
    row.items = 1;
    return row;
}

EntityId entity_of(const Companies& companies, std::int64_t id) {
    for (const auto& member : companies.members) {
        if (member.party_id.value == id) return member.entity_id;
    }
    return {};
}

}  // namespace

TEST_CASE("company names: forms, scripts and spacing fold away") {
    const auto key = read_company_name("ООО «АэроТрейд»").key;
    CHECK(!key.empty());
    CHECK(read_company_name("OOO AEROTREYD").key == key);
    CHECK(read_company_name("Aero-Treyd, LLC").key == key);
    CHECK(read_company_name("ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ \"АЭРОТРЕЙД\"").key == key);
    CHECK(read_company_name("SHENZHEN SKY TRADE CO., LTD.").key == read_company_name("Shenzhen Sky Trade Company Limited").key);
    CHECK(read_company_name("OOO").key == "o");  // a form alone is all the name there is
    CHECK(read_company_name("ООО Ромашка").legal_form == "llc");
}

TEST_CASE("companies: numbers bind, names join, namesakes with other numbers stay apart") {
    CompaniesInput input;
    input.parties = {party(1, "ООО Ромашка", "RU", "7722476458", "inn"),
                     party(2, "ROMASHKA LLC", "RU", "7722476458", "inn"),
                     party(3, "OOO ROMASHKA", "RU"),
                     party(4, "ООО Ромашка", "RU", "3905601620", "inn"),
                     party(5, "ООО Василёк", "RU", "500100732259", "inn"),
                     party(6, "VASILEK", "RU")};
    const auto companies = resolve_companies(input);
    CHECK(entity_of(companies, 1) == entity_of(companies, 2));
    CHECK(entity_of(companies, 1) != entity_of(companies, 4));
    // Two numbered companies bear the name: the third record belongs to neither for sure.
    CHECK(entity_of(companies, 3) != entity_of(companies, 1));
    CHECK(entity_of(companies, 3) != entity_of(companies, 4));
    CHECK(entity_of(companies, 5) == entity_of(companies, 6));
}

TEST_CASE("companies: the order of parties means nothing") {
    CompaniesInput input;
    for (int i = 0; i < 60; ++i)
        input.parties.push_back(party(i + 1, (i % 3 == 0 ? "ООО Фирма " : "FIRMA ") + std::to_string(i % 7), i % 2 == 0 ? "RU" : "KZ"));
    const auto one = resolve_companies(input);
    std::reverse(input.parties.begin(), input.parties.end());
    const auto two = resolve_companies(input);
    REQUIRE(one.entities.size() == two.entities.size());
    for (std::size_t i = 0; i < one.members.size(); ++i) {
        CHECK(one.members[i].entity_id == two.members[i].entity_id);
        CHECK(one.members[i].party_id == two.members[i].party_id);
    }
}

TEST_CASE("companies: families from ownership and makers") {
    const std::string lines =
        "{\"id\":\"a\",\"schema\":\"Company\",\"properties\":{\"name\":[\"SZ DJI Technology Co., Ltd.\"],\"country\":[\"cn\"]}}\n"
        "{\"id\":\"b\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Shenzhen iFlight Innovation Co Ltd\"],\"country\":[\"cn\"]}}\n"
        "{\"id\":\"c\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"51\"]}}\n"
        "{\"id\":\"d\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"a\"],\"asset\":[\"zzz\"]}}\nnot json\n";
    const RegisterFile file{"own.jsonl", lines};
    const auto read = read_registers({&file, 1});
    REQUIRE(read.ownership.size() == 1);
    CHECK(read.doubts.size() == 2);
    CompaniesInput input;
    input.parties = {party(1, "SHENZHEN IFLIGHT INNOVATION CO., LTD", "CN"), party(2, "OTHER TRADE LIMITED", "HK")};
    input.ownership = read.ownership;
    input.makers = {{"dji", "dji", "SZ DJI Technology Co., Ltd.", Country{"CN"}}};
    const auto companies = resolve_companies(input);
    REQUIRE(companies.brand_families.size() == 1);
    const auto iflight = std::find_if(companies.entities.begin(), companies.entities.end(),
                                      [&](const Entity& e) { return e.entity_id == entity_of(companies, 1); });
    REQUIRE(iflight != companies.entities.end());
    CHECK(iflight->family_id == companies.brand_families[0].family);
    CHECK(iflight->family == "dji");
}

TEST_CASE("companies: a register means the company of its spelling and country, or none") {
    CompaniesInput input;
    input.parties = {party(1, "ООО Аэроторг", "RU", "7722476458", "inn"), party(2, "OOO AEROTRADE", "RU", "3905601620", "inn"),
                     party(3, "AEROTORG TRADE", "KZ")};
    const auto told = [&](std::string name, std::string_view country) {
        RegisterStatement statement;
        statement.company = std::move(name);
        statement.country = Country{country};
        statement.kind = "phone";
        statement.value = "1";
        input.statements = {statement};
        return resolve_companies(input).facts.at(0).entity_id;
    };
    const auto companies = resolve_companies(input);
    CHECK(told("АЭРОТОРГ", "RU") == entity_of(companies, 1));
    CHECK(told("AEROTRADE LLC", "RU") == entity_of(companies, 2));
    CHECK(told("AEROTREID", "RU") != entity_of(companies, 1));
    CHECK(told("AEROTREID", "RU") != entity_of(companies, 2));
}

TEST_CASE("companies: a circle of owners ends") {
    CompaniesInput input;
    OwnershipStatement one;
    one.owner_name = "A trade";
    one.owned_name = "B trade";
    OwnershipStatement two;
    two.owner_name = "B trade";
    two.owned_name = "A trade";
    input.ownership = {one, two};
    const auto companies = resolve_companies(input);
    CHECK(companies.entities.size() == 2);
    CHECK(companies.entities[0].family_id == companies.entities[1].family_id);
}
