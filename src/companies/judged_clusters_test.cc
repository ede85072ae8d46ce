#include "companies/judged_clusters.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "companies/companies.h"
#include "companies/invented_word.h"
#include "companies/judgements.h"

using namespace wb;

namespace {

Party party(std::int64_t id, std::string name, std::string address, std::string number) {
    Party row;
    row.party_id = PartyId{id};
    row.name = std::move(name);
    row.address = std::move(address);
    row.country = Country{"DE"};
    row.identifier = std::move(number);
    row.identifier_kind = row.identifier.empty() ? "" : "vat";
    row.items = 1 + id % 3;
    return row;
}

// Companies with three spellings each, a third without an address, every fifth of the name of the one before, in cities of their own.
std::vector<Party> world(std::int64_t companies) {
    std::vector<Party> parties;
    for (std::int64_t i = 0; i < companies; ++i) {
        const auto seed = static_cast<std::uint64_t>(i);
        const auto core = invented_word(i % 5 == 4 ? seed - 1 : seed) + " " + invented_word(seed / 2 + 3000);
        const auto street = invented_word(seed + 7000) + " street " + std::to_string(1 + i % 90) + ", " + invented_word(seed % 9 + 9000);
        parties.push_back(party(3 * i + 1, core + " Ltd", street, std::to_string(10000000 + i * 7919)));
        parties.push_back(party(3 * i + 2, core + " Limited", i % 3 == 0 ? "" : street, ""));
        parties.push_back(party(3 * i + 3, core, i % 2 == 0 ? "" : street, ""));
    }
    return parties;
}

PartyJudgement decide(const char* decision, std::int64_t a, std::int64_t b) {
    PartyJudgement judgement;
    judgement.decision = decision;
    judgement.author = "anna";
    judgement.decided_at = "2026-11-25T20:00:00Z";
    judgement.party_a = PartyId{a};
    judgement.party_b = PartyId{b};
    finish_judgement(judgement);
    return judgement;
}

JudgedClusters apply(const PartyLinks& links, std::vector<PartyJudgement> judgements, int threads = 1) {
    mark_superseded(judgements, links.parties);
    REQUIRE(check_consistency(judgements, links.parties).ok());
    return apply_judgements(links.parties, links.clusterings, links.pairs, judgements, threads);
}

PartyId cluster_of(const JudgedClusters& clusters, std::int64_t party) {
    const auto at = std::ranges::lower_bound(clusters.parties, PartyId{party}, {}, [](const EvidenceParty& row) { return row.party_id; });
    return at->cluster;
}

bool same_clusters(const JudgedClusters& a, const JudgedClusters& b) {
    const auto facts = [](const EvidenceParty& row) { return std::tuple(row.party_id, row.cluster); };
    const auto drawn = [](const EvidenceClustering& row) {
        return std::tuple(row.component_id, row.clustering, row.probability, row.party_id, row.cluster);
    };
    return std::ranges::equal(a.parties, b.parties, {}, facts, facts) && std::ranges::equal(a.clusterings, b.clusterings, {}, drawn, drawn);
}

}  // namespace

namespace {

// Groups of five spellings whose links say nothing clear, each group a component of its own; by the evidence all stand alone.
PartyLinks planted(std::int64_t groups) {
    PartyLinks links;
    for (std::int64_t i = 0; i < 5 * groups; ++i)
        links.parties.push_back({PartyId{i + 1}, static_cast<std::int64_t>(mix64(static_cast<std::uint64_t>(i))), PartyId{i + 1}, 1});
    for (std::int64_t group = 0; group < groups; ++group) {
        for (std::int64_t a = 5 * group + 1; a <= 5 * group + 5; ++a) {
            for (auto b = a + 1; b <= 5 * group + 5; ++b) {
                const double weight = 6 * uniform_draw(9, static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b)) - 3;
                links.pairs.push_back({PartyId{a}, PartyId{b}, weight});
            }
        }
    }
    return links;
}

}  // namespace

