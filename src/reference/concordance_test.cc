#include "reference/concordance.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "reference/part_series.h"

using namespace wb;

TEST_CASE("concordance: drones came from cameras and aircraft, and neither went to them whole") {
    const auto& table = Concordance::built_in();
    const auto links = table.earlier("880622", 2017);
    REQUIRE(links.size() == 3);
    CHECK(links[0] == HsLink{"852580", "n:n"});
    CHECK(links[1] == HsLink{"880211", "n:n"});
    CHECK(links[2] == HsLink{"880220", "n:n"});
    const auto series = table.series({"880621", "880622", "880623", "880624", "880629"}, 2017);
    CHECK(series.edition == 2017);
    CHECK(!series.members.empty());
    CHECK(std::none_of(series.members.begin(), series.members.end(), [](const HsSeries::Member& member) { return member.whole; }));
}

TEST_CASE("concordance: a code that did not change is itself in every edition; ways back and forth agree") {
    const auto& table = Concordance::built_in();
    CHECK(table.earlier("090111", 2007) == std::vector<HsLink>{{"090111", "1:1"}});
    CHECK(table.series({"090111"}, 2007).members.front().whole);
    for (const auto* code : {"880621", "851713", "854231", "902410", "030617"}) {
        for (const int edition : {2017, 2012, 2007}) {
            for (const auto& link : table.earlier(code, edition)) {
                const auto forth = table.later(link.code, edition);
                CHECK(std::any_of(forth.begin(), forth.end(), [&](const HsLink& now) { return now.code == code; }));
            }
        }
    }
}

TEST_CASE("part series: the longest beginning decides, makers tell equal beginnings apart") {
    const auto& series = PartSeries::built_in();
    const auto kind = [&](const char* letters, const char* maker) {
        const auto match = series.match(letters, maker);
        return match.length == 0 ? std::string() : series.kinds()[match.kind].id;
    };
    CHECK(kind("STM32F407VGT6", "") == "processor");
    CHECK(kind("GRM188R71C104KA01D", "MURATA") == "ceramic_capacitor");
    CHECK(kind("TPSD476K016", "AVX") == "tantalum_capacitor");
    CHECK(kind("TPS5430DDA", "TEXAS INSTRUMENTS") == "integrated_circuit");
    CHECK(kind("XC7K410T2FFG900I", "XILINX") == "programmable_logic");
    CHECK(kind("QQQQQ", "").empty());
    CHECK_FALSE(PartSeries::parse("[[series]]\nkind = \"none\"\n", "x.toml").ok());
}
