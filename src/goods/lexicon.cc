#include "goods/lexicon.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "base/hash.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kShortestStem = 2;  // code points before a '*'
constexpr std::uint32_t kAbsent = UINT32_MAX;

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

// Open addressing from a number other than kNoKey to another; grows while it is built.
class FlatTable {
public:
    [[nodiscard]] std::uint32_t find(std::uint64_t key) const {
        for (std::size_t at = mix64(key) & mask_;; at = (at + 1) & mask_) {
            const auto& slot = slots_[at];
            if (slot.key == key || slot.key == kNoKey) return slot.value;
        }
    }
    void insert(std::uint64_t key, std::uint32_t value) {
        if (++used_ * 2 > slots_.size()) grow();
        place({key, value});
    }

private:
    static constexpr std::uint64_t kNoKey = UINT64_MAX;
    struct Slot {
        std::uint64_t key = kNoKey;
        std::uint32_t value = kAbsent;
    };
    void place(Slot slot) {
        auto at = mix64(slot.key) & mask_;
        while (slots_[at].key != kNoKey) at = (at + 1) & mask_;
        slots_[at] = slot;
    }
    void grow() {
        const auto old = std::move(slots_);
        slots_.assign(old.size() * 2, Slot{});
        mask_ = slots_.size() - 1;
        for (const auto& slot : old) {
            if (slot.key != kNoKey) place(slot);
        }
    }
    std::vector<Slot> slots_ = std::vector<Slot>(16);
    std::size_t mask_ = 15, used_ = 0;
};

// Words and beginnings of words, each with a symbol, as a double array: the child of a node by a byte is cell base + byte, if that cell
// says so.
class WordTrie {
public:
    // The symbol of a word, or of a beginning; `fresh` when it is new.
    std::uint32_t add(const std::string& word, bool beginning, std::uint32_t fresh) {
        return (beginning ? beginnings_ : words_).emplace(word, fresh).first->second;
    }

    // Places the words that were added.
    void finish() {
        std::set<std::string_view> texts;
        for (const auto& entry : words_) texts.insert(entry.first);
        for (const auto& entry : beginnings_) texts.insert(entry.first);
        const std::vector<std::string_view> sorted(texts.begin(), texts.end());
        cells_.resize(2 * kBytes);
        cells_[0].parent = 0;
        if (!sorted.empty()) place(sorted);
        for (const auto& [word, symbol] : words_) cells_[node_of(word)].word = symbol;
        for (const auto& [word, symbol] : beginnings_) cells_[node_of(word)].beginning = symbol;
    }

    // Symbols of a token: itself, then every beginning, shorter ones first. At most kMostSymbols.
    static constexpr std::size_t kMostSymbols = 24;
    using Symbols = std::array<std::uint32_t, kMostSymbols>;
    std::size_t find(std::string_view token, Symbols& symbols) const {
        std::size_t count = 0;
        const auto* cell = cells_.data();
        for (const char c : token) {
            const auto at = cell->base + static_cast<unsigned char>(c);
            const auto* child = &cells_[at];
            if (child->parent != static_cast<std::uint32_t>(cell - cells_.data())) return count;
            cell = child;
            if (cell->beginning != kAbsent && count + 1 < kMostSymbols) symbols[count++] = cell->beginning;
        }
        if (cell->word != kAbsent) {
            std::copy_backward(symbols.begin(), symbols.begin() + static_cast<std::ptrdiff_t>(count),
                               symbols.begin() + static_cast<std::ptrdiff_t>(count) + 1);
            symbols[0] = cell->word;
            ++count;
        }
        return count;
    }

private:
    static constexpr std::size_t kBytes = 256;
    struct Cell {
        std::uint32_t base = 0, parent = kAbsent;
        std::uint32_t word = kAbsent, beginning = kAbsent;  // symbols
    };
    // Words [first, end) share the bytes that lead to `node`.
    struct Branch {
        std::uint32_t node = 0;
        std::size_t depth = 0, first = 0, end = 0;
    };

    // Gives every node its children, nodes near the root first. A list, not a recursion: words of a case's catalogue may be of any length.
    void place(const std::vector<std::string_view>& words) {
        std::vector<Branch> branches{{0, 0, 0, words.size()}};
        std::vector<unsigned char> bytes;
        std::vector<std::size_t> starts;
        for (std::size_t next = 0; next < branches.size(); ++next) {
            auto [node, depth, first, end] = branches[next];
            if (words[first].size() == depth) ++first;
            if (first == end) continue;
            bytes.clear();
            starts.clear();
            for (auto i = first; i < end; ++i) {
                const auto byte = static_cast<unsigned char>(words[i][depth]);
                if (!bytes.empty() && bytes.back() == byte) continue;
                bytes.push_back(byte);
                starts.push_back(i);
            }
            starts.push_back(end);
            const auto base = room_for(bytes);
            cells_[node].base = base;
            for (std::size_t i = 0; i < bytes.size(); ++i) {
                cells_[base + bytes[i]].parent = node;
                branches.push_back({base + bytes[i], depth + 1, starts[i], starts[i + 1]});
            }
        }
    }

