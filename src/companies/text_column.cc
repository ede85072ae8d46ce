#include "companies/text_column.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/hash.h"
#include "companies/parallel.h"
#include "names/generation_words.h"
#include "names/name_parts.h"
#include "names/syllables.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

// A column of names of which at least this share carries a legal form is one of companies. By judgement: persons, papers and products
// hardly carry any, a good part of companies do.
constexpr double kCompanyFormShare = 0.15;
constexpr std::size_t kFormSample = 2000;
constexpr std::string_view kLatinWording = "=latin:", kCyrillicWording = "=cyrillic:";

// A word of one range of values, as it was first met there.
struct LocalWord {
    std::uint64_t hash = 0;
    std::string_view text;
    TokenKind kind = TokenKind::core;
};

// The words of one range, each once: most words of a list are met again and again, and only different ones go to the vocabulary.
class LocalWords {
public:
    explicit LocalWords(Arena& arena) : arena_(arena), slots_(kFirstSlots, kNone) {}

    // Number of the word. Of one word with several kinds the smallest is taken, so that the order of records has no say.
    std::uint32_t number(std::string_view text, TokenKind kind) {
        const auto hash = hash64(text);
        auto at = hash & (slots_.size() - 1);
        while (slots_[at] != kNone && words[slots_[at]].hash != hash) at = (at + 1) & (slots_.size() - 1);
        if (slots_[at] != kNone) {
            auto& word = words[slots_[at]];
            word.kind = std::min(word.kind, kind);
            return slots_[at];
        }
        slots_[at] = static_cast<std::uint32_t>(words.size());
        words.push_back({hash, arena_.keep(text), kind});
        if (words.size() * 2 > slots_.size()) grow();
        return static_cast<std::uint32_t>(words.size() - 1);
    }

    std::vector<LocalWord> words;

private:
    static constexpr std::size_t kFirstSlots = 1024;
    void grow() {
        slots_.assign(slots_.size() * 2, kNone);
        for (std::uint32_t i = 0; i < words.size(); ++i) {
            auto at = words[i].hash & (slots_.size() - 1);
            while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = i;
        }
    }
    Arena& arena_;
    std::vector<std::uint32_t> slots_;
};

// What one range of values was read to. Tokens and their second readings are numbers of local words.
struct RangeTokens {
    std::unique_ptr<Arena> arena = std::make_unique<Arena>();
    std::vector<LocalWord> words;
    std::vector<std::uint32_t> tokens, second;
    std::vector<std::uint32_t> counts;
    std::vector<std::string_view> forms;
    std::vector<std::uint64_t> whole;
};

