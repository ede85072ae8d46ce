#include "goods/lexicon.h"

#include <algorithm>

#include "base/hash.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kFilterBits = std::size_t{1} << 17;  // 16 KiB: fits the first cache beside the text
constexpr std::size_t kShortestStem = 2;                   // code points before a '*'
constexpr std::size_t kLongestKey = 8;                     // bytes of a beginning that the filter sees

// A pattern in tokens: "квадрокоптер*" is {квадрокоптер, beginning}.
struct PatternToken {
    std::string text;
    bool beginning = false;
};

std::vector<PatternToken> pattern_tokens(std::string_view pattern) {
    std::vector<PatternToken> tokens;
    TokenText text;
    for (std::size_t start = 0; start <= pattern.size();) {
        const auto star = std::min(pattern.find('*', start), pattern.size());
        text.assign(pattern.substr(start, star - start));
        for (std::size_t i = 0; i < text.tokens.size(); ++i) tokens.push_back({std::string(text.text(i)), false});
        if (star < pattern.size() && !text.tokens.empty()) tokens.back().beginning = true;
        start = star + 1;
    }
    return tokens;
}

// Bits of hashes: no false negatives.
class Filter {
public:
    void add(std::uint64_t hash) { bits_[slot(hash)] |= 1ULL << (hash & 63U); }
    [[nodiscard]] bool may_hold(std::uint64_t hash) const { return (bits_[slot(hash)] >> (hash & 63U) & 1U) != 0; }

private:
    static std::size_t slot(std::uint64_t hash) { return (hash >> 6U) % (kFilterBits / 64); }
    std::vector<std::uint64_t> bits_ = std::vector<std::uint64_t>(kFilterBits / 64, 0);
};

// Open addressing from a hash to a number; grows while it is built.
class FlatTable {
public:
    static constexpr std::uint32_t kAbsent = UINT32_MAX;
    template <typename Same>
    [[nodiscard]] std::uint32_t find(std::uint64_t hash, const Same& same) const {
        for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
            const auto& slot = slots_[at];
            if (slot.value == kAbsent || (slot.hash == hash && same(slot.value))) return slot.value;
        }
    }
    void insert(std::uint64_t hash, std::uint32_t value) {
        if (++used_ * 2 > slots_.size()) grow();
        place({hash, value});
    }

private:
    struct Slot {
        std::uint64_t hash = 0;
        std::uint32_t value = kAbsent;
    };
    void place(Slot slot) {
        auto at = slot.hash & mask_;
        while (slots_[at].value != kAbsent) at = (at + 1) & mask_;
        slots_[at] = slot;
    }
    void grow() {
        const auto old = std::move(slots_);
        slots_.assign(old.size() * 2, Slot{});
        mask_ = slots_.size() - 1;
        for (const auto& slot : old) {
            if (slot.value != kAbsent) place(slot);
        }
    }
    std::vector<Slot> slots_ = std::vector<Slot>(16);
    std::size_t mask_ = 15, used_ = 0;
};

// Symbols of token texts, exact or beginnings.
class SymbolTable {
public:
    // The symbol of `text`, or kAbsent.
    [[nodiscard]] std::uint32_t find(std::uint64_t hash, std::string_view text) const {
        const auto entry = table_.find(hash, [&](std::uint32_t value) { return texts_[value] == text; });
        return entry == FlatTable::kAbsent ? entry : symbols_[entry];
    }
    std::uint32_t add(std::string_view text, std::uint32_t fresh) {
        const auto hash = token_hash(text);
        const auto known = find(hash, text);
        if (known != FlatTable::kAbsent) return known;
        table_.insert(hash, static_cast<std::uint32_t>(texts_.size()));
        texts_.emplace_back(text);
        symbols_.push_back(fresh);
        return fresh;
    }

private:
    FlatTable table_;
    std::vector<std::string> texts_;
    std::vector<std::uint32_t> symbols_;
};

