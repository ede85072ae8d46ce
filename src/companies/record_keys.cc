#include "companies/record_keys.h"

#include <algorithm>
#include <string>

#include "base/hash.h"
#include "companies/parallel.h"

namespace wb {

namespace {

constexpr std::size_t kPieceLength = 5;   // of romanised letters; a Han character is about two and a half
constexpr std::size_t kMostPieces = 16;   // a record's name beyond about twenty letters finds its like by tokens
constexpr std::size_t kPairedTokens = 4;  // the rarest
constexpr std::size_t kCrossTokens = 2;   // paired with places, dates and numbers
constexpr std::uint64_t kWhole = 1, kPiece = 2, kPair = 3, kValue = 4, kCross = 5;

class KeyMaker {
public:
    KeyMaker(const Evidence& evidence, std::vector<RecordKey>& keys) : evidence_(evidence), keys_(keys) {}

    void make(std::uint32_t node) {
        node_ = node;
        crossing_.clear();
        for (std::size_t t = 0; t < evidence_.texts.size(); ++t) add_text(t, evidence_.texts[t]);
        for (std::size_t v = 0; v < evidence_.values.size(); ++v) add_value(v, evidence_.values[v].column);
    }

private:
    void add(std::uint64_t hash, KeyKind kind) { keys_.push_back({key_of(hash, kind), node_}); }

    void add_text(std::uint64_t t, const TextField& field) {
        const auto value = field.column.value_of[node_];
        if (value == kNone) return;
        const auto tokens = field.column.tokens_of(value);
        for (const auto token : tokens) add_token(t, field.column, token);
        for (const auto token : field.column.second_of(value)) {
            if (token != kNone) add_token(t, field.column, token);
        }
        add(combine64(combine64(kWhole, t), field.column.whole[value]), KeyKind::exact);
        add_pairs(t, field, tokens);
        if (field.kind == FieldKind::name) {
            add_initials(t, field.column, tokens);
            add_pieces(t, field.column, tokens);
        }
    }
    void add_token(std::uint64_t t, const TextColumn& column, std::uint32_t token) {
        add(combine64(t, hash64(column.words[token].text)), KeyKind::token);
    }

    void add_pairs(std::uint64_t t, const TextField& field, std::span<const std::uint32_t> tokens) {
        rarest_.assign(tokens.begin(), tokens.end());
        std::sort(rarest_.begin(), rarest_.end());
        rarest_.erase(std::unique(rarest_.begin(), rarest_.end()), rarest_.end());
        const auto& bits = field.model.bits;
        std::sort(rarest_.begin(), rarest_.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return bits[a] != bits[b] ? bits[a] > bits[b] : a < b; });
        if (t == 0)
            crossing_.insert(crossing_.end(), rarest_.begin(),
                             rarest_.begin() + static_cast<std::ptrdiff_t>(std::min(kCrossTokens, rarest_.size())));
        // Of common tokens the commonest pairs meet too many; of rare ones each alone is enough. The pairs are of those in the middle.
        if (rarest_.size() > kPairedTokens) rarest_.resize(kPairedTokens);
        for (std::size_t i = 0; i < rarest_.size(); ++i) {
            for (std::size_t j = i + 1; j < rarest_.size(); ++j) {
                auto a = hash64(field.column.words[rarest_[i]].text), b = hash64(field.column.words[rarest_[j]].text);
                if (a > b) std::swap(a, b);
                add(combine64(combine64(kPair, t), combine64(a, b)), KeyKind::pair);
            }
        }
    }
    void add_initials(std::uint64_t t, const TextColumn& column, std::span<const std::uint32_t> tokens) {
        std::string initials;
        for (const auto token : tokens) {
            const auto& word = column.words[token];
            if (word.kind == TokenKind::number || word.text.find(':') != word.text.npos || word.text == "of" || word.text == "and")
                continue;
            initials += word.text[0];
        }
        if (initials.size() >= 3 && initials.size() <= 6) add(combine64(t, hash64(initials)), KeyKind::token);
    }
    void add_pieces(std::uint64_t t, const TextColumn& column, std::span<const std::uint32_t> tokens) {
        letters_.clear();
        for (const auto token : tokens) {
            const auto& word = column.words[token];
            if (word.kind == TokenKind::core || word.kind == TokenKind::initial) letters_ += word.text;
        }
        for (std::size_t i = 0; i + kPieceLength <= letters_.size() && i < kMostPieces; ++i)
            add(combine64(combine64(kPiece, t), hash64(std::string_view(letters_).substr(i, kPieceLength))), KeyKind::piece);
    }
    void add_value(std::uint64_t v, const ValueColumn& column) {
        const auto value = column.value_of[node_];
        if (value == kNone || column.values[value].empty()) return;
        const auto own = combine64(combine64(kValue, v), hash64(column.values[value]));
        if (column.kind == FieldKind::identifier || column.kind == FieldKind::phone || column.kind == FieldKind::date)
            add(own, KeyKind::exact);
        for (const auto token : crossing_)
            add(combine64(combine64(kCross, own), hash64(evidence_.texts[0].column.words[token].text)), KeyKind::pair);
    }

    const Evidence& evidence_;
    std::vector<RecordKey>& keys_;
    std::uint32_t node_ = 0;
    std::vector<std::uint32_t> rarest_, crossing_;  // token ids of the first name column
    std::string letters_;
};

}  // namespace

std::vector<RecordKey> make_keys(const Evidence& evidence, int threads) {
    std::vector<std::vector<RecordKey>> found(range_count(evidence.nodes()));
    for_ranges(evidence.nodes(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        KeyMaker maker(evidence, found[range]);
        for (auto node = begin; node < end; ++node) maker.make(static_cast<std::uint32_t>(node));
    });
    std::vector<RecordKey> keys;
    for (auto& part : found) {
        keys.insert(keys.end(), part.begin(), part.end());
        part = {};
    }
    return keys;
}

}  // namespace wb
