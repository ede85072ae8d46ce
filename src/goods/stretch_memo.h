// Descriptions read stretch by stretch, between ";", "," and "|": labels and their values come again and again in texts that as a whole
// are new ("Тов.знак: ОТСУТСТВУЕТ; Кол-во: 19 ШТ").
//
// What is read is what reading the whole text gives, to the last token and match: words do not reach over a separator, and phrases that a
// stretch could begin and the next go on are matched when the text is complete. Which stretches are remembered never changes it. Cost of a
// stretch met before: a hash, a comparison, a copy of its tokens. Memory: `slots` stretches of at most kLongestStretch bytes, about 1 kB
// each, and two bytes for each of the `seen`. One thread each.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "goods/lexicon.h"
#include "goods/met_before.h"
#include "goods/token_text.h"

namespace wb {

class StretchMemo {
public:
    static constexpr std::size_t kShortestStretch = 8, kLongestStretch = 400;
    StretchMemo(std::size_t slots, std::size_t seen) : slots_(slots), met_(seen) {}
    // Replaces `text` and `matches`. False when there are more than kMostMatches.
    bool read(std::string_view original, const GoodsLexicon& lexicon, TokenText& text, std::vector<TermMatch>& matches);

private:
    // A stretch and what was read of it, one behind the other in one block of memory: looking it up waits for memory once.
    struct Slot {
        std::uint64_t hash = 0;
        std::uint32_t original = 0, folded = 0, tokens = 0, matches = 0, open = 0;  // how many of each there are
        bool hidden = false, invalid = false, latin = false, digits = false;
        std::vector<char> bytes;
    };
    struct Piece {
        std::size_t from = 0, until = 0;
        std::uint64_t hash = 0;
        Slot* slot = nullptr;  // where it is if it is remembered; none when it is not worth remembering
    };
    void cut(std::string_view original);
    void read_piece(const Piece& piece, std::string_view original, const GoodsLexicon& lexicon, TokenText& text,
                    std::vector<TermMatch>& matches);
    bool holds(const Piece& piece, std::string_view stretch, const GoodsLexicon& lexicon);
    void keep(Slot& slot, std::string_view stretch, const GoodsLexicon& lexicon);
    void append(const Slot& slot, std::size_t from, TokenText& text, std::vector<TermMatch>& matches);
    void match_open(const GoodsLexicon& lexicon, const TokenText& text, std::vector<TermMatch>& matches);

    std::vector<Slot> slots_;
    MetBefore met_;
    std::vector<Piece> pieces_;        // of the text that is read
    std::vector<std::uint32_t> open_;  // its first tokens of phrases that may go on
    std::vector<TermMatch> merged_, kept_matches_;
    std::vector<std::uint32_t> kept_open_;
    TokenText kept_text_;
};

}  // namespace wb
