#include "reference/terms.h"

#include <algorithm>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

toml::table built_in_table(const std::string& path) {
    auto table = parse_toml(embedded_file(path), path);
    WB_CHECK(table.ok(), to_string(table.error()));
    return std::move(table).value();
}

}  // namespace

namespace {

// Folding keeps digits: a cell with more of them than any null word is none.
std::size_t digits_in(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

// "OТСУТСТВУЕТ" with a Latin O: only a cell of both scripts can hide a word so.
bool of_both_scripts(std::string_view folded) {
    return std::any_of(folded.begin(), folded.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
           std::any_of(folded.begin(), folded.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// With Latin letters for all Cyrillic ones that look like them.
std::string in_latin(std::string_view folded) {
    std::string text;
    for (std::size_t at = 0; at < folded.size();) {
        const char32_t code = next_code(folded, at);
        const char32_t other = latin_look_alike(code);
        append_utf8(text, other == 0 ? code : other);
    }
    return text;
}

}  // namespace

struct TermsLoader {
    Terms terms;

    void load_words() {
        const auto table = built_in_table("terms/words.toml");
        for (const auto& word : toml_texts(table, "null_words")) {
            terms.null_words_.insert(word);
            terms.null_words_.insert(fold_words(word));
            terms.null_words_mixed_.insert(in_latin(fold_words(word)));
            terms.most_null_digits_ = std::max(terms.most_null_digits_, digits_in(fold_words(word)));
        }
        const auto* directions = table["direction"].as_table();
        WB_CHECK(directions != nullptr, "terms/words.toml has directions");
        for (const auto* name : {"import", "export", "transit"}) {
            for (const auto& word : toml_texts(*directions, name)) terms.directions_[fold_words(word)] = name;
        }
    }
    void load_units() {
        const auto table = built_in_table("terms/units.toml");
        for (const auto* entry : toml_tables(table, "unit")) {
            const UnitTerm unit{toml_text(*entry, "id"), (*entry)["factor"].value_or(1.0)};
            for (const auto* key : {"codes", "spellings"}) {
                for (const auto& word : toml_texts(*entry, key)) {
                    terms.units_.emplace(fold_words(word), unit);
                    terms.units_mixed_.emplace(in_latin(fold_words(word)), unit);
                }
            }
        }
    }
    void load_intermediaries() {
        const auto table = built_in_table("terms/intermediaries.toml");
        for (const auto* entry : toml_tables(table, "phrase")) {
            const auto side = toml_text(*entry, "principal") == "second" ? PrincipalSide::second : PrincipalSide::first;
            for (const auto& words : toml_texts(*entry, "words")) {
                IntermediaryPhrase phrase{fold_words(words), toml_text(*entry, "role"), side, {}, {}};
                for (const auto& word : toml_texts(*entry, "not_after")) phrase.not_after.push_back(fold_words(word));
                for (const auto& word : toml_texts(*entry, "not_before")) phrase.not_before.push_back(fold_words(word));
                terms.intermediaries_.push_back(std::move(phrase));
            }
        }
        std::stable_sort(terms.intermediaries_.begin(), terms.intermediaries_.end(),
                         [](const auto& a, const auto& b) { return a.words.size() > b.words.size(); });
    }
};

const Terms& Terms::built_in() {
    static const Terms kTerms = [] {
        TermsLoader loader;
        loader.load_words();
        loader.load_units();
        loader.load_intermediaries();
        return std::move(loader.terms);
    }();
    return kTerms;
}

bool Terms::is_null_word(std::string_view cell) const {
    constexpr std::size_t kLongestNullWord = 60;  // bytes; real texts are longer
    cell = trim(cell);
    if (cell.empty()) return true;
    if (cell.size() > kLongestNullWord || digits_in(cell) > most_null_digits_) return false;
    const auto folded = fold_words(cell);
    if (folded.empty() || null_words_.contains(folded)) return true;
    return of_both_scripts(folded) && null_words_mixed_.contains(in_latin(folded));
}

const UnitTerm* Terms::unit_of(const std::string& folded) const {
    if (const auto found = units_.find(folded); found != units_.end()) return &found->second;
    if (!of_both_scripts(folded)) return nullptr;
    const auto found = units_mixed_.find(in_latin(folded));
    return found == units_mixed_.end() ? nullptr : &found->second;
}

const UnitTerm* Terms::unit(std::string_view cell) const {
    constexpr std::size_t kLongestUnit = 60;
    if (cell.size() > kLongestUnit) return nullptr;
    if (const auto* whole = unit_of(fold_words(cell)); whole != nullptr) return whole;
    constexpr std::string_view kSeparators = "-/([:;";
    if (cell.find_first_of(kSeparators) == std::string_view::npos) return nullptr;
    // "CT - CARTON", "PIECES/ITEM [NUMBER]", "796 (ШТ)": a code and its meaning. Both name the same unit, or only one is known.
    const UnitTerm* unit = nullptr;
    for (std::size_t start = 0; start < cell.size();) {
        const auto end = std::min(cell.find_first_of(kSeparators, start), cell.size());
        const auto* part = unit_of(fold_words(cell.substr(start, end - start)));
        if (part != nullptr && unit != nullptr && (part->id != unit->id || part->factor != unit->factor)) return nullptr;
        if (part != nullptr) unit = part;
        start = end + 1;
    }
    return unit;
}

std::string_view Terms::direction(std::string_view cell) const {
    constexpr std::size_t kLongestDirection = 60;
    if (cell.size() > kLongestDirection) return {};
    const auto folded = fold_words(cell);
    const auto found = directions_.find(folded);
    if (found != directions_.end()) return found->second;
    // "IM 40 ДЕ", "ИМ 40": the first word says it.
    const auto first = directions_.find(folded.substr(0, folded.find(' ')));
    return first == directions_.end() ? std::string_view() : std::string_view(first->second);
}

}  // namespace wb
