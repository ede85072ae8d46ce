// Tokens of a text and the lexicon of catalogue words, held to slow obvious readers.
#include "goods/lexicon.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include "goods/mixed_texts.h"
#include "goods/token_text.h"
#include "text/fold.h"

using namespace wb;

namespace {

// The slow obvious matcher: every pattern at every place.
using Found = std::tuple<std::uint32_t, std::uint32_t, TermKind, std::uint32_t>;
struct SlowPattern {
    std::vector<std::pair<std::string, bool>> tokens;
    Term term;
};

std::vector<SlowPattern> slow_patterns() {
    std::vector<SlowPattern> patterns;
    const auto add = [&](const std::string& words, TermKind kind, std::size_t index) {
        SlowPattern pattern{{}, {kind, static_cast<std::uint32_t>(index)}};
        TokenText text;
        for (std::size_t start = 0; start <= words.size();) {
            const auto star = std::min(words.find('*', start), words.size());
            text.assign(std::string_view(words).substr(start, star - start));
            for (std::size_t i = 0; i < text.tokens.size(); ++i) pattern.tokens.emplace_back(text.text(i), false);
            if (star < words.size() && !text.tokens.empty()) pattern.tokens.back().second = true;
            start = star + 1;
        }
        patterns.push_back(std::move(pattern));
    };
    for (std::size_t i = 0; i < catalogue().brands.size(); ++i) {
        for (const auto& word : catalogue().brands[i].spellings) add(word, TermKind::brand, i);
    }
    for (std::size_t i = 0; i < catalogue().models.size(); ++i) {
        for (const auto& word : catalogue().models[i].spellings) add(word, TermKind::model, i);
    }
    for (std::size_t i = 0; i < catalogue().classes.size(); ++i) {
        for (const auto word : catalogue().classes[i].words.all()) add(std::string(word), TermKind::class_word, i);
    }
    return patterns;
}

std::multiset<Found> slow_match(const std::vector<SlowPattern>& patterns, const TokenText& text) {
    std::multiset<Found> found;
    for (std::size_t first = 0; first < text.tokens.size(); ++first) {
        if (text.tokens[first].glued) continue;
        for (const auto& pattern : patterns) {
            const auto end = first + pattern.tokens.size();
            if (end > text.tokens.size() || (end < text.tokens.size() && text.tokens[end].glued)) continue;
            bool same = true;
            for (std::size_t i = 0; same && i < pattern.tokens.size(); ++i) {
                const auto& [word, beginning] = pattern.tokens[i];
                same = beginning ? text.text(first + i).starts_with(word) : text.text(first + i) == word;
            }
            if (same)
                found.emplace(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(end), pattern.term.kind, pattern.term.index);
        }
    }
    return found;
}

}  // namespace

TEST_CASE("tokens: the folded words are those of the slow fold, and lead back to the original") {
    std::mt19937 random(7);
    TokenText fast;
    FoldedText slow;
    for (int round = 0; round < 3000; ++round) {
        const auto text = random_text(random);
        fast.assign(text);
        slow.assign(text);
        REQUIRE(fast.folded == slow.text);
        std::size_t end = 0;
        for (std::size_t i = 0; i < fast.tokens.size(); ++i) {
            const auto& token = fast.tokens[i];
            REQUIRE(token.begin == end + (i > 0 && !token.glued && slow.text[end] == ' ' ? 1 : 0));
            REQUIRE(token.origin_begin == slow.origin[token.begin]);
            REQUIRE(token.origin_end > token.origin_begin);
            REQUIRE(token.origin_end <= text.size());
            end = token.end;
        }
    }
}

TEST_CASE("tokens: characters without width or turning the direction do not hide a word") {
    TokenText text;
    text.assign(
        "MA\xE2\x80\xAEVIC \xE2\x80\x8B"
        "DJI");
    CHECK(text.folded == "mavic dji");
    CHECK(text.hidden);
    CHECK_FALSE(text.invalid);
    text.assign("DJI \xFF\xC0 MINI");
    CHECK(text.folded == "dji mini");
    CHECK(text.invalid);
}

TEST_CASE("tokens: a word of mistakable letters goes by the script of most of them") {
    TokenText text;
    text.assign("ОТCУТCТВУЕТ Mарка");  // C and M are Latin
    CHECK(text.folded == "отсутствует марка");
}

TEST_CASE("lexicon: finds what comparing every pattern at every place finds") {
    const GoodsLexicon lexicon(catalogue());
    const auto patterns = slow_patterns();
    std::mt19937 random(11);
    TokenText text;
    std::vector<TermMatch> matches;
    std::size_t total = 0;
    for (int round = 0; round < 150; ++round) {
        auto words = random_text(random);
        const auto& model = catalogue().models[random() % catalogue().models.size()];
        words += " " + model.spellings[random() % model.spellings.size()] + " ";
        words += random_text(random);
        text.assign(words);
        matches.clear();
        CHECK(lexicon.match(text, matches));
        std::multiset<Found> fast;
        for (const auto& match : matches) {
            if (match.term.kind == TermKind::brand || match.term.kind == TermKind::model || match.term.kind == TermKind::class_word)
                fast.emplace(match.first_token, match.end_token, match.term.kind, match.term.index);
        }
        REQUIRE(fast == slow_match(patterns, text));
        total += fast.size();
    }
    CHECK(total > 300);
}

TEST_CASE("lexicon: a text that repeats words without end is cut short") {
    const GoodsLexicon lexicon(catalogue());
    std::string words;
    for (int i = 0; i < 5000; ++i) words += "dji ";
    TokenText text;
    text.assign(words);
    std::vector<TermMatch> matches;
    CHECK_FALSE(lexicon.match(text, matches));
    CHECK(matches.size() < kMostMatches + 64);
}
