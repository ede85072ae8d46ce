// Which encoding a sample of bytes is in: marks, zero bytes, validity, then the letter frequencies of Russian.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "text/charset.h"

namespace wb {

namespace {

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// Relative frequency of Russian letters in per mille, а to я (Russian National Corpus, rounded).
constexpr std::array<double, 32> kRussianFrequency = {80, 16, 45, 17, 30, 85, 9, 16, 74, 12, 35, 44, 32, 67, 110, 28,
                                                      47, 55, 63, 26, 3,  10, 5, 14, 7,  4,  1,  19, 17, 3,  6,   20};
constexpr double kRareCharacter = 0.02;  // per mille given to anything that is no Russian letter
constexpr double kNotText = 1e-4;        // per mille given to box drawing, control and unmapped characters

double letter_weight(char32_t c) {
    if (c >= 0x430 && c <= 0x44F) return kRussianFrequency[c - 0x430];
    if (c >= 0x410 && c <= 0x42F) return kRussianFrequency[c - 0x410];
    if (c == 0x401 || c == 0x451) return 0.4;
    if (c == 0x2116 || c == 0xAB || c == 0xBB || c == 0xA0 || c == 0xB0 || c == 0x2014 || c == 0x2013 || c == 0xB2) return 1.0;
    if (c == 0xFFFD || (c >= 0x2500 && c <= 0x25FF) || (c >= 0x80 && c < 0xA0)) return kNotText;
    return kRareCharacter;
}

bool is_lower(char32_t c) { return c >= 0x430 && c <= 0x451; }
bool is_upper(char32_t c) { return c >= 0x401 && c <= 0x42F; }

constexpr double kCaseSwitch = -3.0;  // log weight of a small letter followed by a capital inside a word

// Mean log weight per high byte when the bytes are read on `page`.
double russian_score(Encoding page, std::string_view sample) {
    double score = 0;
    std::size_t letters = 0;
    char32_t before = 0;
    for (const char byte : sample) {
        const char32_t c = one_byte_character(page, static_cast<unsigned char>(byte));
        if (static_cast<unsigned char>(byte) >= 0x80) {
            score += std::log(letter_weight(c) / 1000.0);
            ++letters;
            if (is_lower(before) && is_upper(c)) score += kCaseSwitch;
        }
        before = c;
    }
    return letters == 0 ? -100.0 : score / static_cast<double>(letters);
}

struct GbCount {
    std::size_t pairs = 0, common = 0, invalid = 0;
};

GbCount count_gb(std::string_view sample) {
    GbCount count;
    for (std::size_t at = 0; at < sample.size();) {
        const unsigned lead = byte_at(sample, at);
        if (lead < 0x80) {
            ++at;
            continue;
        }
        const unsigned trail = at + 1 < sample.size() ? byte_at(sample, at + 1) : 0x40;
        const bool two = lead >= 0x81 && lead <= 0xFE && trail >= 0x40 && trail != 0x7F && trail != 0xFF;
        const bool four = lead >= 0x81 && lead <= 0xFE && trail >= 0x30 && trail <= 0x39;
        count.invalid += (two || four) ? 0U : 1U;
        count.pairs += two ? 1U : 0U;
        // GB 2312: the 6,763 usual characters, and its punctuation.
        count.common += two && ((lead >= 0xB0 && lead <= 0xF7) || lead == 0xA1 || lead == 0xA3) && trail >= 0xA1 ? 1U : 0U;
        at += two ? 2 : four ? 4 : 1;
    }
    return count;
}

std::optional<DetectedEncoding> by_mark(std::string_view sample) {
    if (sample.starts_with("\xEF\xBB\xBF")) return DetectedEncoding{Encoding::utf8, 3, "byte order mark of UTF-8"};
    if (sample.starts_with("\xFF\xFE")) return DetectedEncoding{Encoding::utf16le, 2, "byte order mark of UTF-16LE"};
    if (sample.starts_with("\xFE\xFF")) return DetectedEncoding{Encoding::utf16be, 2, "byte order mark of UTF-16BE"};
    return std::nullopt;
}

// High bytes of the code units of Latin, Cyrillic, Han and their punctuation.
bool is_usual_high_byte(unsigned high) {
    return high == 0x00 || high == 0x04 || high == 0x05 || high == 0x20 || high == 0x21 || high == 0x30 || high == 0xFF ||
           (high >= 0x4E && high <= 0x9F);
}

// UTF-16 without mark: line ends, delimiters and digits leave a zero in every other byte, letters a few values of it.
std::optional<DetectedEncoding> by_zero_bytes(std::string_view sample) {
    std::array<std::size_t, 2> zeros{};
    std::array<std::size_t, 2> usual{};
    for (std::size_t i = 0; i < sample.size(); ++i) {
        zeros[i % 2] += sample[i] == '\0' ? 1U : 0U;
        usual[i % 2] += is_usual_high_byte(byte_at(sample, i)) ? 1U : 0U;
    }
    const auto half = sample.size() / 2;
    if (half < 4) return std::nullopt;
    const auto wide = [&](std::size_t high) {  // per cent: zeros from delimiters and line ends alone; nearly all high bytes usual
        return zeros[high] * 100 > half * 4 && zeros[1 - high] * 20 < zeros[high] && usual[high] * 100 > half * 95;
    };
    if (wide(1)) return DetectedEncoding{Encoding::utf16le, 0, "every second byte is that of UTF-16, from the second on"};
    if (wide(0)) return DetectedEncoding{Encoding::utf16be, 0, "every second byte is that of UTF-16, from the first on"};
    return std::nullopt;
}

struct Utf8Count {
    std::size_t multibyte = 0, invalid = 0;
};

Utf8Count count_utf8(std::string_view sample) {
    Utf8Count count;
    constexpr std::size_t kCutTail = 3;  // a sample may end inside a sequence
    for (std::size_t at = 0; at < sample.size();) {
        const auto size = utf8_sequence(sample, at);
        if (size == 0 && at + kCutTail < sample.size()) ++count.invalid;
        if (size > 1) ++count.multibyte;
        at += std::max<std::size_t>(size, 1);
    }
    return count;
}

struct RussianVote {
    Encoding encoding = Encoding::windows1251;
    double score = 0;  // mean log weight
};

RussianVote best_russian_page(std::string_view sample) {
    RussianVote best{Encoding::windows1251, russian_score(Encoding::windows1251, sample)};
    for (const auto candidate : {Encoding::cp866, Encoding::koi8r}) {
        const auto score = russian_score(candidate, sample);
        if (score > best.score) best = {candidate, score};
    }
    return best;
}

// Mean log weights. Russian text reaches -3.0, the entropy of its letters; headers and codes among it not below -4.2. Chinese and Western
// European text read on Russian pages stay below -5 and -7.5.
constexpr double kSurelyRussian = -4.2;
constexpr double kNotRussian = -7.5;

// Western European text: most of its high bytes are single letters among ASCII ones, while Cyrillic letters and Han stand together.
bool stand_alone(std::string_view sample) {
    const auto high = [&](std::size_t i) { return i < sample.size() && byte_at(sample, i) >= 0x80; };
    std::size_t all = 0;
    std::size_t alone = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        if (!high(i)) continue;
        ++all;
        alone += !high(i + 1) && (i == 0 || !high(i - 1)) ? 1U : 0U;
    }
    return alone * 2 > all;
}

bool is_gb18030(std::string_view sample) {
    const auto count = count_gb(sample);
    return count.pairs > 0 && count.invalid * 200 <= count.pairs && count.common * 2 > count.pairs;
}

}  // namespace

DetectedEncoding detect_encoding(std::string_view sample) {
    if (auto found = by_mark(sample)) return *found;
    if (auto found = by_zero_bytes(sample)) return *found;
    const auto utf8 = count_utf8(sample);
    // One bad byte in a thousand good sequences is dirt, not another encoding.
    if (utf8.invalid * 1000 <= utf8.multibyte) return {Encoding::utf8, 0, utf8.multibyte > 0 ? "valid UTF-8" : "plain ASCII"};
    if (stand_alone(sample)) return {Encoding::windows1252, 0, "accented letters stand alone among ASCII: read as Western European"};
    const auto russian = best_russian_page(sample);
    if (russian.score <= kSurelyRussian && is_gb18030(sample)) return {Encoding::gb18030, 0, "valid GB18030 with usual characters"};
    if (russian.score > kNotRussian) {
        return {russian.encoding, 0, "letter frequencies are those of Russian in " + std::string(encoding_name(russian.encoding))};
    }
    return {Encoding::windows1252, 0, "no UTF-8, no Russian letter frequencies: read as Western European"};
}

}  // namespace wb
