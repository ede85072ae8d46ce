// Who: companies after resolution, what links their spellings, who owns whom, which lists name them.
#pragma once

#include <cstdint>
#include <string>

#include "base/day.h"
#include "base/id.h"
#include "base/maybe.h"
#include "tables/column.h"

namespace wb {

struct Entity {
    static constexpr std::string_view kTable = "entity";
    static constexpr std::string_view kRowIs = "a company, after resolution";
    EntityId entity_id;
    std::string caption, kind;
    Country country;
    std::string country_basis;
    FamilyId family_id;
    std::string family;
    std::int64_t parties = 0, items = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "key, stable across runs");
        visit("caption", row.caption, "the spelling shown");
        visit("kind", row.kind, "company, person or unknown");
        visit("country", row.country, "country, ISO 3166-1 alpha-2");
        visit(
            "country_basis", row.country_basis,
            "what told it: stated (a record, a register), number (whose state issues it), address, or name (the place it is called after)");
        visit("family_id", row.family_id, "entities under one owner share it; null when no owner is known");
        visit("family", row.family, "name of the family: the maker's brand id, or the caption of its head");
        visit("parties", row.parties, "spellings merged");
        visit("items", row.items, "items that name it in any role");
    }
};

struct EntityParty {
    static constexpr std::string_view kTable = "entity_party";
    static constexpr std::string_view kRowIs = "a spelling that belongs to a company";
    EntityId entity_id;
    PartyId party_id;
    double probability = 1;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "entity");
        visit("party_id", row.party_id, "party");
        visit("probability", row.probability, "probability of the membership");
    }
};

// One clustering of a component that is in doubt, one row per party. The contract for figures:
// - A party of no row here is of its entity (entity_party) in every world.
// - The parties of one component_id move together: in draw d take the clustering whose cumulated probability, in order of `clustering`,
// first
//   exceeds uniform_draw(seed, component_id, d) (base/hash.h), and in that world each of its parties is of cluster_id instead of its
//   entity_id.
// - cluster_id is the entity_id whose parties make up most of that cluster in that clustering (no two clusters of one clustering share
// one), or
//   an id of its own where no entity is left for it; so the value of entity E in a world is the sum over parties whose cluster_id is E, and
//   the number of companies is the number of different cluster_ids.
// - Probabilities of one component sum to 1 over `clustering` 0, 1, 2 …, likeliest first. Two to twenty clusterings each.
struct ClusteringRow {
    static constexpr std::string_view kTable = "clustering";
    static constexpr std::string_view kRowIs = "where a party belongs in one possible clustering of a component that is in doubt";
    std::int64_t component_id = 0;
    std::int32_t clustering = 0;
    double probability = 0;
    PartyId party_id;
    EntityId cluster_id;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("component_id", row.component_id, "parties whose clustering is in doubt together; seeds their draws");
        visit("clustering", row.clustering, "number of the clustering, 0 the likeliest");
        visit("probability", row.probability, "probability of this clustering; sums to 1 over a component's clusterings");
        visit("party_id", row.party_id, "party");
        visit("cluster_id", row.cluster_id, "entity_id that the party has in this clustering, or an id of its own");
    }
};

struct Link {
    static constexpr std::string_view kTable = "link";
    static constexpr std::string_view kRowIs = "a scored pair of parties";
    PartyId party_a, party_b;
    double probability = 0, weight = 0;
    std::string reasons;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("party_a", row.party_a, "party, the smaller id");
        visit("party_b", row.party_b, "party, the larger id");
        visit("probability", row.probability, "probability that both are one company");
        visit("weight", row.weight, "evidence, log2 odds");
        visit("reasons", row.reasons, "JSON: each comparison with its values and weight");
    }
};

struct Ownership {
    static constexpr std::string_view kTable = "ownership";
    static constexpr std::string_view kRowIs = "an owner and the owned, with the days between which it held";
    EntityId owner_id, owned_id;
    std::string owner_name, owned_name;
    Maybe<double> share_low, share_high;
    Maybe<Day> from_day, until_day;
    std::string source;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("owner_id", row.owner_id, "entity that owns");
        visit("owned_id", row.owned_id, "entity that is owned");
        visit("owner_name", row.owner_name, "owner as the source writes it");
        visit("owned_name", row.owned_name, "owned as the source writes it");
        visit("share_low", row.share_low, "lowest share that the source allows, 0 to 1");
        visit("share_high", row.share_high, "highest share that the source allows, 0 to 1");
        visit("from_day", row.from_day, "first day");
        visit("until_day", row.until_day, "first day on which it no longer held");
        visit("source", row.source, "file and entry");
    }
};

struct Listing {
    static constexpr std::string_view kTable = "listing";
    static constexpr std::string_view kRowIs = "an entry of a list";
    ListingId listing_id;
    std::string list, authority, name, kind;
    Maybe<Day> from_day, until_day;
    std::string programme, reference;
    Country country;
    std::string aliases, identifiers, addresses, jurisdiction;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("listing_id", row.listing_id, "key: hash of list and the publisher's own number");
        visit("list", row.list, "list it stands on");
        visit("authority", row.authority, "who publishes it");
        visit("name", row.name, "principal name");
        visit("kind", row.kind, "company, person, vessel, aircraft, address or unknown");
        visit("from_day", row.from_day, "day of listing, null when the publisher's file has none");
        visit("until_day", row.until_day, "day of removal");
        visit("programme", row.programme, "programme or annex");
        visit("reference", row.reference, "the publisher's number and citation");
        visit("country", row.country, "country of the entry, ISO 3166-1 alpha-2");
        visit("aliases", row.aliases, "JSON array of other names");
        visit("identifiers", row.identifiers, "JSON array of numbers");
        visit("addresses", row.addresses, "JSON array of addresses");
        visit("jurisdiction", row.jurisdiction, "whose law: US, EU, UN …");
    }
};

struct Hit {
    static constexpr std::string_view kTable = "hit";
    static constexpr std::string_view kRowIs = "an entity against a listing";
    EntityId entity_id;
    ListingId listing_id;
    std::string basis;
    double probability = 0;
    Maybe<Day> from_day, until_day;
    std::string reasons;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "entity");
        visit("listing_id", row.listing_id, "listing");
        visit("basis", row.basis, "name, identifier, address or owned");
        visit("probability", row.probability, "probability that both are the same");
        visit("from_day", row.from_day, "day of listing");
        visit("until_day", row.until_day, "day of removal");
        visit("reasons", row.reasons, "JSON: values compared and the innocent explanation");
    }
};

struct Finding {
    static constexpr std::string_view kTable = "finding";
    static constexpr std::string_view kRowIs = "a rule applied to something";
    FindingId finding_id;
    std::string rule, rule_version, subject_kind;
    std::int64_t subject_id = 0;
    std::string answer, missing, jurisdiction, severity, reasons;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("finding_id", row.finding_id, "key: hash of rule, version and subject");
        visit("rule", row.rule, "RF16 … or the id of a control");
        visit("rule_version", row.rule_version, "version of the rule's data");
        visit("subject_kind", row.subject_kind, "item, entity, chain");
        visit("subject_id", row.subject_id, "item_id, entity_id or chain_id");
        visit("answer", row.answer, "fired, clear or cannot_tell");
        visit("missing", row.missing, "the fact that is missing when the answer is cannot_tell");
        visit("jurisdiction", row.jurisdiction, "whose rule");
        visit("severity", row.severity, "low, medium or high");
        visit("reasons", row.reasons, "JSON: evidence with values, and the innocent explanation");
    }
};

}  // namespace wb
