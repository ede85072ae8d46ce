// The catalogue's words as one matcher: every brand, model, class, decoy and context word, bounded by tokens.
//
// Texts and patterns are folded and split into tokens: runs of letters, runs of digits, single Han characters. A pattern is a sequence of
// tokens, each exact or a beginning ("квадрокоптер*"). Matching walks a trie of token symbols: one hash look-up per token rejects most
// texts. A match must not cut a run of glued tokens: "m30" does not match inside "m30t". Built once; immutable; thread safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reference/catalogue.h"
#include "text/fold.h"

namespace wb {

enum class TermKind : unsigned char { brand, model, class_word, context_word, class_against, brand_against, model_against, decoy };

struct Term {
    TermKind kind = TermKind::brand;
    std::uint32_t index = 0;  // of the brand, model, class or decoy in the catalogue
};

struct TermMatch {
    Term term;
    std::uint32_t first_token = 0, end_token = 0;
};

// A text cut into tokens, with the way back to the original bytes.
struct TokenText {
    struct Token {
        std::uint32_t begin = 0, end = 0;  // in folded.text
        bool glued = false;                // no separator between it and the token before
        bool digits = false, han = false;
    };
    FoldedText folded;
    std::vector<Token> tokens;
    void assign(std::string_view original);
    [[nodiscard]] std::string_view text(std::size_t token) const {
        return std::string_view(folded.text).substr(tokens[token].begin, tokens[token].end - tokens[token].begin);
    }
    // Bytes of the original that tokens [first, end) came from.
    [[nodiscard]] std::uint32_t origin_begin(std::size_t first) const { return folded.origin[tokens[first].begin]; }
    [[nodiscard]] std::uint32_t origin_end(std::size_t end) const;
    std::string_view original;
};

class Lexicon {
public:
    explicit Lexicon(const Catalogue& catalogue);
    ~Lexicon();
    Lexicon(Lexicon&&) noexcept;
    // Appends all matches, by first token, longest first. Overlapping matches are all given.
    void match(const TokenText& text, std::vector<TermMatch>& matches) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wb
