#include "ingest/header_match.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "ingest/mapping_checks.h"
#include "ingest/profile.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kHeaderSearchRows = 40;  // banners above the header are shorter
constexpr std::size_t kLongestName = 160;      // bytes looked at; the longest name in four Russian layouts has 130

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

constexpr double kReordered = 0.93;     // of the score of the phrase itself: the same words in another order, or with idle words between
constexpr double kLeastCoverage = 0.5;  // of the name, for a phrase of one word
constexpr double kLeastHanCoverage = 0.33;  // 境内收货企业名称 (consignee) beside 收货

bool is_han_word(std::string_view word) { return !word.empty() && static_cast<unsigned char>(word[0]) >= 0xE3; }

double partial(double coverage, double least, double preference) { return coverage < least ? 0 : (0.45 + 0.4 * coverage) * preference; }

// Chinese does not part its words: 成交数量 holds 数量.
double han_score(const HeaderName& name, const std::string& phrase, double preference) {
    double best = 0;
    for (const auto& word : name.words) {
        if (word.find(phrase) == std::string::npos) continue;
        auto size = static_cast<double>(code_points(word));
        if (word.find("名称") != std::string::npos && phrase.find("名称") == std::string::npos) size -= 2;
        best = std::max(best, partial(static_cast<double>(code_points(phrase)) / size, kLeastHanCoverage, preference));
    }
    return best;
}

double phrase_score(const HeaderName& name, const HeaderPhrase& phrase) {
    const double preference = 0.8 + 0.2 * phrase.preference;
    if (phrase.words.empty()) return 0;
    if (sequence_fits(name.words, phrase.words)) return preference;
    if (sequence_fits(name.core, phrase.core)) return kReordered * preference;
    if (phrase.words.size() == 1 && is_han_word(phrase.words[0])) return han_score(name, phrase.words[0], preference);
    if (!contains_phrase(name.words, phrase.words)) return 0;
    // A word that only says "name" counts as one of all words, not as the one that matters.
    const bool idle =
        !std::includes(name.core.begin(), name.core.end(), phrase.core.begin(), phrase.core.end()) && phrase.words.size() == 1;
    const double coverage = idle ? 1.0 / static_cast<double>(name.words.size())
                                 : static_cast<double>(phrase.core.size()) / static_cast<double>(name.core.size());
    if (phrase.words.size() == 1) return partial(coverage, kLeastCoverage, preference);
    return (0.45 + 0.4 * std::min(1.0, coverage)) * preference;
}

// Signs of currencies as words: a fold would drop them.
std::string with_currency_words(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kSigns = {
        {{"US$", " usd "}, {"$", " usd "}, {"€", " eur "}, {"₽", " rub "}, {"₹", " inr "}, {"¥", " cny "}, {"￥", " cny "}}};
    std::string out(text);
    for (const auto& [sign, word] : kSigns) {
        for (auto at = out.find(sign); at != std::string::npos; at = out.find(sign, at + word.size())) out.replace(at, sign.size(), word);
    }
    return out;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    const auto folded = fold_words(without_accents(with_currency_words(text)));
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

HeaderName::HeaderName(std::string_view text) : words(words_of(text)), core(core_words(words)) {}

double header_score(const HeaderName& name, Field field) {
    if (name.words.empty()) return 0;
    double best = 0;
    for (const auto& phrase : built_in_header_words()[static_cast<std::size_t>(field)].phrases)
        best = std::max(best, phrase_score(name, phrase));
    return best;
}

int find_header(const Sample& sample) {
    int best = -1;
    double best_score = 0;
    for (std::size_t row = 0; row < std::min(sample.rows.size(), kHeaderSearchRows); ++row) {
        std::set<Field> fields;
        double filled = 0;
        for (const auto& cell : sample.rows[row]) {
            const HeaderName name(std::string_view(cell).substr(0, kLongestName));
            filled += name.words.empty() ? 0 : 1;
            for (std::size_t f = 0; f < kFields; ++f) {
                if (header_score(name, static_cast<Field>(f)) < kRecognised) continue;
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
