#include "companies/companies.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.h"
#include "companies/link_reasons.h"
#include "companies/party_records.h"
#include "companies/resolver.h"
#include "names/company_name.h"
#include "text/identifiers.h"

namespace wb {

namespace {

constexpr std::uint64_t kEntitySeed = 0x656E7469;
constexpr float kShownBits = -8.0F;  // candidates less likely than this are no news

bool verified(const Party& party) { return !party.identifier.empty() && party.identifier_kind != "unverified"; }

EntityId identifier_entity(std::string_view identifier) { return KeyHasher(kEntitySeed).add("identifier").add(identifier).id<EntityId>(); }
EntityId name_entity(std::string_view key, Country country) {
    return KeyHasher(kEntitySeed).add("name").add(key).add(country.text()).id<EntityId>();
}

// The commonest of a company's values by items, the smallest of equals.
template <typename Value>
class Votes {
public:
    void add(const Value& value, std::int64_t items) { votes_[value] += items + 1; }
    [[nodiscard]] const Value* first() const {
        const auto most = std::max_element(votes_.begin(), votes_.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
        return most == votes_.end() ? nullptr : &most->first;
    }

private:
    std::map<Value, std::int64_t> votes_;
};

class CompanyBuilder {
public:
    explicit CompanyBuilder(const CompaniesInput& input) : input_(input) {}
    Companies run() {
        sort_parties();
        const auto records = party_records(parties_);
        ResolverOptions options;
        options.threads = input_.threads;
        const auto resolution = resolve_records(records.set, options);
        assign(resolution);
        build_links(resolution, records.set);
        build_clusterings(resolution);
        build_entities();
        build_ownership();
        build_families();
        finish();
        return std::move(result_);
    }

private:
    void sort_parties() {
        for (const auto& party : input_.parties) parties_.push_back(&party);
        std::sort(parties_.begin(), parties_.end(), [](const Party* a, const Party* b) { return a->party_id < b->party_id; });
        for (const auto* party : parties_) names_.push_back(read_company_name(party->name));
    }

    // The id of a cluster: of its commonest verified number, else of its commonest name and country.
    [[nodiscard]] EntityId cluster_id(const std::vector<std::size_t>& list) const {
        Votes<std::string> numbers;
        Votes<std::pair<std::string, std::string>> names;
        for (const auto i : list) {
            const auto& party = *parties_[i];
            if (verified(party)) numbers.add(party.identifier, party.items);
            names.add({names_[i].key.empty() ? party.name : names_[i].key, std::string(party.country.text())}, party.items);
        }
        if (const auto* number = numbers.first()) return identifier_entity(*number);
        return name_entity(names.first()->first, Country{names.first()->second});
    }

    void assign(const Resolution& resolution) {
        std::vector<std::vector<std::size_t>> clusters(resolution.clusters);
        for (std::size_t i = 0; i < parties_.size(); ++i) clusters[resolution.cluster_of[i]].push_back(i);
        // Companies that would have one id (namesakes without numbers): the largest keeps it, the others are told by their first party too.
        std::map<EntityId, std::vector<std::size_t>> wanted;
        for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster) wanted[cluster_id(clusters[cluster])].push_back(cluster);
        for (auto& [id, same] : wanted) {
            std::sort(same.begin(), same.end(), [&](std::size_t a, std::size_t b) {
                if (clusters[a].size() != clusters[b].size()) return clusters[a].size() > clusters[b].size();
                return clusters[a].front() < clusters[b].front();
            });
            for (std::size_t k = 0; k < same.size(); ++k) {
                const auto first = parties_[clusters[same[k]].front()]->party_id;
                const auto own = k == 0 ? id : KeyHasher(kEntitySeed).add("namesake").add(id.value).add(first.value).id<EntityId>();
                members_[own] = clusters[same[k]];
            }
        }
        for (const auto& [id, list] : members_) {
            for (const auto i : list) {
                const auto node = resolution.evidence->node_of[i];
                result_.members.push_back({id, parties_[i]->party_id, resolution.probability[node]});
                auto& group = groups_[names_[i].key];
                auto& country = group[id];
                if (!country.present()) country = parties_[i]->country;
                if (verified(*parties_[i])) numbered_.try_emplace(parties_[i]->identifier, id);
            }
        }
        std::sort(result_.members.begin(), result_.members.end(),
                  [](const EntityParty& a, const EntityParty& b) { return a.party_id < b.party_id; });
    }

