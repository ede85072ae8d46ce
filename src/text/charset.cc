#include "text/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "base/check.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
// decode_to stores whole words and lets the next one overwrite what was too much.
constexpr std::size_t kSlackBytes = 16;

struct Name {
    Encoding encoding;
    std::string_view name;
    const char* icu;
};

constexpr std::array kNames = {
    Name{Encoding::utf8, "utf-8", "UTF-8"},          Name{Encoding::utf16le, "utf-16le", "UTF-16LE"},
    Name{Encoding::utf16be, "utf-16be", "UTF-16BE"}, Name{Encoding::windows1251, "windows-1251", "windows-1251"},
    Name{Encoding::cp866, "cp866", "ibm-866"},       Name{Encoding::koi8r, "koi8-r", "KOI8-R"},
    Name{Encoding::gb18030, "gb18030", "gb18030"},   Name{Encoding::windows1252, "windows-1252", "windows-1252"},
};

const Name& entry(Encoding encoding) { return kNames.at(static_cast<std::size_t>(encoding)); }

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// Eight bytes that are ASCII and not NUL.
bool plain_word(std::uint64_t word) {
    constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    return ((word | (word - kOnes)) & kHigh) == 0;
}

std::uint64_t word_at(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

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

// One page of 256 characters, from ICU's tables. A cell holds up to three bytes of UTF-8 and, in the last byte, their number; NUL and
// bytes without a character carry kSpecial there.
struct Page {
    static constexpr unsigned char kSpecial = 0x80;
    std::array<std::uint32_t, 256> cells{};
    std::array<char32_t, 256> code{};
};

unsigned last_byte(std::uint32_t cell) {
    if constexpr (std::endian::native == std::endian::little) return cell >> 24U;
    return cell & 0xFFU;
}

std::uint32_t page_cell(char32_t code, bool special) {
    std::string text;
    append_utf8(text, code);
    std::array<char, 4> bytes{};
    std::copy(text.begin(), text.end(), bytes.begin());
    bytes[3] = static_cast<char>(text.size() | (special ? Page::kSpecial : 0U));
    return std::bit_cast<std::uint32_t>(bytes);
}

Page make_page(Encoding encoding) {
    const auto converter = open_converter(encoding);
    Page page;
    for (unsigned i = 0; i < 256; ++i) {
        const char byte = static_cast<char>(i);
        std::array<UChar, 4> unit{};
        UErrorCode status = U_ZERO_ERROR;
        const auto count = ucnv_toUChars(converter.get(), unit.data(), 4, &byte, 1, &status);
        page.code[i] = U_SUCCESS(status) && count == 1 ? unit[0] : 0xFFFD;
        page.cells[i] = page_cell(i == 0 ? U' ' : page.code[i], i == 0 || page.code[i] == 0xFFFD);
    }
    return page;
}

const Page& page_of(Encoding encoding) {
    static const std::array<Page, 4> kPages = {make_page(Encoding::windows1251), make_page(Encoding::cp866), make_page(Encoding::koi8r),
                                               make_page(Encoding::windows1252)};
    switch (encoding) {
        case Encoding::windows1251:
            return kPages[0];
        case Encoding::cp866:
            return kPages[1];
        case Encoding::koi8r:
            return kPages[2];
        case Encoding::windows1252:
            return kPages[3];
        default:
            break;
    }
    throw_bug(__FILE__, __LINE__, "page_of", "not a one-byte encoding: " + std::string(encoding_name(encoding)));
}

void count_special(const Page& page, std::string_view bytes, DecodeCounts& counts) {
    for (const char c : bytes) {
        if (c == '\0') {
            ++counts.nulls;
        } else if ((last_byte(page.cells[static_cast<unsigned char>(c)]) & Page::kSpecial) != 0) {
            ++counts.replaced;
        }
    }
}

char* decode_page(const Page& page, std::string_view bytes, char* out, DecodeCounts& counts) {
    constexpr unsigned kSize = 0x07;
    unsigned seen = 0;
    for (const char c : bytes) {
        const auto cell = page.cells[static_cast<unsigned char>(c)];
        std::memcpy(out, &cell, sizeof cell);
        const auto last = last_byte(cell);
        seen |= last;
        out += last & kSize;
    }
    if ((seen & Page::kSpecial) != 0) count_special(page, bytes, counts);
    return out;
}

char* put(std::string_view text, char* out) {
    std::memcpy(out, text.data(), text.size());
    return out + text.size();
}

char* decode_utf8(std::string_view bytes, char* out, DecodeCounts& counts) {
    for (std::size_t at = 0; at < bytes.size();) {
        if (at + 8 <= bytes.size() && plain_word(word_at(bytes.data() + at))) {
            out = put(bytes.substr(at, 8), out);
            at += 8;
            continue;
        }
        const auto size = utf8_sequence(bytes, at);
        if (bytes[at] == '\0') {
            ++counts.nulls;
            *out++ = ' ';
            ++at;
        } else if (size == 0) {
            ++counts.replaced;
            out = put(kReplacement, out);
            ++at;
        } else {
            out = put(bytes.substr(at, size), out);
            at += size;
        }
    }
    return out;
}

char* put_character(char32_t c, char* out, DecodeCounts& counts) {
    if (c == 0) {
        ++counts.nulls;
        c = counts.keep_nulls ? 0 : U' ';
    }
    if (c < 0x80) {
        *out++ = static_cast<char>(c);
    } else if (c < 0x800) {
        *out++ = static_cast<char>(0xC0U | (c >> 6U));
        *out++ = static_cast<char>(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        *out++ = static_cast<char>(0xE0U | (c >> 12U));
        *out++ = static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
        *out++ = static_cast<char>(0x80U | (c & 0x3FU));
    } else {
        *out++ = static_cast<char>(0xF0U | (c >> 18U));
        *out++ = static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
        *out++ = static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
        *out++ = static_cast<char>(0x80U | (c & 0x3FU));
    }
    return out;
}

bool is_high_half(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_half(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// `unit(i)` is the i-th of `count` UTF-16 code units.
template <typename Unit>
char* decode_units(std::size_t count, Unit unit, char* out, DecodeCounts& counts) {
    for (std::size_t i = 0; i < count; ++i) {
        char32_t c = unit(i);
        if (is_high_half(c) && i + 1 < count && is_low_half(unit(i + 1))) {
            c = 0x10000 + ((c - 0xD800) << 10U) + (unit(++i) - 0xDC00U);
        } else if (is_high_half(c) || is_low_half(c)) {
            ++counts.replaced;
            c = 0xFFFD;
        }
        out = put_character(c, out, counts);
    }
    return out;
}

char* decode_utf16(std::string_view bytes, std::size_t high, char* out, DecodeCounts& counts) {
    const auto unit = [&](std::size_t i) -> char32_t {
        return static_cast<char32_t>(byte_at(bytes, 2 * i + high) << 8U | byte_at(bytes, 2 * i + 1 - high));
    };
    out = decode_units(bytes.size() / 2, unit, out, counts);
    if (bytes.size() % 2 == 0) return out;
    ++counts.replaced;
    return put(kReplacement, out);
}

char* decode_gb18030(std::string_view bytes, char* out, DecodeCounts& counts) {
    thread_local const Converter converter = open_converter(Encoding::gb18030);
    thread_local std::vector<UChar> units;
    ucnv_reset(converter.get());
    units.resize(std::max(units.size(), bytes.size() + kSlackBytes));
    UErrorCode status = U_ZERO_ERROR;
    const auto count = ucnv_toUChars(converter.get(), units.data(), static_cast<std::int32_t>(units.size()), bytes.data(),
                                     static_cast<std::int32_t>(bytes.size()), &status);
    const auto used = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(count, 0)), 0, units.size());
    counts.replaced += static_cast<std::size_t>(std::count(units.data(), units.data() + used, u'\xFFFD'));
    return decode_units(
        used, [&](std::size_t i) -> char32_t { return units[i]; }, out, counts);
}

std::string folded_name(std::string_view name) {
    std::string folded;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') folded += static_cast<char>(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) folded += c;
    }
    return folded;
}

struct Alias {
    std::string_view name;
    Encoding encoding;
};

constexpr std::array kAliases = {
    Alias{"utf8", Encoding::utf8},
    Alias{"utf8bom", Encoding::utf8},
    Alias{"utf8sig", Encoding::utf8},
    Alias{"ascii", Encoding::utf8},
    Alias{"utf16le", Encoding::utf16le},
    Alias{"utf16", Encoding::utf16le},
    Alias{"ucs2", Encoding::utf16le},
    Alias{"unicode", Encoding::utf16le},
    Alias{"utf16be", Encoding::utf16be},
    Alias{"windows1251", Encoding::windows1251},
    Alias{"cp1251", Encoding::windows1251},
    Alias{"win1251", Encoding::windows1251},
    Alias{"1251", Encoding::windows1251},
    Alias{"cp866", Encoding::cp866},
    Alias{"ibm866", Encoding::cp866},
    Alias{"866", Encoding::cp866},
    Alias{"dos", Encoding::cp866},
    Alias{"koi8r", Encoding::koi8r},
    Alias{"koi8", Encoding::koi8r},
    Alias{"gb18030", Encoding::gb18030},
    Alias{"gbk", Encoding::gb18030},
    Alias{"gb2312", Encoding::gb18030},
    Alias{"cp936", Encoding::gb18030},
    Alias{"windows1252", Encoding::windows1252},
    Alias{"cp1252", Encoding::windows1252},
    Alias{"latin1", Encoding::windows1252},
    Alias{"iso88591", Encoding::windows1252},
};

}  // namespace

