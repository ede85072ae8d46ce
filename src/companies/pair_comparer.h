// Compares many pairs, one after another, as Evidence::compare does each of them, in less time.
//
// Two things make it faster. What a pair needs (values, tokens, their models) lies anywhere in memory, so it is asked for some pairs ahead.
// And records of one company repeat addresses, so that what two values said is kept in a small table, one place for many pairs of values.
// One comparer per thread; the evidence must not change while it lives. Same answers as Evidence::compare for any order of pairs.
// Memory: about 100 KB a text column and 50 KB a column of values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "companies/evidence.h"

namespace wb {

class PairComparer {
public:
    explicit PairComparer(const Evidence& evidence);

    [[nodiscard]] Comparison compare(std::uint32_t a, std::uint32_t b);

    // Calls each(i, comparison) for begin <= i < end; pairs[i] has members a and b.
    template <typename Pairs, typename Each>
    void compare_all(const Pairs& pairs, std::size_t begin, std::size_t end, Each each) {
        for (auto i = begin; i < end; ++i) {
            look_ahead(pairs, i, begin, end);
            each(i, compare(pairs[i].a, pairs[i].b));
        }
    }
    // Asks for what pairs a little ahead of i need.
    template <typename Pairs>
    void look_ahead(const Pairs& pairs, std::size_t i, std::size_t begin, std::size_t end) const {
        const auto ask = [&](std::size_t ahead, Depth depth) {
            if (i == begin) {
                for (auto k = begin; k < begin + ahead && k < end; ++k) prefetch(pairs[k].b, depth);
            }
            if (i + ahead >= end) return;
            const auto& pair = pairs[i + ahead];
            prefetch(pair.b, depth);
            if (i + ahead > begin && pairs[i + ahead - 1].a != pair.a) prefetch(pair.a, depth);
        };
        ask(24, Depth::values);
        ask(18, Depth::places);
        ask(12, Depth::tokens);
        ask(6, Depth::models);
    }

private:
    enum class Depth : std::uint8_t { values, places, tokens, models };
    template <typename Result>
    struct Known {
        std::uint32_t a = kNone, b = kNone;
        Result result{};
    };
    template <typename Result>
    using KnownPairs = std::vector<Known<Result>>;  // empty where values are hardly repeated

    void prefetch(std::uint32_t node, Depth depth) const;
    TextWeight weigh(std::size_t field, std::uint32_t a, std::uint32_t b);
    ValueLevel level(std::size_t field, std::uint32_t a, std::uint32_t b);

    const Evidence& evidence_;
    std::vector<KnownPairs<TextWeight>> texts_;
    std::vector<KnownPairs<ValueLevel>> values_;
};

}  // namespace wb
