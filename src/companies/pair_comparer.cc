#include "companies/pair_comparer.h"

#include "base/hash.h"

namespace wb {

namespace {

constexpr std::size_t kKnown = 4096;  // of each column, a power of two: fits the second cache
constexpr double kRepeated = 0.85;    // values per node; of columns with more, keeping answers costs more than it saves

bool repeats(std::size_t values, std::size_t nodes) { return static_cast<double>(values) < kRepeated * static_cast<double>(nodes); }

void ask_for(const void* address) { __builtin_prefetch(address); }

// The place of two values in a table, which may hold others.
template <typename Known>
Known& place_of(std::vector<Known>& table, std::uint32_t a, std::uint32_t b) {
    return table[(a * 0x9E3779B1U ^ b * 0x85EBCA6BU) >> 8U & (kKnown - 1)];
}

}  // namespace

PairComparer::PairComparer(const Evidence& evidence) : evidence_(evidence) {
    for (const auto& field : evidence.texts)
        texts_.emplace_back(repeats(field.column.values.size(), evidence.nodes()) ? kKnown : std::size_t{0});
    for (const auto& field : evidence.values) values_.emplace_back(field.column.dear() ? kKnown : std::size_t{0});
}

void PairComparer::prefetch(std::uint32_t node, Depth depth) const {
    if (depth == Depth::values) {
        for (const auto& field : evidence_.values) ask_for(&field.column.value_of[node]);
    }
    for (const auto& field : evidence_.texts) {
        const auto& column = field.column;
        if (depth == Depth::values) {
            ask_for(&column.value_of[node]);
            continue;
        }
        const auto value = column.value_of[node];
        if (value == kNone) continue;
        if (depth == Depth::places) {
            ask_for(&column.first[value]);
        } else if (depth == Depth::tokens) {
            ask_for(column.tokens.data() + column.first[value]);
            ask_for(column.second_readings.data() + column.first[value]);
        } else {
            for (const auto token : column.tokens_of(value)) {
                ask_for(&column.words[token]);
                ask_for(&field.model.tokens[token]);
            }
        }
    }
}

TextWeight PairComparer::weigh(std::size_t field, std::uint32_t a, std::uint32_t b) {
    const auto& text = evidence_.texts[field];
    const auto answer = [&] { return compare_texts(text.column, text.model, a, b, text.kind != FieldKind::text); };
    if (texts_[field].empty()) return answer();
    auto& known = place_of(texts_[field], a, b);
    if (known.a != a || known.b != b) known = {a, b, answer()};
    return known.result;
}

ValueLevel PairComparer::level(std::size_t field, std::uint32_t a, std::uint32_t b) {
    const auto& column = evidence_.values[field].column;
    if (a == b || a == kNone || b == kNone || values_[field].empty()) return column.compare(a, b);
    auto& known = place_of(values_[field], a, b);
    if (known.a != a || known.b != b) known = {a, b, column.compare(a, b)};
    return known.result;
}

Comparison PairComparer::compare(std::uint32_t a, std::uint32_t b) {
    return evidence_.compare_with(
        a, b, [&](std::size_t field, std::uint32_t x, std::uint32_t y) { return weigh(field, x, y); },
        [&](std::size_t field, std::uint32_t x, std::uint32_t y) { return level(field, x, y); });
}

}  // namespace wb
