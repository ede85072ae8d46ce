#include "pipeline/explain_case.h"

#include <algorithm>
#include <map>
#include <set>

namespace wb {

namespace {

std::string id_text(auto id) { return std::to_string(id.value); }

// A comma-separated list for IN (…), never empty.
template <typename Ids>
std::string in_list(const Ids& ids) {
    std::string list;
    for (const auto id : ids) list += (list.empty() ? "" : ", ") + id_text(id);
    return list.empty() ? "NULL" : list;
}

struct PlacedParty {
    PartyId party_id;
    EntityId entity_id;
    std::string caption;
    double probability = 0;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("party_id", row.party_id, "");
        visit("entity_id", row.entity_id, "");
        visit("caption", row.caption, "");
        visit("probability", row.probability, "");
    }
};

Result<std::map<PartyId, Spelling>> read_spellings(Connection& connection, const std::set<PartyId>& ids) {
    std::map<PartyId, Spelling> spellings;
    WB_TRY_VOID(scan_rows<Party>(connection, "SELECT * FROM party WHERE party_id IN (" + in_list(ids) + ")",
                                 [&](const Party& party) { spellings[party.party_id].party = party; }));
    WB_TRY_VOID(scan_rows<PlacedParty>(connection,
                                       "SELECT m.party_id, m.entity_id, e.caption, m.probability FROM entity_party m JOIN entity e USING "
                                       "(entity_id) WHERE m.party_id IN (" +
                                           in_list(ids) + ")",
                                       [&](const PlacedParty& row) {
                                           auto& spelling = spellings[row.party_id];
                                           spelling.entity = row.entity_id;
                                           spelling.caption = row.caption;
                                           spelling.membership = row.probability;
                                       }));
    return spellings;
}

// The spelling whose cells stand for those written alike: links are told of it.
Result<std::map<PartyId, PartyId>> first_alike(Connection& connection, const std::set<PartyId>& ids) {
    std::map<PartyId, PartyId> first;
    WB_TRY(const auto table, connection.query("SELECT e.party_id, min(f.party_id) FROM evidence_party e JOIN evidence_party f USING (node) "
                                              "WHERE e.party_id IN (" +
                                              in_list(ids) + ") GROUP BY 1"));
    for (const auto& row : table.rows) first[PartyId{std::stoll(row[0])}] = PartyId{std::stoll(row[1])};
    for (const auto id : ids) first.try_emplace(id, id);
    return first;
}

Result<std::vector<Link>> read_links(Connection& connection, const std::string& where, int limit) {
    return read_rows<Link>(connection, "SELECT * FROM link WHERE " + where + " ORDER BY weight DESC, party_a, party_b" +
                                           (limit > 0 ? " LIMIT " + std::to_string(limit) : ""));
}

// Links with the spellings of both ends; `from` are the spellings that stand first.
Result<std::vector<ExplainedLink>> explained(Connection& connection, const std::vector<Link>& links, const std::set<PartyId>& from) {
    std::set<PartyId> ids;
    for (const auto& link : links) ids.insert({link.party_a, link.party_b});
    WB_TRY(const auto spellings, read_spellings(connection, ids));
    std::vector<ExplainedLink> rows;
    for (const auto& link : links) {
        const bool turned = !from.contains(link.party_a);
        rows.push_back({spellings.at(turned ? link.party_b : link.party_a), spellings.at(turned ? link.party_a : link.party_b), link,
                        read_waterfall(link.reasons)});
    }
    return rows;
}

const std::string kOther =
    "(SELECT entity_id FROM entity_party WHERE party_id = party_a) <> (SELECT entity_id FROM entity_party WHERE "
    "party_id = party_b)";

// The likeliest links from these spellings to those of other companies, one per other company.
Result<std::vector<ExplainedLink>> losing_candidates(Connection& connection, const std::set<PartyId>& from, const std::set<EntityId>& but) {
    const auto list = in_list(from);
    WB_TRY(const auto links, read_links(connection, "(party_a IN (" + list + ") OR party_b IN (" + list + ")) AND " + kOther, 0));
    WB_TRY(auto rows, explained(connection, links, from));
    std::set<EntityId> told = but;
    std::vector<ExplainedLink> losing;
    for (auto& row : rows) {
        if (static_cast<int>(losing.size()) == kLosingShown) break;
        if (told.insert(row.b.entity).second) losing.push_back(std::move(row));
    }
    return losing;
}

Result<std::set<PartyId>> parties_of(Connection& connection, EntityId entity) {
    std::set<PartyId> parties;
    WB_TRY_VOID(scan_rows<EntityParty>(connection, "SELECT * FROM entity_party WHERE entity_id = " + id_text(entity),
                                       [&](const EntityParty& row) { parties.insert(row.party_id); }));
    return parties;
}

// The two spellings asked about: of companies those that link them best, else the ones with most items.
Result<std::pair<PartyId, PartyId>> choose_spellings(Connection& connection, const FoundParty& a, const FoundParty& b) {
    if (!a.is_entity && !b.is_entity) return std::pair(a.party, b.party);
    std::set<PartyId> from{a.party}, to{b.party};
    if (a.is_entity) {
        WB_TRY(from, parties_of(connection, a.entity));
    }
    if (b.is_entity) {
        WB_TRY(to, parties_of(connection, b.entity));
    }
    const auto f = in_list(from), t = in_list(to);
    WB_TRY(const auto links,
           read_links(connection,
                      "(party_a IN (" + f + ") AND party_b IN (" + t + ")) OR (party_a IN (" + t + ") AND party_b IN (" + f + "))", 1));
    if (links.empty()) return std::pair(a.party, b.party);
    const bool turned = !from.contains(links[0].party_a);
    return turned ? std::pair(links[0].party_b, links[0].party_a) : std::pair(links[0].party_a, links[0].party_b);
}

Result<double> together(Connection& connection, PartyId a, PartyId b, bool now) {
    WB_TRY(const auto table,
           connection.query(
               "SELECT sum(x.probability) FILTER (x.cluster_id = y.cluster_id), count(*) FROM clustering x JOIN clustering y USING "
               "(component_id, clustering) WHERE x.party_id = " +
               id_text(a) + " AND y.party_id = " + id_text(b)));
    if (table.rows.empty() || table.rows[0][1] == "0") return now ? 1.0 : 0.0;
    return std::strtod(table.rows[0][0].c_str(), nullptr);
}

}  // namespace

