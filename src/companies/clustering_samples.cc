#include "companies/clustering_samples.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "base/hash.h"
#include "companies/parallel.h"

namespace wb {

namespace {

constexpr std::uint64_t kSampleSeed = 0x636C7573;

struct Near {
    std::uint32_t node;
    double bits;
};

// One component in doubt: local numbers.
struct Doubtful {
    std::vector<std::uint32_t> nodes;
    std::vector<std::vector<Near>> near;
    std::vector<std::uint8_t> once;
    std::vector<std::vector<std::uint32_t>> units;  // nodes that move together, by smallest; nearly all have one node
    std::vector<std::uint32_t> unit_of;
    std::vector<std::vector<std::uint32_t>> apart;  // unit -> units that people keep apart from it
    bool in_doubt = false;
};

// Numbers clusters by their first node, so that equal partitions are equal vectors.
std::vector<std::uint32_t> numbered(const std::vector<std::uint32_t>& cluster_of) {
    constexpr std::uint32_t kUnnumbered = 0xFFFFFFFF;
    const auto most = *std::max_element(cluster_of.begin(), cluster_of.end());
    std::vector<std::uint32_t> numbers(std::size_t{most} + 1, kUnnumbered), out;
    out.reserve(cluster_of.size());
    std::uint32_t next = 0;
    for (const auto cluster : cluster_of) {
        if (numbers[cluster] == kUnnumbered) numbers[cluster] = next++;
        out.push_back(numbers[cluster]);
    }
    return out;
}

class Sampler {
public:
    Sampler(const Doubtful& component, std::vector<std::uint32_t> start, std::uint64_t key, const SamplingOptions& options)
        : component_(component),
          options_(options),
          cluster_of_(std::move(start)),
          key_(key),
          size_(cluster_of_.size() + 1, 0),
          sums_(size_.size()) {
        // People's groups may number clusters beyond the nodes of the component.
        cluster_of_ = numbered(cluster_of_);
        for (const auto cluster : cluster_of_) ++size_[cluster];
    }

