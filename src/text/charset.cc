#include "text/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "base/check.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Name {
    Encoding encoding;
    std::string_view name;
    const char* icu;
};

constexpr std::array kNames = {
    Name{Encoding::utf8, "utf-8", "UTF-8"},
    Name{Encoding::utf16le, "utf-16le", "UTF-16LE"},
    Name{Encoding::utf16be, "utf-16be", "UTF-16BE"},
    Name{Encoding::windows1251, "windows-1251", "windows-1251"},
    Name{Encoding::cp866, "cp866", "ibm-866"},
    Name{Encoding::koi8r, "koi8-r", "KOI8-R"},
    Name{Encoding::gb18030, "gb18030", "gb18030"},
    Name{Encoding::windows1252, "windows-1252", "windows-1252"},
};

const Name& entry(Encoding encoding) { return kNames.at(static_cast<std::size_t>(encoding)); }

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// Length of a valid UTF-8 sequence at `at`, 0 when invalid.
std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto continues = [&](std::size_t i) { return i < text.size() && (byte_at(text, i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte_at(text, at);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return continues(at + 1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        if (!continues(at + 1) || !continues(at + 2)) return 0;
        const unsigned second = byte_at(text, at + 1);
        return (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ? 0 : 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        if (!continues(at + 1) || !continues(at + 2) || !continues(at + 3)) return 0;
        const unsigned second = byte_at(text, at + 1);
        return (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F) ? 0 : 4;
    }
    return 0;
}

bool plain_ascii(std::string_view bytes) {
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, 8);
        if ((word & 0x8080808080808080ULL) != 0) return false;
    }
    for (; i < bytes.size(); ++i) {
        if (byte_at(bytes, i) >= 0x80) return false;
    }
    return std::memchr(bytes.data(), 0, bytes.size()) == nullptr;
}

// One page of 256 characters as UTF-8, from ICU's tables.
struct Page {
    std::array<std::array<char, 4>, 256> bytes{};
    std::array<std::uint8_t, 256> size{};
    std::array<char32_t, 256> code{};
};

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(Encoding encoding) {
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(entry(encoding).icu, &status));
    WB_CHECK(U_SUCCESS(status), "ICU has no converter " + std::string(entry(encoding).icu));
    return converter;
}

Page make_page(Encoding encoding) {
    const auto converter = open_converter(encoding);
    Page page;
    for (unsigned i = 0; i < 256; ++i) {
        const char byte = static_cast<char>(i);
        std::array<UChar, 4> unit{};
        UErrorCode status = U_ZERO_ERROR;
        const auto count = ucnv_toUChars(converter.get(), unit.data(), 4, &byte, 1, &status);
        const char32_t c = i == 0 ? U' ' : (U_SUCCESS(status) && count == 1) ? unit[0] : 0xFFFD;
        std::string text;
        append_utf8(text, c);
        page.code[i] = c;
        page.size[i] = static_cast<std::uint8_t>(text.size());
        std::memcpy(page.bytes[i].data(), text.data(), text.size());
    }
    return page;
}

const Page& page_of(Encoding encoding) {
    static const std::array<Page, 4> kPages = {make_page(Encoding::windows1251), make_page(Encoding::cp866), make_page(Encoding::koi8r),
                                               make_page(Encoding::windows1252)};
    switch (encoding) {
        case Encoding::windows1251: return kPages[0];
        case Encoding::cp866: return kPages[1];
        case Encoding::koi8r: return kPages[2];
        default: return kPages[3];
    }
}

DecodedText decode_page(const Page& page, std::string_view bytes, Arena& arena) {
    DecodedText decoded;
    char* const start = arena.allocate(bytes.size() * 3 + 4);
    char* out = start;
    for (const char c : bytes) {
        const auto i = static_cast<unsigned char>(c);
        std::memcpy(out, page.bytes[i].data(), 4);
        out += page.size[i];
    }
    decoded.nulls = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\0'));
    decoded.text = {start, static_cast<std::size_t>(out - start)};
    return decoded;
}

DecodedText decode_utf8(std::string_view bytes, Arena& arena) {
    DecodedText decoded;
    std::size_t bad = 0;
    bool clean = true;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto size = bytes[at] == '\0' ? 0 : utf8_length(bytes, at);
        if (size == 0) {
            clean = false;
            ++bad;
        }
        at += std::max<std::size_t>(size, 1);
    }
    if (clean) {
        decoded.text = bytes;
        return decoded;
    }
    std::string out;
    out.reserve(bytes.size() + bad * 3);
    for (std::size_t at = 0; at < bytes.size();) {
        const auto size = utf8_length(bytes, at);
        if (bytes[at] == '\0') {
            ++decoded.nulls;
            out += ' ';
            ++at;
        } else if (size == 0) {
            ++decoded.replaced;
            out += kReplacement;
            ++at;
        } else {
            out += bytes.substr(at, size);
            at += size;
        }
    }
    decoded.text = arena.keep(out);
    return decoded;
}

void append_units(const std::vector<UChar>& units, std::string& out, DecodedText& decoded) {
    for (std::size_t i = 0; i < units.size(); ++i) {
        char32_t c = units[i];
        if (c >= 0xD800 && c < 0xDC00 && i + 1 < units.size() && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10U) + (units[++i] - 0xDC00U);
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;
        }
        if (c == 0xFFFD) ++decoded.replaced;
        if (c == 0) {
            ++decoded.nulls;
            c = U' ';
        }
        append_utf8(out, c);
    }
}

