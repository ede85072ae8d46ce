#include "screen/lists.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace wb;

namespace {

const Controls& built_in() {
    static const auto kControls = [] {
        auto loaded = load_controls_with({});
        REQUIRE_MESSAGE(loaded.ok(), to_string(loaded.error()));
        return std::move(loaded).value();
    }();
    return kControls;
}

Lists read(std::string_view bytes) {
    const std::array files = {ListFile{"list", bytes}};
    return read_lists(files, built_in());
}

const ListedParty& named(const Lists& lists, std::string_view name) {
    const auto found = std::ranges::find_if(lists.parties, [&](const ListedParty& party) { return party.row.name == name; });
    REQUIRE_MESSAGE(found != lists.parties.end(), name);
    return *found;
}

bool has_note(const Lists& lists, std::string_view code, std::int64_t row) {
    return std::ranges::any_of(lists.notes, [&](const ListNote& note) { return note.code == code && note.row_number == row; });
}

const std::string kCslHeader =
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,license_"
    "requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_"
    "url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids\n";

}  // namespace

TEST_CASE("US screening list, CSV: the header again, a cut last line, days where stated") {
    const auto lists = read(
        kCslHeader + kCslHeader +
        R"("a","Entity List (EL) - Bureau of Industry and Security","","","","Abdul Satar Ghoura","","House 32, Peshawar, PK; Kabul, AF","76 FR 71867","2011-11-21","","","For all items","","","","","","","","","","","","","","","",""
"30882","Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department","30882","Entity","CMIC-EO13959","China Telecom Corporation Limited","","Beijing, CN","","","","","","","","","","","","","","","CHINA TELECOM; CHINA TELECOM CORP LTD","","","","","","Unified Social Credit Code (USCC), 9111000071093019X7, CN; Equity Ticker, CHA US"
"11476","Specially Designated Nationals (SDN) - Treasury Department","11476","Individual","SDNT","BERMUDEZ SUAZA, Pedro Antonio","","c/o ASES)");
    REQUIRE(lists.files[0].format == "us_csl_csv");
    CHECK(lists.parties.size() == 2);
    CHECK(has_note(lists, "list.header_repeated", 2));
    CHECK(has_note(lists, "list.cut", 5));
    const auto& dated = named(lists, "Abdul Satar Ghoura");
    CHECK(dated.row.list == "us_entity_list");
    CHECK(dated.row.jurisdiction == "US");
    CHECK(to_string(*dated.row.from_day) == "2011-11-21");
    CHECK(dated.countries == std::vector{Country{"AF"}, Country{"PK"}});
    const auto& telecom = named(lists, "China Telecom Corporation Limited");
    CHECK_FALSE(telecom.row.from_day.present());
    CHECK(telecom.names.size() == 3);
    CHECK(std::ranges::find(telecom.numbers, ListedNumber{"uscc", "9111000071093019X7"}) != telecom.numbers.end());
}

TEST_CASE("US screening list, compact JSON: look-up tables, no days of listing") {
    const auto lists = read(
        R"({"citation":"U.S. Consolidated Screening List","tables":{"sources":["x","Entity List (EL) - Bureau of Industry and Security"]},
        "entries":[{"n":"DJI","a":["SZ DJI Technology Co., Ltd."],"s":1,"c":["CN"],"fr":"85 FR 83420; 86 FR 29193"},7]})");
    REQUIRE(lists.files[0].format == "us_csl_json");
    REQUIRE(lists.parties.size() == 1);
    CHECK(lists.parties[0].row.list == "us_entity_list");
    CHECK(lists.parties[0].names == std::vector<std::string>{"DJI", "SZ DJI Technology Co., Ltd."});
    CHECK_FALSE(lists.parties[0].row.from_day.present());
    CHECK(has_note(lists, "list.no_days", 0));
    CHECK(has_note(lists, "list.ragged", 2));
}

TEST_CASE("OFAC: three files joined by number in any order, -0- is null, listing dates in remarks") {
    const std::string prim =
        "9639,\"HANIYA, Ismail Abdul Salah\",\"individual\",\"NS-PLC\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 1962; POB Shati.\"\r\n"
        "33111,\"SZ DJI TECHNOLOGY CO., LTD.\",-0- ,\"CMIC-EO13959\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Effective Date (CMIC) 14 Feb "
        "2022; "
        "Listing Date (CMIC) 16 Dec 2021; Unified Social Credit Code (USCC) 914403007954257495 (China).\"\r\n\x1A";
    const std::string add = "33111,1,-0- ,\"Shenzhen\",\"China\",-0- \r\n";
    const std::string alt = "9639,9150,\"aka\",\"HANIYA, Ismail\",-0- \r\n";
    for (const auto& files : {std::array{ListFile{"p", prim}, ListFile{"a", add}, ListFile{"n", alt}},
                              std::array{ListFile{"n", alt}, ListFile{"a", add}, ListFile{"p", prim}}}) {
        const auto lists = read_lists(files, built_in());
        REQUIRE(lists.parties.size() == 2);
        CHECK(lists.notes.empty());
        const auto& person = named(lists, "HANIYA, Ismail Abdul Salah");
        CHECK(person.row.list == "us_plc");
        CHECK(person.row.kind == "person");
        CHECK(person.names.size() == 2);
        const auto& company = named(lists, "SZ DJI TECHNOLOGY CO., LTD.");
        CHECK(company.row.list == "us_cmic");
        CHECK(to_string(*company.row.from_day) == "2021-12-16");
        CHECK(company.countries == std::vector{Country{"CN"}});
        CHECK(std::ranges::find(company.numbers, ListedNumber{"uscc", "914403007954257495"}) != company.numbers.end());
    }
}

