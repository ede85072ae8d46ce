// A description cut into tokens for matching: runs of letters, runs of digits, single Han characters, each with the way back.
//
// Letters are folded (fold.h): lower case, narrowed, look-alikes of a word of mixed script written in one. Characters without width or
// that only turn the direction of writing are taken out of words, so that hiding them inside "MA<U+202E>VIC" does not hide the word.
// One pass, about 600 MB/s of Cyrillic or Latin text; linear for any bytes. The text may be assigned again; buffers are kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wb {

// Hash of a token's bytes, for tables in memory only (not part of any key).
std::uint64_t token_hash(std::string_view bytes);
// The first eight bytes as a number, the first lowest; zeros behind a shorter text.
std::uint64_t first_bytes_of(std::string_view bytes);

class TokenText {
public:
    struct Token {
        std::uint32_t begin = 0, end = 0;                // in folded
        std::uint32_t origin_begin = 0, origin_end = 0;  // in the original
        std::uint64_t hash = 0, first_bytes = 0;         // of the folded token; its first eight bytes, the first lowest
        bool glued = false;                              // no separator between it and the token before
        bool digits = false, han = false;
    };
    std::string folded;  // words separated by single spaces
    std::vector<Token> tokens;
    bool hidden = false;   // characters without width or turning the direction stand inside words
    bool invalid = false;  // bytes that are no UTF-8

    // `original` must outlive the use of the tokens.
    void assign(std::string_view original);
    [[nodiscard]] std::string_view text(std::size_t token) const {
        return std::string_view(folded).substr(tokens[token].begin, tokens[token].end - tokens[token].begin);
    }
    // Bytes of the original that tokens [first, end) came from.
    [[nodiscard]] std::uint32_t origin_begin(std::size_t first) const { return tokens[first].origin_begin; }
    [[nodiscard]] std::uint32_t origin_end(std::size_t end) const { return tokens[end - 1].origin_end; }

private:
    class Scanner;
    std::vector<char32_t> codes_;  // of a word that mixes scripts, and where its letters stand
    std::vector<std::pair<std::uint32_t, std::uint32_t>> places_;
};

}  // namespace wb
