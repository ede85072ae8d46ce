#include "companies/companies.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.h"
#include "companies/company_country.h"
#include "companies/entity_ids.h"
#include "names/company_name.h"
#include "text/identifiers.h"

namespace wb {

namespace {

class CompanyBuilder {
public:
    CompanyBuilder(const CompaniesInput& input, JudgedClusters clusters) : input_(input), clusters_(std::move(clusters)) {}
    Companies run() {
        sort_parties();
        assign();
        build_clusterings();
        build_entities();
        build_ownership();
        build_facts();
        build_families();
        finish();
        return std::move(result_);
    }

private:
    void sort_parties() {
        for (const auto& party : input_.parties) parties_.push_back(&party);
        std::sort(parties_.begin(), parties_.end(), [](const Party* a, const Party* b) { return a->party_id < b->party_id; });
        for (const auto* party : parties_) names_.push_back(read_company_name(party->name));
        const bool same = std::ranges::equal(
            parties_, clusters_.parties, {}, [](const Party* each) { return each->party_id; },
            [](const EvidenceParty& each) { return each.party_id; });
        WB_CHECK(same, "clusters are of other parties");
    }

    void assign() {
        std::map<PartyId, PartyIndices> by_first;
        for (std::size_t i = 0; i < parties_.size(); ++i) by_first[clusters_.parties[i].cluster].push_back(i);
        std::vector<PartyIndices> lists;
        for (auto& [first, list] : by_first) lists.push_back(std::move(list));
        const auto ids = assign_ids(lists, parties_, names_, input_.previous);
        entity_of_.resize(parties_.size());
        for (std::size_t cluster = 0; cluster < lists.size(); ++cluster) {
            for (const auto i : lists[cluster]) entity_of_[i] = ids[cluster];
            members_[ids[cluster]] = std::move(lists[cluster]);
        }
        for (std::size_t i = 0; i < parties_.size(); ++i) {
            const auto id = entity_of_[i];
            result_.members.push_back({id, parties_[i]->party_id, clusters_.parties[i].probability});
            auto& country = groups_[names_[i].key][id];
            if (!country.present()) country = parties_[i]->country;
            spelled_.emplace(names_[i].latin, id);
            if (verified(*parties_[i])) numbered_.try_emplace(parties_[i]->identifier, id);
        }
    }

    // The entity of most parties of each sampled cluster, each entity once, larger clusters first. Rows are of one clustering.
    [[nodiscard]] std::map<std::int32_t, EntityId> cluster_ids(std::span<const EvidenceClustering> rows) const {
        std::map<std::int32_t, std::map<EntityId, std::int64_t>> shares;
        for (const auto& row : rows) ++shares[row.cluster][entity_of_[index(row.party_id)]];
        std::vector<std::tuple<std::int64_t, EntityId, std::int32_t>> offers;
        for (const auto& [cluster, entities] : shares) {
            for (const auto& [entity, count] : entities) offers.emplace_back(-count, entity, cluster);
        }
        std::sort(offers.begin(), offers.end());
        std::map<std::int32_t, EntityId> ids;
        std::set<EntityId> taken;
        for (const auto& [count, entity, cluster] : offers) {
            if (!ids[cluster].present() && taken.insert(entity).second) ids[cluster] = entity;
        }
        for (const auto& row : rows) {
            auto& id = ids[row.cluster];
            if (!id.present()) id = KeyHasher(kEntitySeed).add("sampled").add(row.party_id.value).id<EntityId>();
        }
        return ids;
    }
    [[nodiscard]] std::size_t index(PartyId party) const {
        const auto at = std::ranges::lower_bound(parties_, party, {}, [](const Party* each) { return each->party_id; });
        return static_cast<std::size_t>(at - parties_.begin());
    }

    void build_clusterings() {
        const std::span<const EvidenceClustering> rows(clusters_.clusterings);
        for (std::size_t begin = 0; begin < rows.size();) {
            auto end = begin;
            while (end < rows.size() && rows[end].component_id == rows[begin].component_id &&
                   rows[end].clustering == rows[begin].clustering)
                ++end;
            const auto ids = cluster_ids(rows.subspan(begin, end - begin));
            for (; begin < end; ++begin) {
                const auto& row = rows[begin];
                result_.clusterings.push_back({row.component_id, row.clustering, row.probability, row.party_id, ids.at(row.cluster)});
            }
        }
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
            if (const auto* country = countries.first()) {
                entity.country = *country;
                entity.country_basis = "stated";
            } else {
                tell_country(entity, list);
            }
            entities_[id] = std::move(entity);
        }
    }

