#include "ingest/party_text.h"

#include <doctest/doctest.h>

#include <array>

namespace wb {

namespace {

struct Case {
    std::string_view text, name, other, role;
};

}  // namespace

// Phrasings of real records; companies that are not Chinese, Iranian or Italian exporters of tiles in public workbooks are invented.
TEST_CASE("intermediaries are split into parties and roles") {
    static constexpr std::array kCases = {
        Case{"ООО AKABE ПО ПОРУЧЕНИЮ HAZAR INSAAT DIS TIC LIMITED STI", "ООО AKABE", "HAZAR INSAAT DIS TIC LIMITED STI", "principal"},
        Case{"YIWU TRADE CO., LTD O/B SHENZHEN POLET LTD", "YIWU TRADE CO., LTD", "SHENZHEN POLET LTD", "principal"},
        Case{"YIWU TRADE CO., LTD B/O SHENZHEN POLET LTD", "YIWU TRADE CO., LTD", "SHENZHEN POLET LTD", "principal"},
        Case{"GUANGDONG DONGSHENG INTERNATIONAL TRADE CO LIMITED ON BEHALF OF ZHAOQING CITY FUQIANG CERAMICS CO LIMITED",
             "GUANGDONG DONGSHENG INTERNATIONAL TRADE CO LIMITED", "ZHAOQING CITY FUQIANG CERAMICS CO LIMITED", "principal"},
        Case{"HANGZHOU NABEL CHINA CO LIMITED BY ORDER OF EYCH END EM", "HANGZHOU NABEL CHINA CO LIMITED", "EYCH END EM", "principal"},
        Case{"ROKA CERAM YAZD BY ORDER PARLA TEJARAT POUYA ARAS CO LD", "ROKA CERAM YAZD", "PARLA TEJARAT POUYA ARAS CO LD", "principal"},
        Case{"BADIS PREMIUM LLC ON ORDER OF MARANTA LLC", "BADIS PREMIUM LLC", "MARANTA LLC", "principal"},
        Case{"AMIN TILE CO IRAN BY COMMISSION OF ADEL TABEEI EXPORT AND IMPORT", "AMIN TILE CO IRAN", "ADEL TABEEI EXPORT AND IMPORT",
             "principal"},
        Case{"EEFA CERAM IRAN BY ADEL TABEEI EXPORT AND IMPORT COMMISSION", "EEFA CERAM IRAN", "ADEL TABEEI EXPORT AND IMPORT",
             "principal"},
        Case{"ITALCER SPA COMMISSIONED BY CERAMICA RONDINE S P A", "ITALCER SPA", "CERAMICA RONDINE S P A", "principal"},
        Case{"SHAHIN AMINI CO ORDERED BY SANDRAMET TEJARAT CO", "SHAHIN AMINI CO", "SANDRAMET TEJARAT CO", "principal"},
        Case{"CERAMICHE ATLAS CONCORDE SPA AS AGENT ONLY NIKO PLUSS SIA", "CERAMICHE ATLAS CONCORDE SPA", "NIKO PLUSS SIA", "agent"},
        Case{"NINGBO MORO LOGISTICS SHENZHEN BRANCH ЧЕРЕЗ HG CON", "NINGBO MORO LOGISTICS SHENZHEN BRANCH", "HG CON", "agent"},
        Case{"MARANTA LLC C/O DELTA FORWARDING GMBH", "MARANTA LLC", "DELTA FORWARDING GMBH", "agent"},
        Case{"ООО \"ПЕРВЫЙ СКЛАД\" ДЛЯ ПЕРЕДАЧИ ООО \"ВТОРОЙ ЗАКАЗЧИК\"", "ООО \"ПЕРВЫЙ СКЛАД\"", "ООО \"ВТОРОЙ ЗАКАЗЧИК\"", "recipient"},
        Case{"深圳市远航贸易有限公司代东莞市飞天科技有限公司", "深圳市远航贸易有限公司", "东莞市飞天科技有限公司", "principal"},
        Case{"深圳市远航贸易有限公司受东莞市飞天科技有限公司委托", "深圳市远航贸易有限公司", "东莞市飞天科技有限公司", "principal"},
        Case{"BY ORDER OF ARRIVBEST INTERNATIONAL LIMITED HONG KONG THROUGH SHENZHEN YINGHUI CHUANGZHAN TRADE CO LIMITED",
             "SHENZHEN YINGHUI CHUANGZHAN TRADE CO LIMITED", "ARRIVBEST INTERNATIONAL LIMITED HONG KONG", "principal"},
        Case{"ON BEHALF OF SIMPLY JOVIAL LIMITED BVI THROUGH FERCAM S P A", "FERCAM S P A", "SIMPLY JOVIAL LIMITED BVI", "principal"},
        Case{"COMMISSIONED BY A AND R TRADING COMPANY/ VIA ALMAS KAVIR YAZD TILE CO", "ALMAS KAVIR YAZD TILE CO", "A AND R TRADING COMPANY",
             "principal"},
        // Whose order it was is lost in translation: a country.
        Case{"ELMILINO HIJOS DE CIPRIANO CASTELLO ALFONSO SL ON BEHALF OF SPAIN VIA FREELINE LIMITED",
             "ELMILINO HIJOS DE CIPRIANO CASTELLO ALFONSO SL", "FREELINE LIMITED", "agent"},
        // Cut inside the phrase, and nobody before it.
        Case{"WENZHOU VICTORY SANITARY WARE CO LIMITED ON BEHALF OF", "WENZHOU VICTORY SANITARY WARE CO LIMITED", "", ""},
        Case{"COMMISSIONED BY ATRIVM JOSE OSET Y CIA SL", "ATRIVM JOSE OSET Y CIA SL", "", ""},
    };
    for (const auto& example : kCases) {
        CAPTURE(example.text);
        const auto party = read_party_text(example.text);
        CHECK(party.name == example.name);
        CHECK(party.other == example.other);
        CHECK(party.other_role == example.role);
    }
}

TEST_CASE("a third party is told apart and left to a note") {
    const auto party = read_party_text("UAB DLG LOGISTIKOS CENTRAS ON ORDER OF CERAMICHE UNO SPA THROUGH BALTIC FORWARDING UAB");
    CHECK(party.name == "UAB DLG LOGISTIKOS CENTRAS");
    CHECK(party.other == "CERAMICHE UNO SPA");
    CHECK(party.third == "BALTIC FORWARDING UAB");
}

TEST_CASE("words that only look like an intermediary leave a name whole") {
    static constexpr std::array<std::string_view, 12> kWhole = {"HEALTH CARE OF TEXAS INC",
                                                                "ООО OBO BETTERMANN",
                                                                "OBO BETTERMANN RUS LLC",
                                                                "INTERVO EXTERNAL TRADE AND REPRESENTATION LIMITED COMPANY",
                                                                "ELITE INSTRUMENTS",
                                                                "CERAMICHE VIA EMILIA SPA",
                                                                "北京飞行器有限公司上海代表处",
                                                                "ORDER PRODUCTION LLC",
                                                                "COMMISSION FOR AVIATION SUPPLIES",
                                                                "ООО \"ЗАКАЗ ТОВАРОВ\"",
                                                                "THE AGENTS COMPANY LIMITED",
                                                                "PLAN B O TRADE LLC"};
    for (const auto text : kWhole) {
        CAPTURE(text);
        const auto party = read_party_text(text);
        CHECK(party.name == text);
        CHECK(party.other.empty());
    }
}

TEST_CASE("a bill to order names a holder or nobody") {
    static constexpr std::array kCases = {
        Case{"TO THE ORDER", "", "", ""},
        Case{"TO THE ORDER OF", "", "", ""},
        Case{"TO ORDER", "", "", ""},
        Case{"TO THE ORDER RUSSIA", "", "", ""},
        Case{"TO THE ORDER TRINIDAD AND TOBAGO", "", "", ""},
        Case{"TO THE ORDER SAVANNAH", "", "", ""},
        Case{"TO THE ORDER ISLAMI BANK BANGLADESH PLC", "ISLAMI BANK BANGLADESH PLC", "", ""},
        Case{"TO THE ORDER OF ANATOLIA TILE AND STONE USA INC", "ANATOLIA TILE AND STONE USA INC", "", ""},
    };
    for (const auto& example : kCases) {
        CAPTURE(example.text);
        const auto party = read_party_text(example.text);
        CHECK(party.to_order);
        CHECK(party.name == example.name);
    }
    CHECK_FALSE(read_party_text("TORONTO ORDER DESK LTD").to_order);
}

TEST_CASE("a tax number stands before the name") {
    const auto party = read_party_text("7722476458 772201001 OOO YATASH RUS");
    CHECK(party.name == "OOO YATASH RUS");
    CHECK(party.identifier.value == "7722476458");
    CHECK(party.identifier.kind == "inn");
}

}  // namespace wb
