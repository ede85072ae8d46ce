// Encodings of text files: found from content, decoded to valid UTF-8.
//
// Names say nothing and declarations lie, so the vote is on bytes: validity for UTF-8, UTF-16 and GB18030, letter frequencies between
// windows-1251, cp866 and KOI8-R (whose letters are the same bytes in another order). Thread safe. Cost: decoding one-byte pages ~1 GB/s.
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
    std::size_t mark_bytes = 0;    // length of the byte order mark to skip
    std::string evidence;          // why, in words
};

// Looks at the first bytes of a file; 256 KiB are plenty. Never fails: text without any evidence is UTF-8.
DetectedEncoding detect_encoding(std::string_view sample);

struct DecodedText {
    std::string_view text;          // valid UTF-8 in the arena (or the input itself, when it already was)
    std::size_t replaced = 0;       // invalid sequences that became U+FFFD
    std::size_t nulls = 0;          // NUL bytes that became spaces
};

// UTF-16 and GB18030 must be handed in at character boundaries.
DecodedText decode(Encoding encoding, std::string_view bytes, Arena& arena);

}  // namespace wb
