// The catalogue's words as one matcher: every brand, model, class, decoy and context word, bounded by tokens.
//
// Texts and patterns are cut into tokens (token_text.h). A pattern is a sequence of tokens, each exact or a beginning ("квадрокоптер*").
// Two tries: one of bytes (a double array, Aoe 1989) tells which symbols a token is, and leaves other words after their first letters; one
// of symbols tells which patterns a sequence of tokens is. A match must not cut a run of glued tokens: "m30" does not match inside "m30t".
// Built once; immutable; thread safe. Matching allocates nothing once its buffers are large enough.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "goods/token_text.h"
#include "reference/catalogue.h"

namespace wb {

enum class TermKind : unsigned char {
    brand,
    weak_brand,
    model,
    class_word,
    context_word,
    class_against,
    brand_against,
    model_against,
    decoy,
    military
};

struct Term {
    TermKind kind = TermKind::brand;
    std::uint32_t index = 0;  // of the brand, model, class or decoy in the catalogue; 0 for military
};

struct TermMatch {
    Term term;
    std::uint32_t first_token = 0, end_token = 0;
};

// Matches of one text that are looked at; a text that repeats words more often than that says nothing more with them.
inline constexpr std::size_t kMostMatches = 1024;

class GoodsLexicon {
public:
    // `military`: phrases that speak of military use.
    explicit GoodsLexicon(const Catalogue& catalogue, const std::vector<std::string>& military = {});
    ~GoodsLexicon();
    GoodsLexicon(GoodsLexicon&&) noexcept;
    // Appends matches, by first token, longest first; of one length whole words before beginnings. At most kMostMatches. Overlapping
    // matches are all given. False when there are more.
    bool match(const TokenText& text, std::vector<TermMatch>& matches) const;
    // The same for matches that begin at tokens from `first`, of a text that may go on: first tokens of phrases that further words could
    // make longer are appended to `open` and give no matches yet.
    bool match_open(const TokenText& text, std::uint32_t first, std::vector<TermMatch>& matches, std::vector<std::uint32_t>& open) const;
    // Matches that begin at one token.
    void match_at(const TokenText& text, std::uint32_t first, std::vector<TermMatch>& matches) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wb
