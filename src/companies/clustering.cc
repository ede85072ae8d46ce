#include "companies/clustering.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <queue>
#include <set>
#include <utility>

#include "companies/disjoint_sets.h"
#include "companies/parallel.h"

namespace wb {

namespace {

constexpr int kMostSweeps = 8;
constexpr std::uint32_t kUnnumbered = 0xFFFFFFFF;

// One component: nodes renumbered from 0 in order.
struct Component {
    std::vector<std::uint32_t> nodes;
    std::vector<WeightedPair> pairs;  // local numbers
    std::vector<std::uint64_t> once;  // of each node: the bit of its list, 0 when it has none
    Bindings bindings;                // local numbers
};

// Sum and number of the compared pairs between two clusters.
struct Bond {
    double sum = 0;
    std::uint32_t pairs = 0;
};

// The bonds of a small component: a square table. A bond without pairs is none.
class BondTable {
public:
    void reset(std::size_t nodes) {
        nodes_ = static_cast<std::uint32_t>(nodes);
        bonds_.assign(nodes * nodes, {});
    }
    Bond& of(std::uint32_t a, std::uint32_t b) { return bonds_[std::size_t{a} * nodes_ + b]; }
    // Calls each(other, bond) in order of the others.
    template <typename Each>
    void for_others(std::uint32_t a, Each each) {
        for (std::uint32_t b = 0; b < nodes_; ++b) {
            if (of(a, b).pairs != 0) each(b, of(a, b));
        }
    }
    void erase(std::uint32_t a, std::uint32_t b) { of(a, b) = {}; }
    void clear(std::uint32_t a) { std::fill_n(bonds_.begin() + static_cast<std::ptrdiff_t>(std::size_t{a} * nodes_), nodes_, Bond{}); }

private:
    std::uint32_t nodes_ = 0;
    std::vector<Bond> bonds_;
};

// Those of a large one: few of all possible.
class BondMaps {
public:
    void reset(std::size_t nodes) { bonds_.assign(nodes, {}); }
    Bond& of(std::uint32_t a, std::uint32_t b) { return bonds_[a][b]; }
    template <typename Each>
    void for_others(std::uint32_t a, Each each) {
        for (auto& [b, bond] : bonds_[a]) each(b, bond);
    }
    void erase(std::uint32_t a, std::uint32_t b) { bonds_[a].erase(b); }
    void clear(std::uint32_t a) { bonds_[a].clear(); }

private:
    std::vector<std::map<std::uint32_t, Bond>> bonds_;
};

constexpr std::size_t kTableNodes = 64;  // of components up to this size

template <typename Bonds>
class Joiner {
public:
    // `bonds` is only lent: its memory serves one component after another.
    Joiner(const Component& component, Bonds& bonds)
        : size_(component.nodes.size(), 1), bonds_(bonds), alive_(size_.size(), 0), once_(component.once) {
        owner_.resize(size_.size());
        std::iota(owner_.begin(), owner_.end(), 0U);
        bonds_.reset(size_.size());
        for (const auto& pair : component.pairs) {
            bonds_.of(pair.a, pair.b) = bonds_.of(pair.b, pair.a) = {static_cast<double>(bounded(pair.bits)), 1};
        }
        bind(component.bindings);
        for (std::uint32_t a = 0; a < size_.size(); ++a) {
            bonds_.for_others(a, [&](std::uint32_t b, const Bond& bond) {
                if (a < b) offer(a, b, bond);
            });
        }
    }
    // Owner of each node: the smallest node of its cluster.
    std::vector<std::uint32_t> run() {
        while (!queue_.empty()) {
            const auto next = queue_.top();
            queue_.pop();
            if (alive_[next.a] != next.age_a || alive_[next.b] != next.age_b) continue;
            join(next.a, next.b);
        }
        name_sets(owner_);
        return owner_;
    }

private:
    struct Offer {
        double mean;
        std::uint32_t a, b, age_a, age_b;
        bool operator<(const Offer& other) const {
            if (mean != other.mean) return mean < other.mean;
            return a != other.a ? a > other.a : b > other.b;
        }
    };
    [[nodiscard]] double mean_of(std::uint32_t a, std::uint32_t b, const Bond& bond) const {
        const double all = static_cast<double>(size_[a]) * static_cast<double>(size_[b]);
        return (bond.sum + static_cast<double>(kNeverCompared) * (all - bond.pairs)) / all;
    }
    // Begins with the groups that people made.
    void bind(const Bindings& bindings) {
        if (bindings.empty()) return;
        apart_.resize(bindings.group_of.size());
        for (const auto& [a, b] : bindings.apart) apart_[a].insert(b);
        for (std::uint32_t node = 0; node < bindings.group_of.size(); ++node) {
            if (bindings.group_of[node] != node) join(bindings.group_of[node], node);
        }
    }
    void join_apart(std::uint32_t a, std::uint32_t b) {
        if (apart_.empty()) return;
        for (const auto other : apart_[b]) {
            apart_[other].erase(b);
            apart_[other].insert(a);
            apart_[a].insert(other);
        }
        apart_[b].clear();
    }
    void offer(std::uint32_t a, std::uint32_t b, const Bond& bond) {
        if (a > b) std::swap(a, b);
        if ((once_[a] & once_[b]) != 0 || (!apart_.empty() && apart_[a].contains(b))) return;
        const double mean = mean_of(a, b, bond);
        if (mean > 0) queue_.push({mean, a, b, alive_[a], alive_[b]});
    }
    void join(std::uint32_t a, std::uint32_t b) {
        bonds_.erase(a, b);
        bonds_.erase(b, a);
        bonds_.for_others(b, [&](std::uint32_t other, const Bond& bond) {
            auto& mine = bonds_.of(a, other);
            mine.sum += bond.sum;
            mine.pairs += bond.pairs;
            bonds_.erase(other, b);
            bonds_.of(other, a) = mine;
        });
        bonds_.clear(b);
        size_[a] += size_[b];
        once_[a] |= once_[b];
        owner_[b] = a;
        join_apart(a, b);
        ++alive_[a];
        alive_[b] = 0xFFFFFFFF;
        bonds_.for_others(a, [&](std::uint32_t other, const Bond& bond) { offer(a, other, bond); });
    }

