#include "companies/pair_comparer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <string>

#include "base/hash.h"
#include "companies/invented_word.h"
#include "companies/learning_sample.h"
#include "companies/parallel.h"
#include "companies/pattern_counts.h"

using namespace wb;

namespace {

std::string invented(std::uint64_t seed) { return invented_word(seed, 3); }

// Names and addresses of few words, so that many are repeated and many are near.
RecordSet random_set(std::size_t records, std::deque<std::string>& texts) {
    RecordSet set;
    set.fields = {{FieldKind::name, "name", {}},
                  {FieldKind::address, "address", {}},
                  {FieldKind::place, "city", {}},
                  {FieldKind::identifier, "number", {}}};
    std::uint64_t draw = 0;
    const auto pick = [&](std::uint64_t most) { return mix64(++draw) % most; };
    for (std::size_t i = 0; i < records; ++i) {
        texts.push_back(invented(pick(40)) + " " + invented(pick(40)) + (pick(3) == 0 ? "" : " Trading Ltd"));
        set.fields[0].values.push_back(texts.back());
        texts.push_back(pick(4) == 0 ? "" : invented(pick(9)) + " street " + std::to_string(pick(4)));
        set.fields[1].values.push_back(texts.back());
        texts.push_back(invented(pick(6)));
        set.fields[2].values.push_back(texts.back());
        texts.push_back(std::to_string(7'000'000 + pick(90)));
        set.fields[3].values.push_back(texts.back());
    }
    return set;
}

std::vector<RecordPair> all_pairs(std::uint32_t nodes) {
    std::vector<RecordPair> pairs;
    for (std::uint32_t a = 0; a < nodes; ++a) {
        for (auto b = a + 1; b < nodes; ++b) pairs.push_back({a, b});
    }
    return pairs;
}

}  // namespace

TEST_CASE("pair comparer: what evidence says of each pair, in any order") {
    std::deque<std::string> texts;
    Evidence evidence(random_set(150, texts), 2);
    auto pairs = all_pairs(static_cast<std::uint32_t>(evidence.nodes()));
    LearningSample(evidence, pairs, 2).count_tokens(evidence);
    for (int order = 0; order < 2; ++order) {
        PairComparer comparer(evidence);
        std::size_t seen = 0;
        comparer.compare_all(pairs, 0, pairs.size(), [&](std::size_t i, const Comparison& found) {
            const auto expected = evidence.compare(pairs[i].a, pairs[i].b);
            CHECK(i == seen++);
            CHECK(found.levels == expected.levels);
            CHECK(found.bits == expected.bits);
            CHECK(found.beyond == expected.beyond);
        });
        CHECK(seen == pairs.size());
        std::sort(pairs.begin(), pairs.end(),
                  [](const RecordPair& x, const RecordPair& y) { return mix64(x.a * 1000 + x.b) < mix64(y.a * 1000 + y.b); });
    }
}

TEST_CASE("pattern counts: every pair counts once, in one order for any number of threads") {
    std::vector<Comparison> compared(30'000);
    for (std::size_t i = 0; i < compared.size(); ++i) {
        compared[i].levels[0] = static_cast<std::uint8_t>(mix64(i) % 31);
        compared[i].levels[3] = static_cast<std::uint8_t>(mix64(i) / 31 % 5);
    }
    const double part = 0.1;  // sums of it are not exact
    const auto counted = count_patterns(compared, part, 1);
    CHECK(counted.size() == 31 * 5);
    for (const auto& pattern : counted) {
        double sum = 0;
        for (const auto& comparison : compared) sum += comparison.levels == pattern.levels ? part : 0.0;
        CHECK(pattern.pairs == sum);
    }
    const auto again = count_patterns(compared, part, 3);
    CHECK(
        std::ranges::equal(counted, again, [](const Pattern& x, const Pattern& y) { return x.levels == y.levels && x.pairs == y.pairs; }));
}

TEST_CASE("parallel: groups are met once, however ranges cut them") {
    std::vector<int> items;
    for (int i = 0; i < 2000; ++i) items.push_back(static_cast<int>(mix64(static_cast<std::uint64_t>(i)) % 300));
    std::sort(items.begin(), items.end());
    for (const std::size_t step : {1U, 3U, 64U, 5000U}) {
        std::vector<int> met;
        for (std::size_t begin = 0; begin < items.size(); begin += step) {
            for_groups(
                items, begin, std::min(items.size(), begin + step), [](int item) { return item; },
                [&](std::size_t at, std::size_t next) {
                    CHECK(next - at == static_cast<std::size_t>(std::count(items.begin(), items.end(), items[at])));
                    met.push_back(items[at]);
                });
        }
        auto distinct = items;
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        CHECK(met == distinct);
    }
}
