#include "companies/company_country.h"

#include <doctest/doctest.h>

#include <string>

using namespace wb;

namespace {

// "CN name", or "" when nothing tells.
std::string told(std::string name, std::string address = "", std::string kind = "") {
    Party party;
    party.name = std::move(name);
    party.address = std::move(address);
    party.identifier_kind = std::move(kind);
    CountryReader reader;
    const auto country = reader.read(party);
    return country.country.present() ? std::string(country.country.text()) + " " + std::string(country.basis) : "";
}

}  // namespace

TEST_CASE("company's country: a number before an address, an address before a name") {
    CHECK(told("SHENZHEN SKY TRADE CO., LTD") == "CN name");
    CHECK(told("深圳市天空贸易有限公司") == "CN name");
    CHECK(told("SKY TRADE (ALMATY)") == "KZ name");
    CHECK(told("SHENZHEN SKY TRADE CO., LTD", "ROOM 1203, 18 NATHAN ROAD, KOWLOON, HONG KONG") == "HK address");
    CHECK(told("SHENZHEN SKY", "HONG KONG", "inn") == "RU number");
}

TEST_CASE("company's country: what may mean anything tells nothing") {
    CHECK(told("SKY TRADE").empty());
    CHECK(told("ООО «ПЕКИН»").empty());
    CHECK(told("OOO SHANGHAI").empty());
    CHECK(told("SHENZHEN SKY TRADE LTD (MOSCOW)").empty());
    CHECK(told("SKY TRADE", "", "unverified").empty());
}
