#include "companies/candidates.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/hash.h"
#include "companies/parallel.h"

using namespace wb;

namespace {

// Records with a few features each, rare and common ones, and a key for each pair of features.
CandidateInput random_input(std::size_t records, std::uint64_t seed, std::size_t features = 60) {
    CandidateInput input;
    input.records = records;
    input.features = features;
    input.records_of.assign(input.features, 0);
    input.first.push_back(0);
    std::uint64_t draw = 0;
    for (std::uint32_t record = 0; record < records; ++record) {
        std::set<std::uint32_t> own;
        for (int i = 0; i < 4; ++i) {
            const double u = uniform_draw(seed, 1, draw++);
            own.insert(static_cast<std::uint32_t>(u * u * static_cast<double>(features)));
        }
        for (const auto feature : own) {
            input.feature.push_back(feature);
            ++input.records_of[feature];
        }
        input.first.push_back(static_cast<std::uint32_t>(input.feature.size()));
        const std::vector<std::uint32_t> list(own.begin(), own.end());
        for (std::size_t i = 0; i < list.size(); ++i) {
            for (std::size_t j = i + 1; j < list.size(); ++j)
                input.keys.push_back({key_of(combine64(list[i], list[j]), KeyKind::pair), record});
        }
    }
    return input;
}

// The definition: all shared keys of all pairs, the heaviest kept from either side. Only without a limit on records met.
std::vector<RecordPair> slow_candidates(const CandidateInput& input, const CandidateOptions& options) {
    std::vector<std::set<std::uint64_t>> keys(input.records);
    for (std::uint32_t record = 0; record < input.records; ++record) {
        for (auto at = input.first[record]; at < input.first[record + 1]; ++at)
            keys[record].insert(std::uint64_t{input.feature[at]} << 2U | 1U);
    }
    for (const auto& key : input.keys) keys[key.record].insert(key.hash);
    const auto count = [&](std::uint64_t key) {
        return static_cast<std::size_t>(std::count_if(keys.begin(), keys.end(), [&](const auto& own) { return own.contains(key); }));
    };
    std::set<RecordPair> pairs;
    for (std::uint32_t a = 0; a < input.records; ++a) {
        std::vector<std::pair<float, std::uint32_t>> others;
        for (std::uint32_t b = 0; b < input.records; ++b) {
            float weight = 0;
            bool any = false;
            for (const auto key : keys[a]) {
                if (a == b || !keys[b].contains(key) || count(key) > options.most_records) continue;
                any = true;
                weight +=
                    std::log2(static_cast<float>(input.records) / static_cast<float>(count(key)) + 1) * ((key & 3U) == 2U ? 0.4F : 1.0F);
            }
            if (any && static_cast<double>(weight) >= std::log2(static_cast<double>(input.records)) - kSlackBits)
                others.emplace_back(-weight, b);
        }
        std::sort(others.begin(), others.end());
        for (std::size_t i = 0; i < others.size() && i < options.best; ++i)
            pairs.insert({std::min(a, others[i].second), std::max(a, others[i].second)});
    }
    return {pairs.begin(), pairs.end()};
}

}  // namespace

TEST_CASE("candidates: the index finds what the definition says, for any number of threads") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        CandidateOptions options;
        options.most_records = 25;
        options.most_met = 1000000;
        options.best = 1000;  // weights are sums of floats in another order here, so ties may fall otherwise
        const auto expected = slow_candidates(random_input(90, seed), options);
        REQUIRE(!expected.empty());
        for (const int threads : {1, 3}) {
            auto input = random_input(90, seed);
            options.threads = threads;
            CHECK(find_candidates(input, options) == expected);
        }
    }
}

TEST_CASE("candidates: the same when memory for passing things is hardly there, and when pairs of features are left to the index") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        constexpr std::size_t kRecords = 3 * kRangeSize + 100;  // several rounds of looking, too
        CandidateOptions options;
        options.most_met = 200;
        options.best = 5;
        const auto left_to_index = [&] {
            auto paired = random_input(kRecords, seed, 9000);
            paired.keys = {};
            paired.first_paired = paired.first;
            paired.paired = paired.feature;
            return paired;
        };
        auto input = random_input(kRecords, seed, 9000), paired_input = left_to_index();
        const auto expected = find_candidates(input, options);
        const auto expected_paired = find_candidates(paired_input, options);  // the same but for ties: sums are in another order
        REQUIRE(expected.size() > kRecords);
        REQUIRE(expected_paired.size() == expected.size());
        for (const int threads : {1, 2}) {
            options.threads = threads;
            for (const std::size_t bytes : {std::size_t{1}, std::size_t{100'000}, kPassingBytes}) {
                options.passing_bytes = bytes;
                auto again = random_input(kRecords, seed, 9000), paired = left_to_index();
                CHECK(find_candidates(again, options) == expected);
                CHECK(find_candidates(paired, options) == expected_paired);
            }
        }
    }
}

TEST_CASE("candidates: between two lists and within them together are those of one list") {
    auto all_input = random_input(80, 5), across_input = random_input(80, 5), within_input = random_input(80, 5);
    std::vector<std::uint8_t> lists;
    for (std::uint8_t i = 0; i < 80; ++i) lists.push_back(i % 2);
    CandidateOptions options;
    options.most_met = 1000000;
    options.best = 1000;
    options.list_of = lists;
    const auto all = find_candidates(all_input, options);
    options.among = Among::across_lists;
    auto parts = find_candidates(across_input, options);
    options.among = Among::within_lists;
    const auto within = find_candidates(within_input, options);
    CHECK(std::all_of(within.begin(), within.end(), [&](const RecordPair& pair) { return lists[pair.a] == lists[pair.b]; }));
    parts.insert(parts.end(), within.begin(), within.end());
    std::sort(parts.begin(), parts.end());
    CHECK(parts == all);
}

TEST_CASE("sorting by hash is sorting") {
    struct Item {
        std::uint64_t hash;
        std::uint32_t number;
        bool operator==(const Item&) const = default;
    };
    const auto less = [](const Item& a, const Item& b) { return a.hash != b.hash ? a.hash < b.hash : a.number < b.number; };
    for (const std::size_t size : {0UL, 1UL, 700UL, 5000UL, 90000UL}) {
        std::vector<Item> items;
        for (std::uint32_t i = 0; i < size; ++i)
            items.push_back({mix64(i % (size / 3 + 1)), static_cast<std::uint32_t>(mix64(i) & 0xFFFFU)});
        auto expected = items;
        std::sort(expected.begin(), expected.end(), less);
        for (const int threads : {1, 2, 5}) {
            auto sorted = items;
            sort_by_hash(
                sorted, threads, [](const Item& item) { return item.hash; }, less);
            CHECK(sorted == expected);
        }
    }
}
