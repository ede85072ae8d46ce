#include "pipeline/report_companies.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "report/figure_words.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr int kDirectKept = 14, kLongerKept = 6, kLongestKept = 3;
constexpr std::size_t kSpellingsShown = 5, kAddressesShown = 3, kNumbersShown = 4, kListingsShown = 5;

std::string text_at(const TextTable& table, std::size_t row, std::size_t column) {
    return table.nulls[row][column] ? std::string() : table.rows[row][column];
}

// Letters beyond Latin with its accents: Cyrillic, Han, Arabic …
bool has_other_script(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code(text, at);
        if (c >= 0x370 && !(c >= 0x1E00 && c < 0x2C00) && c != 0xFFFD) return true;
    }
    return false;
}

std::string capitals(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string id_list(const std::set<EntityId>& ids) {
    std::string list = "(0";
    for (const auto id : ids) list += ", " + std::to_string(id.value);
    return list + ")";
}

std::string chain_columns() {
    std::string columns;
    for (const auto& column : columns_of<Chain>()) columns += (columns.empty() ? "" : ", ") + column.name;
    return columns;
}

Status read_legs(Connection& connection, std::vector<DossierChain>& chains) {
    if (chains.empty()) return {};
    std::map<ChainId, DossierChain*> index;
    std::string list;
    for (auto& chain : chains) {
        index[chain.chain.chain_id] = &chain;
        list += (list.empty() ? "" : ", ") + std::to_string(chain.chain.chain_id.value);
    }
    WB_TRY(const auto table, connection.query("SELECT h.chain_id, h.hop, h.seller_entity, h.buyer_entity, sum(h.units), count(*), "
                                              "min(i.declaration_date), max(i.declaration_date) FROM "
                                              "hop h LEFT JOIN item i USING (item_id) WHERE h.chain_id IN (" +
                                              list + ") GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const auto& cells = table.rows[i];
        ChainLeg leg;
        leg.hop = static_cast<std::int32_t>(std::stoll(cells[1]));
        leg.seller = EntityId{table.nulls[i][2] ? 0 : std::stoll(cells[2])};
        leg.buyer = EntityId{table.nulls[i][3] ? 0 : std::stoll(cells[3])};
        leg.units = std::strtod(cells[4].c_str(), nullptr);
        leg.rows = std::stoll(cells[5]);
        if (const auto day = parse_iso_day(text_at(table, i, 6))) leg.first_day = *day;
        if (const auto day = parse_iso_day(text_at(table, i, 7))) leg.last_day = *day;
        index[ChainId{std::stoll(cells[0])}]->legs.push_back(leg);
    }
    return {};
}

Status read_some(Connection& connection, const std::string& sql, std::vector<DossierChain>& chains) {
    WB_TRY(const auto rows, read_rows<Chain>(connection, sql));
    for (const auto& row : rows) chains.push_back({row, {}});
    return read_legs(connection, chains);
}

EntityId largest_consignee(const Selection& selection, const std::vector<Figure>& figures) {
    for (const std::size_t i : selection.list("consignee.value").shown) {
        const auto key = figure_name(figures[i].figure_id).key;
        if (key != "unstated" && figures[i].value) return EntityId{std::strtoll(key.c_str(), nullptr, 10)};
    }
    return {};
}

std::set<EntityId> named_entities(const Dossier& dossier) {
    std::set<EntityId> ids;
    for (const auto& figure : dossier.figures) {
        const auto name = figure_name(figure.figure_id);
        const bool company = name.family == "exporter.value" || name.family == "consignee.value" || name.family == "markup.ratio" ||
                             (name.family == "direct.share" && !name.key.empty() && name.key != "other");
        if (company && dossier.evidence.contains(figure.figure_id)) ids.insert(EntityId{std::strtoll(name.key.c_str(), nullptr, 10)});
    }
    for (const auto& row : dossier.rows) ids.insert({row.exporter, row.consignee});
    for (const auto* chains : {&dossier.chains, &dossier.longest_chains}) {
        for (const auto& chain : *chains) {
            for (const auto& leg : chain.legs) ids.insert({leg.seller, leg.buyer});
        }
    }
    for (const auto& listed : dossier.listed) ids.insert(listed.id);
    ids.insert(dossier.largest_consignee);
    ids.erase(EntityId{});
    return ids;
}

void add_once(std::vector<std::string>& texts, const std::string& text, std::size_t most) {
    if (text.empty() || texts.size() >= most || std::find(texts.begin(), texts.end(), text) != texts.end()) return;
    texts.push_back(text);
}

Status read_spellings(Connection& connection, const std::string& ids, Dossier& dossier) {
    std::map<EntityId, std::string> native;
    std::map<EntityId, std::string> latin;
    WB_TRY(const auto table, connection.query("SELECT m.entity_id, p.name, p.address, p.identifier, p.identifier_kind FROM entity_party m "
                                              "JOIN party p USING (party_id) WHERE m.entity_id IN " +
                                              ids + " ORDER BY m.entity_id, p.items DESC, p.party_id"));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const EntityId id{std::stoll(table.rows[i][0])};
        auto& company = dossier.companies[id];
        const auto name = text_at(table, i, 1);
        add_once(company.spellings, name, kSpellingsShown);
        add_once(company.addresses, text_at(table, i, 2), kAddressesShown);
        const auto number = text_at(table, i, 3);
        const auto kind = text_at(table, i, 4);
        if (!number.empty()) add_once(company.identifiers, kind.empty() ? number : kind + " " + number, kNumbersShown);
        auto& script = has_other_script(name) ? native : latin;
        if (!name.empty()) script.try_emplace(id, name);
    }
    for (auto& [id, company] : dossier.companies) {
        if (native.contains(id)) {
            // The company's own script first; the spelling that the records use in Latin letters beside it, else a romanised one.
            const std::string own = has_other_script(company.caption) ? company.caption : native[id];
            const std::string captioned = has_other_script(company.caption) ? std::string() : company.caption;
            company.latin = !captioned.empty() ? captioned : latin.contains(id) ? latin[id] : capitals(romanised(own));
            company.caption = own;
        }
    }
    return {};
}

Status read_listings(Connection& connection, const std::string& ids, Dossier& dossier) {
    WB_TRY(const auto table, connection.query("SELECT h.entity_id, l.list, l.name, h.basis, h.probability, coalesce(h.from_day, "
                                              "l.from_day), coalesce(h.until_day, l.until_day) FROM hit h JOIN "
                                              "listing l USING (listing_id) WHERE h.entity_id IN " +
                                              ids + " ORDER BY h.entity_id, h.probability DESC, l.listing_id"));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        auto& company = dossier.companies[EntityId{std::stoll(table.rows[i][0])}];
        char probability[16];
        std::snprintf(probability, sizeof probability, "%.2f", std::strtod(text_at(table, i, 4).c_str(), nullptr));
        const auto from = text_at(table, i, 5);
        const auto until = text_at(table, i, 6);
        add_once(company.listings,
                 text_at(table, i, 1) + ": " + text_at(table, i, 2) + (from.empty() ? ", day not stated" : ", from " + from) +
                     (until.empty() ? "" : " until " + until) + ", by " + text_at(table, i, 3) + ", probability " + probability,
                 kListingsShown);
    }
    return {};
}

}  // namespace