bool all_digits(std::string_view word) {
    return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool any_digit(std::string_view word) {
    return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint64_t letters_of(std::string_view word) {
    std::uint64_t letters = 0;
    for (const char c : word) letters |= std::uint64_t{1} << (static_cast<unsigned char>(c) & 63U);
    return letters;
}

bool links_words(std::string_view word) {
    return word == "of" || word == "and" || word == "the" || word == "for" || word == "de" || word == "at" || word == "in";
}

TokenKind kind_of_word(std::string_view word) {
    if (all_digits(word)) return TokenKind::number;
    if (any_digit(word)) return TokenKind::code;
    return word.size() == 1 ? TokenKind::initial : TokenKind::core;
}

TokenKind kind_of_token(const NameToken& token) {
    switch (token.kind) {
        case NameTokenKind::place:
            return TokenKind::place;
        case NameTokenKind::activity:
            return TokenKind::activity;
        case NameTokenKind::generic:
            return TokenKind::generic;
        case NameTokenKind::number:
            return TokenKind::number;
        case NameTokenKind::initial:
            return TokenKind::initial;
        case NameTokenKind::core:
            break;
    }
    return any_digit(token.latin) ? TokenKind::code : TokenKind::core;
}

class ValueReader {
public:
    ValueReader(bool companies, RangeTokens& out) : companies_(companies), out_(out), words_(*out.arena) {}

    void read(std::string_view text) {
        before_ = out_.tokens.size();
        std::string_view form;
        joined_.clear();
        companies_ ? read_company(text, form) : read_words(text, form);
        out_.counts.push_back(static_cast<std::uint32_t>(out_.tokens.size() - before_));
        out_.forms.push_back(form);
        out_.whole.push_back(hash64(joined_));
    }
    void finish() { out_.words = std::move(words_.words); }

private:
    void read_words(std::string_view text, std::string_view& generation) {
        latin_.clear();
        romanise(text, latin_);
        for (std::size_t start = 0; start < latin_.size();) {
            const auto end = std::min(latin_.find(' ', start), latin_.size());
            const auto word = std::string_view(latin_).substr(start, end - start);
            if (!word.empty()) add(word);
            if (const auto named = start > 0 ? generation_of(word) : std::string_view(); !named.empty()) generation = named;
            start = end + 1;
        }
    }
    void add(std::string_view word) {
        joined_ += word;
        if (full()) return;
        out_.tokens.push_back(words_.number(word, kind_of_word(word)));
        out_.second.push_back(kNone);
    }
    void read_company(std::string_view text, std::string_view& form) {
        const auto parts = read_name(text, scratch_);
        form = parts.legal_form.empty() ? std::string_view() : out_.arena->keep(parts.legal_form);
        for (const auto& token : parts.tokens) add_token(token);
    }
    void add_token(const NameToken& token) {
        // A listed word that is all the name there is (SHIHUA) is first what it sounds like, then what it means.
        const bool named = token.kind == NameTokenKind::core && !token.key.empty();
        const auto text = token.concept_id.empty() || named ? token.key : token.concept_id;
        const auto other = token.concept_id.empty() ? token.other_key : named ? token.concept_id : wording_of(token);
        if (text.empty()) return;
        joined_ += token.key;
        if (full()) return;
        const auto kind = kind_of_token(token);
        out_.tokens.push_back(words_.number(text, kind));
        out_.second.push_back(other.empty() ? kNone : words_.number(other, kind));
    }
    // Words of one script are told apart: between two scripts an activity is translated.
    std::string_view wording_of(const NameToken& token) {
        const bool told = token.kind == NameTokenKind::activity && (token.script == Script::latin || token.script == Script::cyrillic);
        if (!told || token.key.empty()) return {};
        wording_.assign(token.script == Script::latin ? kLatinWording : kCyrillicWording).append(token.concept_id).append(":");
        wording_ += token.key;
        return wording_;
    }
    [[nodiscard]] bool full() const { return out_.tokens.size() - before_ >= kMostTokens; }

    bool companies_;
    RangeTokens& out_;
    LocalWords words_;
    NameScratch scratch_;
    std::string latin_, joined_, wording_;
    std::size_t before_ = 0;
};

bool holds_companies(std::span<const std::string_view> values) {
    NameScratch scratch;
    std::size_t with_form = 0, seen = 0;
    const auto step = std::max<std::size_t>(1, values.size() / kFormSample);
    for (std::size_t i = 0; i < values.size(); i += step) {
        ++seen;
        with_form += read_name(values[i], scratch).legal_form.empty() ? 0U : 1U;
    }
    return static_cast<double>(with_form) > kCompanyFormShare * static_cast<double>(seen);
}

// All words, each once, in order of hash.
std::vector<LocalWord> merge_words(const std::vector<RangeTokens>& ranges, int threads) {
    std::vector<LocalWord> words;
    std::size_t all = 0;
    for (const auto& range : ranges) all += range.words.size();
    words.reserve(all);
    for (const auto& range : ranges) words.insert(words.end(), range.words.begin(), range.words.end());
    sort_by_hash(
        words, threads, [](const LocalWord& word) { return word.hash; },
        [](const LocalWord& a, const LocalWord& b) { return a.hash != b.hash ? a.hash < b.hash : a.kind < b.kind; });
    words.erase(std::unique(words.begin(), words.end(), [](const LocalWord& a, const LocalWord& b) { return a.hash == b.hash; }),
                words.end());
    return words;
}

// Hashes are spread evenly, so their leading bits nearly say where they stand.
int bucket_shift(std::size_t words) {
    int bits = 1;
    while ((std::size_t{1} << bits) < words) ++bits;
    return 64 - bits;
}

void build_buckets(TextColumn& column) {
    const auto shift = bucket_shift(column.word_hashes.size());
    column.word_buckets.assign((std::size_t{1} << (64 - shift)) + 1, 0);
    std::size_t at = 0;
    for (std::size_t bucket = 0; bucket < column.word_buckets.size(); ++bucket) {
        while (at < column.word_hashes.size() && (column.word_hashes[at] >> shift) < bucket) ++at;
        column.word_buckets[bucket] = static_cast<std::uint32_t>(at);
    }
}

Word make_word(const LocalWord& local) {
    Word word{local.text, local.kind, 0, local.text.empty() ? '\0' : local.text[0], letters_of(local.text)};
    const bool idea = local.text.find(':') != std::string_view::npos;
    if (idea) word.traits |= Word::kIdea;
    if (local.text.starts_with('=')) word.traits |= Word::kWording;
    if (!idea && local.kind != TokenKind::number && local.kind != TokenKind::initial) word.traits |= Word::kWordlike;
    if (links_words(local.text)) word.traits |= Word::kLinks;
    return word;
}

void number_forms(const std::vector<RangeTokens>& ranges, TextColumn& column) {
    std::map<std::string_view, std::uint8_t> numbers;
    for (const auto& range : ranges) {
        std::string_view last;
        for (const auto form : range.forms) {
            if (form != last && !form.empty()) numbers.emplace(form, 0);
            last = form;
        }
    }
    std::uint8_t next = 0;
    for (auto& [form, number] : numbers) number = next < 255 ? ++next : next;
    for (const auto& range : ranges) {
        for (const auto form : range.forms) column.legal_forms.push_back(form.empty() ? std::uint8_t{0} : numbers[form]);
    }
}

void collect(std::vector<RangeTokens>& ranges, TextColumn& column, int threads) {
    const auto words = merge_words(ranges, threads);
    column.words.resize(words.size());
    column.word_hashes.resize(words.size());
    for_ranges(words.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) {
            column.words[i] = make_word(words[i]);
            if (column.companies) column.words[i].traits |= Word::kSound;
            if (column.companies && words[i].text.starts_with("city:")) column.words[i].traits |= Word::kCity;
            const bool name = column.companies && words[i].kind == TokenKind::core;
            if (name && pinyin_key_syllables(words[i].text) > 1) column.words[i].traits |= Word::kSyllables;
            column.word_hashes[i] = words[i].hash;
        }
    });
    build_buckets(column);
    column.first.assign(1, 0);
    for (const auto& range : ranges) {
        for (const auto count : range.counts) column.first.push_back(column.first.back() + count);
        column.whole.insert(column.whole.end(), range.whole.begin(), range.whole.end());
    }
    column.tokens.resize(column.first.back());
    column.second_readings.resize(column.first.back());
    for_ranges(column.values.size(), threads, [&](std::size_t begin, std::size_t, std::size_t range) {
        const auto& own = ranges[range];
        std::vector<std::uint32_t> ids;
        ids.reserve(own.words.size());
        for (const auto& word : own.words) ids.push_back(column.find_word(word.hash));
        const auto at = column.first[begin];
        for (std::size_t i = 0; i < own.tokens.size(); ++i) {
            column.tokens[at + i] = ids[own.tokens[i]];
            column.second_readings[at + i] = own.second[i] == kNone ? kNone : ids[own.second[i]];
        }
    });
    if (!column.values.empty())
        column.tokens_a_text = static_cast<double>(column.tokens.size()) / static_cast<double>(column.values.size());
    number_forms(ranges, column);
    for (auto& range : ranges) column.arenas.push_back(std::move(range.arena));
}

}  // namespace

