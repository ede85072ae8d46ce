#include "reference/maker_label.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/countries.h"
#include "reference/terms.h"
#include "reference/toml_data.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kLongestName = 160;  // bytes; what is longer is a sentence
constexpr std::size_t kShortestName = 3;   // bytes
constexpr std::string_view kWideColon = "\xEF\xBC\x9A";

// Whether some letters of a label stand there: "зг" and "зв" (изготовитель, производитель), "бн" (виробник), "nuf", "mfr", "mfg", "cer",
// 商, 厂. One pass that most texts end with, since it is made for every row that is read.
bool may_name_maker(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto small = [&](std::size_t i) { return at(i) | 0x20U; };
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        const unsigned byte = at(i);
        if (byte == 0xD0) {
            const unsigned first = at(i + 1) | 0x20U;  // З 97, з B7; Б 91, б B1
            const unsigned second = at(i + 2) == 0xD0 ? at(i + 3) : 0;
            if (first == 0xB7 && (second == 0x93 || second == 0xB3 || second == 0x92 || second == 0xB2)) return true;
            if (first == 0xB1 && (second == 0x9D || second == 0xBD)) return true;
        } else if (byte == 0xE5) {
            if ((at(i + 1) == 0x95 && at(i + 2) == 0x86) || (at(i + 1) == 0x8E && at(i + 2) == 0x82)) return true;
        } else if (const unsigned letter = byte | 0x20U; letter == 'n' || letter == 'm' || letter == 'c') {
            if (letter == 'n' && small(i + 1) == 'u' && small(i + 2) == 'f') return true;
            if (letter == 'm' && small(i + 1) == 'f' && (small(i + 2) == 'r' || small(i + 2) == 'g')) return true;
            if (letter == 'c' && small(i + 1) == 'e' && small(i + 2) == 'r') return true;
        }
    }
    return false;
}

struct Words {
    std::vector<std::string> labels, colon, han, not_after, names_begin, forms, ends, nobody;

    static const Words& built_in() {
        static const Words kWords = [] {
            const std::string path = "terms/maker_labels.toml";
            const auto table = parse_toml(embedded_file(path), path);
            WB_CHECK(table.ok(), to_string(table.error()));
            const auto list = [&](const char* key) { return toml_texts(table.value(), key); };
            return Words{list("labels"),      list("colon"), list("han"),  list("not_after"),
                         list("names_begin"), list("forms"), list("ends"), list("nobody")};
        }();
        return kWords;
    }
};

