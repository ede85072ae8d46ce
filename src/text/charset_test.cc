#include "text/charset.h"

#include <doctest/doctest.h>
#include <unicode/ucnv.h>

#include <vector>

using namespace wb;

namespace {

constexpr std::string_view kRussian =
    "Наименование;Отправитель;Получатель\nКВАДРОКОПТЕР В КОМПЛЕКТЕ;ООО \"РОМАШКА\", МОСКВА;ЗАО Северный ветер, г. Пермь\n";
constexpr std::string_view kChinese = "品名,出口商\n无人机配件和电池组,深圳市大疆创新科技有限公司\n";

std::string encoded(std::string_view utf8, const char* name) {
    UErrorCode status = U_ZERO_ERROR;
    std::vector<char> out(utf8.size() * 4 + 16);
    const auto size =
        ucnv_convert(name, "UTF-8", out.data(), static_cast<int32_t>(out.size()), utf8.data(), static_cast<int32_t>(utf8.size()), &status);
    REQUIRE(U_SUCCESS(status));
    return {out.data(), static_cast<std::size_t>(size)};
}

void check_round_trip(std::string_view text, const char* icu, Encoding expected) {
    CAPTURE(icu);
    const auto bytes = encoded(text, icu);
    const auto found = detect_encoding(bytes);
    CHECK(encoding_name(found.encoding) == encoding_name(expected));
    Arena arena;
    CHECK(decode(found.encoding, std::string_view(bytes).substr(found.mark_bytes), arena).text == text);
}

}  // namespace

TEST_CASE("charset: found from content and decoded back") {
    check_round_trip(kRussian, "UTF-8", Encoding::utf8);
    check_round_trip(kRussian, "windows-1251", Encoding::windows1251);
    check_round_trip(kRussian, "ibm-866", Encoding::cp866);
    check_round_trip(kRussian, "KOI8-R", Encoding::koi8r);
    check_round_trip(kRussian, "UTF-16LE", Encoding::utf16le);
    check_round_trip(kRussian, "UTF-16BE", Encoding::utf16be);
    check_round_trip(kChinese, "gb18030", Encoding::gb18030);
    check_round_trip(kChinese, "UTF-8", Encoding::utf8);
    check_round_trip("Descripción del producto;PAÍS\nbaldosas cerámicas;España\n", "windows-1252", Encoding::windows1252);
    check_round_trip("descrição;razão\npeças de drone;São Paulo\n", "windows-1252", Encoding::windows1252);
    check_round_trip("plain,ascii\n1,2\n", "UTF-8", Encoding::utf8);
}

TEST_CASE("charset: Russian words of even length, valid as Chinese, stay Russian") {
    for (const auto* text : {"ТЕЛЕФОННЫЕ АППАРАТЫ", "Прочие телефонные аппараты", "G142 (Наименование декларанта)", "МОСКВА"}) {
        check_round_trip(text, "windows-1251", Encoding::windows1251);
        check_round_trip(text, "KOI8-R", Encoding::koi8r);
        check_round_trip(text, "ibm-866", Encoding::cp866);
    }
    check_round_trip("农业无人机，电池", "gb18030", Encoding::gb18030);
}

TEST_CASE("charset: whatever the bytes, the result is valid UTF-8") {
    std::uint64_t state = 7;
    for (int round = 0; round < 300; ++round) {
        std::string bytes;
        for (int i = 0; i < 40; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            bytes += static_cast<char>(state >> 56U);
        }
        for (const auto encoding : {Encoding::utf8, Encoding::utf16le, Encoding::windows1251, Encoding::gb18030, Encoding::cp866}) {
            Arena arena;
            const std::string once(decode(encoding, bytes, arena).text);
            const auto again = decode(Encoding::utf8, once, arena);
            CHECK(again.replaced == 0);
            CHECK(again.text == once);
        }
    }
}

TEST_CASE("charset: NUL and invalid bytes are counted") {
    Arena arena;
    const auto decoded = decode(Encoding::utf8, std::string_view("a\0b\xFF", 4), arena);
    CHECK(decoded.text == "a b\xEF\xBF\xBD");
    CHECK(decoded.nulls == 1);
    CHECK(decoded.replaced == 1);
}
