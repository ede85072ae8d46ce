// Writes data/terms/pinyin.txt: the most usual reading of each Han character of U+4E00..U+9FFF, from the Unicode CLDR data in ICU.
//   g++ -std=c++20 tools/generate_pinyin.cc -licui18n -licuuc -licudata -o generate_pinyin && ./generate_pinyin > data/terms/pinyin.txt
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <cstdio>
#include <memory>
#include <string>

int main() {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    const std::unique_ptr<icu::Transliterator> transliterator(
        icu::Transliterator::createInstance("Han-Latin; Latin-ASCII", UTRANS_FORWARD, where, status));
    if (U_FAILURE(status)) return 1;
    std::puts("# Usual reading of each Han character from U+4E00 on, one line each; '-' where there is none.");
    std::puts("# Source: Unicode CLDR (Unicode License v3), by ICU's transform Han-Latin; Latin-ASCII. Made by tools/generate_pinyin.cc.");
    for (UChar32 c = 0x4E00; c <= 0x9FFF; ++c) {
        icu::UnicodeString text(c);
        transliterator->transliterate(text);
        std::string reading;
        text.trim().toUTF8String(reading);
        const bool known = !reading.empty() && static_cast<unsigned char>(reading[0]) < 0x80;
        std::puts(known ? reading.c_str() : "-");
    }
}
