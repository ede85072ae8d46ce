// A description cut into tokens for matching: runs of letters, runs of digits, single Han characters, each with the way back.
//
// Letters are folded (fold.h): lower case, narrowed, look-alikes of a word of mixed script written in one. Characters without width or
// that only turn the direction of writing are taken out of words, so that hiding them inside "MA<U+202E>VIC" does not hide the word.
// One pass, linear for any bytes. The text may be assigned again; buffers are kept, so that nothing is allocated once they are large
// enough.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wb {

class TokenText {
public:
    struct Token {
        std::uint32_t begin = 0, end = 0;                // in folded
        std::uint32_t origin_begin = 0, origin_end = 0;  // in the original
        bool glued = false;                              // no separator between it and the token before
        bool digits = false, han = false;
    };
    // What was read of a stretch by itself, its tokens as bytes that need no alignment.
    struct Stretch {
        std::string_view folded;
        const char* tokens = nullptr;
        std::size_t count = 0;
        bool hidden = false, invalid = false, latin = false, digits = false;
    };
    std::string_view folded;  // words separated by single spaces; a view of this object's buffer
    std::vector<Token> tokens;
    bool hidden = false;                 // characters without width or turning the direction stand inside words
    bool invalid = false;                // bytes that are no UTF-8
    bool latin = false, digits = false;  // some letter, some digit of the kind stands in the text

    TokenText() = default;
    TokenText(const TokenText&) = delete;
    TokenText& operator=(const TokenText&) = delete;
    // `original` must outlive the use of the tokens.
    void assign(std::string_view original);
    // The same piece by piece: begin, then read or append stretches of the text in their order. Between two of them stands a byte that
    // separates words and belongs to none (`;`, `,`, `|`): what is read of them together is what is read of the whole.
    void begin(std::size_t bytes);
    void read(std::string_view original, std::size_t from, std::size_t until);
    void append(const Stretch& stretch, std::uint32_t origin);  // what was read of the stretch that begins at `origin`
    [[nodiscard]] std::string_view text(std::size_t token) const {
        return folded.substr(tokens[token].begin, tokens[token].end - tokens[token].begin);
    }
    // Bytes that may be read behind any token, so that its beginning can be loaded as one number.
    static constexpr std::size_t kReadableBehind = 8;
    // Bytes of the original that tokens [first, end) came from.
    [[nodiscard]] std::uint32_t origin_begin(std::size_t first) const { return tokens[first].origin_begin; }
    [[nodiscard]] std::uint32_t origin_end(std::size_t end) const { return tokens[end - 1].origin_end; }

private:
    class Scanner;
    std::vector<char> buffer_;
    std::vector<char32_t> codes_;  // of a word that mixes scripts, and where its letters stand
    std::vector<std::pair<std::uint32_t, std::uint32_t>> places_;
};

// Whether a token is one of a few words.
inline bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace wb