TEST_CASE("judgements: what people say binds, and only what it touches is solved again") {
    const auto links = planted(40);
    CHECK(apply(links, {}).touched.empty());
    const auto judged = apply(links, {decide("same", 1, 101), decide("different", 11, 12), decide("same", 13, 15)});
    CHECK(cluster_of(judged, 1) == cluster_of(judged, 101));
    CHECK(cluster_of(judged, 11) != cluster_of(judged, 12));
    CHECK(cluster_of(judged, 13) == cluster_of(judged, 15));
    std::set<PartyId> expected;
    for (const auto first : {1, 11, 101}) {
        for (int k = 0; k < 5; ++k) expected.insert(PartyId{first + k});
    }
    CHECK(std::set<PartyId>(judged.touched.begin(), judged.touched.end()) == expected);
    for (const auto& row : judged.parties) {
        if (!expected.contains(row.party_id)) CHECK(row.cluster == row.party_id);
    }
    // In every possible clustering too, and with certainty.
    std::map<std::pair<std::int64_t, std::int32_t>, std::map<PartyId, std::int32_t>> drawn;
    for (const auto& row : judged.clusterings) drawn[{row.component_id, row.clustering}][row.party_id] = row.cluster;
    CHECK(!drawn.empty());
    for (auto& [number, clusters] : drawn) {
        if (clusters.contains(PartyId{1})) CHECK(clusters.at(PartyId{1}) == clusters.at(PartyId{101}));
        if (clusters.contains(PartyId{11})) CHECK(clusters.at(PartyId{11}) != clusters.at(PartyId{12}));
    }
    for (const auto& row : judged.parties) {
        if (row.party_id == PartyId{1}) CHECK(row.probability == 1);
    }
}

TEST_CASE("links are handed over as they would be kept") {
    const auto parties = world(60);
    const auto kept = link_parties(parties, 1);
    std::vector<Link> seen;
    const auto handed = link_parties(parties, 1, {}, [&](Link&& link) { seen.push_back(std::move(link)); });
    CHECK(handed.links.empty());
    REQUIRE(!seen.empty());
    REQUIRE(seen.size() == kept.links.size());
    REQUIRE(handed.pairs.size() == kept.pairs.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const bool same = seen[i].party_a == kept.links[i].party_a && seen[i].party_b == kept.links[i].party_b &&
                          seen[i].weight == kept.links[i].weight && seen[i].reasons == kept.links[i].reasons;
        CHECK(same);
    }
}

TEST_CASE("judgements: solving a component again from its links gives what the evidence gave") {
    // Decisions that change nothing (two companies of the same name that are apart anyway, and are sure to be) but touch their component.
    const auto links = link_parties(world(60), 1);
    const auto plain = apply(links, {});
    std::vector<PartyJudgement> judgements;
    for (const auto& link : links.links) {
        const bool apart = cluster_of(plain, link.party_a.value) != cluster_of(plain, link.party_b.value);
        if (apart && link.weight < 0) judgements.push_back(decide("different", link.party_a.value, link.party_b.value));
    }
    REQUIRE(!judgements.empty());
    const auto judged = apply(links, judgements);
    CHECK(!judged.touched.empty());
    for (std::size_t i = 0; i < plain.parties.size(); ++i) CHECK(judged.parties[i].cluster == plain.parties[i].cluster);
}

TEST_CASE("judgements: order and threads mean nothing; a decision taken back leaves the evidence") {
    const auto links = link_parties(world(40), 1);
    const std::vector<PartyJudgement> one = {decide("same", 1, 50), decide("different", 10, 11), decide("same", 50, 70)};
    const std::vector<PartyJudgement> two = {one[2], one[0], one[1]};
    CHECK(same_clusters(apply(links, one), apply(links, two, 4)));
    auto withdrawn = one;
    for (const auto& each : one) withdrawn.push_back(decide("unsure", each.party_a.value, each.party_b.value));
    CHECK(same_clusters(apply(links, withdrawn), apply(links, {})));
}

TEST_CASE("judgements: contradictions are told as the cycle") {
    const auto links = link_parties(world(10), 1);
    std::vector<PartyJudgement> judgements = {decide("same", 1, 4), decide("same", 4, 7), decide("different", 1, 7)};
    for (std::size_t i = 0; i < judgements.size(); ++i) judgements[i].line = static_cast<std::int64_t>(i) + 1;
    mark_superseded(judgements, links.parties);
    const auto refused = check_consistency(judgements, links.parties);
    REQUIRE(!refused.ok());
    CHECK(refused.error().code == "judge.contradiction");
    for (const auto* part : {"line 1", "line 2", "line 3", "=", "≠"}) CHECK(refused.error().message.find(part) != std::string::npos);
    // A later decision about one of the pairs resolves it.
    judgements.push_back(decide("unsure", 4, 7));
    mark_superseded(judgements, links.parties);
    CHECK(check_consistency(judgements, links.parties).ok());
    CHECK(judgements[1].state == "superseded");
    CHECK(judgements[1].superseded_by == judgements[3].judgement_id);
}

