#include <doctest/doctest.h>

#include "reference/countries.h"
#include "reference/delivery_terms.h"
#include "reference/maker_label.h"
#include "reference/part_family.h"
#include "reference/rates.h"
#include "reference/terms.h"

using namespace wb;

TEST_CASE("countries: the European Union is an origin, under the code that ISO 3166-1 keeps for it") {
    for (const auto* text : {"EUROPEAN UNION", "ЕВРОСОЮЗ", "EU", "欧盟"}) CHECK(country_of(text).text() == "EU");
}

TEST_CASE("countries: codes and names in several languages") {
    for (const auto* name : {"CN", "CHN", "156", "China", "КИТАЙ", "中国", "China, People's Republic of", "КИТАЙ НАРОДНАЯ РЕСПУБЛИКА"}) {
        CAPTURE(name);
        CHECK(country_of(name).text() == "CN");
    }
    CHECK(country_of("SPAIN (ES)").text() == "ES");
    CHECK(country_of("IN, INDIA").text() == "IN");
    CHECK(country_of("TANZANIA, UNITED REPUBLIC OF").text() == "TZ");
    CHECK(country_of("КАЗАХСТАН").text() == "KZ");
    CHECK(country_of("ГОНКОНГ").text() == "HK");
    CHECK(country_of("TURKIYE").text() == "TR");
    CHECK(country_of("RUSSIAN FEDERATION").text() == "RU");
    CHECK(country_of("BOSNIA AND HERZEGOVINA").text() == "BA");
    CHECK(country_of("TRINIDAD AND TOBAGO").text() == "TT");
    CHECK(country_of("SAINT LUCIA").text() == "LC");
    CHECK(!country_of("OTHER COUNTRY").present());
    CHECK(!country_of("RECTANGULAR TILE").present());
}

TEST_CASE("terms: units, null words, directions") {
    const auto& terms = Terms::built_in();
    CHECK(terms.unit("ШТ")->id == "pcs");
    CHECK(terms.unit("796")->id == "pcs");
    CHECK(terms.unit("ТЫС. ШТ")->factor == 1000);
    CHECK(terms.unit("М²")->id == "m2");
    CHECK(terms.unit("SQUARE METERS")->id == "m2");
    CHECK(terms.unit("839")->id == "set");
    CHECK(terms.unit("1000 КВТ Ч")->factor == 1000);
    CHECK(terms.unit("LBS")->factor == 0.45359237);
    CHECK(terms.unit("adet")->id == "pcs");
    CHECK(terms.unit("Cái")->id == "pcs");
    CHECK(terms.unit("plate") == nullptr);
    CHECK(terms.unit("ШTУК")->id == "pcs");  // Latin T
    CHECK(terms.unit("шt - ШТУКA")->id == "pcs");
    CHECK(terms.is_null_word("ОТСУТСТВУЕТ"));
    CHECK(terms.is_null_word("OТCУТCТBУET"));  // Latin O, C, B, E, T
    CHECK(terms.is_null_word(" N/A "));
    CHECK(terms.is_null_word("无"));
    CHECK(terms.is_null_word("НЕ ОБОЗНАЧЕН"));
    CHECK(!terms.is_null_word("NOVA"));
    CHECK(terms.direction("4000").empty());
    CHECK(terms.direction("ИМ") == "import");
    CHECK(terms.direction("IM/40/ДЕ") == "import");
    CHECK(terms.direction("ЭК") == "export");
}

TEST_CASE("terms of delivery: a code, a code and a place, words; two terms leave it open") {
    const auto& terms = DeliveryTerms::built_in();
    const auto code = [&](std::string_view cell) {
        const auto* found = terms.find(cell);
        return found == nullptr ? std::string() : found->code;
    };
    CHECK(code("FOB") == "FOB");
    CHECK(code("cif") == "CIF");
    CHECK(code("FCA - SHENZHEN") == "FCA");
    CHECK(code("DAP МОСКВА") == "DAP");
    CHECK(code("Франко-завод") == "EXW");
    CHECK(code("C&F") == "CFR");
    CHECK(code("FOB/CIF").empty());
    CHECK(code("XXX").empty());
    CHECK(code("").empty());
    CHECK(terms.terms().at("CIF").freight);
    CHECK(!terms.terms().at("FOB").freight);
    CHECK(terms.terms().size() == 16);
}