DecodedText decode_icu(Encoding encoding, std::string_view bytes, Arena& arena) {
    thread_local std::array<Converter, kNames.size()> converters;
    auto& converter = converters.at(static_cast<std::size_t>(encoding));
    if (!converter) converter = open_converter(encoding);
    ucnv_reset(converter.get());
    std::vector<UChar> units(bytes.size() + 8);
    UErrorCode status = U_ZERO_ERROR;
    const auto count = ucnv_toUChars(converter.get(), units.data(), static_cast<std::int32_t>(units.size()), bytes.data(),
                                     static_cast<std::int32_t>(bytes.size()), &status);
    units.resize(static_cast<std::size_t>(std::max(count, 0)));
    DecodedText decoded;
    std::string out;
    out.reserve(bytes.size() * 2);
    append_units(units, out, decoded);
    decoded.text = arena.keep(out);
    return decoded;
}

// Relative frequency of Russian letters in per mille, а to я (Russian National Corpus, rounded).
constexpr std::array<double, 32> kRussianFrequency = {80, 16, 45, 17, 30, 85, 9,  16, 74, 12, 35, 44, 32, 67, 110, 28,
                                                      47, 55, 63, 26, 3,  10, 5,  14, 7,  4,  1,  19, 17, 3,  6,   20};
constexpr double kRareCharacter = 0.02;    // per mille given to anything that is no Russian letter
constexpr double kNotText = 1e-4;          // per mille given to box drawing, control and unmapped characters

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

constexpr double kCaseSwitch = -3.0;   // log weight of a small letter followed by a capital inside a word

// Mean log weight per high byte when the bytes are read on `page`.
double russian_score(const Page& page, std::string_view sample) {
    double score = 0;
    std::size_t letters = 0;
    char32_t before = 0;
    for (const char byte : sample) {
        const char32_t c = page.code[static_cast<unsigned char>(byte)];
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
        // Level 1 of GB 2312: the 3,755 most usual characters, and its punctuation.
        count.common += two && ((lead >= 0xB0 && lead <= 0xD7) || lead == 0xA1 || lead == 0xA3) && trail >= 0xA1 ? 1U : 0U;
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
    const auto wide = [&](std::size_t high) {   // per cent: zeros from delimiters and line ends alone; nearly all high bytes usual
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
    constexpr std::size_t kCutTail = 3;   // a sample may end inside a sequence
    for (std::size_t at = 0; at < sample.size();) {
        const auto size = utf8_length(sample, at);
        if (size == 0 && at + kCutTail < sample.size()) ++count.invalid;
        if (size > 1) ++count.multibyte;
        at += std::max<std::size_t>(size, 1);
    }
    return count;
}

DetectedEncoding by_letters(std::string_view sample) {
    constexpr std::array kCandidates = {Encoding::windows1251, Encoding::cp866, Encoding::koi8r};
    Encoding best = Encoding::windows1252;
    double best_score = -7.5;   // below this mean log weight the text is no Russian
    for (const auto candidate : kCandidates) {
        const auto score = russian_score(page_of(candidate), sample);
        if (score > best_score) {
            best_score = score;
            best = candidate;
        }
    }
    if (best == Encoding::windows1252) return {best, 0, "no UTF-8, no Russian letter frequencies: read as Western European"};
    return {best, 0, "letter frequencies are those of Russian in " + std::string(encoding_name(best))};
}

}  // namespace

std::string_view encoding_name(Encoding encoding) { return entry(encoding).name; }

std::optional<Encoding> encoding_from_name(std::string_view name) {
    std::string folded;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') folded += static_cast<char>(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) folded += c;
    }
    if (folded == "utf8" || folded == "utf8bom" || folded == "ascii") return Encoding::utf8;
    if (folded == "utf16le" || folded == "utf16" || folded == "unicode") return Encoding::utf16le;
    if (folded == "utf16be") return Encoding::utf16be;
    if (folded == "windows1251" || folded == "cp1251" || folded == "win1251" || folded == "1251") return Encoding::windows1251;
    if (folded == "cp866" || folded == "ibm866" || folded == "866" || folded == "dos") return Encoding::cp866;
    if (folded == "koi8r" || folded == "koi8") return Encoding::koi8r;
    if (folded == "gb18030" || folded == "gbk" || folded == "gb2312" || folded == "cp936") return Encoding::gb18030;
    if (folded == "windows1252" || folded == "cp1252" || folded == "latin1" || folded == "iso88591") return Encoding::windows1252;
    return std::nullopt;
}

DetectedEncoding detect_encoding(std::string_view sample) {
    if (auto found = by_mark(sample)) return *found;
    if (auto found = by_zero_bytes(sample)) return *found;
    const auto utf8 = count_utf8(sample);
    // One bad byte in a thousand good sequences is dirt, not another encoding.
    if (utf8.invalid * 1000 <= utf8.multibyte) return {Encoding::utf8, 0, utf8.multibyte > 0 ? "valid UTF-8" : "plain ASCII"};
    const auto gb = count_gb(sample);
    if (gb.pairs > 0 && gb.invalid * 200 <= gb.pairs && gb.common * 2 > gb.pairs) {
        return {Encoding::gb18030, 0, "valid GB18030 with usual characters"};
    }
    return by_letters(sample);
}

DecodedText decode(Encoding encoding, std::string_view bytes, Arena& arena) {
    switch (encoding) {
        case Encoding::utf8: return decode_utf8(bytes, arena);
        case Encoding::utf16le:
        case Encoding::utf16be: return decode_icu(encoding, bytes, arena);
        default: break;
    }
    if (plain_ascii(bytes)) return {bytes, 0, 0};
    if (encoding == Encoding::gb18030) return decode_icu(encoding, bytes, arena);
    return decode_page(page_of(encoding), bytes, arena);
}

}  // namespace wb
