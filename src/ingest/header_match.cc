#include "ingest/header_match.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "ingest/mapping_checks.h"
#include "ingest/profile.h"
#include "text/fold.h"

namespace wb {

namespace {

constexpr std::size_t kHeaderSearchRows = 40;  // banners above the header are shorter

bool word_fits(std::string_view word, std::string_view pattern) {
    if (!pattern.empty() && pattern.back() == '*') return word.starts_with(pattern.substr(0, pattern.size() - 1));
    return word == pattern;
}

bool sequence_fits(const std::vector<std::string>& words, const std::vector<std::string>& pattern) {
    const bool open = !pattern.empty() && pattern.back().ends_with('*');
    if (words.size() < pattern.size() || (words.size() > pattern.size() && !open)) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (!word_fits(words[i], pattern[i])) return false;
    }
    return true;
}

// The phrase stands somewhere in the header, its words side by side.
bool contains_phrase(const std::vector<std::string>& words, const std::vector<std::string>& pattern) {
    for (std::size_t start = 0; start + pattern.size() <= words.size(); ++start) {
        bool fits = true;
        for (std::size_t i = 0; i < pattern.size() && fits; ++i) fits = word_fits(words[start + i], pattern[i]);
        if (fits) return true;
    }
    return false;
}

double phrase_score(const std::vector<std::string>& words, const HeaderPhrase& phrase) {
    const double preference = 0.8 + 0.2 * phrase.preference;
    if (sequence_fits(words, phrase.words)) return preference;
    if (phrase.words.empty() || !contains_phrase(words, phrase.words)) return 0;
    const double coverage = static_cast<double>(phrase.words.size()) / static_cast<double>(words.size());
    if (phrase.words.size() == 1 && coverage < 0.5) return 0;
    return (0.45 + 0.4 * coverage) * preference;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    const auto folded = fold_words(text);
    for (std::size_t start = 0; start < folded.size();) {
        const auto end = std::min(folded.find(' ', start), folded.size());
        words.push_back(folded.substr(start, end - start));
        start = end + 1;
    }
    return words;
}

bool has_word(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool mentions(const std::vector<std::string>& words, Field field) {
    const auto& phrases = built_in_header_words()[static_cast<std::size_t>(field)].phrases;
    return std::any_of(phrases.begin(), phrases.end(), [&](const HeaderPhrase& phrase) { return contains_phrase(words, phrase.words); });
}

double header_score(const std::vector<std::string>& header_words, Field field) {
    if (header_words.empty()) return 0;
    double best = 0;
    for (const auto& phrase : built_in_header_words()[static_cast<std::size_t>(field)].phrases)
        best = std::max(best, phrase_score(header_words, phrase));
    return best;
}

int find_header(const Sample& sample) {
    int best = -1;
    double best_score = 0;
    for (std::size_t row = 0; row < std::min(sample.rows.size(), kHeaderSearchRows); ++row) {
        std::set<Field> fields;
        double filled = 0;
        for (const auto& cell : sample.rows[row]) {
            const auto words = words_of(cell);
            filled += words.empty() ? 0 : 1;
            for (std::size_t f = 0; f < kFields; ++f) {
                if (header_score(words, static_cast<Field>(f)) < kRecognised) continue;
                fields.insert(static_cast<Field>(f));
                break;
            }
        }
        const double score = filled == 0 ? 0 : static_cast<double>(fields.size()) * std::sqrt(static_cast<double>(fields.size()) / filled);
        if (fields.size() >= 2 && score > best_score + 0.5) {
            best_score = score;
            best = static_cast<int>(row);
        }
    }
    if (best >= 0 || sample.rows.empty()) return best;
    // Names that no word list holds: the first full row whose cells are all unlike the column below.
    return looks_like_names(sample) ? 0 : -1;
}

}  // namespace wb