TEST_CASE("EU acts: Cyrillic aliases, numbers in words, several ways to write a day, a year alone is no day") {
    const auto lists = read(
        "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,registrationNumber,address\n"
        "32014R0833,1,EU-RUS,IV,Export control,12.9.2014,,LegalEntity,JSC Sirius,Концерн «Сириус»; Kontsern Sirius,7704730655 (Tax "
        "ID/INN),Moscow\n32014R0833,2,EU-RUS,III,Financial restrictions,,,LegalEntity,SBERBANK,,,\n"
        "32014R0833,3,EU-RUS,IV,Export control,26 Feb. 2022,,Company,WORKS,,,\n32014R0833,4,EU-RUS,IV,Export "
        "control,2011,,Company,OLD,,,\n");
    REQUIRE(lists.files[0].format == "eu_act");
    const auto& sirius = named(lists, "JSC Sirius");
    CHECK(sirius.row.list == "eu_export_control");
    CHECK(sirius.row.jurisdiction == "EU");
    CHECK(to_string(*sirius.row.from_day) == "2014-09-12");
    CHECK(sirius.numbers == std::vector{ListedNumber{"inn", "7704730655"}});
    CHECK(sirius.names.size() == 3);
    CHECK(to_string(*named(lists, "WORKS").row.from_day) == "2022-02-26");
    CHECK_FALSE(named(lists, "SBERBANK").row.from_day.present());
    CHECK_FALSE(named(lists, "OLD").row.from_day.present());
    CHECK(lists.notes.size() == 1);
}

TEST_CASE("UN list: names in parts, aliases, day of listing; what breaks in the middle keeps what came before") {
    const auto lists = read(
        "<?xml version=\"1.0\"?><CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>6907993</DATAID><FIRST_NAME>ERIC</FIRST_NAME>"
        "<SECOND_NAME>BADEGE</SECOND_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE><REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER>"
        "<LISTED_ON>2012-12-31</LISTED_ON><NATIONALITY><VALUE>Democratic Republic of the Congo</VALUE></NATIONALITY><INDIVIDUAL_ALIAS>"
        "<ALIAS_NAME>BADEGE E.</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>ADF</FIRST");
    REQUIRE(lists.parties.size() == 1);
    CHECK(lists.parties[0].row.name == "ERIC BADEGE");
    CHECK(lists.parties[0].row.list == "un_consolidated");
    CHECK(to_string(*lists.parties[0].row.from_day) == "2012-12-31");
    CHECK(lists.parties[0].countries == std::vector{Country{"CD"}});
    CHECK(has_note(lists, "list.bad_xml", 1));
}

TEST_CASE("BIS denied persons: American dates, one party with several addresses") {
    const auto lists = read(
        "\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t\"Expiration_"
        "Date\"\t\"Standard_"
        "Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"\n\"ABDULAMIR MAHDI\"\t\"20 HUNTINGWOOD DRIVE\"\t\"SCARBOROUGH, "
        "ONTARIO\"\t\"\"\t\"CA\"\t\"M1W1A2\"\t\"10/03/2003\"\t\"10/03/2023\"\t\"N\"\t\"2003-01-01\"\t\"X\"\t\"68 F.R. 1\"\n"
        "\"ABDULAMIR MAHDI\"\t\"39 ELMWOOD\"\t\"THORNHILL\"\t\"\"\t\"CA\"\t\"L3T1W7\"\t\"10/03/2003\"\t\"10/03/2023\"\t\"N\"\t\"2003-01-"
        "01\"\t\"X\"\t\"68 F.R. 1\"\n");
    REQUIRE(lists.parties.size() == 1);
    CHECK(lists.parties[0].row.list == "us_dpl");
    CHECK(to_string(*lists.parties[0].row.from_day) == "2003-10-03");
    CHECK(to_string(*lists.parties[0].row.until_day) == "2023-10-03");
    CHECK(lists.parties[0].addresses.size() == 2);
}

TEST_CASE("section 1260H: each day of listing is a listing; an edition without days adds to the earliest") {
    const auto lists = read(
        "Name,Clean Name,Alias,Previous Name,Parent Name,Note,Start date,End date,Source Url\n"
        "Works (W),Works,W,,,,2021-06-03,2024-01-31,\nWorks (W),Works,W,,,,2025-01-07,,\nWorks (W),Works,Werke,,,,,,\n");
    REQUIRE(lists.parties.size() == 2);
    for (const auto& party : lists.parties) CHECK(party.names.size() == (party.row.until_day.present() ? 4U : 3U));
    std::vector<std::string> days;
    for (const auto& party : lists.parties) days.push_back(to_string(*party.row.from_day));
    std::ranges::sort(days);
    CHECK(days == std::vector<std::string>{"2021-06-03", "2025-01-07"});
    CHECK(lists.parties[0].row.list == "us_dod_1260h");
}

TEST_CASE("a list of one's own, and a file that is no list") {
    const auto own = read("name;country;identifier;from\nПример;Россия;7704730655;2022-03-01\n;RU;;\n");
    REQUIRE(own.parties.size() == 1);
    CHECK(own.parties[0].row.list == "unnamed list");
    CHECK(own.parties[0].countries == std::vector{Country{"RU"}});
    CHECK(has_note(own, "list.no_name", 3));
    CHECK(read("a,b,c\n1,2,3\n").files[0].format.empty());
    CHECK(read("").files[0].format.empty());
    CHECK(read("{\"a\":1}").files[0].format.empty());
}
