#include "names/address_parts.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/hash.h"
#include "text/utf8.h"

using namespace wb;

namespace {

std::vector<std::vector<std::string>> cases() {
    std::vector<std::vector<std::string>> rows;
    const char* root = std::getenv("WAYBILL_SOURCE_DIR");
    std::ifstream in(std::string(root == nullptr ? "." : root) + "/tests/cases/addresses.tsv");
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        auto& row = rows.emplace_back(1);
        for (const char c : line) c == '\t' ? (void)row.emplace_back() : (void)(row.back() += c);
    }
    return rows;
}

void check_part(std::string_view found, const std::string& expected) {
    if (expected != "*") CHECK((found.empty() ? "-" : std::string(found)) == expected);
}

}  // namespace

TEST_CASE("addresses: a street may bear a city's name") {
    AddressScratch scratch;
    for (const auto* cut : {"No.57 Zhongshan", "Room 1559, 57 Zhongshan", "NO.57 ZHONGSHAN ROA"}) {
        CAPTURE(cut);
        const auto parts = read_address(cut, Country{"CN"}, scratch);
        CHECK(parts.city.empty());
        CHECK(parts.house == "57");
    }
    CHECK(read_address("528400 Zhongshan", Country{"CN"}, scratch).city == "city:zhongshan");
    CHECK(read_address("Renmin Road 57 Zhongshan", Country{"CN"}, scratch).city == "city:zhongshan");
    const auto han = read_address("义乌市中山路20号", Country{"CN"}, scratch);
    CHECK(han.city == "city:yiwu");
    const auto key = han.house_key;
    CHECK(read_address("NO.20 ZHONGSHAN ROAD, YIWU", Country{"CN"}, scratch).house_key == key);
    CHECK(read_address("上海市南京西路5号", Country{"CN"}, scratch).city == "city:shanghai");
    CHECK(read_address("7 Science Park Road, Guangzhou", Country{"CN"}, scratch).house == "7");
    CHECK(read_address("广州市科学园路7号", Country{"CN"}, scratch).street == "kexueyuan");
}

TEST_CASE("addresses come apart, and one address in several manners has one key") {
    AddressScratch scratch;
    std::map<std::string, std::uint64_t> keys;
    const auto rows = cases();
    REQUIRE(rows.size() >= 20);
    for (const auto& row : rows) {
        REQUIRE(row.size() == 9);
        CAPTURE(row[8]);
        const auto parts = read_address(row[8], Country{}, scratch);
        check_part(parts.country.text(), row[1]);
        check_part(parts.city, row[2]);
        check_part(parts.street, row[3]);
        check_part(parts.house, row[4]);
        check_part(parts.building, row[5]);
        check_part(parts.room, row[6]);
        check_part(parts.postcode, row[7]);
        CHECK(keys.emplace(row[0], parts.house_key).first->second == parts.house_key);
    }
}

TEST_CASE("phones, mails and boxes") {
    AddressScratch scratch;
    const auto parts = read_address("Sales@Vektor.example, Tel 8 (495) 123-45-67, Москва", Country{}, scratch);
    CHECK(parts.email == "sales@vektor.example");
    CHECK(parts.phone == "4951234567");
    CHECK(parts.city == "city:moscow");
    const auto other = read_address("тел. +7 495 1234567", Country{"RU"}, scratch);
    CHECK(other.phone_key == read_address("PHONE +74951234567", Country{"RU"}, scratch).phone_key);
    CHECK(read_address("P.O. BOX 12345, DUBAI, UAE", Country{}, scratch).po_box == "12345");
}

TEST_CASE("what is not there is empty") {
    AddressScratch scratch;
    const auto none = read_address("", Country{}, scratch);
    CHECK(!none.country.present());
    CHECK(none.street_key == 0);
    CHECK(none.house_key == 0);
    CHECK(none.unread_words == 0);
    CHECK(!none.cut);
    CHECK(read_address(std::string(80, 'x'), Country{}, scratch).cut);
    const auto stated = read_address("ул. Ленина, 5", Country{"KZ"}, scratch);
    CHECK(stated.country == Country{"KZ"});
    CHECK(!stated.country_stated);
}

TEST_CASE("any bytes read, and twice the same") {
    AddressScratch scratch;
    AddressScratch fresh;
    static constexpr std::u32string_view kLetters = U"уллдкстроф г. Москва,/-#12345678@().深圳市南山区路号楼室 ROADSTREETNOFL\n";
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        std::string text;
        for (std::size_t i = 0; i < 5 + seed % 80; ++i) {
            append_utf8(text, kLetters[static_cast<std::size_t>(uniform_draw(seed, i, 0) * static_cast<double>(kLetters.size()))]);
        }
        if (seed % 5 == 0) text.resize(text.size() - 1);
        const auto first = read_address(text, Country{}, scratch);
        const auto again = read_address(text, Country{}, fresh);
        REQUIRE(first.room_key == again.room_key);
        REQUIRE(first.street_key == again.street_key);
        CHECK((first.house_key == 0 || first.street_key != 0));
    }
}
