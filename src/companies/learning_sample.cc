#include "companies/learning_sample.h"

#include <algorithm>

#include "base/hash.h"
#include "companies/parallel.h"

namespace wb {

namespace {

constexpr double kLeastTaught = 0.1;  // less likely pairs teach nothing about what matches keep

}  // namespace

LearningSample::LearningSample(const Evidence& evidence, std::span<const RecordPair> candidates, int threads) {
    choose(evidence, candidates);
    for (std::size_t t = 0; t < evidence.texts.size(); ++t)
        counters_.emplace_back(evidence.texts[t].column, evidence.token_nodes[t], evidence.texts[t].near.around, nodes_, threads);
}

void LearningSample::choose(const Evidence& evidence, std::span<const RecordPair> candidates) {
    const auto nodes = evidence.nodes();
    // Keys of content are spread evenly over 63 bits.
    const double share = std::min(1.0, static_cast<double>(kLearningNodes) / static_cast<double>(std::max<std::size_t>(nodes, 1)));
    place_of_.assign(nodes, kNone);
    for (std::uint32_t node = 0; node < nodes; ++node) {
        if (share < 1 && static_cast<double>(mix64(evidence.key_of[node]) >> 11U) * 0x1.0p-53 >= share) continue;
        place_of_[node] = static_cast<std::uint32_t>(nodes_.size());
        nodes_.push_back(node);
    }
    for (const auto& pair : candidates) {
        if (place_of_[pair.a] != kNone || place_of_[pair.b] != kNone) pairs_.push_back(pair);
    }
}

void LearningSample::count_tokens(Evidence& evidence) const {
    const std::vector<float> alone(nodes_.size(), 1.0F);
    for (std::size_t t = 0; t < evidence.texts.size(); ++t) {
        auto& field = evidence.texts[t];
        counters_[t].count(alone, field.model);
        learn_keeping(field.column, {}, field.model);
    }
}

void LearningSample::align(const Evidence& evidence, int threads) {
    compared_.resize(pairs_.size());
    for (const auto& field : evidence.texts) {
        auto& part = parts_.emplace_back();
        std::vector<std::vector<TokenMet>> found(range_count(pairs_.size()));
        part.first.assign(pairs_.size() + 1, 0);
        for_ranges(pairs_.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
            TextAlignment alignment;
            for (auto i = begin; i < end; ++i) {
                const auto a = field.column.value_of[pairs_[i].a], b = field.column.value_of[pairs_[i].b];
                if (a == kNone || b == kNone || !field.comparable(a, b)) continue;
                align_texts(field.column, field.model, a, b, field.kind != FieldKind::text, alignment);
                found[range].insert(found[range].end(), alignment.all().begin(), alignment.all().end());
                part.first[i + 1] = static_cast<std::uint32_t>(alignment.count);
            }
        });
        for (std::size_t i = 0; i < pairs_.size(); ++i) part.first[i + 1] += part.first[i];
        part.met = joined(found, threads);
    }
    for_ranges(pairs_.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) evidence.compare_values(pairs_[i].a, pairs_[i].b, compared_[i]);
    });
}

void LearningSample::compare(const Evidence& evidence, int threads) {
    if (parts_.empty()) align(evidence, threads);
    for_ranges(pairs_.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) compared_[i].forget_texts();
        for (std::size_t t = 0; t < parts_.size(); ++t) {
            const auto& part = parts_[t];
            const auto& field = evidence.texts[t];
            for (auto i = begin; i < end; ++i) {
                const auto a = field.column.value_of[pairs_[i].a], b = field.column.value_of[pairs_[i].b];
                if (a == kNone || b == kNone || !field.comparable(a, b)) continue;
                const std::span<const TokenMet> met(part.met.data() + part.first[i], part.met.data() + part.first[i + 1]);
                compared_[i].note(t, field.kind, weigh_alignment(field.column, field.model, met));
            }
        }
    });
}

void LearningSample::learn_tokens(std::span<const double> probability, Evidence& evidence) const {
    std::vector<float> weight_of(nodes_.size(), 1);
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
        for (const auto node : {pairs_[i].a, pairs_[i].b}) {
            if (place_of_[node] != kNone) weight_of[place_of_[node]] += static_cast<float>(probability[i]);
        }
    }
    for (auto& weight : weight_of) weight = 1 / weight;
    std::vector<TokenMet> outcomes;
    for (std::size_t t = 0; t < parts_.size(); ++t) {
        auto& field = evidence.texts[t];
        counters_[t].count(weight_of, field.model);
        KeepCounts counts;
        counts.reset(field.column.words.size());
        const auto& words = field.column.words;
        const bool persons = !words.empty() && words[0].is(Word::kPerson);
        // Names of companies are read by their parts, which have rates of their own.
        counts.may_cut = field.kind == FieldKind::name && !field.column.companies && !persons;
        for (std::size_t i = 0; i < pairs_.size(); ++i) {
            const auto from = parts_[t].first[i], to = parts_[t].first[i + 1];
            if (probability[i] < kLeastTaught || from == to) continue;
            weigh_alignment(field.column, field.model, {parts_[t].met.data() + from, parts_[t].met.data() + to}, &outcomes);
            counts.add(field.column, outcomes, probability[i]);
        }
        learn_keeping(field.column, counts, field.model);
    }
}

}  // namespace wb