TEST_CASE("judgements: lines go round, bad ones are told and the others used; unknown spellings wait") {
    auto judgement = decide("same", 4, 1);
    judgement.name_a = "ООО \"Ромашка\"";
    judgement.note = "a\nb";
    const auto text = judgement_line(judgement) + "not json\n{\"decision\":\"perhaps\",\"party_a\":\"1\",\"party_b\":\"2\"}\n" +
                      judgement_line(decide("different", 1, 999999));
    auto read = read_judgements(text, "judgements.jsonl");
    REQUIRE(read.judgements.size() == 2);
    CHECK(read.unreadable.size() == 2);
    CHECK(read.unreadable[0].where.row == 2);
    CHECK(read.judgements[0].judgement_id == judgement.judgement_id);
    CHECK(read.judgements[0].note == "a\nb");
    const auto links = link_parties(world(4), 1);
    mark_superseded(read.judgements, links.parties);
    CHECK(read.judgements[0].state == "binding");
    CHECK(read.judgements[1].state == "waiting");
}

TEST_CASE("identity: ids stay when records arrive, and merges and splits are told") {
    CompaniesInput input;
    input.parties = world(30);
    const auto before = resolve_companies(input);
    input.previous = before.members;
    CHECK(resolve_companies(input).changes.empty());
    // More writings, one of them with a number that becomes the commonest of its company.
    auto more = party(1000, invented_word(3) + " Trading Ltd", invented_word(7003) + " street 4, Hamburg", "77777777");
    more.items = 50;
    input.parties.push_back(more);
    const auto after = resolve_companies(input);
    std::map<EntityId, std::set<PartyId>> old_members, new_members;
    for (const auto& row : before.members) old_members[row.entity_id].insert(row.party_id);
    for (const auto& row : after.members) {
        if (row.party_id != more.party_id) new_members[row.entity_id].insert(row.party_id);
    }
    std::size_t kept = 0;
    for (const auto& [id, members] : new_members) {
        const auto was = std::ranges::find_if(old_members, [&](const auto& each) { return each.second == members; });
        if (was == old_members.end()) continue;
        CHECK(was->first == id);
        ++kept;
    }
    CHECK(kept >= 10);
    // The same records at once are the same companies, whatever their ids.
    auto fresh_input = input;
    fresh_input.previous.clear();
    const auto fresh = resolve_companies(fresh_input);
    std::map<EntityId, EntityId> renamed;
    for (std::size_t i = 0; i < fresh.members.size(); ++i) {
        const auto [at, first] = renamed.try_emplace(fresh.members[i].entity_id, after.members[i].entity_id);
        CHECK(at->second == after.members[i].entity_id);
    }
    // A company that no record names any more is told too, once.
    auto fewer = input;
    fewer.previous = after.members;
    for (const auto& entity : after.entities) fewer.previous_captions[entity.entity_id] = entity.caption;
    const auto lost = after.members.back().entity_id;
    std::erase_if(fewer.parties, [&](const Party& each) {
        return std::ranges::any_of(after.members, [&](const auto& row) { return row.entity_id == lost && row.party_id == each.party_id; });
    });
    const auto less = resolve_companies(fewer);
    const auto told = std::ranges::find(less.changes, "vanished", &EntityChange::kind);
    REQUIRE(told != less.changes.end());
    CHECK(told->entity_id == lost);
    CHECK(!told->became_id.present());
    CHECK(!told->caption.empty());
    fewer.previous = less.members;
    CHECK(resolve_companies(fewer).changes.empty());
    // What a decision joins comes apart again, under the old ids, when it is withdrawn.
    input.previous = after.members;
    const auto other =
        std::ranges::find_if(after.members, [&](const auto& row) { return row.entity_id != after.members.front().entity_id; });
    input.judgements = {decide("same", after.members.front().party_id.value, other->party_id.value)};
    const auto links = link_parties(input.parties, 1);
    mark_superseded(input.judgements, links.parties);
    const auto merged = resolve_companies(input);
    REQUIRE(!merged.changes.empty());
    CHECK(merged.changes.front().cause == "judgement");
    CHECK(merged.changes.front().judgement_id == input.judgements[0].judgement_id);
    input.previous = merged.members;
    input.judgements.clear();
    const auto apart = resolve_companies(input);
    for (std::size_t i = 0; i < apart.members.size(); ++i) CHECK(apart.members[i].entity_id == after.members[i].entity_id);
}