    void build_links(const Resolution& resolution, const RecordSet& set) {
        for (const auto& pair : resolution.pairs) {
            const bool same = resolution.node_cluster[pair.a] == resolution.node_cluster[pair.b];
            if (!same && pair.bits < kShownBits) continue;
            const auto a = parties_[resolution.evidence->first_record[pair.a]]->party_id;
            const auto b = parties_[resolution.evidence->first_record[pair.b]]->party_id;
            Link link;
            link.party_a = std::min(a, b);
            link.party_b = std::max(a, b);
            link.weight = static_cast<double>(pair.bits);
            link.probability = probability_of(link.weight);
            link.reasons = link_reasons(resolution, set, pair);
            result_.links.push_back(std::move(link));
        }
    }

    // The entity of most parties of each sampled cluster, each entity once, larger clusters first.
    std::vector<EntityId> cluster_ids(const ComponentSamples& component, const SampledClustering& sample,
                                      const std::vector<std::vector<std::size_t>>& parties_of) const {
        std::map<std::uint32_t, std::map<EntityId, std::int64_t>> shares;
        for (std::size_t k = 0; k < component.nodes.size(); ++k) {
            for (const auto i : parties_of[component.nodes[k]]) ++shares[sample.cluster_of[k]][entity_of_[i]];
        }
        std::vector<std::tuple<std::int64_t, EntityId, std::uint32_t>> offers;
        for (const auto& [cluster, entities] : shares) {
            for (const auto& [entity, count] : entities) offers.emplace_back(-count, entity, cluster);
        }
        std::sort(offers.begin(), offers.end());
        std::vector<EntityId> ids(shares.size());
        std::set<EntityId> taken;
        for (const auto& [count, entity, cluster] : offers) {
            if (!ids[cluster].present() && taken.insert(entity).second) ids[cluster] = entity;
        }
        for (std::size_t k = 0; k < component.nodes.size(); ++k) {
            auto& id = ids[sample.cluster_of[k]];
            const auto first = parties_[parties_of[component.nodes[k]].front()]->party_id;
            if (!id.present()) id = KeyHasher(kEntitySeed).add("sampled").add(first.value).id<EntityId>();
        }
        return ids;
    }

    void build_clusterings(const Resolution& resolution) {
        std::vector<std::vector<std::size_t>> parties_of(resolution.node_cluster.size());
        for (std::size_t i = 0; i < parties_.size(); ++i) parties_of[resolution.evidence->node_of[i]].push_back(i);
        entity_of_.resize(parties_.size());
        for (const auto& [id, list] : members_) {
            for (const auto i : list) entity_of_[i] = id;
        }
        for (const auto& component : resolution.samples) {
            const auto key = static_cast<std::int64_t>(resolution.evidence->key_of[component.nodes.front()]);
            std::int32_t number = 0;
            for (const auto& sample : component.clusterings) {
                const auto ids = cluster_ids(component, sample, parties_of);
                for (std::size_t k = 0; k < component.nodes.size(); ++k) {
                    for (const auto i : parties_of[component.nodes[k]])
                        result_.clusterings.push_back({key, number, sample.probability, parties_[i]->party_id, ids[sample.cluster_of[k]]});
                }
                ++number;
            }
        }
        std::sort(result_.clusterings.begin(), result_.clusterings.end(), [](const ClusteringRow& a, const ClusteringRow& b) {
            return std::tie(a.component_id, a.clustering, a.party_id) < std::tie(b.component_id, b.clustering, b.party_id);
        });
    }

    void build_entities() {
        for (const auto& [id, list] : members_) {
            Entity entity;
            entity.entity_id = id;
            entity.kind = "company";
            const Party* shown = parties_[list.front()];
            Votes<Country> countries;
            for (const auto i : list) {
                const auto* party = parties_[i];
                entity.items += party->items;
                ++entity.parties;
                if (party->country.present()) countries.add(party->country, party->items);
                const bool better = party->items > shown->items || (party->items == shown->items && party->name < shown->name);
                if (better) shown = party;
                if (names_[i].legal_form == "sole_trader") entity.kind = "person";
            }
            entity.caption = shown->name;
            if (const auto* country = countries.first()) entity.country = *country;
            entities_[id] = std::move(entity);
        }
    }

    // The only company of that name that may be of that country; else one of its own, never a guess among several.
    [[nodiscard]] EntityId by_name(const std::string& key, Country country) const {
        const auto group = groups_.find(key);
        std::vector<EntityId> fitting;
        if (group != groups_.end()) {
            for (const auto& [entity, where] : group->second) {
                if (!country.present() || !where.present() || country == where) fitting.push_back(entity);
            }
        }
        return fitting.size() == 1 ? fitting[0] : name_entity(key, country);
    }