    std::vector<std::uint32_t> size_;
    Bonds& bonds_;
    std::vector<std::uint32_t> alive_;  // how often a cluster has grown; dead ones hold the largest number
    std::vector<std::uint64_t> once_;
    std::vector<std::set<std::uint32_t>> apart_;  // clusters that people keep apart; empty when they decided nothing
    std::vector<std::uint32_t> owner_;
    std::priority_queue<Offer> queue_;
};

// Single nodes move to the cluster where their sum is largest.
class Mover {
public:
    Mover(const Component& component, std::vector<std::uint32_t>& owner)
        : component_(component), owner_(owner), size_(owner.size(), 0), near_(owner.size()) {
        for (const auto& pair : component.pairs) {
            near_[pair.a].push_back({pair.b, bounded(pair.bits)});
            near_[pair.b].push_back({pair.a, bounded(pair.bits)});
        }
        bonds_.resize(owner.size());
        for (const auto cluster : owner_) ++size_[cluster];
        find_grouped();
    }
    void run() {
        for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
            bool moved = false;
            for (std::uint32_t node = 0; node < owner_.size(); ++node) moved = (!grouped_[node] && move(node)) || moved;
            if (!moved) return;
        }
    }

private:
    struct Near {
        std::uint32_t node;
        float bits;
    };
    void find_grouped() {
        grouped_.assign(owner_.size(), false);
        const auto& groups = component_.bindings.group_of;
        for (std::uint32_t node = 0; node < groups.size(); ++node) {
            if (groups[node] != node) grouped_[node] = grouped_[groups[node]] = true;
        }
    }
    [[nodiscard]] double gain(std::uint32_t cluster, const Bond& bond, std::uint32_t node) const {
        const auto members = size_[cluster] - (owner_[node] == cluster ? 1U : 0U);
        return bond.sum + static_cast<double>(kNeverCompared) * (static_cast<double>(members) - bond.pairs);
    }
    bool move(std::uint32_t node) {
        met_.clear();
        for (const auto& near : near_[node]) {
            const auto cluster = owner_[near.node];
            auto& bond = bonds_[cluster];
            if (bond.pairs == 0) met_.push_back(cluster);
            bond.sum += static_cast<double>(near.bits);
            ++bond.pairs;
        }
        std::sort(met_.begin(), met_.end());
        auto best = owner_[node];
        double most = gain(best, bonds_[best], node);
        for (const auto cluster : met_) {
            const double sum = gain(cluster, std::exchange(bonds_[cluster], {}), node);
            if (sum > most + 1e-9 && may_join(cluster, node)) {
                most = sum;
                best = cluster;
            }
        }
        if (most < -1e-9) best = empty_cluster(node);
        if (best == owner_[node]) return false;
        --size_[owner_[node]];
        ++size_[best];
        owner_[node] = best;
        return true;
    }
    [[nodiscard]] bool may_join(std::uint32_t cluster, std::uint32_t node) const {
        const auto& bindings = component_.bindings;
        if ((component_.once[node] == 0 && bindings.apart.empty()) || cluster == owner_[node]) return true;
        for (std::uint32_t other = 0; other < owner_.size(); ++other) {
            if (owner_[other] != cluster) continue;
            if ((component_.once[other] & component_.once[node]) != 0 || bindings.kept_apart(node, other)) return false;
        }
        return true;
    }
    // A cluster number that nobody uses: at least the node's own when it is free, else the first free one.
    [[nodiscard]] std::uint32_t empty_cluster(std::uint32_t node) const {
        if (size_[node] == 0 || (owner_[node] == node && size_[node] == 1)) return node;
        return static_cast<std::uint32_t>(std::find(size_.begin(), size_.end(), 0U) - size_.begin());
    }

