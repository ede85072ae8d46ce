#include "companies/clustering.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/hash.h"
#include "companies/clustering_samples.h"

using namespace wb;

namespace {

// Every partition of few nodes, as cluster numbers in order of first node.
void for_partitions(std::vector<std::uint32_t>& clusters, std::size_t nodes, std::uint32_t used, auto each) {
    if (clusters.size() == nodes) {
        each(clusters);
        return;
    }
    for (std::uint32_t cluster = 0; cluster <= used; ++cluster) {
        clusters.push_back(cluster);
        for_partitions(clusters, nodes, std::max(used, cluster + 1), each);
        clusters.pop_back();
    }
}

double best_score(std::size_t nodes, const std::vector<WeightedPair>& pairs) {
    double best = -1e9;
    std::vector<std::uint32_t> clusters;
    for_partitions(clusters, nodes, 0,
                   [&](const std::vector<std::uint32_t>& found) { best = std::max(best, clustering_score(found, pairs)); });
    return best;
}

// Noisy evidence about planted groups of about three.
std::vector<WeightedPair> planted(std::size_t nodes, std::uint64_t seed) {
    std::vector<WeightedPair> pairs;
    for (std::uint32_t a = 0; a < nodes; ++a) {
        for (std::uint32_t b = a + 1; b < nodes; ++b) {
            const double noise = 8 * uniform_draw(seed, a, b) - 4;
            pairs.push_back({a, b, static_cast<float>((a % 3 == b % 3 ? 3.0 : -3.0) + noise)});
        }
    }
    return pairs;
}

}  // namespace

TEST_CASE("samples follow the exact law of clusterings, two tight clusters that may be one included") {
    SamplingOptions options;
    options.witness_correlation = 0;
    options.samples = 40000;
    options.most_clusterings = 1000;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const std::uint32_t nodes = seed < 2 ? 6 : 5;
        std::vector<WeightedPair> pairs;
        for (std::uint32_t a = 0; a < nodes; ++a) {
            for (std::uint32_t b = a + 1; b < nodes; ++b) {
                // First two: triples of 9 bits a pair, between which single nodes cannot go, though as a whole they may be one.
                const bool inside = (a < 3) == (b < 3);
                const float apart = seed == 0 ? 0.05F : -0.1F;
                const float drawn = static_cast<float>(mix64(seed * 100 + a * 10 + b) % 80) / 10.0F - 4.0F;
                pairs.push_back({a, b, seed < 2 ? (inside ? 9.0F : apart) : drawn});
            }
        }
        std::map<std::vector<std::uint32_t>, double> law;
        double all = 0;
        std::vector<std::uint32_t> partition(nodes, 0);
        const auto enumerate = [&](const auto& self, std::uint32_t node, std::uint32_t clusters) -> void {
            if (node == nodes) {
                all += law[partition] = std::exp2(clustering_score(partition, pairs));
                return;
            }
            for (partition[node] = 0; partition[node] <= clusters; ++partition[node]) {
                self(self, node + 1, std::max(clusters, partition[node] + 1));
            }
        };
        enumerate(enumerate, 0, 0);
        const std::vector<std::uint64_t> keys(nodes, 1000 + seed);
        const auto start = cluster_nodes(nodes, pairs, {}, 1);
        const auto samples = sample_clusterings(pairs, start, keys, {}, 1, {}, options);
        REQUIRE(samples.size() == 1);
        double apart = 0;
        for (const auto& clustering : samples[0].clusterings) {
            const double exact = law[clustering.cluster_of] / all;
            law.erase(clustering.cluster_of);
            apart += std::abs(exact - clustering.probability);
        }
        for (const auto& [never, weight] : law) apart += weight / all;
        CAPTURE(seed);
        CHECK(apart / 2 < 0.03);  // total variation
    }
}

