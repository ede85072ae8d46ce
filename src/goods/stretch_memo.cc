#include "goods/stretch_memo.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/hash.h"

namespace wb {

namespace {

// Where stretches end, one after the other. Three searches for one byte each are many times faster than one for any of three.
class Cuts {
public:
    explicit Cuts(std::string_view text) : text_(text) {
        for (std::size_t i = 0; i < kBytes.size(); ++i) next_[i] = text.find(kBytes[i]);
    }
    // The next one; the end of the text after the last.
    std::size_t next() {
        auto* const first = std::min_element(next_.begin(), next_.end());
        const auto cut = *first;
        if (cut == std::string_view::npos) return text_.size();
        *first = text_.find(kBytes[static_cast<std::size_t>(first - next_.begin())], cut + 1);
        return cut;
    }

private:
    static constexpr std::array<char, 3> kBytes = {';', ',', '|'};
    std::string_view text_;
    std::array<std::size_t, kBytes.size()> next_{};
};

template <typename Value>
char* put(const Value* values, std::size_t count, char* out) {
    if (count > 0) std::memcpy(out, values, count * sizeof(Value));
    return out + count * sizeof(Value);
}

}  // namespace

bool StretchMemo::read(std::string_view original, const GoodsLexicon& lexicon, TokenText& text, std::vector<TermMatch>& matches) {
    matches.clear();
    cut(original);
    if (pieces_.size() == 1) {
        text.assign(original);
        return lexicon.match(text, matches);
    }
    open_.clear();
    text.begin(original.size());
    for (const auto& piece : pieces_) read_piece(piece, original, lexicon, text, matches);
    match_open(lexicon, text, matches);
    if (matches.size() < kMostMatches) return true;
    matches.clear();  // how many of them are taken is said by one pass over all of them
    return lexicon.match(text, matches);
}

// All are hashed before the first is looked up, so that memory is fetched meanwhile.
void StretchMemo::cut(std::string_view original) {
    pieces_.clear();
    Cuts cuts(original);
    for (std::size_t from = 0; from <= original.size();) {
        auto& piece = pieces_.emplace_back();
        piece.from = from;
        piece.until = cuts.next();
        from = piece.until + 1;
        const auto size = piece.until - piece.from;
        if (size < kShortestStretch || size > kLongestStretch || size == original.size()) continue;
        piece.hash = hash64(original.substr(piece.from, size));
        piece.slot = &slots_[piece.hash % slots_.size()];
        __builtin_prefetch(piece.slot);
    }
}

void StretchMemo::read_piece(const Piece& piece, std::string_view original, const GoodsLexicon& lexicon, TokenText& text,
                             std::vector<TermMatch>& matches) {
    if (holds(piece, original.substr(piece.from, piece.until - piece.from), lexicon)) return append(*piece.slot, piece.from, text, matches);
    const auto first = static_cast<std::uint32_t>(text.tokens.size());
    text.read(original, piece.from, piece.until);
    lexicon.match_open(text, first, matches, open_);
}

// Whether the stretch is in its slot. A stretch is put there when it comes a second time.
bool StretchMemo::holds(const Piece& piece, std::string_view stretch, const GoodsLexicon& lexicon) {
    if (piece.slot == nullptr) return false;
    auto& slot = *piece.slot;
    if (slot.hash == piece.hash && std::string_view(slot.bytes.data(), slot.original) == stretch) return true;
    if (!met_.meet(piece.hash, piece.hash / slots_.size())) return false;
    slot.hash = piece.hash;
    keep(slot, stretch, lexicon);
    return true;
}

void StretchMemo::keep(Slot& slot, std::string_view stretch, const GoodsLexicon& lexicon) {
    auto& text = kept_text_;
    text.assign(stretch);
    kept_matches_.clear();
    kept_open_.clear();
    lexicon.match_open(text, 0, kept_matches_, kept_open_);
    slot.original = static_cast<std::uint32_t>(stretch.size());
    slot.folded = static_cast<std::uint32_t>(text.folded.size());
    slot.tokens = static_cast<std::uint32_t>(text.tokens.size());
    slot.matches = static_cast<std::uint32_t>(kept_matches_.size());
    slot.open = static_cast<std::uint32_t>(kept_open_.size());
    slot.hidden = text.hidden;
    slot.invalid = text.invalid;
    slot.latin = text.latin;
    slot.digits = text.digits;
    slot.bytes.resize(slot.original + slot.folded + slot.tokens * sizeof(TokenText::Token) + slot.matches * sizeof(TermMatch) +
                      slot.open * sizeof(std::uint32_t));
    auto* out = put(stretch.data(), slot.original, slot.bytes.data());
    out = put(text.folded.data(), slot.folded, out);
    out = put(text.tokens.data(), slot.tokens, out);
    out = put(kept_matches_.data(), slot.matches, out);
    put(kept_open_.data(), slot.open, out);
}

void StretchMemo::append(const Slot& slot, std::size_t from, TokenText& text, std::vector<TermMatch>& matches) {
    const auto first = static_cast<std::uint32_t>(text.tokens.size());
    const char* at = slot.bytes.data() + slot.original;
    const auto* const tokens = at + slot.folded;
    text.append({std::string_view(at, slot.folded), tokens, slot.tokens, slot.hidden, slot.invalid, slot.latin, slot.digits},
                static_cast<std::uint32_t>(from));
    at = tokens + slot.tokens * sizeof(TokenText::Token);
    for (std::uint32_t i = 0; i < slot.matches; ++i, at += sizeof(TermMatch)) {
        TermMatch match;
        std::memcpy(&match, at, sizeof match);
        matches.push_back({match.term, match.first_token + first, match.end_token + first});
    }
    for (std::uint32_t i = 0; i < slot.open; ++i, at += sizeof(std::uint32_t)) {
        std::uint32_t token = 0;
        std::memcpy(&token, at, sizeof token);
        open_.push_back(token + first);
    }
}

void StretchMemo::match_open(const GoodsLexicon& lexicon, const TokenText& text, std::vector<TermMatch>& matches) {
    if (open_.empty()) return;
    merged_.clear();
    auto match = matches.begin();
    for (const auto token : open_) {
        for (; match != matches.end() && match->first_token < token; ++match) merged_.push_back(*match);
        lexicon.match_at(text, token, merged_);
    }
    merged_.insert(merged_.end(), match, matches.end());
    std::swap(matches, merged_);
}

}  // namespace wb