    const Component& component_;
    std::vector<std::uint32_t>& owner_;
    std::vector<std::uint32_t> size_;
    std::vector<std::vector<Near>> near_;
    std::vector<bool> grouped_;       // by people, with another node
    std::vector<Bond> bonds_;         // of the node that is looked at, by cluster; empty between nodes
    std::vector<std::uint32_t> met_;  // clusters that it has bonds with
};

// The bindings of one component's nodes (ascending) in their local numbers; `place` gives each node its own.
Bindings local_bindings(const Bindings& bindings, std::span<const std::uint32_t> nodes, std::span<const std::uint32_t> place) {
    Bindings local;
    if (bindings.empty()) return local;
    for (const auto node : nodes) {
        local.group_of.push_back(place[bindings.group_of[node]]);
        if (bindings.group_of[node] != node) continue;
        const auto [begin, end] = bindings.differing(node);
        for (auto at = begin; at != end; ++at) {
            const auto other = std::lower_bound(nodes.begin(), nodes.end(), at->second);
            if (other != nodes.end() && *other == at->second) local.apart.emplace_back(place[node], place[at->second]);
        }
    }
    std::sort(local.apart.begin(), local.apart.end());
    return local;
}

// The components of two nodes and more, taken out of the pairs one at a time, so that no more than one a thread is in memory twice.
class Components {
public:
    Components(std::size_t nodes, std::span<const WeightedPair> pairs, std::span<const std::uint8_t> once_of, const Bindings& bindings)
        : pairs_(pairs),
          once_of_(once_of),
          bindings_(bindings),
          component_of_(find_components(nodes, pairs, kComponentBits, bindings)),
          place_(nodes),
          first_member_(nodes + 1, 0),
          members_(nodes),
          first_pair_(nodes + 1, 0) {
        for (std::size_t node = 0; node < nodes; ++node) place_[node] = first_member_[component_of_[node] + 1]++;
        for (std::size_t i = 0; i < nodes; ++i) first_member_[i + 1] += first_member_[i];
        for (std::uint32_t node = 0; node < nodes; ++node) members_[first_member_[component_of_[node]] + place_[node]] = node;
        for (const auto& pair : pairs) ++first_pair_[pair.a + 1];
        for (std::size_t i = 0; i < nodes; ++i) first_pair_[i + 1] += first_pair_[i];
        for (std::uint32_t node = 0; node < nodes; ++node) {
            if (first_member_[node + 1] - first_member_[node] > 1) roots_.push_back(node);
        }
    }
    [[nodiscard]] std::size_t count() const { return roots_.size(); }
    // Fills `component` anew.
    void take(std::size_t number, Component& component) const {
        const auto root = roots_[number];
        component.nodes.assign(members_.begin() + first_member_[root], members_.begin() + first_member_[root + 1]);
        component.once.clear();
        component.pairs.clear();
        for (const auto node : component.nodes) {
            const auto list = once_of_.empty() ? 0U : once_of_[node];
            component.once.push_back(list == 0 ? 0 : std::uint64_t{1} << (list - 1U));
            for (const auto& pair : pairs_.subspan(first_pair_[node], first_pair_[node + 1] - first_pair_[node])) {
                if (component_of_[pair.b] == root) component.pairs.push_back({place_[node], place_[pair.b], pair.bits});
            }
        }
        component.bindings = local_bindings(bindings_, component.nodes, place_);
    }

private:
    std::span<const WeightedPair> pairs_;
    std::span<const std::uint8_t> once_of_;
    const Bindings& bindings_;
    std::vector<std::uint32_t> component_of_, place_;            // node -> smallest node of its component, place among its nodes
    std::vector<std::uint32_t> first_member_, members_, roots_;  // component -> its nodes, ascending
    std::vector<std::uint32_t> first_pair_;                      // node -> pairs of which it is the smaller
};

// All pairs were compared and speak for one company: every join and no move would gain, so the answer is known. Most components are so.
bool agrees_throughout(const Component& component) {
    const auto nodes = component.nodes.size();
    if (component.pairs.size() != nodes * (nodes - 1) / 2 || !component.bindings.empty()) return false;
    return std::ranges::all_of(component.pairs, [](const WeightedPair& pair) { return pair.bits > 0; }) &&
           std::ranges::all_of(component.once, [](std::uint64_t list) { return list == 0; });
}

}  // namespace