TEST_CASE("clustering: beside the best of all partitions") {
    double found = 0, best = 0;
    int equal = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const std::size_t nodes = 4 + seed % 5;
        const auto pairs = planted(nodes, seed);
        const auto clustering = cluster_nodes(nodes, pairs, {}, 1);
        const double score = clustering_score(clustering.cluster_of, pairs), optimum = best_score(nodes, pairs);
        CHECK(score <= optimum + 1e-6);
        equal += score > optimum - 1e-6 ? 1 : 0;
        found += score;
        best += optimum;
    }
    CHECK(found >= 0.97 * best);
    CHECK(equal >= 48);
}

TEST_CASE("clustering: a chain of links does not glue what contradicts itself") {
    // 0-1-2-3 each linked to the next, the ends apart: not one cluster.
    const std::vector<WeightedPair> pairs = {{0, 1, 4}, {0, 2, -8}, {0, 3, -8}, {1, 2, 3}, {1, 3, -8}, {2, 3, 4}};
    const auto clustering = cluster_nodes(4, pairs, {}, 1);
    CHECK(clustering.cluster_of == std::vector<std::uint32_t>{0, 0, 1, 1});
}

TEST_CASE("clustering: lists that name nobody twice") {
    const std::vector<WeightedPair> pairs = {{0, 1, 9}, {0, 2, 5}, {0, 3, 5}, {1, 2, 2}, {1, 3, 6}};
    const std::vector<std::uint8_t> lists = {1, 1, 2, 2};
    const auto clustering = cluster_nodes(4, pairs, lists, 1);
    CHECK(clustering.cluster_of[0] != clustering.cluster_of[1]);
    CHECK(clustering.cluster_of[1] == clustering.cluster_of[3]);
    CHECK(clustering.cluster_of[0] == clustering.cluster_of[2]);
}

TEST_CASE("clustering: a name that two companies bear stands alone, and the samples say how likely each is") {
    const std::vector<WeightedPair> pairs = {{0, 1, 8}, {0, 2, 3}, {0, 3, -8}, {1, 2, 3}, {1, 3, -8}, {2, 3, 3}};
    auto clustering = cluster_nodes(4, pairs, {}, 1);
    const std::vector<std::uint64_t> keys = {11, 12, 13, 14};
    const auto choices = release_ambiguous(pairs, clustering);
    CHECK(choices[2] == 2);
    CHECK(clustering.cluster_of[2] != clustering.cluster_of[0]);
    CHECK(clustering.cluster_of[2] != clustering.cluster_of[3]);
    const auto samples = sample_clusterings(pairs, clustering, keys, {}, 1);
    REQUIRE(samples.size() == 1);
    double all = 0, with_first = 0, with_last = 0;
    for (const auto& sample : samples[0].clusterings) {
        all += sample.probability;
        with_first += sample.cluster_of[2] == sample.cluster_of[0] ? sample.probability : 0;
        with_last += sample.cluster_of[2] == sample.cluster_of[3] ? sample.probability : 0;
    }
    CHECK(all == doctest::Approx(1));
    CHECK(with_first > 0.2);
    CHECK(with_last > 0.2);
    const auto again = sample_clusterings(pairs, clustering, keys, {}, 2);
    REQUIRE(again.size() == 1);
    CHECK(again[0].clusterings[0].probability == samples[0].clusterings[0].probability);
    CHECK(again[0].clusterings[0].cluster_of == samples[0].clusterings[0].cluster_of);
}

TEST_CASE("clustering: certain components have no samples") {
    const std::vector<WeightedPair> pairs = {{0, 1, 8}, {0, 2, 8}, {1, 2, 8}, {2, 3, -8}};
    const auto clustering = cluster_nodes(4, pairs, {}, 1);
    const std::vector<std::uint64_t> keys = {1, 2, 3, 4};
    CHECK(sample_clusterings(pairs, clustering, keys, {}, 1).empty());
}

