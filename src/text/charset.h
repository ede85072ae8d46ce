// Encodings of text files: found from content, decoded to valid UTF-8.
//
// Names say nothing and declarations lie, so the vote is on bytes: validity for UTF-8, UTF-16 and GB18030, letter frequencies between
// windows-1251, cp866 and KOI8-R (whose letters are the same bytes in another order). Thread safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/arena.h"

namespace wb {

enum class Encoding : unsigned char { utf8, utf16le, utf16be, windows1251, cp866, koi8r, gb18030, windows1252 };

std::string_view encoding_name(Encoding encoding);
// Names as people write them: cp1251, CP-1251, win1251, GBK, utf8 …
std::optional<Encoding> encoding_from_name(std::string_view name);

struct DetectedEncoding {
    Encoding encoding = Encoding::utf8;
    std::size_t mark_bytes = 0;  // length of the byte order mark to skip
    std::string evidence;        // why, in words
};

// Looks at the first bytes of a file; 256 KiB are plenty. Never fails: text without any evidence is UTF-8. Source: charset_detect.cc.
DetectedEncoding detect_encoding(std::string_view sample);

struct DecodeCounts {
    std::size_t replaced = 0;  // invalid sequences that became U+FFFD
    std::size_t nulls = 0;     // NUL characters, which become spaces
    bool keep_nulls = false;   // leaves NUL of UTF-16 in place, for a caller that looks at the text again
};

// Bytes that decode_to may write for `bytes` encoded bytes, the slack it needs behind its result included.
std::size_t decoded_bound(Encoding encoding, std::size_t bytes);
// Writes valid UTF-8 without NUL to `out`, which has room for decoded_bound bytes; returns its end and adds to `counts`. UTF-16 and GB18030
// must be handed in at character boundaries. Cost: one-byte pages about 1 GB/s of input, UTF-16 0.5 GB/s, GB18030 0.1 GB/s (ICU).
char* decode_to(Encoding encoding, std::string_view bytes, char* out, DecodeCounts& counts);

struct DecodedText {
    std::string_view text;  // valid UTF-8 in the arena
    std::size_t replaced = 0;
    std::size_t nulls = 0;
};

// decode_to into an arena.
DecodedText decode(Encoding encoding, std::string_view bytes, Arena& arena);

// Length of the valid UTF-8 sequence at `at`, 0 when it is invalid or cut.
std::size_t utf8_sequence(std::string_view text, std::size_t at);
// The character of a byte in windows-1251, cp866, KOI8-R or windows-1252; U+FFFD where the page has none.
char32_t one_byte_character(Encoding encoding, unsigned char byte);

}  // namespace wb