Clustering number_clusters(std::vector<std::uint32_t> owner) {
    Clustering clustering;
    const auto most = owner.empty() ? 0U : *std::max_element(owner.begin(), owner.end());
    std::vector<std::uint32_t> numbers(std::size_t{most} + 1, kUnnumbered);
    for (auto& cluster : owner) {
        if (numbers[cluster] == kUnnumbered) numbers[cluster] = clustering.clusters++;
        cluster = numbers[cluster];
    }
    clustering.cluster_of = std::move(owner);
    return clustering;
}

std::vector<std::uint32_t> find_components(std::size_t nodes, std::span<const WeightedPair> pairs, float least_bits,
                                           const Bindings& bindings) {
    std::vector<std::uint32_t> parent(nodes);
    std::iota(parent.begin(), parent.end(), 0U);
    if (!bindings.empty()) parent = bindings.group_of;
    for (const auto& pair : pairs) {
        if (pair.bits >= least_bits) join_sets(parent, pair.a, pair.b);
    }
    name_sets(parent);
    return parent;
}

Clustering cluster_nodes(std::size_t nodes, std::span<const WeightedPair> pairs, std::span<const std::uint8_t> once_of, int threads,
                         const Bindings& bindings) {
    const Components components(nodes, pairs, once_of, bindings);
    std::vector<std::uint32_t> owner(nodes);
    std::iota(owner.begin(), owner.end(), 0U);
    for_ranges(components.count(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        BondTable table;
        BondMaps maps;
        Component component;
        for (auto i = begin; i < end; ++i) {
            components.take(i, component);
            if (agrees_throughout(component)) {
                for (const auto node : component.nodes) owner[node] = component.nodes.front();
                continue;
            }
            auto local = component.nodes.size() <= kTableNodes ? Joiner(component, table).run() : Joiner(component, maps).run();
            Mover(component, local).run();
            for (std::size_t node = 0; node < local.size(); ++node) owner[component.nodes[node]] = component.nodes[local[node]];
        }
    });
    return number_clusters(std::move(owner));
}

double clustering_score(std::span<const std::uint32_t> cluster_of, std::span<const WeightedPair> pairs) {
    double score = 0;
    double inside = 0;
    for (std::size_t i = 0; i < cluster_of.size(); ++i) {
        for (std::size_t j = i + 1; j < cluster_of.size(); ++j) inside += cluster_of[i] == cluster_of[j] ? 1 : 0;
    }
    for (const auto& pair : pairs) {
        if (cluster_of[pair.a] != cluster_of[pair.b]) continue;
        score += static_cast<double>(bounded(pair.bits));
        inside -= 1;
    }
    return score + inside * static_cast<double>(kNeverCompared);
}

}  // namespace wb
