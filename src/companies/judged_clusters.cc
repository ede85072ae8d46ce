#include "companies/judged_clusters.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "companies/bindings.h"
#include "companies/clustering.h"
#include "companies/clustering_rows.h"
#include "companies/clustering_samples.h"
#include "companies/pair_model.h"

namespace wb {

namespace {

// Groups whose companies have more spellings than this together keep the evidence between them: nobody joins that many by hand.
constexpr std::size_t kMostCarried = 1000;

bool binds(const PartyJudgement& judgement) { return judgement.state == "binding" && judgement.decision != "unsure"; }

// Roots of a forest over nodes.
class Forest {
public:
    explicit Forest(std::size_t nodes) : parent_(nodes) { std::iota(parent_.begin(), parent_.end(), 0U); }
    std::uint32_t root(std::uint32_t node) {
        while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
        return node;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> parent_;
};

class Applier {
public:
    Applier(std::vector<EvidenceParty> parties, std::vector<EvidenceClustering> clusterings, std::span<const PartyJudgement> judgements,
            int threads)
        : judgements_(judgements), threads_(threads) {
        result_.parties = std::move(parties);
        result_.clusterings = std::move(clusterings);
    }

    JudgedClusters run(std::span<const EvidencePair> pairs) {
        if (std::none_of(judgements_.begin(), judgements_.end(), binds)) return std::move(result_);
        number_nodes();
        bind();
        find_touched(pairs);
        solve();
        return std::move(result_);
    }

private:
    // Nodes in the order in which the evidence has them, so that ties go the same way.
    void number_nodes() {
        for (const auto& party : result_.parties) keys_.push_back(static_cast<std::uint64_t>(party.node));
        std::sort(keys_.begin(), keys_.end());
        keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
        for (const auto& party : result_.parties) {
            const auto at = std::lower_bound(keys_.begin(), keys_.end(), static_cast<std::uint64_t>(party.node));
            node_of_.push_back(static_cast<std::uint32_t>(at - keys_.begin()));
        }
    }
    [[nodiscard]] std::uint32_t node(PartyId party) const {
        const auto at = std::ranges::lower_bound(result_.parties, party, {}, [](const EvidenceParty& row) { return row.party_id; });
        return node_of_[static_cast<std::size_t>(at - result_.parties.begin())];
    }

    void bind() {
        Forest groups(keys_.size());
        for (const auto& judgement : judgements_) {
            if (binds(judgement) && judgement.decision == "same") groups.join(node(judgement.party_a), node(judgement.party_b));
        }
        for (std::uint32_t each = 0; each < keys_.size(); ++each) bindings_.group_of.push_back(groups.root(each));
        for (const auto& judgement : judgements_) {
            if (!binds(judgement) || judgement.decision != "different") continue;
            const auto a = bindings_.group(node(judgement.party_a)), b = bindings_.group(node(judgement.party_b));
            bindings_.apart.emplace_back(a, b);
            bindings_.apart.emplace_back(b, a);
        }
        std::sort(bindings_.apart.begin(), bindings_.apart.end());
        bindings_.apart.erase(std::unique(bindings_.apart.begin(), bindings_.apart.end()), bindings_.apart.end());
    }

