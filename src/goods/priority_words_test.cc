#include "goods/priority_words.h"

#include <doctest/doctest.h>

#include <array>

#include "goods/recogniser.h"
#include "goods/text_findings.h"

using namespace wb;

namespace {

std::string first_code(std::string_view text) {
    const auto name = PriorityWords::built_in().name_of(text);
    return name ? name->hs6.front() : "";
}

std::string rf15(std::string_view text, std::string_view code) {
    static const Catalogue kCatalogue = load_catalogue_with({}).value();
    static const std::vector<FlagRule> kRules = load_controls_with({}).value().rules;
    static const TextFindings kFindings(kCatalogue, kRules, true);
    TextFindings::Scratch scratch;
    Item item;
    item.item_id = ItemId{1};
    item.description = text;
    item.hs_code = code;
    item.hs_edition = 2022;
    std::vector<Finding> findings;
    std::vector<TextInformation> information;
    kFindings.see(item, {}, {}, scratch, findings, information);
    for (const auto& finding : findings) {
        if (finding.rule == "RF15") return finding.answer;
    }
    return "";
}

}  // namespace

TEST_CASE("names of listed goods: the head of a text in three languages") {
    CHECK(first_code("ПОДШИПНИКИ ШАРИКОВЫЕ РАДИАЛЬНЫЕ ОДНОРЯДНЫЕ ДЛЯ НАСОСОВ") == "848210");
    CHECK(first_code("НОВЫЙ ЦИФРОВОЙ ОСЦИЛЛОГРАФ, 2 КАНАЛА") == "903020");
    CHECK(first_code("1. КОНДЕНСАТОРЫ КЕРАМИЧЕСКИЕ МНОГОСЛОЙНЫЕ 0402") == "853224");
    CHECK(first_code("OUTDOOR SURVEILLANCE CAMERA 4MP") == "852589");
    CHECK(first_code("TAPERED ROLLER BEARINGS FOR TRUCKS") == "848220");
    CHECK(first_code("深沟球轴承 6204") == "848210");
    CHECK(first_code("数控车床 CK6140") == "845811");
    const auto name = PriorityWords::built_in().name_of("МИКРОСХЕМА СЛОЖНАЯ");
    REQUIRE(name);
    CHECK(name->hs6.size() == 4);
    CHECK(name->begin == 0);
    CHECK(name->end == std::string_view("МИКРОСХЕМА").size());
    CHECK(name->probability > 0.9);
}

TEST_CASE("names of listed goods: what is for them, of them or only holds their word is none") {
    static constexpr std::array<std::string_view, 10> kOthers = {"ЧЕХОЛ ДЛЯ ВИДЕОКАМЕРЫ",
                                                                 "КОРПУС ВИДЕОКАМЕРЫ ПЛАСТИКОВЫЙ",
                                                                 "СЪЕМНИК ПОДШИПНИКОВ ШАРИКОВЫХ",
                                                                 "ЗАПАСНЫЕ ЧАСТИ ДЛЯ БЛОКА ПИТАНИЯ",
                                                                 "ИНВЕРТОР СВАРОЧНЫЙ",
                                                                 "CAMERA BAG",
                                                                 "BALL BEARING HOUSING",
                                                                 "PARTS OF ELECTRONIC INTEGRATED CIRCUITS",
                                                                 "摄像机支架",
                                                                 "ПЛИТКА КЕРАМИЧЕСКАЯ"};
    for (const auto text : kOthers) {
        CAPTURE(text);
        CHECK(first_code(text).empty());
    }
}

TEST_CASE("names of listed goods: a neighbour's code contradicts, their own and another edition's do not") {
    CHECK(rf15("ПОДШИПНИКИ ШАРИКОВЫЕ РАДИАЛЬНЫЕ ОДНОРЯДНЫЕ", "8482800000") == "fired");
    CHECK(rf15("ПОДШИПНИКИ ШАРИКОВЫЕ РАДИАЛЬНЫЕ ОДНОРЯДНЫЕ", "8482109008") == "clear");
    CHECK(rf15("ЧЕХОЛ ДЛЯ ВИДЕОКАМЕРЫ", "8525810000") != "fired");
    CHECK(rf15("МИКРОСХЕМА ЭЛЕКТРОННАЯ ИНТЕГРАЛЬНАЯ", "8542399010") == "clear");
}
