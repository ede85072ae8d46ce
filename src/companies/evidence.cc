#include "companies/evidence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/hash.h"
#include "companies/parallel.h"

namespace wb {

namespace {

bool is_text(FieldKind kind) { return kind == FieldKind::name || kind == FieldKind::address || kind == FieldKind::text; }

// The legal forms of a column of companies, as a column of its own.
ValueColumn legal_forms(const TextColumn& column, std::size_t records) {
    std::vector<std::uint32_t> value_of(records, kNone);
    std::uint32_t most = 0;
    for (std::size_t record = 0; record < records; ++record) {
        const auto value = column.value_of[record];
        if (value == kNone || column.legal_forms[value] == 0) continue;
        value_of[record] = column.legal_forms[value] - 1U;
        most = std::max(most, value_of[record] + 1U);
    }
    return numbered_column(std::move(value_of), most);
}

template <typename Column>
void keep_nodes(Column& column, const std::vector<std::uint32_t>& first_record) {
    std::vector<std::uint32_t> kept;
    kept.reserve(first_record.size());
    for (const auto record : first_record) kept.push_back(column.value_of[record]);
    column.value_of = std::move(kept);
}

}  // namespace

std::uint8_t level_of_bits(float bits) {
    const auto bin = std::floor((bits - kLowestBits) / kBinBits);
    return static_cast<std::uint8_t>(1 + std::clamp(bin, 0.0F, static_cast<float>(kLevels - 2)));
}

float bits_of_level(std::size_t level) { return kLowestBits + (static_cast<float>(level) - 0.5F) * kBinBits; }

Evidence::Evidence(const RecordSet& set, int threads) {
    for (const auto& field : set.fields) {
        if (is_text(field.kind)) {
            texts.push_back({field.label, field.kind, read_text_column(field, threads), {}});
            const auto& column = texts.back().column;
            if (column.companies) values.push_back({std::string(kLegalForm), legal_forms(column, set.records())});
        } else {
            values.push_back({field.label, read_value_column(field, threads)});
        }
    }
    WB_CHECK(fields() <= kMostFields, "at most twelve fields are compared");
    make_nodes(set, threads);
    std::vector<std::uint32_t> alone(nodes());
    std::iota(alone.begin(), alone.end(), 0U);
    for (auto& field : values) field.column.count(alone);
    count_companies(std::vector<float>(nodes(), 1.0F));
}

void Evidence::make_nodes(const RecordSet& set, int threads) {
    struct Entry {
        std::uint64_t key;
        std::uint32_t record;
    };
    const auto records = set.records();
    std::vector<Entry> entries(records);
    const auto stated = [&](std::size_t record) {
        const auto states = [&](const auto& field) { return field.column.value_of[record] != kNone; };
        return std::any_of(texts.begin(), texts.end(), states) || std::any_of(values.begin(), values.end(), states);
    };
    for_ranges(records, threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) {
            KeyHasher hasher(set.lists.empty() ? 0 : set.lists[i]);
            for (const auto& field : texts)
                hasher.add(field.column.value_of[i] == kNone ? 0 : hash64(field.column.values[field.column.value_of[i]]));
            for (const auto& field : values) {
                const auto value = field.column.value_of[i];
                // Columns made from another (legal forms) have no texts and say nothing new.
                hasher.add(value == kNone || field.column.values[value].empty() ? std::uint64_t{0} : hash64(field.column.values[value]));
            }
            // Rows that state nothing are not one company.
            if (!stated(i)) hasher.add(static_cast<std::uint64_t>(i));
            entries[i] = {static_cast<std::uint64_t>(hasher.key()), static_cast<std::uint32_t>(i)};
        }
    });
    sort_parallel(entries.begin(), entries.end(), threads,
                  [](const Entry& a, const Entry& b) { return a.key != b.key ? a.key < b.key : a.record < b.record; });
    node_of.assign(records, 0);
    for (const auto& entry : entries) {
        if (key_of.empty() || key_of.back() != entry.key) {
            key_of.push_back(entry.key);
            first_record.push_back(entry.record);
            copies.push_back(0);
            list_of.push_back(set.lists.empty() ? std::uint8_t{0} : set.lists[entry.record]);
        }
        node_of[entry.record] = static_cast<std::uint32_t>(key_of.size() - 1);
        ++copies.back();
    }
    for (auto& field : texts) keep_nodes(field.column, first_record);
    for (auto& field : values) keep_nodes(field.column, first_record);
}

void Evidence::count_companies(const std::vector<float>& weight_of) {
    for (auto& field : texts) {
        const bool first = field.model.keep.empty();
        auto model = count_tokens(field.column, weight_of);
        if (!first) {
            model.keep = std::move(field.model.keep);
            model.drop = std::move(field.model.drop);
            model.replace = std::move(field.model.replace);
        }
        field.model = std::move(model);
        if (first) learn_keeping(field.column, {}, field.model);
    }
}

Comparison Evidence::compare(std::uint32_t a, std::uint32_t b) const {
    Comparison comparison;
    std::size_t f = 0;
    for (const auto& field : texts) {
        const auto va = field.column.value_of[a], vb = field.column.value_of[b];
        if (va != kNone && vb != kNone) {
            comparison.bits[f] = compare_texts(field.column, field.model, va, vb, field.kind != FieldKind::text);
            comparison.levels[f] = level_of_bits(comparison.bits[f]);
        }
        ++f;
    }
    for (const auto& field : values) {
        comparison.levels[f++] = static_cast<std::uint8_t>(field.column.compare(field.column.value_of[a], field.column.value_of[b]));
    }
    return comparison;
}

}  // namespace wb