    std::vector<SampledClustering> run() {
        std::map<std::vector<std::uint32_t>, int> seen;
        for (int sweep = 0; sweep < kFirstSweeps; ++sweep) move_all();
        for (int sample = 0; sample < options_.samples; ++sample) {
            move_all();
            ++seen[numbered(cluster_of_)];
        }
        std::vector<SampledClustering> found;
        for (const auto& [clusters, times] : seen) found.push_back({static_cast<double>(times), clusters});
        std::stable_sort(found.begin(), found.end(),
                         [](const SampledClustering& a, const SampledClustering& b) { return a.probability > b.probability; });
        if (found.size() > options_.most_clusterings) found.resize(options_.most_clusterings);
        double all = 0;
        for (const auto& clustering : found) all += clustering.probability;
        for (auto& clustering : found) clustering.probability /= all;
        return found;
    }

private:
    struct Choice {
        std::uint32_t cluster;
        double bits;
    };
    void move_all() {
        for (std::uint32_t unit = 0; unit < component_.units.size(); ++unit) move(unit);
        const bool joint_law = options_.witness_correlation == 0;
        for (std::size_t i = 0; joint_law && i <= component_.units.size() / kUnitsPerJoin; ++i) join_or_split();
    }
    [[nodiscard]] double uniform() { return uniform_draw(kSampleSeed, key_, step_++); }
    // Discounted: the members of a cluster are no independent witnesses.
    [[nodiscard]] double discounted(double bits, double pairs) const {
        return bits / (1 + options_.witness_correlation * std::max(pairs - 1, 0.0));
    }
    // Log odds between a unit and those that `side_of_` puts on a side.
    [[nodiscard]] double evidence(std::uint32_t unit, std::uint8_t side) const {
        Sum sum;
        for (const auto node : component_.units[unit]) {
            for (const auto& near : component_.near[node]) {
                if (side_of_[near.node] != side) continue;
                sum.bits += near.bits;
                ++sum.compared;
            }
        }
        const double all = static_cast<double>(side_size_[side]) * static_cast<double>(component_.units[unit].size());
        return discounted(sum.bits + static_cast<double>(kNeverCompared) * (all - sum.compared), all);
    }
    void take_side(std::uint32_t unit, std::uint8_t side) {
        for (const auto node : component_.units[unit]) side_of_[node] = side;
        side_size_[side] += component_.units[unit].size();
    }
    // Lays out the sides of two units: those of `others` as drawn, or as they stand when they are apart. Log2 of the chance to draw it so.
    double lay_out(std::uint32_t first, std::uint32_t second, const std::vector<std::uint32_t>& others, bool drawn) {
        side_of_.assign(cluster_of_.size(), 0);
        side_size_ = {};
        const auto own = cluster_of_[component_.units[first].front()];
        take_side(first, 1);
        take_side(second, 2);
        double chance = 0;
        for (const auto unit : others) {
            const double odds = evidence(unit, 1) - evidence(unit, 2);
            const double to_first = 1 / (1 + std::exp2(-odds));
            const bool one = drawn ? uniform() < to_first : cluster_of_[component_.units[unit].front()] == own;
            chance += std::log2(std::max(one ? to_first : 1 - to_first, kLeastChance));
            take_side(unit, one ? 1 : 2);
        }
        return chance;
    }
    [[nodiscard]] double between_sides() const {
        Sum sum;
        for (std::uint32_t node = 0; node < side_of_.size(); ++node) {
            if (side_of_[node] != 1) continue;
            for (const auto& near : component_.near[node]) {
                if (side_of_[near.node] != 2) continue;
                sum.bits += near.bits;
                ++sum.compared;
            }
        }
        const double all = static_cast<double>(side_size_[1]) * static_cast<double>(side_size_[2]);
        return discounted(sum.bits + static_cast<double>(kNeverCompared) * (all - sum.compared), all);
    }
    // Whether people or lists keep some node of one side from some node of the other.
    [[nodiscard]] bool sides_barred() const {
        for (std::uint32_t unit = 0; unit < component_.units.size(); ++unit) {
            if (side_of_[component_.units[unit].front()] != 1) continue;
            const auto beyond = [&](std::uint32_t other) { return side_of_[component_.units[other].front()] == 2; };
            if (std::ranges::any_of(component_.apart[unit], beyond)) return true;
        }
        for (std::uint32_t a = 0; a < side_of_.size(); ++a) {
            for (std::uint32_t b = 0; b < side_of_.size() && side_of_[a] == 1 && component_.once[a] != 0; ++b) {
                if (side_of_[b] == 2 && component_.once[a] == component_.once[b]) return true;
            }
        }
        return false;
    }
    void join_or_split() {
        const auto& units = component_.units;
        const auto first = static_cast<std::uint32_t>(uniform() * static_cast<double>(units.size()));
        const auto& near = component_.near[units[first].front()];
        if (near.empty()) return;
        const auto second = component_.unit_of[near[static_cast<std::size_t>(uniform() * static_cast<double>(near.size()))].node];
        if (first == second) return;
        const auto here = cluster_of_[units[first].front()], there = cluster_of_[units[second].front()];
        std::vector<std::uint32_t> others;
        for (std::uint32_t unit = 0; unit < units.size(); ++unit) {
            const auto cluster = cluster_of_[units[unit].front()];
            if (unit != first && unit != second && (cluster == here || cluster == there)) others.push_back(unit);
        }
        const bool split = here == there;
        const double chance = lay_out(first, second, others, split);
        if (!split && sides_barred()) return;
        const double gain = between_sides() + chance;
        if (uniform() >= std::exp2(split ? -gain : gain)) return;
        split ? move_side(2, free_cluster()) : move_side(2, here);
    }
    [[nodiscard]] std::uint32_t free_cluster() const {
        return static_cast<std::uint32_t>(std::find(size_.begin(), size_.end(), 0U) - size_.begin());
    }
    void move_side(std::uint8_t side, std::uint32_t cluster) {
        for (std::uint32_t node = 0; node < side_of_.size(); ++node) {
            if (side_of_[node] != side) continue;
            --size_[cluster_of_[node]];
            cluster_of_[node] = cluster;
            ++size_[cluster];
        }
    }
    [[nodiscard]] bool taken(std::uint32_t cluster, std::uint32_t node) const {
        if (component_.once[node] == 0) return false;
        for (std::uint32_t other = 0; other < cluster_of_.size(); ++other) {
            if (other != node && cluster_of_[other] == cluster && component_.once[other] == component_.once[node]) return true;
        }
        return false;
    }
    [[nodiscard]] bool barred(std::uint32_t cluster, std::uint32_t unit) const {
        const auto& nodes = component_.units[unit];
        const auto here = [&](std::uint32_t other) { return cluster_of_[component_.units[other].front()] == cluster; };
        return std::ranges::any_of(component_.apart[unit], here) ||
               std::ranges::any_of(nodes, [&](std::uint32_t node) { return taken(cluster, node); });
    }
    void move(std::uint32_t unit) {
        const auto& nodes = component_.units[unit];
        const auto own = static_cast<std::uint32_t>(nodes.size());
        size_[cluster_of_[nodes.front()]] -= own;
        for (const auto node : nodes) {
            for (const auto& near : component_.near[node]) {
                if (component_.unit_of[near.node] == unit) continue;
                auto& sum = sums_[cluster_of_[near.node]];
                if (sum.compared++ == 0) met_.push_back(cluster_of_[near.node]);
                sum.bits += near.bits;
            }
        }
        std::sort(met_.begin(), met_.end());
        choices_.clear();
        for (const auto cluster : met_) {
            const auto sum = std::exchange(sums_[cluster], {});
            if (barred(cluster, unit)) continue;
            const double all = static_cast<double>(size_[cluster]) * own;
            const double bits = sum.bits + static_cast<double>(kNeverCompared) * (all - sum.compared);
            choices_.push_back({cluster, discounted(bits, all)});
        }
        met_.clear();
        choices_.push_back({free_cluster(), 0});
        const auto drawn = draw();
        for (const auto node : nodes) cluster_of_[node] = drawn;
        size_[drawn] += own;
    }
    std::uint32_t draw() {
        double most = 0, all = 0;
        for (const auto& choice : choices_) most = std::max(most, choice.bits);
        for (auto& choice : choices_) all += choice.bits = std::exp2(choice.bits - most);
        double left = uniform() * all;
        for (const auto& choice : choices_) {
            left -= choice.bits;
            if (left < 0) return choice.cluster;
        }
        return choices_.back().cluster;
    }

