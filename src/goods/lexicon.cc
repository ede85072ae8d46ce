#include "goods/lexicon.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <span>

#include "base/check.h"
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

// Words and beginnings of words, each with a symbol, as a double array: the child of a node by a byte is cell base + byte, if that cell
// says so. Where only one text is left, its rest is kept as it is and compared in one piece.
class WordTrie {
public:
    // The symbol of a word, or of a beginning; `fresh` when it is new.
    std::uint32_t add(const std::string& word, bool beginning, std::uint32_t fresh) {
        auto& text = texts_[word];
        auto& symbol = beginning ? text.beginning : text.word;
        if (symbol == kAbsent) symbol = fresh;
        return symbol;
    }

    // Places the words that were added; none may be added afterwards.
    void finish() {
        cells_.resize(2 * kBytes);
        cells_[0].parent = 0;
        if (!texts_.empty()) place();
        texts_.clear();
    }

    // Symbols of a token: itself, then every beginning, shorter ones first. At most kMostSymbols.
    static constexpr std::size_t kMostSymbols = 24;
    using Symbols = std::array<std::uint32_t, kMostSymbols>;
    std::size_t find(std::string_view token, Symbols& symbols) const {
        std::size_t count = 1;  // the first is the token's own
        std::uint32_t at = 0;
        for (std::size_t i = 0; i < token.size(); ++i) {
            const auto child = (cells_[at].base & kPlace) + static_cast<unsigned char>(token[i]);
            const auto cell = cells_[child];
            if (cell.parent != at) return without_own(symbols, count);
            at = child;
            if ((cell.base & kHasEnd) == 0) continue;
            const auto& end = ends_[(cell.base & kIsLeaf) != 0 ? cell.base & kPlace : end_of_[child]];
            const auto rest = token.substr(i + 1);
            if (end.rest_size > 0 && !rest.starts_with(rest_of(end))) return without_own(symbols, count);
            if (end.beginning != kAbsent && count < kMostSymbols) symbols[count++] = end.beginning;
            if (rest.size() == end.rest_size && end.word != kAbsent) {
                symbols[0] = end.word;
                return count;
            }
            if ((cell.base & kIsLeaf) != 0) break;
        }
        return without_own(symbols, count);
    }

private:
    static constexpr std::size_t kBytes = 256;
    struct Symbol {
        std::uint32_t word = kAbsent, beginning = kAbsent;
    };
    static constexpr std::uint32_t kHasEnd = 1U << 31U;  // in a base: a text ends here, or only one is left
    static constexpr std::uint32_t kIsLeaf = 1U << 30U;  // and no other goes on: the rest of the base is a place in `ends_`
    static constexpr std::uint32_t kPlace = kIsLeaf - 1;
    struct Cell {
        std::uint32_t base = 0, parent = kAbsent;
    };
    struct End : Symbol {
        std::uint32_t rest = 0, rest_size = 0;  // bytes of the one text that is left, in `rests_`
    };
    // Texts [first, end) share the bytes that lead to `node`.
    struct Branch {
        std::uint32_t node = 0;
        std::size_t depth = 0, first = 0, end = 0;
    };

    static std::size_t without_own(Symbols& symbols, std::size_t count) {
        std::copy(symbols.begin() + 1, symbols.begin() + static_cast<std::ptrdiff_t>(count), symbols.begin());
        return count - 1;
    }

    [[nodiscard]] std::string_view rest_of(const End& end) const { return std::string_view(rests_).substr(end.rest, end.rest_size); }

    void add_end(std::uint32_t node, Symbol symbol, std::string_view rest, bool leaf) {
        const auto place = static_cast<std::uint32_t>(ends_.size());
        WB_CHECK(place < kPlace, "too many words");
        cells_[node].base = kHasEnd | (leaf ? kIsLeaf | place : 0);
        if (!leaf) {
            end_of_.resize(std::max<std::size_t>(end_of_.size(), node + 1));
            end_of_[node] = place;
        }
        ends_.push_back({symbol, static_cast<std::uint32_t>(rests_.size()), static_cast<std::uint32_t>(rest.size())});
        rests_ += rest;
    }

