#include "companies/companies.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/hash.h"
#include "base/json.h"
#include "names/company_name.h"
#include "text/identifiers.h"

namespace wb {

namespace {

constexpr std::uint64_t kEntitySeed = 0x656E7469;
constexpr double kSameIdentifier = 0.995;  // a verified number is sometimes another company's, written by a broker
constexpr double kSameNameCountry = 0.95;  // namesakes within one country exist
constexpr double kSameNameOnly = 0.85;
constexpr double kOnlyOneNumber = 0.9;  // a name without a number joins the only company of that name that has one

bool verified(const Party& party) { return !party.identifier.empty() && party.identifier_kind != "unverified"; }

EntityId identifier_entity(std::string_view identifier) { return KeyHasher(kEntitySeed).add("identifier").add(identifier).id<EntityId>(); }
EntityId name_entity(std::string_view key, Country country) {
    return KeyHasher(kEntitySeed).add("name").add(key).add(country.text()).id<EntityId>();
}

struct Membership {
    EntityId entity;
    double probability = 1;
    std::string_view basis;
};

// All that is known about one name key.
struct NameGroup {
    std::map<EntityId, Country> numbered;  // companies with a number under this name, and the country written beside them
    std::set<Country> countries;           // stated by parties without a number
};

class Resolver {
public:
    explicit Resolver(const CompaniesInput& input) : input_(input) {}
    Companies run() {
        sort_parties();
        collect_names();
        for (std::size_t i = 0; i < parties_.size(); ++i) assign(i);
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

    void collect_names() {
        for (std::size_t i = 0; i < parties_.size(); ++i) {
            auto& group = groups_[names_[i].key];
            if (verified(*parties_[i])) {
                auto& country = group.numbered[identifier_entity(parties_[i]->identifier)];
                if (!country.present()) country = parties_[i]->country;
            } else if (parties_[i]->country.present()) {
                group.countries.insert(parties_[i]->country);
            }
        }
    }

    Membership membership(const Party& party, const CompanyName& name) const {
        if (verified(party)) return {identifier_entity(party.identifier), kSameIdentifier, "identifier"};
        if (name.key.empty()) return {name_entity(party.name, party.country), 1, "alone"};
        return by_name(name.key, party.country);
    }

    Membership by_name(const std::string& key, Country country) const {
        const auto found = groups_.find(key);
        if (found == groups_.end()) return {name_entity(key, country), kSameNameOnly, "name"};
        const auto& group = found->second;
        std::vector<EntityId> fitting;
        for (const auto& [entity, where] : group.numbered) {
            if (!country.present() || !where.present() || country == where) fitting.push_back(entity);
        }
        if (fitting.size() == 1) return {fitting[0], kOnlyOneNumber, "name"};
        if (country.present()) return {name_entity(key, country), kSameNameCountry, "name and country"};
        // Without a country: the only one that the name has, else a company of its own.
        if (fitting.empty() && group.countries.size() == 1) return {name_entity(key, *group.countries.begin()), kSameNameOnly, "name"};
        return {name_entity(key, Country{}), kSameNameOnly, fitting.empty() ? "name" : "ambiguous"};
    }

    void assign(std::size_t i) {
        const auto member = membership(*parties_[i], names_[i]);
        auto& list = members_[member.entity];
        if (!list.empty()) link(*parties_[list.front()], *parties_[i], member);
        list.push_back(i);
        result_.members.push_back({member.entity, parties_[i]->party_id, member.probability});
    }

    void link(const Party& first, const Party& other, const Membership& member) {
        Link link;
        link.party_a = std::min(first.party_id, other.party_id);
        link.party_b = std::max(first.party_id, other.party_id);
        link.probability = member.probability;
        link.weight = std::log2(member.probability / (1 - member.probability));
        JsonWriter json;
        json.object().key("basis").string(member.basis).key("a").string(first.name).key("b").string(other.name);
        if (member.basis == "identifier") json.key("identifier").string(other.identifier);
        link.reasons = json.end().take();
        result_.links.push_back(std::move(link));
    }

    void build_entities() {
        for (const auto& [id, list] : members_) {
            Entity entity;
            entity.entity_id = id;
            entity.kind = "company";
            const Party* shown = parties_[list.front()];
            std::map<Country, std::int64_t> countries;
            for (const auto i : list) {
                const auto* party = parties_[i];
                entity.items += party->items;
                ++entity.parties;
                if (party->country.present()) countries[party->country] += party->items + 1;
                const bool better = party->items > shown->items || (party->items == shown->items && party->name < shown->name);
                if (better) shown = party;
                if (names_[i].legal_form == "sole_trader") entity.kind = "person";
            }
            entity.caption = shown->name;
            const auto most =
                std::max_element(countries.begin(), countries.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
            if (most != countries.end()) entity.country = most->first;
            entities_[id] = std::move(entity);
        }
    }

    // The company that a statement names; one without items when no record names it.
    EntityId named(const std::string& name, const std::string& identifier, Country country) {
        const auto number = classify_identifier(identifier, country.text());
        const auto key = read_company_name(name).key;
        EntityId id;
        if (!number.value.empty() && number.kind != "unverified" && entities_.contains(identifier_entity(number.value))) {
            id = identifier_entity(number.value);
        } else {
            id = by_name(key.empty() ? name : key, country).entity;
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
    std::unordered_map<std::string, NameGroup> groups_;
    std::map<EntityId, std::vector<std::size_t>> members_;
    std::map<EntityId, Entity> entities_;
    std::map<EntityId, EntityId> owner_;     // owned -> owner
    std::map<EntityId, std::string> heads_;  // head of a family -> its brand, or ""
    Companies result_;
};

}  // namespace

Companies resolve_companies(const CompaniesInput& input) { return Resolver(input).run(); }

}  // namespace wb