    static constexpr std::size_t kUnitsPerJoin = 4;  // joins and splits are a part of the work of a sweep
    static constexpr double kLeastChance = 0x1.0p-1000;

    const Doubtful& component_;
    const SamplingOptions& options_;
    std::vector<std::uint32_t> cluster_of_;
    std::uint64_t key_, step_ = 0;
    std::vector<std::uint8_t> side_of_;  // of each node in a join or split: 1, 2, or 0 of the others
    std::array<std::size_t, 3> side_size_ = {};
    std::vector<std::uint32_t> size_;
    std::vector<Choice> choices_;
    struct Sum {
        double bits = 0;
        std::uint32_t compared = 0;  // pairs
    };
    std::vector<Sum> sums_;           // of each cluster, all zero between moves
    std::vector<std::uint32_t> met_;  // clusters whose sums are not
};

// Two nodes need no draws: they are one company with the pair's probability.
std::vector<SampledClustering> two_clusterings(double bits) {
    const double together = 1 / (1 + std::exp2(-bits));
    std::vector<SampledClustering> found = {{together, {0, 0}}, {1 - together, {0, 1}}};
    if (together < 0.5) std::swap(found[0], found[1]);
    return found;
}

// Nodes that people grouped move together; `place` gives each node its local number.
void make_units(Doubtful& component, const Bindings& bindings, std::span<const std::uint32_t> place) {
    component.unit_of.resize(component.nodes.size());
    for (std::uint32_t local = 0; local < component.nodes.size(); ++local) {
        const auto group = bindings.group(component.nodes[local]);
        if (group == component.nodes[local]) {
            component.unit_of[local] = static_cast<std::uint32_t>(component.units.size());
            component.units.push_back({local});
        } else {
            component.unit_of[local] = component.unit_of[place[group]];
            component.units[component.unit_of[local]].push_back(local);
        }
    }
    component.apart.resize(component.units.size());
    for (std::uint32_t unit = 0; unit < component.units.size(); ++unit) {
        const auto [begin, end] = bindings.differing(component.nodes[component.units[unit].front()]);
        for (auto at = begin; at != end; ++at) {
            const auto other = std::ranges::lower_bound(component.nodes, at->second);
            if (other != component.nodes.end() && *other == at->second)
                component.apart[unit].push_back(component.unit_of[place[at->second]]);
        }
    }
}

std::vector<Doubtful> doubtful_components(std::span<const WeightedPair> pairs, std::size_t nodes, std::span<const std::uint8_t> once_of,
                                          const Bindings& bindings) {
    const auto component_of = find_components(nodes, pairs, kDoubtBits, bindings);
    std::vector<std::uint32_t> members(nodes, 0), place(nodes, 0), number(nodes, 0);
    for (std::size_t node = 0; node < nodes; ++node) place[node] = members[component_of[node]]++;
    std::vector<Doubtful> components;
    for (std::uint32_t node = 0; node < nodes; ++node) {
        const auto root = component_of[node];
        if (members[root] < 2 || members[root] > kMostSampled) continue;
        if (root == node) {
            number[root] = static_cast<std::uint32_t>(components.size());
            components.emplace_back();
        }
        auto& component = components[number[root]];
        component.nodes.push_back(node);
        component.near.emplace_back();
        component.once.push_back(once_of.empty() ? std::uint8_t{0} : once_of[node]);
    }
    for (const auto& pair : pairs) {
        const auto root = component_of[pair.a];
        if (root != component_of[pair.b] || members[root] < 2 || members[root] > kMostSampled) continue;
        auto& component = components[number[root]];
        const double bits = std::clamp(pair.bits, -kMostBits, kMostBits);
        component.near[place[pair.a]].push_back({place[pair.b], bits});
        component.near[place[pair.b]].push_back({place[pair.a], bits});
        const bool decided = bindings.group(pair.a) == bindings.group(pair.b) || bindings.kept_apart(pair.a, pair.b);
        component.in_doubt = component.in_doubt || (!decided && pair.bits > -kSureBits && pair.bits < kSureBits);
    }
    for (auto& component : components) make_units(component, bindings, place);
    return components;
}

}  // namespace

std::vector<ComponentSamples> sample_clusterings(std::span<const WeightedPair> pairs, const Clustering& start,
                                                 std::span<const std::uint64_t> keys, std::span<const std::uint8_t> once_of, int threads,
                                                 const Bindings& bindings, const SamplingOptions& options) {
    const auto components = doubtful_components(pairs, start.cluster_of.size(), once_of, bindings);
    std::vector<ComponentSamples> samples(components.size());
    for_ranges(components.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) {
            if (!components[i].in_doubt) continue;
            if (components[i].nodes.size() == 2 && components[i].once[0] == 0) {
                samples[i] = {components[i].nodes, two_clusterings(components[i].near[0].front().bits)};
                continue;
            }
            std::vector<std::uint32_t> first;
            for (const auto node : components[i].nodes) first.push_back(start.cluster_of[node]);
            samples[i] = {components[i].nodes, Sampler(components[i], std::move(first), keys[components[i].nodes.front()], options).run()};
        }
    });
    std::erase_if(samples, [](const ComponentSamples& component) { return component.clusterings.size() < 2; });
    return samples;
}

}  // namespace wb
