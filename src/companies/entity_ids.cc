#include "companies/entity_ids.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/hash.h"

namespace wb {

namespace {

// The entity of each party before; absent ids where there was none.
std::vector<EntityId> previous_of(std::span<const Party* const> parties, std::span<const EntityParty> previous) {
    std::vector<EntityId> entities;
    auto at = previous.begin();
    for (const auto* party : parties) {
        while (at != previous.end() && at->party_id < party->party_id) ++at;
        entities.push_back(at != previous.end() && at->party_id == party->party_id ? at->entity_id : EntityId{});
    }
    return entities;
}

// The id that a company has by its content.
EntityId content_id(const PartyIndices& list, std::span<const Party* const> parties, std::span<const CompanyName> names) {
    Votes<std::string> numbers;
    Votes<std::pair<std::string, std::string>> spelled;
    for (const auto i : list) {
        const auto& party = *parties[i];
        if (verified(party)) numbers.add(party.identifier, party.items);
        spelled.add({names[i].key.empty() ? party.name : names[i].key, std::string(party.country.text())}, party.items);
    }
    if (const auto* number = numbers.first()) return identifier_entity(*number);
    return name_entity(spelled.first()->first, Country{spelled.first()->second});
}

// Old ids go to the companies that hold most of their spellings.
void keep_ids(const std::vector<PartyIndices>& clusters, const std::vector<EntityId>& before, std::vector<EntityId>& ids,
              std::set<EntityId>& taken) {
    std::vector<std::tuple<std::int64_t, EntityId, std::size_t>> offers;
    for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster) {
        std::map<EntityId, std::int64_t> shared;
        for (const auto i : clusters[cluster]) {
            if (before[i].present()) ++shared[before[i]];
        }
        for (const auto& [entity, count] : shared) offers.emplace_back(-count, entity, cluster);
    }
    std::sort(offers.begin(), offers.end(), [&](const auto& a, const auto& b) {
        if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(a) < std::get<0>(b);
        if (std::get<1>(a) != std::get<1>(b)) return std::get<1>(a) < std::get<1>(b);
        return clusters[std::get<2>(a)].front() < clusters[std::get<2>(b)].front();
    });
    for (const auto& [count, entity, cluster] : offers) {
        if (!ids[cluster].present() && taken.insert(entity).second) ids[cluster] = entity;
    }
}

}  // namespace

bool verified(const Party& party) { return !party.identifier.empty() && party.identifier_kind != "unverified"; }

EntityId identifier_entity(std::string_view identifier) { return KeyHasher(kEntitySeed).add("identifier").add(identifier).id<EntityId>(); }

EntityId name_entity(std::string_view key, Country country) {
    return KeyHasher(kEntitySeed).add("name").add(key).add(country.text()).id<EntityId>();
}

std::vector<EntityId> assign_ids(const std::vector<PartyIndices>& clusters, std::span<const Party* const> parties,
                                 std::span<const CompanyName> names, std::span<const EntityParty> previous) {
    std::vector<EntityId> ids(clusters.size());
    std::set<EntityId> taken;
    if (!previous.empty()) keep_ids(clusters, previous_of(parties, previous), ids, taken);
    std::map<EntityId, std::vector<std::size_t>> wanted;
    for (std::size_t cluster = 0; cluster < clusters.size(); ++cluster) {
        if (!ids[cluster].present()) wanted[content_id(clusters[cluster], parties, names)].push_back(cluster);
    }
    for (auto& [id, same] : wanted) {
        std::sort(same.begin(), same.end(), [&](std::size_t a, std::size_t b) {
            if (clusters[a].size() != clusters[b].size()) return clusters[a].size() > clusters[b].size();
            return clusters[a].front() < clusters[b].front();
        });
        for (const auto cluster : same) {
            const auto first = parties[clusters[cluster].front()]->party_id;
            const bool free = taken.insert(id).second;
            ids[cluster] = free ? id : KeyHasher(kEntitySeed).add("namesake").add(id.value).add(first.value).id<EntityId>();
        }
    }
    return ids;
}

