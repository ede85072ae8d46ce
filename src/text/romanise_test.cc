#include "text/romanise.h"

#include <doctest/doctest.h>

using wb::phonetic_key;
using wb::romanised;

TEST_CASE("romanise: three scripts, marks and widths") {
    CHECK(romanised("ООО «АэроТрейд»") == "ooo aerotreyd");
    CHECK(romanised("Щёлково, Объезд") == "shchelkovo obezd");
    CHECK(romanised("深圳市大疆创新科技有限公司") == "shen zhen shi da jiang chuang xin ke ji you xian gong si");
    CHECK(romanised("ＤＪＩ　Ｌｔｄ．") == "dji ltd");
    CHECK(romanised("Türkiye Çelik Şti") == "turkiye celik sti");
    CHECK(romanised("ТОВАРИЩЕСТВО ҚАЗАҚ") == "tovarishchestvo kazak");
    CHECK(romanised("\xFF\xC3") == "");
}

TEST_CASE("romanise: its own output is a fixed point") {
    for (const auto* text : {"ООО Ромашка", "广州极飞科技", "Żółw & Söhne GmbH", "a--b"}) {
        CHECK(romanised(romanised(text)) == romanised(text));
    }
}

TEST_CASE("phonetic key: usual romanisations of one word meet") {
    CHECK(phonetic_key("yekaterinburg") == phonetic_key("ekaterinburg"));
    CHECK(phonetic_key("khimki") == phonetic_key("himki"));
    CHECK(phonetic_key("tekhnologiya") == phonetic_key("tehnologija"));
    CHECK(phonetic_key("aleksandr") == phonetic_key("alexandr"));
    CHECK(phonetic_key("orbita") != phonetic_key("orbital"));
}