TEST_CASE("rates: dated, never invented") {
    const auto rates = Rates::parse("day,currency,usd_per_unit\n2023-02-01,RUB,0.0142\n2023-02-10,RUB,0.0137\n", "rates.csv");
    REQUIRE(rates.ok());
    CHECK(*rates->usd_per_unit("RUB", *make_day(2023, 2, 9)) == 0.0142);
    CHECK(*rates->usd_per_unit("RUB", *make_day(2023, 2, 10)) == 0.0137);
    CHECK(!rates->usd_per_unit("RUB", *make_day(2023, 1, 31)).present());
    CHECK(!rates->usd_per_unit("RUB", *make_day(2023, 9, 1)).present());
    CHECK(!rates->usd_per_unit("CNY", *make_day(2023, 2, 9)).present());
    CHECK(*rates->usd_per_unit("USD", *make_day(2023, 2, 9)) == 1.0);
    CHECK(Rates::parse("2023-02-01;rub;x\n", "r").error().code == "rates.bad_row");
    CHECK(currency_of("Евро") == "EUR");
    CHECK(currency_of("usd") == "USD");
    CHECK(currency_of("840") == "USD");
    CHECK(currency_of("643") == "RUB");
    CHECK(currency_of("949") == "TRY");
    CHECK(currency_of("008") == "ALL");
    CHECK(currency_of("долл. США") == "USD");
    CHECK(currency_of("tiles").empty());
}

TEST_CASE(
    "makers named by a label of the description: with and without a colon, up to the next label, never a country or a word for nothing") {
    const auto maker = [](std::string_view text) {
        const auto found = maker_in_text(text);
        return found ? std::string(found->name) : std::string();
    };
    CHECK(maker("КВАДРОКОПТЕР: Изготовитель: SZ DJI TECHNOLOGY CO., LTD; Тов.знак: DJI") == "SZ DJI TECHNOLOGY CO., LTD");
    CHECK(maker("ПЛИТКА КЕРАМИЧЕСКАЯ ПРОИЗВОДИТЕЛЬ ООО \"УРАЛКЕРАМИКА\", АРТИКУЛ 12") == "ООО \"УРАЛКЕРАМИКА\"");
    CHECK(maker("ДРОН ИЗГОТОВИТЕЛЬ AUTEL ROBOTICS CO LTD ТОВАРНЫЙ ЗНАК AUTEL") == "AUTEL ROBOTICS CO LTD");
    CHECK(maker("DRONE, MANUFACTURER: YUNEEC INTERNATIONAL, MODEL: H520") == "YUNEEC INTERNATIONAL");
    CHECK(maker("无人机；生产商：深圳市大疆创新科技有限公司；型号：M30") == "深圳市大疆创新科技有限公司");
    CHECK(maker("ПРОПЕЛЛЕРЫ ФИРМА-ИЗГОТОВИТЕЛЬ: T-MOTOR") == "T-MOTOR");
    for (const auto* nobody : {"СТРАНА-ИЗГОТОВИТЕЛЬ: КИТАЙ", "ИЗГОТОВИТЕЛЬ: ОТСУТСТВУЕТ; МОДЕЛЬ: X", "ПРОИЗВОДИТЕЛЬНОСТЬ: 200 Л/Ч",
                               "MANUFACTURER PART NUMBER 123AB", "ДЛЯ ПРОИЗВОДИТЕЛЕЙ МЕБЕЛИ", "ИЗГОТОВИТЕЛЬ: КИТАЙ",
                               "изготовитель оставляет за собой право", "", "MANUFACTURER:", "生产商"})
        CHECK_MESSAGE(maker(nobody).empty(), nobody);
    CHECK(maker_in_text("ИЗГОТОВИТЕЛЬ: SHENZHEN AIR")->ends_text);
    CHECK_FALSE(maker_in_text("ИЗГОТОВИТЕЛЬ: SHENZHEN AIR; МОДЕЛЬ: 1")->ends_text);
}

TEST_CASE("families of parts: rules of makers' ordering codes, else the letters and the digits behind them") {
    const auto family = [](std::string_view number, std::string_view maker = "") {
        return PartFamilies::built_in().family_of(number, maker).id;
    };
    CHECK(family("STM32F407VGT6") == "STM32F4");
    CHECK(family("xc7k325t-2ffg900i", "XILINX") == "XC7K");
    CHECK(family("AD9361BBCZ") == "AD9361");
    CHECK(family("TMS320F28335PGFA") == "TMS320F28");
    CHECK(family("EP4CE10F17C8N") == "EP4CE");
    CHECK(family("74HC595D") == "74HC595");
    CHECK(family("1N4148W-7-F") == "1N4148");
    CHECK(family("TPS54331DR", "TEXAS INSTRUMENTS") == "TPS54331");
    CHECK(family("TPSD107K010", "AVX") == "TPS");
    CHECK(family("").empty());
    CHECK(family("123456").empty());
    CHECK(PartFamilies::built_in().family_of("XC7K410T-2FFG900I", "XILINX").maker == "AMD (Xilinx)");
    CHECK_FALSE(PartFamilies::parse("[[family]]\nbeginnings = [\"A\"]\nkeep = 40\n", "x.toml").ok());
}