std::string_view encoding_name(Encoding encoding) { return entry(encoding).name; }

std::optional<Encoding> encoding_from_name(std::string_view name) {
    const auto folded = folded_name(name);
    for (const auto& alias : kAliases) {
        if (alias.name == folded) return alias.encoding;
    }
    return std::nullopt;
}

std::size_t utf8_sequence(std::string_view text, std::size_t at) {
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

char32_t one_byte_character(Encoding encoding, unsigned char byte) { return page_of(encoding).code[byte]; }

// Most bytes of UTF-8 per encoded byte: three for one that is replaced, and for the Han and punctuation of a UTF-16 unit half as many.
std::size_t decoded_bound(Encoding, std::size_t bytes) { return bytes * 3 + kSlackBytes; }

char* decode_to(Encoding encoding, std::string_view bytes, char* out, DecodeCounts& counts) {
    switch (encoding) {
        case Encoding::utf8:
            return decode_utf8(bytes, out, counts);
        case Encoding::utf16le:
            return decode_utf16(bytes, 1, out, counts);
        case Encoding::utf16be:
            return decode_utf16(bytes, 0, out, counts);
        case Encoding::gb18030:
            return decode_gb18030(bytes, out, counts);
        default:
            return decode_page(page_of(encoding), bytes, out, counts);
    }
}

DecodedText decode(Encoding encoding, std::string_view bytes, Arena& arena) {
    DecodeCounts counts;
    char* const start = arena.allocate(decoded_bound(encoding, bytes.size()));
    const char* const end = decode_to(encoding, bytes, start, counts);
    return {{start, static_cast<std::size_t>(end - start)}, counts.replaced, counts.nulls};
}

}  // namespace wb
