#include "goods/stretch_memo.h"

#include <doctest/doctest.h>

#include <random>

namespace wb {

namespace {

Catalogue small_catalogue() {
    Catalogue catalogue;
    auto& brand = catalogue.brands.emplace_back();
    brand.spellings = {"dji", "ди джей ай"};
    auto& model = catalogue.models.emplace_back();
    model.spellings = {"mavic 3", "mavic 3 pro", "мавик"};
    auto& goods_class = catalogue.classes.emplace_back();
    goods_class.words.ru = {"дрон*", "камера дрон", "дрон камера винт"};
    goods_class.words.zh = {"无人机"};
    return catalogue;
}

// Words, pieces of phrases, separators, hidden characters and broken bytes; few of each, so that stretches come again.
std::string random_text(std::mt19937& random) {
    static const std::vector<std::string> kParts = {"дрон",    "ДРОНЫ",
                                                    "КАМЕРА",  "винт",
                                                    "DJI",     "ди джей",
                                                    "ай",      "mavic",
                                                    "MAVIC 3", "3",
                                                    "pro",     "无人机 大疆",
                                                    "М30Т",    "Тов.знак: ОТСУТСТВУЕТ",
                                                    "MАVIС",   "19 ШТ",
                                                    "é",       "\xFF",
                                                    "\xD0",    "\xE6\x97",
                                                    "_[=1=]",  "MA\xE2\x80\xAEVIC 3",
                                                    ";",       "; ",
                                                    ", ",      "|",
                                                    ":",       " ",
                                                    ";",       ",",
                                                    " ; ",     "，",
                                                    "\xC2\xAD"};
    std::string text;
    const auto count = random() % 14;
    for (std::size_t i = 0; i < count; ++i) text += kParts[random() % kParts.size()] + (random() % 3 == 0 ? "" : " ");
    return text;
}

bool same(const TokenText::Token& a, const TokenText::Token& b) {
    return a.begin == b.begin && a.end == b.end && a.origin_begin == b.origin_begin && a.origin_end == b.origin_end && a.glued == b.glued &&
           a.digits == b.digits && a.han == b.han;
}

void check_same(const TokenText& text, const TokenText& whole) {
    CHECK(text.folded == whole.folded);
    CHECK(text.hidden == whole.hidden);
    CHECK(text.invalid == whole.invalid);
    CHECK(text.latin == whole.latin);
    CHECK(text.digits == whole.digits);
    REQUIRE(text.tokens.size() == whole.tokens.size());
    for (std::size_t i = 0; i < whole.tokens.size(); ++i) REQUIRE(same(text.tokens[i], whole.tokens[i]));
}

void check_same(const std::vector<TermMatch>& matches, const std::vector<TermMatch>& whole) {
    REQUIRE(matches.size() == whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        REQUIRE(matches[i].term.kind == whole[i].term.kind);
        REQUIRE(matches[i].term.index == whole[i].term.index);
        REQUIRE(matches[i].first_token == whole[i].first_token);
        REQUIRE(matches[i].end_token == whole[i].end_token);
    }
}

}  // namespace

TEST_CASE("a text read stretch by stretch is the text read as a whole") {
    const auto catalogue = small_catalogue();
    const GoodsLexicon lexicon(catalogue);
    StretchMemo memo(64, 256);  // few slots, so that stretches are forgotten too
    TokenText text, whole;
    std::vector<TermMatch> matches, all;
    std::mt19937 random(7);
    std::size_t found = 0;
    for (int i = 0; i < 50'000; ++i) {
        const auto original = random_text(random);
        all.clear();
        whole.assign(original);
        const bool few = lexicon.match(whole, all);
        REQUIRE(memo.read(original, lexicon, text, matches) == few);
        check_same(text, whole);
        check_same(matches, all);
        found += all.size();
    }
    CHECK(found > 20'000);
}

TEST_CASE("phrases go on behind a stretch that is remembered") {
    const auto catalogue = small_catalogue();
    const GoodsLexicon lexicon(catalogue);
    StretchMemo memo(64, 256);
    TokenText text;
    std::vector<TermMatch> matches;
    for (int i = 0; i < 3; ++i) {
        CHECK(memo.read("марка: DJI MAVIC; 3, pro; новый", lexicon, text, matches));
        REQUIRE(matches.size() == 3);
        CHECK(matches[1].end_token - matches[1].first_token == 3);  // mavic 3 pro, the longer one first
        CHECK(matches[2].end_token - matches[2].first_token == 2);
        CHECK(memo.read("марка: DJI MAVIC; новый", lexicon, text, matches));
        CHECK(matches.size() == 1);
    }
}

TEST_CASE("how many matches of a text are taken does not depend on its stretches") {
    const auto catalogue = small_catalogue();
    const GoodsLexicon lexicon(catalogue);
    StretchMemo memo(64, 256);
    TokenText text, whole;
    std::vector<TermMatch> matches, all;
    for (const int times : {200, 511, 512, 513, 1100}) {
        std::string original;
        for (int i = 0; i < times; ++i) original += "дрон DJI; ";
        all.clear();
        whole.assign(original);
        const bool few = lexicon.match(whole, all);
        CHECK(memo.read(original, lexicon, text, matches) == few);
        check_same(matches, all);
    }
}

}  // namespace wb
