#include "pipeline/find_party.h"

#include <algorithm>
#include <set>

namespace wb {

namespace {

constexpr std::size_t kNamesInQuestion = 5;

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 19 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// A table of the texts, for joins.
std::string values_of(const std::vector<std::string>& texts) {
    std::string values;
    for (const auto& text : texts) values += (values.empty() ? "(" : ", (") + sql_string(text) + ")";
    return "(VALUES " + values + ") asked(text)";
}

// How a text was meant; smaller is the nearer reading.
std::string candidates_sql(const std::vector<std::string>& texts) {
    std::vector<std::string> numbers;
    std::ranges::copy_if(texts, std::back_inserter(numbers), is_number);
    const std::string best_party =
        "(SELECT m.party_id FROM entity_party m JOIN party p USING (party_id) WHERE m.entity_id = e.entity_id ORDER BY p.items DESC, "
        "p.name, "
        "p.party_id LIMIT 1)";
    std::string sql;
    if (!numbers.empty()) {
        const auto asked = values_of(numbers);
        sql += "SELECT text, 0 AS reading, p.party_id, m.entity_id, p.name, p.items FROM " + asked +
               " JOIN party p ON p.party_id = TRY_CAST(text AS BIGINT) LEFT JOIN entity_party m USING (party_id) UNION ALL ";
        sql += "SELECT text, 1, " + best_party + ", e.entity_id, e.caption, e.items FROM " + asked +
               " JOIN entity e ON e.entity_id = TRY_CAST(text AS BIGINT) UNION ALL ";
        // Ids that merges left behind: follow the log to where the id went last, in as many steps as it takes.
        sql += "SELECT text, 2, " + best_party +
               ", e.entity_id, e.caption, e.items FROM (WITH RECURSIVE gone(text, id, number) AS (SELECT "
               "text, TRY_CAST(text AS BIGINT), 0::BIGINT FROM " +
               asked +
               " UNION SELECT g.text, c.became_id, c.change_number FROM gone g JOIN entity_change c ON c.entity_id = g.id AND c.kind = "
               "'merged' AND c.change_number > g.number) SELECT text, id FROM gone) way JOIN entity e ON e.entity_id = way.id WHERE "
               "CAST(way.id AS VARCHAR) <> way.text UNION ALL ";
    }
    const auto asked = values_of(texts);
    sql += "SELECT text, 3 AS reading, p.party_id, m.entity_id, p.name, p.items FROM " + asked +
           " JOIN party p ON p.name = text LEFT JOIN entity_party m USING (party_id) UNION ALL ";
    sql += "SELECT text, 4, " + best_party + ", e.entity_id, e.caption, e.items FROM " + asked + " JOIN entity e ON e.caption = text";
    return "SELECT * FROM (" + sql + ") ORDER BY text, reading, items DESC, 3, 4";
}

PartyId party_cell(const std::string& text) { return PartyId{std::strtoll(text.c_str(), nullptr, 10)}; }

Error unknown(Connection& connection, const std::string& directory, const std::string& text) {
    const auto near =
        connection.query("SELECT DISTINCT caption FROM entity WHERE starts_with(lower(caption), lower(" +
                         sql_string(text.substr(0, text.size() / 2 + 1)) + ")) ORDER BY 1 LIMIT " + std::to_string(kNamesInQuestion));
    std::string names;
    if (near.ok()) {
        for (const auto& row : near->rows) names += (names.empty() ? "" : "; ") + row[0];
    }
    return {"party.unknown",
            "the case has no spelling or company: " + text,
            {directory, {}, {}, ""},
            names.empty() ? "ids and names: waybill sql " + directory + " \"SELECT entity_id, caption FROM entity\"" : "near it: " + names};
}

}  // namespace

Result<std::map<std::string, FoundParty>> find_parties(Connection& connection, const std::string& directory,
                                                       const std::vector<std::string>& texts) {
    const std::set<std::string> distinct(texts.begin(), texts.end());
    std::map<std::string, FoundParty> found;
    if (distinct.empty()) return found;
    WB_TRY(const auto table, connection.query(candidates_sql({distinct.begin(), distinct.end()})));
    std::map<std::string, std::map<std::string, std::int64_t>> companies;  // by name, of the reading that counts; rows of each
    std::map<std::string, std::string> reading_of;
    for (const auto& row : table.rows) {
        const auto [at, first] = reading_of.try_emplace(row[0], row[1]);
        if (at->second != row[1]) continue;
        companies[row[0]][row[3]] += std::strtoll(row[5].c_str(), nullptr, 10);
        if (first)
            found[row[0]] = {party_cell(row[2]), EntityId{party_cell(row[3]).value}, row[4],
                             row[1] == "1" || row[1] == "2" || row[1] == "4"};
    }
    for (const auto& text : distinct) {
        if (!found.contains(text)) return unknown(connection, directory, text);
        if (companies[text].size() == 1) continue;
        std::string ids;
        for (const auto& [id, items] : companies[text]) ids += (ids.empty() ? "" : ", ") + id + " (" + std::to_string(items) + " rows)";
        return Error{
            "party.ambiguous", "several companies bear the name " + text + ": " + ids, {directory, {}, {}, ""}, "give one of the ids"};
    }
    return found;
}

Result<FoundParty> find_party(Connection& connection, const std::string& directory, const std::string& text) {
    WB_TRY(const auto found, find_parties(connection, directory, {text}));
    return found.at(text);
}

}  // namespace wb