// Of a token's first `size` bytes. A shorter token has zeros there, which no key has.
std::uint64_t beginning_key(std::uint64_t first_bytes, std::uint32_t size) {
    const auto kept = first_bytes & (~0ULL >> (64U - 8U * size));
    const auto mixed = kept * 0x9E3779B97F4A7C15ULL;
    return mixed ^ (mixed >> 32U);
}

std::uint64_t edge_hash(std::uint32_t node, std::uint32_t symbol) { return mix64((static_cast<std::uint64_t>(node) << 32U) | symbol); }

}  // namespace

struct GoodsLexicon::State {
    struct Stem {
        std::string text;
        std::uint32_t symbol = 0;
    };
    SymbolTable exact, beginnings;
    FlatTable edges;                         // hash of (node, symbol), a bijection -> node
    std::vector<std::vector<Term>> terms;    // of each node
    std::vector<bool> leads_on;              // whether a node has edges
    Filter first_tokens, first_beginnings;   // of what patterns begin with
    Filter stem_keys;                        // of all beginnings
    FlatTable stem_lists;                    // key of a beginning -> index of `stems`
    std::vector<std::vector<Stem>> stems;    // beginnings that share a key
    std::vector<std::uint32_t> key_lengths;  // lengths in bytes of the keys, ascending
    std::uint32_t symbols = 0;

    static std::uint32_t key_length(std::string_view stem) { return static_cast<std::uint32_t>(std::min(stem.size(), kLongestKey)); }

    std::uint32_t symbol(const PatternToken& token) {
        const auto found = (token.beginning ? beginnings : exact).add(token.text, symbols);
        if (found != symbols) return found;
        ++symbols;
        if (token.beginning) add_stem(token.text, found);
        return found;
    }

    void add_stem(const std::string& text, std::uint32_t symbol) {
        key_lengths.push_back(key_length(text));
        const auto key = beginning_key(first_bytes_of(text), key_length(text));
        stem_keys.add(key);
        auto list = stem_lists.find(key, [](std::uint32_t) { return true; });
        if (list == FlatTable::kAbsent) {
            list = static_cast<std::uint32_t>(stems.size());
            stem_lists.insert(key, list);
            stems.emplace_back();
        }
        stems[list].push_back({text, symbol});
    }

    [[nodiscard]] std::uint32_t edge(std::uint32_t node, std::uint32_t symbol) const {
        return edges.find(edge_hash(node, symbol), [](std::uint32_t) { return true; });
    }

    std::uint32_t new_node() {
        terms.emplace_back();
        leads_on.push_back(false);
        return static_cast<std::uint32_t>(terms.size()) - 1;
    }

    void add(std::string_view pattern, Term term) {
        const auto tokens = pattern_tokens(pattern);
        if (tokens.empty()) return;
        if (tokens.size() == 1 && tokens[0].beginning && code_points(tokens[0].text) < kShortestStem) return;
        std::uint32_t node = 0;
        for (const auto& token : tokens) {
            const auto label = symbol(token);
            auto next = edge(node, label);
            if (next == FlatTable::kAbsent) {
                next = new_node();
                edges.insert(edge_hash(node, label), next);
                leads_on[node] = true;
            }
            node = next;
        }
        terms[node].push_back(term);
        const auto& first = tokens[0];
        if (first.beginning) {
            first_beginnings.add(beginning_key(first_bytes_of(first.text), key_length(first.text)));
        } else {
            first_tokens.add(token_hash(first.text));
        }
    }

    void finish() {
        std::sort(key_lengths.begin(), key_lengths.end());
        key_lengths.erase(std::unique(key_lengths.begin(), key_lengths.end()), key_lengths.end());
    }

    // Whether any pattern may begin with this token.
    [[nodiscard]] bool may_begin(const TokenText::Token& token) const {
        if (first_tokens.may_hold(token.hash)) return true;
        return std::any_of(key_lengths.begin(), key_lengths.end(),
                           [&](std::uint32_t size) { return first_beginnings.may_hold(beginning_key(token.first_bytes, size)); });
    }