    // Gives every node its children, nodes near the root first. A list, not a recursion: words of a case's catalogue may be of any length.
    void place() {
        const std::vector<std::pair<std::string_view, Symbol>> texts(texts_.begin(), texts_.end());
        std::vector<Branch> branches{{0, 0, 0, texts.size()}};
        std::vector<unsigned char> bytes;
        std::vector<std::size_t> starts;
        for (std::size_t next = 0; next < branches.size(); ++next) {
            auto [node, depth, first, end] = branches[next];
            if (end - first == 1 && node != 0) {
                add_end(node, texts[first].second, texts[first].first.substr(depth), true);
                continue;
            }
            if (texts[first].first.size() == depth) {
                add_end(node, texts[first].second, "", false);
                ++first;
            }
            bytes.clear();
            starts.clear();
            for (auto i = first; i < end; ++i) {
                const auto byte = static_cast<unsigned char>(texts[i].first[depth]);
                if (!bytes.empty() && bytes.back() == byte) continue;
                bytes.push_back(byte);
                starts.push_back(i);
            }
            starts.push_back(end);
            const auto base = room_for(bytes);
            cells_[node].base |= base;
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

    std::map<std::string, Symbol> texts_;
    std::vector<Cell> cells_;
    std::vector<std::uint32_t> end_of_;  // by cell that is no leaf: of `ends_`
    std::vector<End> ends_;
    std::string rests_;
    std::array<std::size_t, 4> from_{1, 1, 1, 1};
};

// Whether a token may be one of some words or beginnings: most words of a text are none, and are told by this small table, which stays in
// the fastest memory. It never says no wrongly (Bloom 1970, one probe for each length).
class WordFilter {
public:
    void add(const std::string& text, bool beginning) {
        std::string padded = text;
        padded.resize(std::max(padded.size(), TokenText::kReadableBehind));
        const auto fits = [&](std::size_t length) { return length <= text.size(); };
        const auto length = beginning ? *std::find_if(kLengths.begin(), kLengths.end() - 1, fits) : kLengths[0];
        if (beginning && !fits(length)) {
            shorter_ = true;
        } else {
            const auto at = place(head(padded.data(), text.size()), length);
            bits_[at / 64] |= 1ULL << (at % 64);
        }
    }
    // `token` has readable bytes behind it.
    [[nodiscard]] bool may_hold(std::string_view token) const {
        const auto bytes = head(token.data(), token.size());
        return shorter_ || holds<8>(bytes) || holds<6>(bytes) || holds<4>(bytes) || holds<3>(bytes) || holds<2>(bytes);
    }

private:
    // Bytes of a word, or of a beginning, that are looked at: the longest that it has. Words are looked at by their first eight bytes.
    static constexpr std::array<std::size_t, 5> kLengths = {8, 6, 4, 3, 2};
    static constexpr std::size_t kBits = 1U << 16U;
    template <std::size_t length>
    [[nodiscard]] bool holds(std::uint64_t bytes) const {
        const auto at = place(bytes, length);
        return (bits_[at / 64] >> (at % 64) & 1U) != 0;
    }
    static std::uint64_t head(const char* bytes, std::size_t size) {
        std::uint64_t number = 0;
        std::memcpy(&number, bytes, sizeof number);
        return size >= sizeof number ? number : number & ((1ULL << (8 * size)) - 1);
    }
    static std::size_t place(std::uint64_t head, std::size_t length) {
        constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;
        const auto cut = length >= sizeof head ? head : head & ((1ULL << (8 * length)) - 1);
        return static_cast<std::size_t>((cut * kMultiplier + length * kMultiplier) >> 48U);
    }
    std::array<std::uint64_t, kBits / 64> bits_{};
    bool shorter_ = false;  // a beginning of a single byte
};

}  // namespace

struct GoodsLexicon::State {
    WordTrie words;
    WordFilter first_words, later_words;  // of patterns
    struct Edge {
        std::uint32_t symbol = 0, to = 0;
    };
    struct Node {
        std::uint32_t first_term = 0, end_term = 0;  // of `terms`
        std::uint32_t first_edge = 0, end_edge = 0;  // of `edges`, by symbol
    };
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    std::vector<Term> terms;
    std::vector<std::vector<Term>> terms_of;  // of each node, while it is built
    std::vector<std::map<std::uint32_t, std::uint32_t>> edges_of;
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

    [[nodiscard]] std::uint32_t next(const Node& node, std::uint32_t symbol) const {
        for (auto edge = node.first_edge; edge < node.end_edge; ++edge) {
            if (edges[edge].symbol >= symbol) return edges[edge].symbol == symbol ? edges[edge].to : kAbsent;
        }
        return kAbsent;
    }

    std::uint32_t new_node() {
        nodes.emplace_back();
        terms_of.emplace_back();
        edges_of.emplace_back();
        return static_cast<std::uint32_t>(nodes.size()) - 1;
    }

    // The node behind `node` by a symbol, made where there is none; node 0 is the beginning of all patterns.
    std::uint32_t follow(std::uint32_t node, std::uint32_t symbol) {
        auto& to = node == 0 ? first_node[symbol] : edges_of[node].emplace(symbol, kAbsent).first->second;
        if (to != kAbsent) return to;
        to = static_cast<std::uint32_t>(nodes.size());
        return new_node();
    }

    void add(std::string_view pattern, Term term) {
        const auto tokens = pattern_tokens(pattern);
        if (tokens.empty()) return;
        if (tokens.size() == 1 && tokens[0].beginning && code_points(tokens[0].text) < kShortestStem) return;
        std::uint32_t node = 0;
        for (const auto& token : tokens) {
            (node == 0 ? first_words : later_words).add(token.text, token.beginning);
            node = follow(node, symbol(token));
        }
        terms_of[node].push_back(term);
    }