Result<ExplainedPair> explain_pair(Connection& connection, const FoundParty& a, const FoundParty& b) {
    WB_TRY(const auto chosen, choose_spellings(connection, a, b));
    const std::set<PartyId> both{chosen.first, chosen.second};
    WB_TRY(const auto spellings, read_spellings(connection, both));
    WB_TRY(const auto first, first_alike(connection, both));
    ExplainedPair out;
    out.pair.a = spellings.at(chosen.first);
    out.pair.b = spellings.at(chosen.second);
    out.one_company = out.pair.a.entity == out.pair.b.entity;
    const auto x = std::min(first.at(chosen.first), first.at(chosen.second)), y = std::max(first.at(chosen.first), first.at(chosen.second));
    WB_TRY(const auto links, read_links(connection, "party_a = " + id_text(x) + " AND party_b = " + id_text(y), 1));
    if (!links.empty()) {
        // What the link says of a and b is said in the order of its own records, which is that of the reasons.
        out.pair.link = links[0];
        out.pair.waterfall = read_waterfall(links[0].reasons);
    }
    WB_TRY(out.in_one_clustering, together(connection, chosen.first, chosen.second, out.one_company));
    WB_TRY(out.judgements, read_rows<PartyJudgement>(
                               connection, "SELECT * FROM judgement WHERE party_a = " + id_text(std::min(chosen.first, chosen.second)) +
                                               " AND party_b = " + id_text(std::max(chosen.first, chosen.second)) + " ORDER BY line"));
    const auto entities = id_text(out.pair.a.entity) + ", " + id_text(out.pair.b.entity);
    const std::string of_both = " IN (SELECT party_id FROM entity_party WHERE entity_id IN (" + entities + "))";
    WB_TRY(out.deciding, read_rows<PartyJudgement>(connection, "SELECT * FROM judgement WHERE state = 'binding' AND party_a" + of_both +
                                                                   " AND party_b" + of_both + " ORDER BY line"));
    std::erase_if(out.deciding, [&](const PartyJudgement& each) { return both.contains(each.party_a) && both.contains(each.party_b); });
    std::set<PartyId> from{x, y};
    WB_TRY(out.losing, losing_candidates(connection, from, {out.pair.a.entity, out.pair.b.entity}));
    return out;
}