namespace {

// Of each company before and after: the number of the latest decision about a spelling of it, plus one.
std::map<EntityId, std::size_t> latest_decisions(const std::map<PartyId, std::pair<EntityId, EntityId>>& moves,
                                                 std::span<const PartyJudgement> judgements) {
    std::map<EntityId, std::size_t> latest;
    for (std::size_t i = 0; i < judgements.size(); ++i) {
        for (const auto party : {judgements[i].party_a, judgements[i].party_b}) {
            const auto move = moves.find(party);
            if (move != moves.end()) latest[move->second.first] = latest[move->second.second] = i + 1;
        }
    }
    return latest;
}

}  // namespace

std::vector<EntityChange> entity_changes(std::span<const EntityParty> previous, std::span<const EntityParty> now,
                                         const std::map<EntityId, std::string>& captions, std::int64_t number,
                                         std::span<const PartyId> touched, std::span<const PartyJudgement> judgements) {
    std::map<PartyId, std::pair<EntityId, EntityId>> moves;  // of parties that are there before and after
    std::set<EntityId> before, after;
    for (const auto& row : previous) before.insert(row.entity_id);
    auto at = previous.begin();
    for (const auto& row : now) {
        after.insert(row.entity_id);
        while (at != previous.end() && at->party_id < row.party_id) ++at;
        if (at != previous.end() && at->party_id == row.party_id) moves[row.party_id] = {at->entity_id, row.entity_id};
    }
    std::set<PartyId> judged;
    for (const auto& judgement : judgements) judged.insert({judgement.party_a, judgement.party_b});
    std::map<std::pair<EntityId, EntityId>, EntityChange> changes;
    for (const auto& [party, move] : moves) {
        if (move.first == move.second) continue;
        auto& change = changes[move];
        ++change.parties;
        if (judged.contains(party) || std::ranges::binary_search(touched, party)) change.cause = "judgement";
    }
    const auto latest = latest_decisions(moves, judgements);
    const auto number_of = [&](EntityId entity) {
        const auto found = latest.find(entity);
        return found == latest.end() ? std::size_t{0} : found->second;
    };
    std::vector<EntityChange> rows;
    for (auto& [move, change] : changes) {
        change.change_number = number;
        change.entity_id = move.first;
        change.became_id = move.second;
        change.kind = !after.contains(move.first) ? "merged" : before.contains(move.second) ? "moved" : "split";
        if (const auto caption = captions.find(move.second); caption != captions.end()) change.caption = caption->second;
        if (change.cause.empty()) {
            change.cause = "records";
        } else if (const auto decision = std::max(number_of(move.first), number_of(move.second)); decision > 0) {
            change.judgement_id = judgements[decision - 1].judgement_id;
        }
        rows.push_back(std::move(change));
    }
    return rows;
}

std::vector<EntityChange> vanished_companies(std::span<const EntityParty> previous, std::span<const EntityParty> now,
                                             const std::map<EntityId, std::string>& captions,
                                             const std::map<EntityId, std::string>& previous_captions, std::int64_t number) {
    std::map<EntityId, std::int64_t> gone;  // company -> spellings
    std::set<EntityId> kept;                // of these a spelling is still there, or they are
    auto at = now.begin();
    for (const auto& row : previous) {
        ++gone[row.entity_id];
        while (at != now.end() && at->party_id < row.party_id) ++at;
        const bool there = at != now.end() && at->party_id == row.party_id;
        if (there || captions.contains(row.entity_id)) kept.insert(row.entity_id);
    }
    std::vector<EntityChange> rows;
    for (const auto& [entity, parties] : gone) {
        if (kept.contains(entity)) continue;
        EntityChange change;
        change.change_number = number;
        change.entity_id = entity;
        change.kind = "vanished";
        change.parties = parties;
        if (const auto caption = previous_captions.find(entity); caption != previous_captions.end()) change.caption = caption->second;
        change.cause = "records";
        rows.push_back(std::move(change));
    }
    return rows;
}

}  // namespace wb