namespace {

// Random decisions that a hidden truth (a % 3) does not contradict, with some that the evidence does.
Bindings decided(std::size_t nodes, std::uint64_t seed) {
    Bindings bindings;
    for (std::uint32_t node = 0; node < nodes; ++node) {
        const bool with_first = node >= 3 && uniform_draw(seed, node, 1) < 0.3;
        bindings.group_of.push_back(with_first ? node % 3 : node);
    }
    for (std::uint32_t a = 0; a < nodes; ++a) {
        for (std::uint32_t b = 0; b < nodes; ++b) {
            const bool differ = a % 3 != b % 3 && uniform_draw(seed, a + b, 2) < 0.2;
            if (differ) bindings.apart.emplace_back(bindings.group_of[a], bindings.group_of[b]);
        }
    }
    std::sort(bindings.apart.begin(), bindings.apart.end());
    bindings.apart.erase(std::unique(bindings.apart.begin(), bindings.apart.end()), bindings.apart.end());
    return bindings;
}

bool obeys(const std::vector<std::uint32_t>& cluster_of, const Bindings& bindings) {
    for (std::uint32_t node = 0; node < cluster_of.size(); ++node) {
        if (cluster_of[node] != cluster_of[bindings.group_of[node]]) return false;
    }
    return std::none_of(bindings.apart.begin(), bindings.apart.end(),
                        [&](const auto& pair) { return cluster_of[pair.first] == cluster_of[pair.second]; });
}

}  // namespace

TEST_CASE("clustering: what people decided is obeyed, and the rest is as good as it can be") {
    double found = 0, best = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const std::size_t nodes = 4 + seed % 5;
        const auto pairs = planted(nodes, seed);
        const auto bindings = decided(nodes, seed);
        auto clustering = cluster_nodes(nodes, pairs, {}, 1, bindings);
        REQUIRE(obeys(clustering.cluster_of, bindings));
        double optimum = -1e9;
        std::vector<std::uint32_t> clusters;
        for_partitions(clusters, nodes, 0, [&](const std::vector<std::uint32_t>& each) {
            if (obeys(each, bindings)) optimum = std::max(optimum, clustering_score(each, pairs));
        });
        const double score = clustering_score(clustering.cluster_of, pairs);
        CHECK(score <= optimum + 1e-6);
        found += score;
        best += optimum;
        release_ambiguous(pairs, clustering, bindings);
        CHECK(obeys(clustering.cluster_of, bindings));
        std::vector<std::uint64_t> keys(nodes, seed);
        for (const auto& component : sample_clusterings(pairs, clustering, keys, {}, 1, bindings)) {
            for (const auto& sample : component.clusterings) {
                std::vector<std::uint32_t> whole(nodes);
                for (std::uint32_t node = 0; node < nodes; ++node) whole[node] = 1000 + clustering.cluster_of[node];
                for (std::size_t k = 0; k < component.nodes.size(); ++k) whole[component.nodes[k]] = sample.cluster_of[k];
                CHECK(obeys(whole, bindings));
            }
        }
    }
    CHECK(found >= 0.93 * best);
}

TEST_CASE("clustering: no decisions change nothing") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto pairs = planted(8, seed);
        Bindings none;
        none.group_of.resize(8);
        for (std::uint32_t node = 0; node < 8; ++node) none.group_of[node] = node;
        const auto plain = cluster_nodes(8, pairs, {}, 1), bound = cluster_nodes(8, pairs, {}, 1, none);
        CHECK(plain.cluster_of == bound.cluster_of);
        const std::vector<std::uint64_t> keys(8, seed);
        const auto one = sample_clusterings(pairs, plain, keys, {}, 1), two = sample_clusterings(pairs, plain, keys, {}, 1, none);
        REQUIRE(one.size() == two.size());
        for (std::size_t i = 0; i < one.size(); ++i) CHECK(one[i].clusterings.front().cluster_of == two[i].clusterings.front().cluster_of);
    }
}