namespace {

// Each spelling with the one of its company that holds it best.
Result<std::vector<ExplainedLink>> held_by(Connection& connection, const std::set<PartyId>& parties) {
    const auto list = in_list(parties);
    WB_TRY(const auto links, read_links(connection, "party_a IN (" + list + ") AND party_b IN (" + list + ")", 0));
    WB_TRY(const auto spellings, read_spellings(connection, parties));
    std::map<PartyId, const Link*> best;
    for (const auto& link : links) {
        best.try_emplace(link.party_a, &link);
        best.try_emplace(link.party_b, &link);
    }
    std::vector<ExplainedLink> rows;
    for (const auto& [id, spelling] : spellings) {
        ExplainedLink row;
        row.a = spelling;
        if (const auto found = best.find(id); found != best.end()) {
            row.link = *found->second;
            row.b = spellings.at(found->second->party_a == id ? found->second->party_b : found->second->party_a);
            row.waterfall = read_waterfall(found->second->reasons);
        }
        rows.push_back(std::move(row));
    }
    std::ranges::stable_sort(rows, [](const auto& p, const auto& q) { return p.a.party.items > q.a.party.items; });
    return rows;
}

}  // namespace

Result<ExplainedEntity> explain_entity(Connection& connection, EntityId id) {
    ExplainedEntity out;
    const auto text = id_text(id);
    WB_TRY(const auto entities, read_rows<Entity>(connection, "SELECT * FROM entity WHERE entity_id = " + text));
    if (!entities.empty()) out.entity = entities[0];
    WB_TRY(const auto parties, parties_of(connection, id));
    WB_TRY(out.spellings, held_by(connection, parties));
    WB_TRY(out.losing, losing_candidates(connection, parties, {id}));
    WB_TRY(out.owners, read_rows<UltimateOwner>(connection, "SELECT * FROM ultimate_owner WHERE entity_id = " + text +
                                                                " ORDER BY from_day NULLS FIRST, owner_id"));
    for (const auto& owner : out.owners) {
        WB_TRY(const auto name, connection.query("SELECT caption FROM entity WHERE entity_id = " + id_text(owner.owner_id)));
        out.owner_names.push_back(name.rows.empty() ? id_text(owner.owner_id) : name.rows[0][0]);
    }
    WB_TRY(out.holdings, read_rows<Ownership>(
                             connection, "SELECT * FROM ownership WHERE owner_id = " + text + " OR owned_id = " + text + " ORDER BY ALL"));
    const std::string own = " IN (SELECT party_id FROM entity_party WHERE entity_id = " + text + ")";
    WB_TRY(out.judgements,
           read_rows<PartyJudgement>(connection, "SELECT * FROM judgement WHERE party_a" + own + " OR party_b" + own + " ORDER BY line"));
    WB_TRY(out.changes, read_rows<EntityChange>(connection, "SELECT * FROM entity_change WHERE entity_id = " + text + " OR became_id = " +
                                                                text + " ORDER BY change_number, entity_id, became_id"));
    WB_TRY(out.facts, read_rows<RegisterFact>(connection, "SELECT * FROM register_fact WHERE entity_id = " + text + " ORDER BY ALL"));
    return out;
}

}  // namespace wb