bool one_of(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view tidy(std::string_view text) {
    text = trim(text);
    while (!text.empty() && std::string_view(",;:.-/(|").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    while (!text.empty() && std::string_view(",;:-/)").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    return trim(text);
}

// The folded words of a text and where they stand in it.
class PlacedWords {
public:
    explicit PlacedWords(std::string_view original) : original_(original) {
        folded_.assign(original);
        for (std::size_t at = 0; at < folded_.text.size();) {
            const auto end = std::min(folded_.text.find(' ', at), folded_.text.size());
            words_.push_back({at, end});
            at = end + 1;
        }
    }
    [[nodiscard]] std::size_t size() const { return words_.size(); }
    [[nodiscard]] std::string_view word(std::size_t i) const {
        return std::string_view(folded_.text).substr(words_[i].begin, words_[i].end - words_[i].begin);
    }
    [[nodiscard]] std::size_t begin(std::size_t i) const { return folded_.origin[words_[i].begin]; }
    [[nodiscard]] std::size_t end(std::size_t i) const {
        auto last = static_cast<std::size_t>(folded_.origin[words_[i].end - 1]);
        next_code(original_, last);
        return last;
    }
    // What separates a word from the one before.
    [[nodiscard]] std::string_view before(std::size_t i) const {
        const auto from = i == 0 ? 0 : end(i - 1);
        return original_.substr(from, begin(i) - from);
    }

private:
    struct Place {
        std::size_t begin, end;
    };
    std::string_view original_;
    FoldedText folded_;
    std::vector<Place> words_;
};

bool has(std::string_view text, std::string_view any) { return text.find_first_of(any) != std::string_view::npos; }
bool has_colon(std::string_view text) {
    return has(text, ":") || text.find(kWideColon) != std::string_view::npos || text.find(" - ") != std::string_view::npos;
}
bool has_comma(std::string_view text) { return has(text, ",") || text.find("\xEF\xBC\x8C") != std::string_view::npos; }
bool has_stop(std::string_view text) { return has(text, ";|\n") || text.find("\xEF\xBC\x9B") != std::string_view::npos; }
bool latin(std::string_view word) { return !word.empty() && static_cast<unsigned char>(word[0]) < 0x80; }

// Whether the name is over before word `i`. Words in Latin letters end it only behind a separator: a company may be called so.
bool ends_before(const PlacedWords& words, std::size_t i) {
    const auto& terms = Words::built_in();
    const auto gap = words.before(i);
    if (has_stop(gap)) return true;
    if (has_comma(gap) && !one_of(terms.forms, words.word(i))) return true;
    const auto word = words.word(i);
    const bool end = std::any_of(terms.ends.begin(), terms.ends.end(), [&](const std::string& stop) {
        return word == stop || (static_cast<unsigned char>(stop[0]) >= 0xE0 && word.starts_with(stop));
    });
    if (!end) return false;
    return !latin(word) || has(gap, ".:(") || (i + 1 < words.size() && words.before(i + 1).starts_with(":"));
}

// How many words of the label begin at word `i`; 0 when it does not stand there.
std::size_t label_words(const PlacedWords& words, std::size_t i, std::string_view label) {
    std::size_t count = 0;
    while (!label.empty()) {
        const auto end = std::min(label.find(' '), label.size());
        if (i + count >= words.size() || words.word(i + count) != label.substr(0, end)) return 0;
        label.remove_prefix(std::min(end + 1, label.size()));
        ++count;
    }
    return count;
}

// A name without a colon before it: in Latin capitals, in quotation marks or with a word for a company.
bool begins_name(const PlacedWords& words, std::size_t i, std::string_view text) {
    const char first = text[words.begin(i)];
    const auto gap = words.before(i);
    return (first >= 'A' && first <= 'Z') || has(gap, "\"'") || gap.find("\xC2\xAB") != std::string_view::npos ||
           one_of(Words::built_in().names_begin, words.word(i));
}

// The word behind a label at word `i`; nothing when none stands there that a name follows.
std::optional<std::size_t> behind_label(const PlacedWords& words, std::size_t i, std::string_view text) {
    const auto& terms = Words::built_in();
    if (i > 0 && one_of(terms.not_after, words.word(i - 1))) return std::nullopt;
    const auto found = [&](const std::vector<std::string>& labels) {
        std::size_t longest = 0;
        for (const auto& label : labels) longest = std::max(longest, label_words(words, i, label));
        return longest;
    };
    const auto plain = found(terms.labels);
    const auto strict = found(terms.colon);
    const auto next = i + std::max(plain, strict);
    if (next == i || next >= words.size()) return std::nullopt;
    const auto gap = words.before(next);
    if (has_stop(gap) || has_comma(gap)) return std::nullopt;
    const bool taken = has_colon(gap) || (plain > 0 && begins_name(words, next, text)) || (strict > 1 && begins_name(words, next, text));
    return taken ? std::optional(next) : std::nullopt;
}

// Han labels stand within runs of characters: "生产商：深圳…".
std::optional<std::size_t> behind_han_label(std::string_view text) {
    for (const auto& label : Words::built_in().han) {
        const auto at = text.find(label);
        if (at == std::string_view::npos) continue;
        auto end = at + label.size();
        while (end < text.size() && text[end] == ' ') ++end;
        if (text.substr(end).starts_with(kWideColon)) return end + kWideColon.size();
        if (end < text.size() && text[end] == ':') return end + 1;
    }
    return std::nullopt;
}

std::optional<NamedMaker> named(std::string_view text, std::size_t begin) {
    const auto name = maker_name(text.substr(begin));
    if (name.empty()) return std::nullopt;
    return NamedMaker{name, name.data() + name.size() == text.data() + text.size()};
}

}  // namespace

std::string_view maker_name(std::string_view value) {
    const bool longer = value.size() > kLongestName;
    value = value.substr(0, kLongestName);
    const PlacedWords words(value);
    std::size_t last = 0;
    while (last < words.size() && (last == 0 || !ends_before(words, last))) ++last;
    if (last == 0 || (longer && last == words.size())) return {};
    auto end = words.end(last - 1);
    while (end < value.size() && (has("\"')", value.substr(end, 1)) || value.substr(end).starts_with("\xC2\xBB")))
        end += value[end] == '\xC2' ? 2U : 1U;
    const auto name = tidy(value.substr(0, end));
    if (name.size() < kShortestName || !std::any_of(name.begin(), name.end(), [](char c) { return !(c >= '0' && c <= '9'); })) return {};
    const auto folded = fold_words(name);
    if (one_of(Words::built_in().nobody, folded) || Terms::built_in().is_null_word(name) || is_country_cell(name)) return {};
    return name;
}

std::optional<NamedMaker> maker_in_text(std::string_view text) {
    if (!may_name_maker(text)) return std::nullopt;
    const PlacedWords words(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto next = behind_label(words, i, text);
        if (!next) continue;
        if (const auto maker = named(text, words.begin(*next) - (has(words.before(*next), "\"") ? 1 : 0))) return maker;
    }
    const auto han = behind_han_label(text);
    return han ? named(text, *han) : std::nullopt;
}

}  // namespace wb
