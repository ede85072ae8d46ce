#include "companies/text_column.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/hash.h"
#include "companies/parallel.h"
#include "names/name_parts.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

// A column of names of which at least this share carries a legal form is one of companies. By judgement: persons, papers and products
// hardly carry any, a good part of companies do.
constexpr double kCompanyFormShare = 0.15;
constexpr std::size_t kFormSample = 2000;

struct RawToken {
    std::uint64_t hash = 0, second = 0;
    Word word;
    std::string_view second_text;
};

// What one range of values was read to.
struct RangeTokens {
    std::unique_ptr<Arena> arena = std::make_unique<Arena>();
    std::vector<RawToken> tokens;
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
    ValueReader(bool companies, RangeTokens& out) : companies_(companies), out_(out) {}

    void read(std::string_view text) {
        const auto before = out_.tokens.size();
        std::string_view form;
        joined_.clear();
        companies_ ? read_company(text, form) : read_words(text);
        out_.counts.push_back(static_cast<std::uint32_t>(out_.tokens.size() - before));
        out_.forms.push_back(form);
        out_.whole.push_back(hash64(joined_));
        before_ = out_.tokens.size();
    }

private:
    void read_words(std::string_view text) {
        latin_.clear();
        romanise(text, latin_);
        for (std::size_t start = 0; start < latin_.size();) {
            const auto end = std::min(latin_.find(' ', start), latin_.size());
            if (end > start) add(std::string_view(latin_).substr(start, end - start));
            start = end + 1;
        }
    }
    void add(std::string_view word) {
        joined_ += word;
        if (full()) return;
        const auto kept = out_.arena->keep(word);
        out_.tokens.push_back({hash64(kept), 0, {kept, kind_of_word(word), 0}, {}});
    }
    void read_company(std::string_view text, std::string_view& form) {
        const auto parts = read_name(text, scratch_);
        form = parts.legal_form.empty() ? std::string_view() : out_.arena->keep(parts.legal_form);
        for (const auto& token : parts.tokens) add_token(token);
    }
    void add_token(const NameToken& token) {
        const auto text = token.concept_id.empty() ? token.key : token.concept_id;
        if (text.empty()) return;
        joined_ += token.key;
        if (full()) return;
        RawToken raw;
        raw.word.text = out_.arena->keep(text);
        raw.word.kind = kind_of_token(token);
        raw.hash = hash64(raw.word.text);
        if (!token.other_key.empty() && token.concept_id.empty()) {
            raw.second_text = out_.arena->keep(token.other_key);
            raw.second = hash64(raw.second_text);
        }
        out_.tokens.push_back(raw);
    }
    [[nodiscard]] bool full() const { return out_.tokens.size() - before_ >= kMostTokens; }

    bool companies_;
    RangeTokens& out_;
    NameScratch scratch_;
    std::string latin_, joined_;
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

// Numbers the words by hash.
class Vocabulary {
public:
    Vocabulary(const std::vector<RangeTokens>& ranges, int threads) {
        for (const auto& range : ranges) {
            for (const auto& token : range.tokens) {
                entries_.push_back({token.hash, &token.word});
                if (token.second != 0) seconds_.push_back(token);
            }
        }
        for (auto& token : seconds_) token.word.text = token.second_text;
        for (const auto& token : seconds_) entries_.push_back({token.second, &token.word});
        // Of one word with several kinds the smallest is taken, so that the order of records has no say.
        sort_parallel(entries_.begin(), entries_.end(), threads,
                      [](const Entry& a, const Entry& b) { return a.hash != b.hash ? a.hash < b.hash : a.word->kind < b.word->kind; });
        entries_.erase(std::unique(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.hash == b.hash; }),
                       entries_.end());
        build_buckets();
    }
    [[nodiscard]] std::uint32_t id_of(std::uint64_t hash) const {
        auto at = buckets_[hash >> shift_];
        while (entries_[at].hash != hash) ++at;
        return at;
    }
    [[nodiscard]] std::vector<Word> words() const {
        std::vector<Word> words;
        words.reserve(entries_.size());
        for (const auto& entry : entries_) {
            words.push_back(*entry.word);
            words.back().letters = letters_of(entry.word->text);
        }
        return words;
    }

private:
    struct Entry {
        std::uint64_t hash;
        const Word* word;
    };
    // Hashes are spread evenly: their leading bits nearly say where in the sorted entries they stand.
    void build_buckets() {
        int bits = 1;
        while ((std::size_t{1} << bits) < entries_.size()) ++bits;
        shift_ = 64 - bits;
        buckets_.assign((std::size_t{1} << bits) + 1, 0);
        std::size_t at = 0;
        for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
            while (at < entries_.size() && (entries_[at].hash >> shift_) < bucket) ++at;
            buckets_[bucket] = static_cast<std::uint32_t>(at);
        }
    }
    std::vector<Entry> entries_;
    std::vector<RawToken> seconds_;
    std::vector<std::uint32_t> buckets_;
    int shift_ = 63;
};

void number_forms(const std::vector<RangeTokens>& ranges, TextColumn& column) {
    std::map<std::string_view, std::uint8_t> numbers;
    for (const auto& range : ranges) {
        for (const auto form : range.forms) {
            if (!form.empty()) numbers.emplace(form, 0);
        }
    }
    std::uint8_t next = 0;
    for (auto& [form, number] : numbers) number = next < 255 ? ++next : next;
    for (const auto& range : ranges) {
        for (const auto form : range.forms) column.legal_forms.push_back(form.empty() ? std::uint8_t{0} : numbers[form]);
    }
}

void collect(std::vector<RangeTokens>& ranges, TextColumn& column, int threads) {
    const Vocabulary vocabulary(ranges, threads);
    column.words = vocabulary.words();
    column.first.assign(1, 0);
    for (const auto& range : ranges) {
        for (const auto count : range.counts) column.first.push_back(column.first.back() + count);
        column.whole.insert(column.whole.end(), range.whole.begin(), range.whole.end());
    }
    column.tokens.resize(column.first.back());
    column.second_readings.resize(column.first.back());
    for_ranges(column.values.size(), threads, [&](std::size_t begin, std::size_t, std::size_t range) {
        auto at = column.first[begin];
        for (const auto& token : ranges[range].tokens) {
            column.tokens[at] = vocabulary.id_of(token.hash);
            column.second_readings[at++] = token.second == 0 ? kNone : vocabulary.id_of(token.second);
        }
    });
    number_forms(ranges, column);
    for (auto& range : ranges) column.arenas.push_back(std::move(range.arena));
}

}  // namespace

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
    sort_parallel(entries.begin(), entries.end(), threads,
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
    column.companies = field.kind == FieldKind::name && holds_companies(column.values);
    std::vector<RangeTokens> ranges(range_count(column.values.size()));
    for_ranges(column.values.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        ValueReader reader(column.companies, ranges[range]);
        for (auto i = begin; i < end; ++i) reader.read(column.values[i]);
    });
    collect(ranges, column, threads);
    return column;
}

}  // namespace wb