    // The best basis that any spelling gives; of one basis the country of most items.
    void tell_country(Entity& entity, const PartyIndices& list) {
        std::map<std::string_view, Votes<Country>> votes;
        for (const auto i : list) {
            const auto told = country_reader_.read(*parties_[i]);
            if (told.country.present()) votes[told.basis].add(told.country, parties_[i]->items);
        }
        for (const std::string_view basis : {"number", "address", "name"}) {
            if (const auto* country = votes[basis].first()) {
                entity.country = *country;
                entity.country_basis = basis;
                return;
            }
        }
    }

    // The only company of that name that is of that country, else the only one that may be; of several (AEROTORG, AEROTRADE) the only one
    // that is spelled so. Else one of its own, never a guess among several.
    [[nodiscard]] EntityId by_name(const std::string& name, const std::string& key, Country country) const {
        const auto may_be = bearers(key, country, false);
        auto fitting = bearers(key, country, true);
        if (fitting.empty()) fitting = may_be;
        if (fitting.size() > 1) {
            const auto spelled = read_company_name(name).latin;
            std::erase_if(fitting, [&](EntityId each) { return !spelled_.contains({spelled, each}); });
        }
        if (fitting.size() == 1) return fitting[0];
        // An id that a company kept although it is called otherwise now is not free for its old name.
        const auto id = name_entity(key, country);
        return members_.contains(id) && may_be.empty() ? KeyHasher(kEntitySeed).add("unrecorded").add(id.value).id<EntityId>() : id;
    }
    // Companies of a name that are known to be of `country`, or that may be.
    [[nodiscard]] std::vector<EntityId> bearers(const std::string& key, Country country, bool known) const {
        std::vector<EntityId> found;
        const auto group = groups_.find(key);
        if (group == groups_.end()) return found;
        for (const auto& [entity, where] : group->second) {
            const bool same = country.present() && country == where;
            if (known ? same : same || !country.present() || !where.present()) found.push_back(entity);
        }
        return found;
    }

    [[nodiscard]] std::optional<EntityId> by_number(const std::string& identifier, Country country) const {
        const auto number = classify_identifier(identifier, country.text());
        if (number.value.empty() || number.kind == "unverified") return std::nullopt;
        const auto found = numbered_.find(number.value);
        return found == numbered_.end() ? std::nullopt : std::optional(found->second);
    }

    // Where registers name a company with its country in one place and without it in another, it is one company, unless they give several.
    void collect_countries() {
        const auto add = [&](const std::string& name, Country country) {
            if (country.present()) countries_of_[key_of_name(name)].insert(country);
        };
        for (const auto& statement : input_.ownership) {
            add(statement.owner_name, statement.owner_country);
            add(statement.owned_name, statement.owned_country);
        }
        for (const auto& statement : input_.statements) add(statement.company, statement.country);
        for (const auto& maker : input_.makers) add(maker.maker, maker.country);
    }
    [[nodiscard]] Country told_country(const std::string& key, Country country) const {
        const auto found = countries_of_.find(key);
        return country.present() || found == countries_of_.end() || found->second.size() != 1 ? country : *found->second.begin();
    }
    [[nodiscard]] static std::string key_of_name(const std::string& name) {
        auto key = read_company_name(name).key;
        return key.empty() ? name : key;
    }
    [[nodiscard]] EntityId id_of(const std::string& name, const std::string& identifier, Country country) const {
        const auto key = key_of_name(name);
        return by_number(identifier, country).value_or(by_name(name, key, told_country(key, country)));
    }

    // The company that a statement names; one without items when no record names it.
    EntityId named(const std::string& name, const std::string& identifier, Country country) {
        const auto id = id_of(name, identifier, country);
        auto& entity = entities_[id];
        if (!entity.entity_id.present()) {
            entity.entity_id = id;
            entity.caption = name;
            entity.kind = "company";
            entity.country = told_country(key_of_name(name), country);
            if (entity.country.present()) entity.country_basis = "stated";
        }
        return id;
    }

    void build_ownership() {
        collect_countries();
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
            if (row.owner_id == row.owned_id) {
                result_.ownership_notes.push_back(
                    {row.source, "ownership.one_company",
                     "owner and owned are one company by their names and numbers: " + row.owner_name + ", " + row.owned_name, "not used"});
                continue;
            }
            result_.ownership.push_back(std::move(row));
        }
        std::sort(result_.ownership.begin(), result_.ownership.end(), [](const Ownership& a, const Ownership& b) {
            return std::tie(a.owner_id, a.owned_id, a.source) < std::tie(b.owner_id, b.owned_id, b.source);
        });
    }

