// A description taken apart: continuation marks joined, tokens, words of the catalogue, groups of goods. All of it depends on the text
// alone, and the same texts come again and again in records, so a thread remembers those that it has met before.
//
// Which texts are remembered never changes what is read. Cost of a text met before: a hash and a comparison of its bytes; of a new one, a
// hash beside its reading, for a text is only kept when it comes a second time. Memory: `slots` texts of at most kLongestRemembered bytes,
// about 2 kB each, and two bytes for each of the `seen`. One thread each.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "goods/box31.h"
#include "goods/lexicon.h"
#include "goods/met_before.h"
#include "goods/stretch_memo.h"
#include "goods/token_text.h"
#include "reference/maker_label.h"

namespace wb {

// Views of `original` or of its own buffers. What is looked at for every text stands together.
struct ReadText {
private:
    std::string original_;  // of a remembered text

public:
    std::vector<TermMatch> matches;
    bool whole = true;  // false: the text repeats words without end, and has more matches than were taken
    TokenText text;
    JoinedText joined;

    void read(std::string_view description, const GoodsLexicon& lexicon, StretchMemo& stretches);
    const std::vector<BoxGroup>& groups();
    // The maker that the words name behind a label.
    const std::optional<NamedMaker>& maker();
    // Of the tokens without digits: texts of one block are right or wrong together.
    std::int64_t block();

private:
    friend class TextMemo;
    std::vector<BoxGroup> groups_;
    bool grouped_ = false, maker_read_ = false;
    std::optional<NamedMaker> maker_;
    std::int64_t block_ = 0;
};

class TextMemo {
public:
    static constexpr std::size_t kLongestRemembered = 1000;
    // Texts kept, and hashes of texts met once.
    TextMemo(std::size_t slots, std::size_t seen, StretchMemo& stretches) : slots_(slots), met_(seen), stretches_(stretches) {}
    // Valid until the next call; `description` must live as long.
    ReadText& read(std::string_view description, const GoodsLexicon& lexicon);

private:
    struct Slot {
        std::uint64_t hash = 0;
        std::unique_ptr<ReadText> text;
    };
    ReadText fresh_;
    std::vector<Slot> slots_;
    MetBefore met_;
    StretchMemo& stretches_;
};

}  // namespace wb
