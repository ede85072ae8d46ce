#include "names/syllables.h"

#include <array>
#include <cstdint>
#include <vector>

#include "base/embedded.h"
#include "names/sound_key.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kLetters = 32;
constexpr std::size_t kLongestWord = 40;  // letters; longer ones are no single names
constexpr std::uint16_t kUnreached = 0xFFFF;

// Words over an alphabet of at most 32 letters, each with the pinyin it stands for.
class SyllableTrie {
public:
    // `vowels`: letters, one bit each, that begin a syllable only behind an apostrophe or ъ.
    explicit SyllableTrie(std::uint32_t vowels) : vowels_(vowels) { add_node(); }

    template <typename Letters>
    void add(const Letters& letters, std::string_view pinyin) {
        std::size_t node = 0;
        for (const auto letter : letters) {
            auto next = nodes_[node].next[letter];
            if (next == 0) {
                next = static_cast<std::uint16_t>(add_node());
                nodes_[node].next[letter] = next;
            }
            node = next;
        }
        if (nodes_[node].syllable != kNone) return;  // the first, strict spelling wins
        nodes_[node].syllable = static_cast<std::int16_t>(syllables_.size());
        syllables_.emplace_back(pinyin);
    }

    // Splits `letters` into the fewest syllables, of equal splits that where fewest begin with a vowel behind another syllable (ji nan, not
    // jing an, which is written with an apostrophe or ъ), then from the left the longest; returns their number, 0 when it does not come
    // apart. `letter_at(i)` is below 32, or 32 and more for a letter that no syllable holds.
    template <typename LetterAt>
    std::size_t parse(std::size_t size, LetterAt letter_at, std::string* pinyin) const {
        if (size == 0 || size > kLongestWord) return 0;
        std::array<std::uint8_t, kLongestWord + 1> count;
        std::array<std::uint16_t, kLongestWord + 1> cost;
        std::array<std::uint8_t, kLongestWord + 1> length;
        std::array<std::int16_t, kLongestWord + 1> syllable;
        if (!starts(size, letter_at)) return 0;
        count[size] = 0;
        cost[size] = 0;
        for (std::size_t start = size; start-- > 0;) {
            cost[start] = kUnreached;
            std::size_t node = 0;
            for (std::size_t end = start; end < size;) {
                const std::size_t letter = letter_at(end);
                if (letter >= kLetters) return 0;
                node = nodes_[node].next[letter];
                if (node == 0) break;
                ++end;
                const auto here = nodes_[node].syllable;
                if (here == kNone || cost[end] == kUnreached) continue;
                const bool vowel = end < size && ((vowels_ >> letter_at(end)) & 1U) != 0;
                const auto price = static_cast<std::uint16_t>(cost[end] + kSyllable + (vowel ? 1 : 0));
                if (price > cost[start]) continue;
                cost[start] = price;
                count[start] = static_cast<std::uint8_t>(count[end] + 1);
                length[start] = static_cast<std::uint8_t>(end - start);
                syllable[start] = here;
            }
        }
        if (cost[0] == kUnreached) return 0;
        for (std::size_t at = 0; pinyin != nullptr && at < size; at += length[at])
            *pinyin += syllables_[static_cast<std::size_t>(syllable[at])];
        return count[0];
    }

private:
    static constexpr std::int16_t kNone = -1;
    struct Node {
        std::array<std::uint16_t, kLetters> next{};
        std::int16_t syllable = kNone;
    };
    // Most words that are no syllables fail within their first letters; this costs less than the table.
    template <typename LetterAt>
    bool starts(std::size_t size, LetterAt letter_at) const {
        std::size_t node = 0;
        for (std::size_t at = 0; at < size; ++at) {
            const std::size_t letter = letter_at(at);
            if (letter >= kLetters) return false;
            node = nodes_[node].next[letter];
            if (node == 0) return false;
            if (nodes_[node].syllable != kNone) return true;
        }
        return false;
    }
    std::size_t add_node() {
        nodes_.emplace_back();
        return nodes_.size() - 1;
    }
    static constexpr int kSyllable = 41;  // more than a word has vowels, so that the fewest syllables count first
    std::uint32_t vowels_;
    std::vector<Node> nodes_;
    std::vector<std::string> syllables_;
};

