#include "companies/record_keys.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/hash.h"
#include "companies/near_words.h"
#include "companies/parallel.h"

namespace wb {

namespace {

// Common features of a node that are paired, each with each. In long lists more of them are common, and their pairs would use up what a
// record may meet (options_for) before it has met those who share something else: a world of a million records, bench/resolve.py, found F1
// .943 with six and .948 with four, one of 500,000 .960 and .962, one of 200,000 .968 and .967.
constexpr std::size_t kMostPaired = 6, kLeastPaired = 4, kAllPaired = 2'400'000;
constexpr std::uint32_t kRareNodes = 24;  // a feature of at most so many nodes needs no other beside it
constexpr std::size_t kShortestInitials = 3, kLongestInitials = 6;
constexpr std::uint64_t kWhole = 1;

// One text column as features: its tokens are numbered from `offset`.
struct TextFeatures {
    const TextField* field = nullptr;
    std::uint32_t offset = 0;
    const NearWords& near;
};

// What the tokens of a text may stand for.
class TextReader {
public:
    TextReader(const TextFeatures& text, std::vector<std::uint32_t>& features)
        : text_(text), column_(text.field->column), features_(features) {}

    void read(std::uint32_t value) {
        tokens_ = column_.tokens_of(value);
        for (const auto token : tokens_) add(token);
        for (const auto token : column_.second_of(value)) {
            if (token != kNone && !column_.words[token].is(Word::kWording)) add(token);
        }
        if (text_.field->kind != FieldKind::name) return;
        for (const auto token : tokens_) {
            for (const auto near : text_.near.of(token)) add(near);
        }
        add_joined();
        add_initials();
    }

private:
    void add(std::uint32_t token) {
        if (token != kNone) features_.push_back(text_.offset + token);
    }
    void add_joined() {
        for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
            written_.clear();
            for (std::size_t j = i; j < std::min(i + 3, tokens_.size()); ++j) {
                const auto& word = column_.words[tokens_[j]];
                if (!word.is(Word::kWordlike)) break;
                written_ += word.text;
                if (j > i) add(column_.find_word(hash64(written_)));
            }
        }
    }
    void add_initials() {
        written_.clear();
        for (const auto token : tokens_) {
            const auto& word = column_.words[token];
            if (word.kind != TokenKind::number && !word.is(Word::kIdea) && !word.is(Word::kLinks)) written_ += word.text[0];
        }
        if (written_.size() >= kShortestInitials && written_.size() <= kLongestInitials) add(column_.find_word(hash64(written_)));
    }

    const TextFeatures& text_;
    const TextColumn& column_;
    std::vector<std::uint32_t>& features_;
    std::span<const std::uint32_t> tokens_;
    std::string written_;
};

class FeatureMaker {
public:
    FeatureMaker(const Evidence& evidence, int threads) : evidence_(evidence), threads_(threads) {
        std::uint32_t offset = 0;
        for (std::size_t t = 0; t < evidence.texts.size(); ++t) {
            const auto& field = evidence.texts[t];
            texts_.push_back({&field, offset, field.near});
            offset += static_cast<std::uint32_t>(field.column.words.size());
        }
        for (const auto& field : evidence.values) {
            offsets_.push_back(offset);
            offset += static_cast<std::uint32_t>(field.column.values.size());
        }
        input_.features = offset;
        input_.records = evidence.nodes();
        most_paired_ = std::clamp(kAllPaired / std::max<std::size_t>(input_.records, 1), kLeastPaired, kMostPaired);
    }

    CandidateInput run() {
        collect();
        count();
        pair();
        return std::move(input_);
    }

private:
    void collect() {
        std::vector<std::vector<std::uint32_t>> parts(range_count(input_.records));
        input_.first.assign(input_.records + 1, 0);
        for_ranges(input_.records, threads_, [&](std::size_t begin, std::size_t end, std::size_t range) {
            std::vector<std::uint32_t> own;
            std::vector<TextReader> readers;
            for (const auto& text : texts_) readers.emplace_back(text, own);
            for (auto node = begin; node < end; ++node) {
                own.clear();
                for (std::size_t t = 0; t < texts_.size(); ++t) {
                    const auto value = texts_[t].field->column.value_of[node];
                    if (value != kNone) readers[t].read(value);
                }
                for (std::size_t v = 0; v < offsets_.size(); ++v) {
                    const auto value = evidence_.values[v].column.value_of[node];
                    if (value != kNone) own.push_back(offsets_[v] + value);
                }
                std::sort(own.begin(), own.end());
                own.erase(std::unique(own.begin(), own.end()), own.end());
                parts[range].insert(parts[range].end(), own.begin(), own.end());
                input_.first[node + 1] = static_cast<std::uint32_t>(own.size());
            }
        });
        for (std::size_t node = 0; node < input_.records; ++node) input_.first[node + 1] += input_.first[node];
        input_.feature = joined(parts, threads_);
    }
    void count() {
        input_.records_of.assign(input_.features, 0);
        for (const auto feature : input_.feature) ++input_.records_of[feature];
    }
    void pair() {
        std::vector<std::vector<RecordKey>> keys(range_count(input_.records));
        std::vector<std::vector<std::uint32_t>> paired(keys.size());
        input_.first_paired.assign(input_.records + 1, 0);
        for_ranges(input_.records, threads_, [&](std::size_t begin, std::size_t end, std::size_t range) {
            std::vector<std::uint32_t> common;
            for (auto node = begin; node < end; ++node) {
                pair_node(static_cast<std::uint32_t>(node), common, paired[range]);
                add_whole(static_cast<std::uint32_t>(node), keys[range]);
            }
        });
        for (std::size_t node = 0; node < input_.records; ++node) input_.first_paired[node + 1] += input_.first_paired[node];
        input_.paired = joined(paired, threads_);
        input_.keys = joined(keys, threads_);
    }
    void pair_node(std::uint32_t node, std::vector<std::uint32_t>& common, std::vector<std::uint32_t>& paired) {
        common.clear();
        for (auto at = input_.first[node]; at < input_.first[node + 1]; ++at) {
            if (input_.records_of[input_.feature[at]] > kRareNodes) common.push_back(input_.feature[at]);
        }
        const auto kept = std::min(common.size(), most_paired_);
        std::partial_sort(common.begin(), common.begin() + static_cast<std::ptrdiff_t>(kept), common.end(),
                          [&](std::uint32_t a, std::uint32_t b) {
                              const auto na = input_.records_of[a], nb = input_.records_of[b];
                              return na != nb ? na < nb : a < b;
                          });
        paired.insert(paired.end(), common.begin(), common.begin() + static_cast<std::ptrdiff_t>(kept));
        input_.first_paired[node + 1] = static_cast<std::uint32_t>(kept);
    }
    void add_whole(std::uint32_t node, std::vector<RecordKey>& keys) const {
        for (std::size_t t = 0; t < texts_.size(); ++t) {
            const auto& column = texts_[t].field->column;
            const auto value = column.value_of[node];
            if (value != kNone) keys.push_back({key_of(combine64(combine64(kWhole, t), column.whole[value]), KeyKind::exact), node});
        }
    }

    const Evidence& evidence_;
    int threads_;
    std::vector<TextFeatures> texts_;
    std::vector<std::uint32_t> offsets_;  // of value fields
    std::size_t most_paired_ = kMostPaired;
    CandidateInput input_;
};

}  // namespace

CandidateInput make_keys(const Evidence& evidence, int threads) { return FeatureMaker(evidence, threads).run(); }

}  // namespace wb