    // Components by the weakest links that matter, joined by people too; the links of those that a decision is in.
    void find_touched(std::span<const EvidencePair> pairs) {
        std::vector<WeightedPair> all;
        for (const auto& pair : pairs) {
            const auto a = node(pair.party_a), b = node(pair.party_b);
            all.push_back({std::min(a, b), std::max(a, b), static_cast<float>(pair.weight)});
        }
        component_of_ = find_components(keys_.size(), all, kDoubtBits, bindings_);
        touched_.assign(keys_.size(), false);
        for (const auto& judgement : judgements_) {
            if (!binds(judgement)) continue;
            touched_[component_of_[node(judgement.party_a)]] = true;
            touched_[component_of_[node(judgement.party_b)]] = true;
        }
        std::vector<std::uint32_t> place(keys_.size(), 0);
        for (std::uint32_t each = 0; each < keys_.size(); ++each) {
            if (!touched_[component_of_[each]]) continue;
            place[each] = static_cast<std::uint32_t>(nodes_.size());
            nodes_.push_back(each);
        }
        for (const auto& pair : all) {
            if (touched_[component_of_[pair.a]] && component_of_[pair.a] == component_of_[pair.b])
                pairs_.push_back({place[pair.a], place[pair.b], pair.bits});
        }
        std::sort(pairs_.begin(), pairs_.end(),
                  [](const WeightedPair& x, const WeightedPair& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
        for (const auto each : nodes_) local_.group_of.push_back(place[bindings_.group_of[each]]);
        for (const auto& [a, b] : bindings_.apart) local_.apart.emplace_back(place[a], place[b]);
        std::sort(local_.apart.begin(), local_.apart.end());
        place_ = std::move(place);
        carry_over();
    }

    // Whoever says that a spelling of one company and one of another are the same speaks for all spellings of the two: what two of them
    // have for one another is then at least the weaker of their ties to the two that were named. Without that the evidence would take the
    // pair out of one company and leave the rest of it where it was.
    void carry_over() {
        std::map<PartyId, std::vector<std::uint32_t>> nodes_of;  // company of the evidence -> its nodes
        std::vector<PartyId> company(nodes_.size());
        for (std::size_t i = 0; i < result_.parties.size(); ++i) {
            if (!touched_[component_of_[node_of_[i]]]) continue;
            auto& of_node = company[place_[node_of_[i]]];
            if (!of_node.present()) nodes_of[result_.parties[i].cluster].push_back(place_[node_of_[i]]);
            of_node = result_.parties[i].cluster;
        }
        std::map<std::uint32_t, std::set<PartyId>> joined;  // group -> companies that it joins
        for (std::uint32_t each = 0; each < nodes_.size(); ++each) {
            const auto group = local_.group_of[each];
            if (group != each) joined[group].insert({company[group], company[each]});
        }
        std::erase_if(joined, [](const auto& each) { return each.second.size() < 2; });
        const auto ties = ties_to_groups(joined, company);
        std::map<std::pair<std::uint32_t, std::uint32_t>, float> carried;
        for (const auto& [group, companies] : joined) carry_across(group, companies, nodes_of, company, ties, carried);
        for (auto& pair : pairs_) {
            const auto found = carried.find({pair.a, pair.b});
            if (found == carried.end()) continue;
            pair.bits = std::max(pair.bits, found->second);
            carried.erase(found);
        }
        for (const auto& [nodes, bits] : carried) pairs_.push_back({nodes.first, nodes.second, bits});
        std::sort(pairs_.begin(), pairs_.end(),
                  [](const WeightedPair& x, const WeightedPair& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
    }

    using Ties = std::map<std::pair<std::uint32_t, std::uint32_t>, float>;  // (group, node) -> bits, never below 0

    // How strongly each node holds to the named spellings of its own company; those themselves hold as strongly as can be.
    [[nodiscard]] Ties ties_to_groups(const std::map<std::uint32_t, std::set<PartyId>>& joined, const std::vector<PartyId>& company) const {
        Ties ties;
        for (const auto& pair : pairs_) {
            if (company[pair.a] != company[pair.b]) continue;
            for (const auto& [named, other] : {std::pair{pair.a, pair.b}, std::pair{pair.b, pair.a}}) {
                const auto group = local_.group_of[named];
                if (!joined.contains(group)) continue;
                auto& tie = ties[{group, other}];
                tie = std::max(tie, pair.bits);
            }
        }
        for (std::uint32_t each = 0; each < nodes_.size(); ++each) {
            if (joined.contains(local_.group_of[each])) ties[{local_.group_of[each], each}] = kMostBits;
        }
        return ties;
    }

    static void carry_across(std::uint32_t group, const std::set<PartyId>& companies,
                             const std::map<PartyId, std::vector<std::uint32_t>>& nodes_of, const std::vector<PartyId>& company,
                             const Ties& ties, std::map<std::pair<std::uint32_t, std::uint32_t>, float>& carried) {
        std::vector<std::uint32_t> nodes;
        for (const auto each : companies) {
            const auto& own = nodes_of.at(each);
            nodes.insert(nodes.end(), own.begin(), own.end());
        }
        if (nodes.size() > kMostCarried) return;
        std::sort(nodes.begin(), nodes.end());
        const auto tie = [&](std::uint32_t node) {
            const auto found = ties.find({group, node});
            return found == ties.end() ? 0.0F : found->second;
        };
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            for (auto j = i + 1; j < nodes.size(); ++j) {
                if (company[nodes[i]] == company[nodes[j]]) continue;
                auto& bits = carried[{nodes[i], nodes[j]}];
                bits = std::max(bits, std::min(tie(nodes[i]), tie(nodes[j])));
            }
        }
    }

    void solve() {
        auto clustering = cluster_nodes(nodes_.size(), pairs_, {}, threads_, local_);
        release_ambiguous(pairs_, clustering, local_);
        std::vector<std::uint64_t> keys;
        for (const auto each : nodes_) keys.push_back(keys_[each]);
        const auto samples = sample_clusterings(pairs_, clustering, keys, {}, threads_, local_);
        write_parties(clustering);
        write_clusterings(samples);
    }

    // As the evidence alone has it (resolver.cc), except that what people joined is certain.
    [[nodiscard]] std::vector<double> probabilities(const Clustering& clustering) const {
        std::vector<double> best(nodes_.size(), 0), alone(nodes_.size(), 1);
        for (const auto& pair : pairs_) {
            const double probability = probability_of(static_cast<double>(pair.bits));
            const bool together = clustering.cluster_of[pair.a] == clustering.cluster_of[pair.b];
            const bool decided = local_.kept_apart(pair.a, pair.b);
            for (const auto each : {pair.a, pair.b}) {
                if (together) best[each] = std::max(best[each], probability);
                if (!decided) alone[each] *= 1 - probability;
            }
        }
        for (std::size_t each = 0; each < best.size(); ++each) {
            if (best[each] == 0) best[each] = alone[each];
        }
        for (std::uint32_t each = 0; each < best.size(); ++each) {
            if (local_.group_of[each] != each) best[each] = best[local_.group_of[each]] = 1;
        }
        return best;
    }

    void write_parties(const Clustering& clustering) {
        const auto probability = probabilities(clustering);
        std::vector<PartyId> first(clustering.clusters);
        for (std::size_t i = 0; i < result_.parties.size(); ++i) {
            if (!touched_[component_of_[node_of_[i]]]) continue;
            auto& row = result_.parties[i];
            const auto local = place_[node_of_[i]];
            auto& head = first[clustering.cluster_of[local]];
            if (!head.present()) head = row.party_id;
            row.cluster = head;
            row.probability = probability[local];
            result_.touched.push_back(row.party_id);
        }
    }

    void write_clusterings(const std::vector<ComponentSamples>& samples) {
        std::erase_if(result_.clusterings, [&](const EvidenceClustering& row) { return touched_[component_of_[node(row.party_id)]]; });
        std::map<std::uint32_t, std::vector<PartyId>> parties_of;
        for (std::size_t i = 0; i < result_.parties.size(); ++i) {
            if (touched_[component_of_[node_of_[i]]]) parties_of[place_[node_of_[i]]].push_back(result_.parties[i].party_id);
        }
        for (const auto& component : samples) {
            const auto key = static_cast<std::int64_t>(keys_[nodes_[component.nodes.front()]]);
            add_clusterings(
                component, key, [&](std::uint32_t each) -> const auto& { return parties_of[each]; }, result_.clusterings);
        }
        sort_clusterings(result_.clusterings);
    }

    std::span<const PartyJudgement> judgements_;
    int threads_;
    JudgedClusters result_;
    std::vector<std::uint64_t> keys_;     // node -> key, ascending
    std::vector<std::uint32_t> node_of_;  // party -> node
    Bindings bindings_, local_;           // of all nodes, and of the touched ones
    std::vector<std::uint32_t> component_of_, nodes_, place_;
    std::vector<bool> touched_;  // by component
    std::vector<WeightedPair> pairs_;
};

}  // namespace

JudgedClusters apply_judgements(std::vector<EvidenceParty> parties, std::vector<EvidenceClustering> clusterings,
                                std::span<const EvidencePair> pairs, std::span<const PartyJudgement> judgements, int threads) {
    return Applier(std::move(parties), std::move(clusterings), judgements, threads).run(pairs);
}

}  // namespace wb
