#include "goods/head_noun.h"

#include <algorithm>
#include <array>

namespace wb {

namespace {

constexpr std::size_t kMostBefore = 4;  // tokens before the head

bool is_latin_word(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_adjective(std::string_view word) {
    static constexpr std::array<std::string_view, 9> kEndings = {"ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие"};
    return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) { return word.ends_with(ending); });
}

bool is_preposition(std::string_view word) {
    static constexpr std::array<std::string_view, 11> kWords = {"for", "with", "and", "in", "to", "from", "by", "on", "or", "w", "of"};
    return is_one_of(kWords, word);
}

bool begins_list(std::string_view word) {
    static constexpr std::array<std::string_view, 6> kWords = {"товар", "товары", "комплект", "шт", "штук", "набор"};
    return is_one_of(kWords, word);
}

bool may_stand_before(const TokenText& text, std::size_t token) {
    const auto word = text.text(token);
    if (text.tokens[token].digits || text.tokens[token].han || begins_list(word)) return true;
    return is_latin_word(word) ? !is_preposition(word) : is_adjective(word);
}

}  // namespace

bool may_head(const TokenText& text, std::size_t begin, std::size_t first) {
    std::size_t before = 0;
    for (auto token = first; token > 0 && text.origin_begin(token - 1) >= begin; --token) {
        if (++before > kMostBefore || !may_stand_before(text, token - 1)) return false;
    }
    return true;
}

bool noun_ends(const TokenText& text, std::string_view original, std::size_t end) {
    if (end == 0 || end >= text.tokens.size()) return true;
    const auto from = text.origin_end(end);
    const auto between = original.substr(from, text.origin_begin(end) - from);
    if (between.find_first_not_of(' ') != std::string_view::npos) return true;
    if (text.tokens[end - 1].han) return !text.tokens[end].han;
    const auto next = text.text(end);
    return !is_latin_word(text.text(end - 1)) || !is_latin_word(next) || is_preposition(next);
}

}  // namespace wb