Status read_chains(Connection& connection, const Selection& selection, Dossier& dossier) {
    const std::string columns = chain_columns();
    dossier.largest_consignee = largest_consignee(selection, dossier.figures);
    const std::string order = "coalesce(value_usd, 0) DESC, units DESC, chain_id";
    if (dossier.largest_consignee.present()) {
        const std::string into = " FROM chain WHERE to_entity = " + std::to_string(dossier.largest_consignee.value);
        WB_TRY(dossier.chains_into_largest, connection.count("SELECT count(*)" + into));
        // The largest, and of the ways through other companies the largest too: they are what the question is about.
        WB_TRY_VOID(read_some(connection,
                              "SELECT " + columns + " FROM (SELECT *, row_number() OVER (ORDER BY " + order +
                                  ") AS r, row_number() OVER (PARTITION BY hops > 1 ORDER BY " + order + ") AS s" + into +
                                  ") WHERE r <= " + std::to_string(kDirectKept) + " OR (hops > 1 AND s <= " + std::to_string(kLongerKept) +
                                  ") ORDER BY hops > 1 DESC, " + order,
                              dossier.chains));
    }
    return read_some(connection,
                     "SELECT " + columns + " FROM chain ORDER BY hops DESC, " + order + " LIMIT " + std::to_string(kLongestKept),
                     dossier.longest_chains);
}

Status read_companies(Connection& connection, Dossier& dossier) {
    const std::string ids = id_list(named_entities(dossier));
    WB_TRY_VOID(
        scan_rows<Entity>(connection, "SELECT * FROM entity WHERE entity_id IN " + ids + " ORDER BY entity_id", [&](const Entity& entity) {
            auto& company = dossier.companies[entity.entity_id];
            company.id = entity.entity_id;
            company.caption = entity.caption;
            company.country = entity.country;
            company.family = entity.family;
            company.spellings_total = entity.parties;
        }));
    WB_TRY_VOID(read_spellings(connection, ids, dossier));
    for (auto& [id, company] : dossier.companies) {
        company.spellings_total = std::max(company.spellings_total, static_cast<std::int64_t>(company.spellings.size()));
    }
    return read_listings(connection, ids, dossier);
}

}  // namespace wb