    // Facts are told of companies that a record or an owner names; of others they stand under the register's name alone.
    void build_facts() {
        for (const auto& statement : input_.statements) {
            const auto id = id_of(statement.company, statement.identifier, statement.country);
            result_.facts.push_back({entities_.contains(id) ? id : EntityId{}, statement.company, statement.kind, statement.value,
                                     statement.from_day, statement.until_day, statement.source});
        }
        std::ranges::stable_sort(result_.facts, [](const RegisterFact& a, const RegisterFact& b) {
            return std::tie(a.company, a.kind, a.value, a.source) < std::tie(b.company, b.kind, b.value, b.source);
        });
    }

    // Makers and the makers that head their families, by the catalogue.
    std::vector<KnownHolding> find_makers() {
        for (const auto& maker : input_.makers) {
            if (!maker.maker.empty()) maker_of_[maker.brand] = named(maker.maker, "", maker.country);
        }
        std::vector<KnownHolding> known;
        std::set<EntityId> owned;
        for (const auto& row : result_.ownership) owned.insert(row.owned_id);
        for (const auto& maker : input_.makers) {
            const auto own = maker_of_.find(maker.brand), family = maker_of_.find(maker.family_brand);
            if (own == maker_of_.end() || family == maker_of_.end() || own->second == family->second) continue;
            // A register that names owners knows better.
            if (!owned.contains(own->second)) known.push_back({family->second, own->second});
        }
        return known;
    }

    void build_families() {
        const auto known = find_makers();
        auto families = find_families(result_.ownership, known, input_.day);
        result_.ultimate_owners = std::move(families.owners);
        result_.ownership_notes.insert(result_.ownership_notes.end(), families.notes.begin(), families.notes.end());
        head_of_ = std::move(families.head_of);
        for (const auto& maker : input_.makers) {
            const auto own = maker_of_.find(maker.brand);
            if (own == maker_of_.end()) continue;
            const auto head = head_of(own->second);
            result_.brand_families.push_back({maker.brand, own->second, FamilyId{head.value}});
            heads_.emplace(head, maker.family_brand.empty() ? maker.brand : maker.family_brand);
        }
        for (const auto& [owned, head] : head_of_) heads_.emplace(head, "");
    }
    [[nodiscard]] EntityId head_of(EntityId id) const {
        const auto found = head_of_.find(id);
        return found == head_of_.end() ? id : found->second;
    }

    void finish() {
        std::map<EntityId, std::string> captions;
        for (auto& [id, entity] : entities_) {
            const auto head = head_of(id);
            const auto found = heads_.find(head);
            if (found != heads_.end()) {
                entity.family_id = FamilyId{head.value};
                entity.family = found->second.empty() ? entities_[head].caption : found->second;
            }
            captions[id] = entity.caption;
            result_.entities.push_back(entity);
        }
        result_.changes =
            entity_changes(input_.previous, result_.members, captions, input_.last_change + 1, clusters_.touched, input_.judgements);
        const auto vanished =
            vanished_companies(input_.previous, result_.members, captions, input_.previous_captions, input_.last_change + 1);
        result_.changes.insert(result_.changes.end(), vanished.begin(), vanished.end());
        std::sort(result_.brand_families.begin(), result_.brand_families.end(),
                  [](const BrandFamily& a, const BrandFamily& b) { return a.brand < b.brand; });
    }

    const CompaniesInput& input_;
    JudgedClusters clusters_;
    std::vector<const Party*> parties_;
    std::vector<CompanyName> names_;
    CountryReader country_reader_;
    std::map<std::string, std::map<EntityId, Country>> groups_;  // name key -> companies that bear it
    std::map<std::string, std::set<Country>> countries_of_;      // name key -> countries that registers state
    std::set<std::pair<std::string, EntityId>> spelled_;         // Latin words without the legal form, and who bears them
    std::map<std::string, EntityId> numbered_;                   // verified number -> company
    std::map<EntityId, PartyIndices> members_;
    std::vector<EntityId> entity_of_;  // party -> entity
    std::map<EntityId, Entity> entities_;
    std::map<std::string, EntityId> maker_of_;  // brand -> maker
    std::map<EntityId, EntityId> head_of_;      // owned -> head of its family
    std::map<EntityId, std::string> heads_;     // head of a family -> its brand, or ""
    Companies result_;
};

}  // namespace

Companies build_companies(const CompaniesInput& input, JudgedClusters clusters) { return CompanyBuilder(input, std::move(clusters)).run(); }

Companies resolve_companies(const CompaniesInput& input) {
    auto links = link_parties(input.parties, input.threads);
    auto clusters = apply_judgements(std::move(links.parties), std::move(links.clusterings), links.pairs, input.judgements, input.threads);
    auto companies = build_companies(input, std::move(clusters));
    companies.links = std::move(links.links);
    return companies;
}

}  // namespace wb