    // The company that a statement names; one without items when no record names it.
    EntityId named(const std::string& name, const std::string& identifier, Country country) {
        const auto number = classify_identifier(identifier, country.text());
        const auto key = read_company_name(name).key;
        EntityId id;
        const auto found = number.kind == "unverified" ? numbered_.end() : numbered_.find(number.value);
        if (!number.value.empty() && found != numbered_.end()) {
            id = found->second;
        } else {
            id = by_name(key.empty() ? name : key, country);
        }
        auto& entity = entities_[id];
        if (!entity.entity_id.present()) {
            entity.entity_id = id;
            entity.caption = name;
            entity.kind = "company";
            entity.country = country;
        }
        return id;
    }

    void build_ownership() {
        for (const auto& statement : input_.ownership) {
            Ownership row;
            row.owner_id = named(statement.owner_name, statement.owner_identifier, statement.owner_country);
            row.owned_id = named(statement.owned_name, statement.owned_identifier, statement.owned_country);
            row.owner_name = statement.owner_name;
            row.owned_name = statement.owned_name;
            row.share_low = statement.share_low;
            row.share_high = statement.share_high;
            row.from_day = statement.from_day;
            row.until_day = statement.until_day;
            row.source = statement.source;
            if (row.owner_id != row.owned_id) result_.ownership.push_back(std::move(row));
        }
        std::sort(result_.ownership.begin(), result_.ownership.end(), [](const Ownership& a, const Ownership& b) {
            return std::tie(a.owner_id, a.owned_id, a.source) < std::tie(b.owner_id, b.owned_id, b.source);
        });
    }

    EntityId head_of(EntityId id) {
        std::set<EntityId> seen;
        while (seen.insert(id).second) {
            const auto owner = owner_.find(id);
            if (owner == owner_.end()) return id;
            id = owner->second;
        }
        return *seen.begin();  // a circle of owners: its smallest id stands for it
    }

    void build_families() {
        for (const auto& row : result_.ownership) {
            if (!row.share_high.present() || *row.share_high >= kFamilyShare) owner_.try_emplace(row.owned_id, row.owner_id);
        }
        std::map<std::string, EntityId> maker_of;
        for (const auto& maker : input_.makers) {
            if (!maker.maker.empty()) maker_of[maker.brand] = named(maker.maker, "", maker.country);
        }
        for (const auto& maker : input_.makers) {
            const auto own = maker_of.find(maker.brand);
            const auto family = maker_of.find(maker.family_brand);
            if (own == maker_of.end() || family == maker_of.end() || own->second == family->second) continue;
            owner_.try_emplace(own->second, family->second);
        }
        for (const auto& maker : input_.makers) {
            const auto own = maker_of.find(maker.brand);
            if (own == maker_of.end()) continue;
            const auto head = head_of(own->second);
            result_.brand_families.push_back({maker.brand, own->second, FamilyId{head.value}});
            heads_.emplace(head, maker.family_brand.empty() ? maker.brand : maker.family_brand);
        }
    }

    void finish() {
        for (const auto& [owned, owner] : owner_) {
            const auto head = head_of(owned);
            heads_.emplace(head, "");
        }
        for (auto& [id, entity] : entities_) {
            const auto head = head_of(id);
            const auto found = heads_.find(head);
            if (found != heads_.end()) {
                entity.family_id = FamilyId{head.value};
                entity.family = found->second.empty() ? entities_[head].caption : found->second;
            }
            result_.entities.push_back(entity);
        }
        std::sort(result_.links.begin(), result_.links.end(),
                  [](const Link& a, const Link& b) { return std::tie(a.party_a, a.party_b) < std::tie(b.party_a, b.party_b); });
        std::sort(result_.brand_families.begin(), result_.brand_families.end(),
                  [](const BrandFamily& a, const BrandFamily& b) { return a.brand < b.brand; });
    }

    const CompaniesInput& input_;
    std::vector<const Party*> parties_;
    std::vector<CompanyName> names_;
    std::map<std::string, std::map<EntityId, Country>> groups_;  // name key -> companies that bear it
    std::map<std::string, EntityId> numbered_;                   // verified number -> company
    std::map<EntityId, std::vector<std::size_t>> members_;
    std::vector<EntityId> entity_of_;  // party -> entity
    std::map<EntityId, Entity> entities_;
    std::map<EntityId, EntityId> owner_;     // owned -> owner
    std::map<EntityId, std::string> heads_;  // head of a family -> its brand, or ""
    Companies result_;
};

}  // namespace

Companies resolve_companies(const CompaniesInput& input) { return CompanyBuilder(input).run(); }

}  // namespace wb
