#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "companies/clustering.h"

namespace wb {

namespace {

constexpr float kTieBits = 1.0F;  // a node fits two clusters alike when one is less than twice as likely as the other
constexpr std::uint32_t kUnnumbered = 0xFFFFFFFF;

// How well a node fits a cluster: by its best member, since members that lack what the others state say nothing against it.
struct Fit {
    std::uint32_t node, cluster;
    float bits;
    float sum = 0;    // of all members that it was compared with
    float score = 0;  // bits, and how many spellings are there already: of two namesakes the one met more often is likelier met again
};

bool before(const Fit& x, const Fit& y) { return x.node != y.node ? x.node < y.node : x.cluster < y.cluster; }

// Nodes that fit more than one cluster: of the others there is no doubt.
std::vector<bool> fit_several(std::span<const WeightedPair> pairs, const Clustering& clustering) {
    std::vector<std::uint32_t> first(clustering.cluster_of.size(), kUnnumbered);
    std::vector<bool> several(first.size(), false);
    const auto note = [&](std::uint32_t node, std::uint32_t cluster) {
        if (first[node] == kUnnumbered) first[node] = cluster;
        if (first[node] != cluster) several[node] = true;
    };
    for (const auto& pair : pairs) {
        if (pair.bits <= kComponentBits) continue;
        note(pair.a, clustering.cluster_of[pair.b]);
        note(pair.b, clustering.cluster_of[pair.a]);
    }
    return several;
}

std::vector<std::uint32_t> sizes_of(const Clustering& clustering) {
    std::vector<std::uint32_t> size(clustering.clusters, 0);
    for (const auto cluster : clustering.cluster_of) ++size[cluster];
    return size;
}

void score_by_size(const Clustering& clustering, std::vector<Fit>& fits) {
    const auto size = sizes_of(clustering);
    for (auto& fit : fits) {
        const auto others = size[fit.cluster] - (clustering.cluster_of[fit.node] == fit.cluster ? 1U : 0U);
        fit.score = fit.bits + std::log2(static_cast<float>(others) + 1.0F);
    }
}

// Leaves of each node's fits those within kTieBits of the best, where there are several.
void keep_ties(std::vector<Fit>& fits) {
    std::size_t kept = 0;
    for (std::size_t at = 0; at < fits.size();) {
        auto end = at;
        float best = 0, most = 0;
        for (; end < fits.size() && fits[end].node == fits[at].node; ++end) {
            best = std::max(best, fits[end].bits);
            most = std::max(most, fits[end].score);
        }
        const auto first = kept;
        for (; at < end; ++at) {
            if (best > 0 && fits[at].bits > 0 && fits[at].score > most - kTieBits) fits[kept++] = fits[at];
        }
        if (kept - first < 2) kept = first;
    }
    fits.resize(kept);
}

// Leaves the fits whose members on the whole do not speak against the node: of two clusters of one university's departments a node is like
// some member of each, and is in doubt between neither.
void drop_contradicted(std::span<const WeightedPair> pairs, const Clustering& clustering, std::vector<Fit>& fits) {
    const auto add = [&](std::uint32_t node, std::uint32_t other, float bits) {
        const Fit wanted{node, clustering.cluster_of[other], 0};
        const auto at = std::lower_bound(fits.begin(), fits.end(), wanted, before);
        if (at != fits.end() && at->node == wanted.node && at->cluster == wanted.cluster) at->sum += bounded(bits);
    };
    std::vector<bool> asked(clustering.cluster_of.size(), false);
    for (const auto& fit : fits) asked[fit.node] = true;
    for (const auto& pair : pairs) {
        if (asked[pair.a]) add(pair.a, pair.b, pair.bits);
        if (asked[pair.b]) add(pair.b, pair.a, pair.bits);
    }
    std::erase_if(fits, [](const Fit& fit) { return fit.sum <= 0; });
}

}  // namespace

std::vector<std::uint8_t> release_ambiguous(std::span<const WeightedPair> pairs, Clustering& clustering, const Bindings& bindings) {
    // What people said is no doubt: grouped nodes stay, and a cluster that a node is kept apart from is none that it fits.
    std::vector<bool> grouped(bindings.group_of.size(), false);
    std::map<std::uint32_t, std::vector<std::uint32_t>> nodes_of;  // of groups kept apart
    for (const auto& [group, other] : bindings.apart) nodes_of[group];
    for (std::uint32_t node = 0; node < bindings.group_of.size(); ++node) {
        const auto group = bindings.group_of[node];
        if (group != node) grouped[node] = grouped[group] = true;
        if (const auto found = nodes_of.find(group); found != nodes_of.end()) found->second.push_back(node);
    }
    const auto forbidden = [&](std::uint32_t node, std::uint32_t cluster) {
        const auto [begin, end] = bindings.differing(bindings.group(node));
        return std::any_of(begin, end, [&](const auto& pair) {
            return std::ranges::any_of(nodes_of.at(pair.second), [&](auto other) { return clustering.cluster_of[other] == cluster; });
        });
    };
    const auto several = fit_several(pairs, clustering);
    std::vector<Fit> fits;
    for (const auto& pair : pairs) {
        if (pair.bits <= kComponentBits || !(several[pair.a] || several[pair.b])) continue;
        for (const auto& [node, other] : {std::pair(pair.a, pair.b), std::pair(pair.b, pair.a)}) {
            if (!several[node]) continue;
            if (!grouped.empty() && (grouped[node] || forbidden(node, clustering.cluster_of[other]))) continue;
            fits.push_back({node, clustering.cluster_of[other], pair.bits});
        }
    }
    std::sort(fits.begin(), fits.end(), [](const Fit& x, const Fit& y) {
        if (x.node != y.node) return x.node < y.node;
        return x.cluster != y.cluster ? x.cluster < y.cluster : x.bits > y.bits;
    });
    fits.erase(std::unique(fits.begin(), fits.end(), [](const Fit& x, const Fit& y) { return x.node == y.node && x.cluster == y.cluster; }),
               fits.end());
    score_by_size(clustering, fits);
    keep_ties(fits);
    drop_contradicted(pairs, clustering, fits);
    std::vector<std::uint8_t> choices(clustering.cluster_of.size(), 0);
    for (const auto& fit : fits) choices[fit.node] = static_cast<std::uint8_t>(choices[fit.node] + (choices[fit.node] < 255 ? 1 : 0));
    for (auto& choice : choices) choice = choice > 1 ? choice : std::uint8_t{0};
    auto size = sizes_of(clustering);
    for (std::size_t node = 0; node < choices.size(); ++node) {
        auto& cluster = clustering.cluster_of[node];
        if (choices[node] == 0 || size[cluster] < 2) continue;
        --size[cluster];
        size.push_back(1);
        cluster = clustering.clusters++;
    }
    clustering = number_clusters(std::move(clustering.cluster_of));
    return choices;
}

}  // namespace wb