    // Symbols that a token is: itself, and every stem that it begins with.
    void symbols_of(std::string_view text, const TokenText::Token& token, std::vector<std::uint32_t>& out) const {
        out.clear();
        if (const auto found = exact.find(token.hash, text); found != FlatTable::kAbsent) out.push_back(found);
        for (const auto size : key_lengths) {
            const auto key = beginning_key(token.first_bytes, size);
            if (!stem_keys.may_hold(key)) continue;
            const auto list = stem_lists.find(key, [](std::uint32_t) { return true; });
            if (list == FlatTable::kAbsent) continue;
            for (const auto& stem : stems[list]) {
                if (text.starts_with(stem.text)) out.push_back(stem.symbol);
            }
        }
    }
};

GoodsLexicon::GoodsLexicon(const Catalogue& catalogue, const std::vector<std::string>& military) : state_(std::make_unique<State>()) {
    state_->new_node();
    const auto add_all = [&](const auto& words, TermKind kind, std::size_t index) {
        for (const auto& word : words) state_->add(word, {kind, static_cast<std::uint32_t>(index)});
    };
    for (std::size_t i = 0; i < catalogue.brands.size(); ++i) {
        add_all(catalogue.brands[i].spellings, TermKind::brand, i);
        add_all(catalogue.brands[i].against, TermKind::brand_against, i);
    }
    for (std::size_t i = 0; i < catalogue.models.size(); ++i) {
        add_all(catalogue.models[i].spellings, TermKind::model, i);
        add_all(catalogue.models[i].against, TermKind::model_against, i);
    }
    for (std::size_t i = 0; i < catalogue.classes.size(); ++i) {
        add_all(catalogue.classes[i].words.all(), TermKind::class_word, i);
        add_all(catalogue.classes[i].context_words.all(), TermKind::context_word, i);
        add_all(catalogue.classes[i].against.all(), TermKind::class_against, i);
    }
    for (std::size_t i = 0; i < catalogue.decoys.size(); ++i) add_all(catalogue.decoys[i].words, TermKind::decoy, i);
    add_all(military, TermKind::military, 0);
    state_->finish();
}

GoodsLexicon::~GoodsLexicon() = default;
GoodsLexicon::GoodsLexicon(GoodsLexicon&&) noexcept = default;

bool GoodsLexicon::match(const TokenText& text, std::vector<TermMatch>& matches) const {
    struct Walk {
        std::uint32_t node, token;
    };
    thread_local std::vector<std::uint32_t> symbols;
    thread_local std::vector<Walk> walks, next;
    const auto count = text.tokens.size();
    for (std::size_t first = 0; first < count; ++first) {
        const auto& token = text.tokens[first];
        if (token.glued || !state_->may_begin(token)) continue;
        walks.assign(1, {0, static_cast<std::uint32_t>(first)});
        const auto begin = matches.size();
        if (begin >= kMostMatches) return false;
        while (!walks.empty()) {
            next.clear();
            for (const auto& walk : walks) {
                if (walk.token >= count) continue;
                state_->symbols_of(text.text(walk.token), text.tokens[walk.token], symbols);
                for (const auto symbol : symbols) {
                    const auto node = state_->edge(walk.node, symbol);
                    if (node == FlatTable::kAbsent) continue;
                    const auto end = walk.token + 1;
                    if (state_->leads_on[node]) next.push_back({node, end});
                    if (end < count && text.tokens[end].glued) continue;  // cuts a run
                    for (const auto& term : state_->terms[node]) matches.push_back({term, static_cast<std::uint32_t>(first), end});
                }
            }
            std::swap(walks, next);
        }
        if (matches.size() - begin < 2) continue;
        std::stable_sort(matches.begin() + static_cast<std::ptrdiff_t>(begin), matches.end(),
                         [](const TermMatch& a, const TermMatch& b) { return a.end_token > b.end_token; });
    }
    return true;
}

}  // namespace wb
