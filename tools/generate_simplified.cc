// Writes data/terms/simplified.txt: traditional Han characters with their simplified forms, from the transform Hant-Hans of ICU.
//   g++ -std=c++20 tools/generate_simplified.cc -licui18n -licuuc -licudata -o generate_simplified && ./generate_simplified >
//   data/terms/simplified.txt
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <cstdio>
#include <memory>
#include <string>

// Variants that records of Hong Kong and Taiwan carry and the transform leaves.
constexpr const char* kVariants[] = {"滙汇", "衞卫", "羣群", "峯峰", "啓启", "恆恒", "綫线", "鑑鉴",
                                     "囯国", "囱窗", "菓果", "牀床", "敎教", "産产", "喆哲"};

int main() {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> transliterator(icu::Transliterator::createInstance("Hant-Hans", UTRANS_FORWARD, status));
    if (U_FAILURE(status)) return 1;
    std::puts("# Traditional Han characters of U+4E00..U+9FFF, each followed by its simplified form.");
    std::puts("# Source: Unicode CLDR (Unicode License v3), by ICU's transform Hant-Hans. Made by tools/generate_simplified.cc.");
    for (UChar32 c = 0x4E00; c <= 0x9FFF; ++c) {
        icu::UnicodeString text(c);
        transliterator->transliterate(text);
        if (text.countChar32() != 1 || text.char32At(0) == c) continue;
        std::string pair;
        icu::UnicodeString(c).append(text).toUTF8String(pair);
        std::puts(pair.c_str());
    }
    for (const char* pair : kVariants) std::puts(pair);
}
