#include "companies/party_links.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>

#include "companies/clustering_rows.h"
#include "companies/link_reasons.h"
#include "companies/party_records.h"
#include "companies/resolver.h"

namespace wb {

namespace {

constexpr float kShownBits = -8.0F;  // candidates of different components that are less likely than this are no news

class Linker {
public:
    Linker(std::span<const Party> parties, int threads, const TradeScan& trades) {
        for (const auto& party : parties) parties_.push_back(&party);
        std::sort(parties_.begin(), parties_.end(), [](const Party* a, const Party* b) { return a->party_id < b->party_id; });
        records_ = party_records(parties_);
        ResolverOptions options;
        options.threads = threads;
        if (trades) options.reweigh = [&](const auto&... seen) { add_context(trades, threads, seen...); };
        resolution_ = resolve_records(records_.set, options);
    }

    PartyLinks run(const LinkSink& links) {
        write_links(links ? links : [&](Link&& link) { result_.links.push_back(std::move(link)); });
        write_parties();
        write_clusterings();
        return std::move(result_);
    }

private:
    void add_context(const TradeScan& trades, int threads, const Evidence& evidence, const Clustering& clustering,
                     std::span<WeightedPair> pairs) {
        std::vector<PartyId> ids;
        for (const auto* party : parties_) ids.push_back(party->party_id);
        // Companies of the first pass are named by one of their spellings.
        known_record_.resize(clustering.clusters);
        for (std::uint32_t node = 0; node < clustering.cluster_of.size(); ++node)
            known_record_[clustering.cluster_of[node]] = evidence.first_record[node];
        context_.emplace(evidence, clustering, ids, trades, threads, pairs);
    }
    [[nodiscard]] PartyId first_party(std::uint32_t node) const { return parties_[resolution_.evidence->first_record[node]]->party_id; }

    // What the shipments say of a pair.
    [[nodiscard]] std::optional<ContextReason> context_of(const WeightedPair& pair) const {
        const auto found = context_ ? context_->of(pair.a, pair.b) : std::nullopt;
        if (!found) return std::nullopt;
        const auto other = found->comparison.example.counterparty;
        const bool named = found->comparison.shared > 0 && other != Deal::kNobody;
        return ContextReason{*found, named ? std::string_view(parties_[known_record_[other]]->name) : std::string_view()};
    }

    // All pairs of what may hang together, so that its clusters can be found again from the links alone.
    void write_links(const LinkSink& sink) {
        const auto component_of = find_components(resolution_.node_cluster.size(), resolution_.pairs, kDoubtBits);
        std::vector<std::pair<EvidencePair, const WeightedPair*>> told;
        for (const auto& pair : resolution_.pairs) {
            const bool together = resolution_.node_cluster[pair.a] == resolution_.node_cluster[pair.b];
            if (!together && pair.bits < kShownBits && component_of[pair.a] != component_of[pair.b]) continue;
            const auto a = first_party(pair.a), b = first_party(pair.b);
            told.push_back({{std::min(a, b), std::max(a, b), static_cast<double>(pair.bits)}, &pair});
        }
        std::sort(told.begin(), told.end(), [](const auto& a, const auto& b) {
            return std::tie(a.first.party_a, a.first.party_b) < std::tie(b.first.party_a, b.first.party_b);
        });
        result_.pairs.reserve(told.size());
        for (const auto& [evidence, pair] : told) {
            result_.pairs.push_back(evidence);
            sink(link_of(evidence, *pair));
        }
    }

    [[nodiscard]] Link link_of(const EvidencePair& evidence, const WeightedPair& pair) const {
        Link link;
        link.party_a = evidence.party_a;
        link.party_b = evidence.party_b;
        link.weight = evidence.weight;
        link.probability = probability_of(link.weight);
        link.reasons = link_reasons(resolution_, records_.set, pair, context_of(pair));
        return link;
    }

    void write_parties() {
        std::vector<PartyId> first(resolution_.clusters);
        for (std::size_t i = 0; i < parties_.size(); ++i) {
            const auto cluster = resolution_.cluster_of[i];
            if (!first[cluster].present()) first[cluster] = parties_[i]->party_id;
            const auto node = resolution_.evidence->node_of[i];
            result_.parties.push_back({parties_[i]->party_id, static_cast<std::int64_t>(resolution_.evidence->key_of[node]), first[cluster],
                                       resolution_.probability[node]});
        }
    }

    void write_clusterings() {
        std::vector<std::vector<PartyId>> parties_of(resolution_.node_cluster.size());
        for (std::size_t i = 0; i < parties_.size(); ++i) parties_of[resolution_.evidence->node_of[i]].push_back(parties_[i]->party_id);
        for (const auto& component : resolution_.samples) {
            const auto key = static_cast<std::int64_t>(resolution_.evidence->key_of[component.nodes.front()]);
            add_clusterings(
                component, key, [&](std::uint32_t each) -> const auto& { return parties_of[each]; }, result_.clusterings);
        }
        sort_clusterings(result_.clusterings);
    }

    std::vector<const Party*> parties_;
    PartyRecords records_;
    std::optional<ShipmentContext> context_;
    std::vector<std::uint32_t> known_record_;  // company of the first pass -> one of its parties
    Resolution resolution_;
    PartyLinks result_;
};

}  // namespace

PartyLinks link_parties(std::span<const Party> parties, int threads, const TradeScan& trades, const LinkSink& links) {
    return Linker(parties, threads, trades).run(links);
}

}  // namespace wb