    // A base at which the children of all these bytes find free cells. The search goes on from where a node of as many children was placed
    // last: a few gaps stay, and building takes milliseconds.
    std::uint32_t room_for(const std::vector<unsigned char>& bytes) {
        auto& base = from_[std::min(bytes.size(), from_.size()) - 1];
        for (;; ++base) {
            if (base + 2 * kBytes >= cells_.size()) cells_.resize(cells_.size() * 2);
            const bool fits = std::all_of(bytes.begin(), bytes.end(), [&](auto byte) { return cells_[base + byte].parent == kAbsent; });
            if (fits) return static_cast<std::uint32_t>(base);
        }
    }

    [[nodiscard]] std::size_t node_of(std::string_view word) const {
        std::size_t node = 0;
        for (const char c : word) node = cells_[node].base + static_cast<unsigned char>(c);
        return node;
    }

    std::map<std::string, std::uint32_t> words_, beginnings_;
    std::vector<Cell> cells_;
    std::array<std::size_t, 4> from_{1, 1, 1, 1};
};

}  // namespace

struct GoodsLexicon::State {
    WordTrie words;
    FlatTable edges;                        // (node, symbol) -> node
    std::vector<std::vector<Term>> terms;   // of each node
    std::vector<bool> leads_on;             // whether a node has edges
    std::vector<std::uint32_t> first_node;  // of each symbol: the node of patterns that begin with it
    std::uint32_t symbols = 0;

    std::uint32_t symbol(const PatternToken& token) {
        const auto found = words.add(token.text, token.beginning, symbols);
        if (found == symbols) {
            ++symbols;
            first_node.push_back(kAbsent);
        }
        return found;
    }

    static std::uint64_t edge(std::uint32_t node, std::uint32_t symbol) { return (static_cast<std::uint64_t>(node) << 32U) | symbol; }

    [[nodiscard]] std::uint32_t next(std::uint32_t node, std::uint32_t symbol) const {
        return node == 0 ? first_node[symbol] : edges.find(edge(node, symbol));
    }

    std::uint32_t new_node() {
        terms.emplace_back();
        leads_on.push_back(false);
        return static_cast<std::uint32_t>(terms.size()) - 1;
    }

    void add_edge(std::uint32_t node, std::uint32_t symbol, std::uint32_t to) {
        leads_on[node] = true;
        if (node == 0) {
            first_node[symbol] = to;
        } else {
            edges.insert(edge(node, symbol), to);
        }
    }

    void add(std::string_view pattern, Term term) {
        const auto tokens = pattern_tokens(pattern);
        if (tokens.empty()) return;
        if (tokens.size() == 1 && tokens[0].beginning && code_points(tokens[0].text) < kShortestStem) return;
        std::uint32_t node = 0;
        for (const auto& token : tokens) {
            const auto label = symbol(token);
            auto to = next(node, label);
            if (to == kAbsent) {
                to = new_node();
                add_edge(node, label, to);
            }
            node = to;
        }
        terms[node].push_back(term);
    }

    struct Walk {
        std::uint32_t node, token;
    };

    // Walks on from `walk` by the token behind it: matches that end there, and walks that lead on.
    void step(const TokenText& text, std::uint32_t first, const Walk& walk, std::span<const std::uint32_t> labels,
              std::vector<TermMatch>& matches, std::vector<Walk>& further) const {
        const auto count = text.tokens.size();
        const auto end = walk.token + 1;
        for (const auto label : labels) {
            const auto node = next(walk.node, label);
            if (node == kAbsent) continue;
            if (leads_on[node] && end < count) further.push_back({node, end});
            if (end < count && text.tokens[end].glued) continue;  // cuts a run
            for (const auto& term : terms[node]) matches.push_back({term, first, end});
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
    state_->words.finish();
}

GoodsLexicon::~GoodsLexicon() = default;
GoodsLexicon::GoodsLexicon(GoodsLexicon&&) noexcept = default;

bool GoodsLexicon::match(const TokenText& text, std::vector<TermMatch>& matches) const {
    thread_local std::vector<State::Walk> walks, further;
    WordTrie::Symbols labels;
    const auto count = static_cast<std::uint32_t>(text.tokens.size());
    for (std::uint32_t first = 0; first < count; ++first) {
        if (text.tokens[first].glued) continue;
        auto found = state_->words.find(text.text(first), labels);
        if (found == 0) continue;
        const auto begin = matches.size();
        if (begin >= kMostMatches) return false;
        walks.clear();
        state_->step(text, first, {0, first}, std::span(labels).first(found), matches, walks);
        while (!walks.empty()) {
            further.clear();
            for (const auto& walk : walks) {
                found = state_->words.find(text.text(walk.token), labels);
                state_->step(text, first, walk, std::span(labels).first(found), matches, further);
            }
            std::swap(walks, further);
        }
        if (matches.size() - begin < 2) continue;
        std::stable_sort(matches.begin() + static_cast<std::ptrdiff_t>(begin), matches.end(),
                         [](const TermMatch& a, const TermMatch& b) { return a.end_token > b.end_token; });
    }
    return true;
}

}  // namespace wb