std::vector<std::uint8_t> latin_letters(std::string_view word) {
    std::vector<std::uint8_t> letters;
    for (const char c : word) letters.push_back(static_cast<std::uint8_t>(c - 'a'));
    return letters;
}

std::vector<std::uint8_t> cyrillic_letters(std::string_view word) {
    std::vector<std::uint8_t> letters;
    for (std::size_t at = 0; at < word.size();) letters.push_back(static_cast<std::uint8_t>(next_code(word, at) - U'а'));
    return letters;
}

constexpr std::uint32_t letters_of(std::u32string_view letters, char32_t first) {
    std::uint32_t bits = 0;
    for (const char32_t c : letters) bits |= 1U << (c - first);
    return bits;
}

struct Tries {
    SyllableTrie pinyin{letters_of(U"aeo", U'a')}, keys{letters_of(U"aeo", U'a')}, cyrillic{letters_of(U"аеиоуэюя", U'а')},
        romanised{letters_of(U"aeiou", U'a')};
};

std::vector<std::string_view> split_spaces(std::string_view line) {
    std::vector<std::string_view> parts;
    while (!line.empty()) {
        const auto end = std::min(line.find(' '), line.size());
        parts.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return parts;
}

Tries build_tries() {
    Tries tries;
    std::string_view text = embedded_file("terms/palladius.txt");
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line[0] == '#') continue;
        const auto parts = split_spaces(line);
        if (parts[0].size() > 1) {
            tries.pinyin.add(latin_letters(parts[0]), parts[0]);
            std::string key;
            append_pinyin_key(parts[0], key);
            tries.keys.add(latin_letters(key), parts[0]);
        }
        for (std::size_t i = 1; i < parts.size(); ++i) {
            tries.cyrillic.add(cyrillic_letters(parts[i]), parts[0]);
            tries.romanised.add(latin_letters(romanised(parts[i])), parts[0]);
        }
    }
    return tries;
}

const Tries& tries() {
    static const Tries kTries = build_tries();
    return kTries;
}

// ь before a consonant, and pairs of letters that only Chinese syllables hold.
bool chinese_only(std::u32string_view word) {
    for (std::size_t i = 0; i + 1 < word.size(); ++i) {
        const auto pair = word.substr(i, 2);
        if (pair == U"чж" || pair == U"цз" || pair == U"юй" || pair == U"юэ" || pair == U"уа" || (i > 0 && pair == U"эй")) return true;
        if (i > 0 && word[i] == U'ь' && word[i - 1] == U'н' &&
            std::u32string_view(U"аеиоуыэюя").find(word[i + 1]) == std::u32string_view::npos)
            return true;
    }
    return false;
}

bool romanised_chinese_only(std::string_view word) {
    return word.find("chzh") != std::string_view::npos || word.find("tsz") != std::string_view::npos ||
           word.find("yuy") != std::string_view::npos;
}

}  // namespace

std::size_t pinyin_syllables(std::string_view latin) {
    return tries().pinyin.parse(
        latin.size(), [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(latin[i]) - 'a'); }, nullptr);
}

std::size_t pinyin_key_syllables(std::string_view key) {
    return tries().keys.parse(
        key.size(), [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(key[i]) - 'a'); }, nullptr);
}

PalladiusSign palladius_to_pinyin(std::u32string_view cyrillic, std::string& pinyin) {
    const auto letter = [&](std::size_t i) { return static_cast<std::size_t>(cyrillic[i] - U'а'); };
    if (tries().cyrillic.parse(cyrillic.size(), letter, &pinyin) == 0) return PalladiusSign::none;
    return chinese_only(cyrillic) ? PalladiusSign::sure : PalladiusSign::maybe;
}

PalladiusSign romanised_palladius_to_pinyin(std::string_view latin, std::string& pinyin) {
    if (!romanised_chinese_only(latin)) return PalladiusSign::none;
    const auto letter = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(latin[i]) - 'a'); };
    return tries().romanised.parse(latin.size(), letter, &pinyin) > 0 ? PalladiusSign::sure : PalladiusSign::none;
}

}  // namespace wb