std::uint32_t TextColumn::find_word(std::uint64_t hash) const {
    if (words.empty()) return kNone;
    auto at = word_buckets[hash >> bucket_shift(word_hashes.size())];
    while (at < word_hashes.size() && word_hashes[at] < hash) ++at;
    return at < word_hashes.size() && word_hashes[at] == hash ? at : kNone;
}

DistinctTexts distinct_texts(std::span<const std::string_view> texts, int threads) {
    struct Entry {
        std::uint64_t hash;
        std::uint32_t record;
    };
    std::vector<Entry> entries(texts.size());
    for_ranges(texts.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) {
            const auto text = trim(texts[i]);
            entries[i] = {text.empty() ? 0 : hash64(text) | 1U, static_cast<std::uint32_t>(i)};
        }
    });
    sort_by_hash(
        entries, threads, [](const Entry& entry) { return entry.hash; },
        [](const Entry& a, const Entry& b) { return a.hash != b.hash ? a.hash < b.hash : a.record < b.record; });
    DistinctTexts distinct;
    distinct.value_of.assign(texts.size(), kNone);
    std::uint64_t last = 0;
    for (const auto& entry : entries) {
        if (entry.hash == 0) continue;
        if (entry.hash != last) distinct.values.push_back(trim(texts[entry.record]));
        last = entry.hash;
        distinct.value_of[entry.record] = static_cast<std::uint32_t>(distinct.values.size() - 1);
    }
    return distinct;
}

TextColumn read_text_column(const RecordField& field, int threads) {
    TextColumn column;
    auto distinct = distinct_texts(field.values, threads);
    column.value_of = std::move(distinct.value_of);
    column.values = std::move(distinct.values);
    column.cuts = field.kind == FieldKind::address;
    column.companies = field.kind == FieldKind::name && holds_companies(column.values);
    std::vector<RangeTokens> ranges(range_count(column.values.size()));
    for_ranges(column.values.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        ValueReader reader(column.companies, ranges[range]);
        for (auto i = begin; i < end; ++i) reader.read(column.values[i]);
        reader.finish();
    });
    collect(ranges, column, threads);
    return column;
}

}  // namespace wb
