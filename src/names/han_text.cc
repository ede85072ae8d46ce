#include "names/han_text.h"

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kLongestWord = 3;  // characters, of terms/han_readings.txt
constexpr char32_t kFirst = 0x4E00;
constexpr char32_t kLast = 0x9FFF;

struct Readings {
    std::vector<std::string> single = std::vector<std::string>(kLast - kFirst + 1);
    std::vector<bool> starts_word = std::vector<bool>(kLast - kFirst + 1);
    std::unordered_map<std::u32string, std::vector<std::string>> words;
    std::unordered_map<char32_t, std::string> surnames;
};

std::u32string codes_of(std::string_view text) {
    std::u32string codes;
    for (std::size_t at = 0; at < text.size();) codes += next_code(text, at);
    return codes;
}

void add_line(std::string_view line, Readings& readings) {
    const auto space = line.find(' ');
    const auto word = codes_of(line.substr(0, space));
    std::vector<std::string> syllables;
    for (auto at = space; at != std::string_view::npos;) {
        const auto next = line.find(' ', at + 1);
        syllables.emplace_back(line.substr(at + 1, next == std::string_view::npos ? next : next - at - 1));
        at = next;
    }
    WB_CHECK(word.size() == syllables.size() && word[0] >= kFirst && word[0] <= kLast,
             "a reading for each character: " + std::string(line));
    if (word.size() == 1) {
        readings.single[word[0] - kFirst] = syllables[0];
    } else {
        readings.starts_word[word[0] - kFirst] = true;
        readings.words.emplace(word, std::move(syllables));
    }
}

Readings load_readings() {
    Readings readings;
    for (char32_t c = kFirst; c <= kLast; ++c) readings.single[c - kFirst] = std::string(han_reading(c).view());
    std::string_view text = embedded_file("terms/han_readings.txt");
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && line[0] != '#') add_line(line, readings);
    }
    const auto surnames = parse_toml(embedded_file("terms/surnames.toml"), "terms/surnames.toml");
    WB_CHECK(surnames.ok(), to_string(surnames.error()));
    const auto* table = (*surnames)["readings"].as_table();
    WB_CHECK(table != nullptr, "terms/surnames.toml has readings");
    for (const auto& [character, reading] : *table) {
        const auto c = codes_of(character.str())[0];
        const auto syllable = reading.value_or(std::string());
        if (c >= kFirst && c <= kLast && readings.single[c - kFirst] != syllable) readings.surnames.emplace(c, syllable);
    }
    return readings;
}

const Readings& readings() {
    static const Readings kReadings = load_readings();
    return kReadings;
}

const std::vector<std::string>* word_at(std::u32string_view text) {
    if (text[0] < kFirst || text[0] > kLast || !readings().starts_word[text[0] - kFirst]) return nullptr;
    for (auto size = std::min(kLongestWord, text.size()); size > 1; --size) {
        const auto found = readings().words.find(std::u32string(text.substr(0, size)));
        if (found != readings().words.end()) return &found->second;
    }
    return nullptr;
}

}  // namespace

void read_han(std::u32string_view text, std::vector<std::string_view>& syllables) {
    while (!text.empty()) {
        if (const auto* word = word_at(text); word != nullptr) {
            syllables.insert(syllables.end(), word->begin(), word->end());
            text.remove_prefix(word->size());
            continue;
        }
        syllables.push_back(text[0] >= kFirst && text[0] <= kLast ? std::string_view(readings().single[text[0] - kFirst])
                                                                  : std::string_view());
        text.remove_prefix(1);
    }
}

void read_han(std::string_view text, std::vector<std::string>& syllables) {
    std::vector<std::string_view> views;
    const auto codes = codes_of(text);
    read_han(codes, views);
    syllables.assign(views.begin(), views.end());
}

std::string_view surname_reading(char32_t c) {
    const auto found = readings().surnames.find(c);
    return found == readings().surnames.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace wb