    void finish() {
        words.finish();
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            nodes[i].first_term = static_cast<std::uint32_t>(terms.size());
            terms.insert(terms.end(), terms_of[i].begin(), terms_of[i].end());
            nodes[i].end_term = static_cast<std::uint32_t>(terms.size());
            nodes[i].first_edge = static_cast<std::uint32_t>(edges.size());
            for (const auto& [symbol, to] : edges_of[i]) edges.push_back({symbol, to});
            nodes[i].end_edge = static_cast<std::uint32_t>(edges.size());
        }
        terms_of.clear();
        edges_of.clear();
    }

    // What ends or goes on at a node that tokens [first, end) lead to.
    void arrive(std::uint32_t at, const TokenText& text, std::uint32_t first, std::uint32_t end, std::vector<TermMatch>& matches,
                std::vector<std::uint32_t>& further) const {
        const auto count = text.tokens.size();
        const auto& node = nodes[at];
        if (node.first_edge < node.end_edge) further.push_back(at);
        if (end < count && text.tokens[end].glued) return;  // cuts a run
        for (auto term = node.first_term; term < node.end_term; ++term) matches.push_back({terms[term], first, end});
    }

    // Matches that begin at a token. `open`: the text ends before the phrases do that it may begin. False when there are too many already.
    bool match_at(const TokenText& text, std::uint32_t first, std::vector<TermMatch>& matches, bool& open) const;
};

GoodsLexicon::GoodsLexicon(const Catalogue& catalogue, const std::vector<std::string>& military) : state_(std::make_unique<State>()) {
    state_->new_node();
    const auto add_all = [&](const auto& words, TermKind kind, std::size_t index) {
        for (const auto& word : words) state_->add(word, {kind, static_cast<std::uint32_t>(index)});
    };
    for (std::size_t i = 0; i < catalogue.brands.size(); ++i) {
        add_all(catalogue.brands[i].spellings, TermKind::brand, i);
        add_all(catalogue.brands[i].weak_spellings, TermKind::weak_brand, i);
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

bool GoodsLexicon::State::match_at(const TokenText& text, std::uint32_t first, std::vector<TermMatch>& matches, bool& open) const {
    thread_local std::vector<std::uint32_t> walks, further;  // nodes
    WordTrie::Symbols labels;
    const auto count = static_cast<std::uint32_t>(text.tokens.size());
    auto found = words.find(text.text(first), labels);
    if (found == 0) return true;
    const auto begin = matches.size();
    if (begin >= kMostMatches) return false;
    walks.clear();
    for (const auto label : std::span(labels).first(found)) {
        if (first_node[label] != kAbsent) arrive(first_node[label], text, first, first + 1, matches, walks);
    }
    for (auto token = first + 1; !walks.empty(); ++token) {
        open = token == count;
        if (open) break;
        further.clear();
        const auto next_word = text.text(token);
        if (!later_words.may_hold(next_word)) break;
        found = words.find(next_word, labels);
        for (const auto walk : walks) {
            for (const auto label : std::span(labels).first(found)) {
                const auto to = next(nodes[walk], label);
                if (to != kAbsent) arrive(to, text, first, token + 1, matches, further);
            }
        }
        std::swap(walks, further);
    }
    // Few matches begin at one token: no sort that keeps their order is faster than putting each into its place.
    for (auto i = begin + 1; i < matches.size(); ++i) {
        for (auto j = i; j > begin && matches[j - 1].end_token < matches[j].end_token; --j) std::swap(matches[j - 1], matches[j]);
    }
    return true;
}

bool GoodsLexicon::match(const TokenText& text, std::vector<TermMatch>& matches) const {
    const auto count = static_cast<std::uint32_t>(text.tokens.size());
    for (std::uint32_t first = 0; first < count; ++first) {
        if (text.tokens[first].glued || !state_->first_words.may_hold(text.text(first))) continue;
        bool open = false;
        if (!state_->match_at(text, first, matches, open)) return false;
    }
    return true;
}

bool GoodsLexicon::match_open(const TokenText& text, std::uint32_t first, std::vector<TermMatch>& matches,
                              std::vector<std::uint32_t>& open) const {
    const auto count = static_cast<std::uint32_t>(text.tokens.size());
    for (; first < count; ++first) {
        if (text.tokens[first].glued || !state_->first_words.may_hold(text.text(first))) continue;
        const auto before = matches.size();
        bool goes_on = false;
        if (!state_->match_at(text, first, matches, goes_on)) return false;
        if (!goes_on) continue;
        matches.resize(before);
        open.push_back(first);
    }
    return true;
}

void GoodsLexicon::match_at(const TokenText& text, std::uint32_t first, std::vector<TermMatch>& matches) const {
    bool open = false;
    (void)state_->match_at(text, first, matches, open);
}

}  // namespace wb
