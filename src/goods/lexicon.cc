#include "goods/lexicon.h"

#include <algorithm>
#include <unordered_map>

#include "base/hash.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kFilterBits = std::size_t{1} << 16;
constexpr std::size_t kShortestStem = 2;  // code points before a '*'

std::uint64_t edge_key(std::uint32_t node, std::uint32_t symbol) { return (static_cast<std::uint64_t>(node) << 32U) | symbol; }

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

}  // namespace

void TokenText::assign(std::string_view text) {
    original = text;
    folded.assign(text);
    tokens.clear();
    bool separated = true;
    for (std::size_t at = 0; at < folded.text.size();) {
        if (folded.text[at] == ' ') {
            separated = true;
            ++at;
            continue;
        }
        const auto start = at;
        const auto c = next_code(folded.text, at);
        Token token{static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(at), !separated, is_digit(c), is_han(c)};
        while (!token.han && at < folded.text.size() && folded.text[at] != ' ') {
            std::size_t next = at;
            const auto following = next_code(folded.text, next);
            if (is_digit(following) != token.digits || is_han(following)) break;
            at = next;
        }
        token.end = static_cast<std::uint32_t>(at);
        // Han characters are words of their own: they are never glued to their neighbours.
        if (token.han || (!tokens.empty() && tokens.back().han)) token.glued = false;
        tokens.push_back(token);
        separated = false;
    }
}

std::uint32_t TokenText::origin_end(std::size_t end) const {
    const auto at = tokens[end - 1].end;
    auto stop = folded.origin[at];
    // The entry behind the last byte is that of the next character; a separator in between belongs to nobody.
    if (at < folded.text.size() && folded.text[at] == ' ') {
        std::size_t begin = folded.origin[at - 1];
        next_code(original, begin);
        stop = static_cast<std::uint32_t>(begin);
    }
    return stop;
}

struct Lexicon::State {
    std::unordered_map<std::string, std::uint32_t> exact, beginning;   // token text -> symbol
    std::unordered_map<std::uint64_t, std::uint32_t> edges;            // (node, symbol) -> node
    std::vector<std::vector<Term>> terms;                              // of each node
    std::vector<bool> filter = std::vector<bool>(kFilterBits, false);  // first two bytes of any pattern token
    std::uint32_t symbols = 0;
    std::size_t longest_stem = 0;

    static std::size_t filter_slot(std::string_view token) {
        const auto first = static_cast<unsigned char>(token[0]);
        const auto second = token.size() > 1 ? static_cast<unsigned char>(token[1]) : 0U;
        const auto third = token.size() > 2 ? static_cast<unsigned char>(token[2]) : 0U;
        const auto fourth = token.size() > 3 ? static_cast<unsigned char>(token[3]) : 0U;
        return mix64((static_cast<std::uint64_t>(first) << 24U) | (static_cast<std::uint64_t>(second) << 16U) |
                     (static_cast<std::uint64_t>(third) << 8U) | fourth) %
               kFilterBits;
    }

    std::uint32_t symbol(const PatternToken& token) {
        auto& table = token.beginning ? beginning : exact;
        const auto [found, added] = table.emplace(token.text, symbols + 1);
        if (added) ++symbols;
        if (token.beginning) longest_stem = std::max(longest_stem, token.text.size());
        return found->second;
    }

    void add(std::string_view pattern, Term term) {
        const auto tokens = pattern_tokens(pattern);
        if (tokens.empty()) return;
        if (tokens.size() == 1 && tokens[0].beginning && code_points(tokens[0].text) < kShortestStem) return;
        std::uint32_t node = 0;
        for (const auto& token : tokens) {
            const auto [found, added] = edges.emplace(edge_key(node, symbol(token)), static_cast<std::uint32_t>(terms.size()));
            if (added) terms.emplace_back();
            node = found->second;
        }
        terms[node].push_back(term);
        filter[filter_slot(tokens[0].text)] = true;
        first_lengths_short = first_lengths_short || tokens[0].text.size() < 4;
    }
    bool first_lengths_short = false;

    // Whether any pattern may begin with this token.
    [[nodiscard]] bool may_begin(std::string_view token) const {
        if (filter[filter_slot(token)]) return true;
        // A stem shorter than four bytes hashes differently from the token that it begins.
        for (std::size_t size = 2; size < 4 && size < token.size(); ++size) {
            if (filter[filter_slot(token.substr(0, size))]) return true;
        }
        return false;
    }

    // Symbols that a token is: itself, and every stem that it begins with.
    void symbols_of(std::string_view token, std::vector<std::uint32_t>& out) const {
        out.clear();
        if (const auto found = exact.find(std::string(token)); found != exact.end()) out.push_back(found->second);
        const auto longest = std::min(longest_stem, token.size());
        for (std::size_t size = 2; size <= longest; ++size) {
            if (size < token.size() && (static_cast<unsigned char>(token[size]) & 0xC0U) == 0x80U) continue;
            if (const auto found = beginning.find(std::string(token.substr(0, size))); found != beginning.end())
                out.push_back(found->second);
        }
    }
};

Lexicon::Lexicon(const Catalogue& catalogue) : state_(std::make_unique<State>()) {
    state_->terms.emplace_back();
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
}

Lexicon::~Lexicon() = default;
Lexicon::Lexicon(Lexicon&&) noexcept = default;

void Lexicon::match(const TokenText& text, std::vector<TermMatch>& matches) const {
    struct Walk {
        std::uint32_t node, token;
    };
    thread_local std::vector<std::uint32_t> symbols;
    thread_local std::vector<Walk> walks, next;
    const auto count = text.tokens.size();
    for (std::size_t first = 0; first < count; ++first) {
        if (text.tokens[first].glued && !text.tokens[first].digits && !text.tokens[first - 1].digits) continue;
        if (!state_->may_begin(text.text(first))) continue;
        walks.assign(1, {0, static_cast<std::uint32_t>(first)});
        const auto begin = matches.size();
        while (!walks.empty()) {
            next.clear();
            for (const auto& walk : walks) {
                if (walk.token >= count) continue;
                state_->symbols_of(text.text(walk.token), symbols);
                for (const auto symbol : symbols) {
                    const auto edge = state_->edges.find(edge_key(walk.node, symbol));
                    if (edge == state_->edges.end()) continue;
                    const auto end = walk.token + 1;
                    next.push_back({edge->second, end});
                    const bool cuts = end < count && text.tokens[end].glued;
                    if (cuts || text.tokens[first].glued) continue;
                    for (const auto& term : state_->terms[edge->second]) matches.push_back({term, static_cast<std::uint32_t>(first), end});
                }
            }
            std::swap(walks, next);
        }
        std::stable_sort(matches.begin() + static_cast<std::ptrdiff_t>(begin), matches.end(),
                         [](const TermMatch& a, const TermMatch& b) { return a.end_token > b.end_token; });
    }
}

}  // namespace wb
