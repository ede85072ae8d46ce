#include "pipeline/report_exchange.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "pipeline/case_files.h"
#include "report/ftm.h"
#include "report/graph.h"
#include "tables/company.h"
#include "tables/item.h"

namespace wb {

namespace {

// A file written line by line beside its place; finish() puts it there.
class LineFile {
public:
    explicit LineFile(std::string path) : path_(std::move(path)), file_(std::fopen((path_ + ".partial").c_str(), "wb")) {}
    ~LineFile() {
        if (file_ != nullptr) std::fclose(file_);
    }
    LineFile(const LineFile&) = delete;
    LineFile& operator=(const LineFile&) = delete;
    void add(const std::string& line) {
        if (file_ != nullptr && std::fwrite(line.data(), 1, line.size(), file_) != line.size()) failed_ = true;
    }
    Status finish() {
        const bool written = file_ != nullptr && !failed_ && std::fflush(file_) == 0;
        const std::string why = std::strerror(errno);
        if (file_ != nullptr) std::fclose(file_);
        file_ = nullptr;
        if (!written)
            return Error{"case.cannot_write",
                         "cannot be written: " + why,
                         {path_, {}, {}, ""},
                         "free space or check the permissions, and run again"};
        std::error_code failed;
        std::filesystem::rename(path_ + ".partial", path_, failed);
        if (failed)
            return Error{"case.cannot_write", "cannot be replaced: " + failed.message(), {path_, {}, {}, ""}, "check the permissions"};
        return {};
    }

private:
    std::string path_;
    std::FILE* file_;
    bool failed_ = false;
};

Status write_companies(Connection& connection, LineFile& out) {
    std::set<EntityId> listed;
    WB_TRY_VOID(
        scan_rows<Hit>(connection, "SELECT * FROM hit WHERE basis <> 'owned'", [&](const Hit& hit) { listed.insert(hit.entity_id); }));
    // A possible match is what an investigator calls of interest; whether it is one is in the hits.
    WB_TRY_VOID(scan_rows<Entity>(
        connection, "SELECT * FROM entity WHERE entity_id IN (SELECT entity_id FROM shown_entity) ORDER BY entity_id",
        [&](const Entity& entity) {
            out.add(ftm_entity(entity, listed.contains(entity.entity_id) ? std::vector<std::string>{"poi"} : std::vector<std::string>{}));
        }));
    WB_TRY_VOID(scan_rows<Party>(connection,
                                 "SELECT * FROM party WHERE party_id IN (SELECT party_id FROM shown_party) AND coalesce(name, identifier) "
                                 "IS NOT NULL ORDER BY party_id",
                                 [&](const Party& party) { out.add(ftm_party(party)); }));
    WB_TRY_VOID(scan_rows<EntityParty>(
        connection,
        "SELECT m.* FROM entity_party m JOIN party p USING (party_id) WHERE m.entity_id IN (SELECT entity_id FROM shown_entity) AND "
        "coalesce(p.name, p.identifier) IS NOT NULL ORDER BY m.entity_id, m.party_id",
        [&](const EntityParty& member) { out.add(ftm_similar(member)); }));
    WB_TRY_VOID(scan_rows<Link>(
        connection,
        "SELECT * FROM link WHERE party_a IN (SELECT party_id FROM shown_party) AND party_b IN (SELECT party_id FROM shown_party) ORDER BY "
        "party_a, party_b",
        [&](const Link& link) { out.add(ftm_link(link)); }));
    std::set<std::string> written;
    return scan_rows<Ownership>(connection, "SELECT * FROM ownership ORDER BY ALL", [&](const Ownership& ownership) {
        // An end that two statements name without an id is one company.
        const auto lines = ftm_ownership(ownership);
        for (std::size_t begin = 0; begin < lines.size();) {
            const auto end = lines.find('\n', begin) + 1;
            const auto line = lines.substr(begin, end - begin);
            if (written.insert(line).second) out.add(line);
            begin = end;
        }
    });
}

Status write_shipments(Connection& connection, LineFile& out) {
    std::map<FileId, std::string> paths;
    WB_TRY_VOID(
        scan_rows<SourceFile>(connection, "SELECT * FROM source_file", [&](const SourceFile& file) { paths[file.file_id] = file.path; }));
    return scan_rows<Item>(connection, "SELECT * FROM item WHERE item_id IN (SELECT item_id FROM shown_item) ORDER BY item_id",
                           [&](const Item& item) { out.add(ftm_shipment(item, paths[item.file_id])); });
}

struct EdgeRow {
    EntityId from, to;
    Maybe<Usd> value;
    std::int64_t rows = 0;
    Maybe<Day> first_day, last_day;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("sender", row.from, "");
        visit("receiver", row.to, "");
        visit("value", row.value, "");
        visit("rows", row.rows, "");
        visit("first_day", row.first_day, "");
        visit("last_day", row.last_day, "");
    }
};

}  // namespace

Status write_ftm(Workspace& workspace, const std::string& folder, std::vector<std::string>& files) {
    LineFile out(folder + "/entities.ftm.json");
    WB_TRY_VOID(write_companies(*workspace.connection, out));
    WB_TRY_VOID(write_shipments(*workspace.connection, out));
    WB_TRY_VOID(out.finish());
    files.emplace_back("entities.ftm.json");
    return {};
}

Status write_graphs(Workspace& workspace, const std::string& folder, std::vector<std::string>& files) {
    auto& connection = *workspace.connection;
    std::vector<GraphEdge> edges;
    std::set<EntityId> ends;
    WB_TRY_VOID(
        scan_rows<EdgeRow>(connection,
                           "SELECT x.entity_id AS sender, k.entity_id AS receiver, CAST(sum(g.value) AS DECIMAL(18, 2)) AS value, count(*) "
                           "AS rows, min(i.declaration_date) AS "
                           "first_day, max(i.declaration_date) AS last_day FROM item i JOIN shown_item USING (item_id) JOIN entity_party x "
                           "ON x.party_id = coalesce(i.exporter_party, "
                           "i.seller_party) JOIN entity_party k ON k.party_id = i.consignee_party JOIN (SELECT item_id, sum(value_usd) AS "
                           "value FROM good GROUP BY item_id) g USING "
                           "(item_id) WHERE i.same_as IS NULL GROUP BY 1, 2 ORDER BY 1, 2",
                           [&](const EdgeRow& row) {
                               edges.push_back({row.from, row.to, row.value.value_or(Usd{}), row.rows, row.first_day, row.last_day});
                               ends.insert({row.from, row.to});
                           }));
    std::set<EntityId> listed;
    WB_TRY_VOID(scan_rows<Hit>(connection, "SELECT * FROM hit", [&](const Hit& hit) { listed.insert(hit.entity_id); }));
    std::vector<GraphNode> nodes;
    WB_TRY_VOID(scan_rows<Entity>(connection,
                                  "SELECT * FROM entity WHERE entity_id IN (SELECT entity_id FROM shown_entity) ORDER BY entity_id",
                                  [&](const Entity& entity) {
                                      if (ends.erase(entity.entity_id) == 0) return;
                                      nodes.push_back({entity.entity_id, entity.caption, std::string(entity.country.text()), entity.family,
                                                       listed.contains(entity.entity_id)});
                                  }));
    for (const EntityId missing : ends) nodes.push_back({missing, "company " + std::to_string(missing.value), "", "", false});
    WB_TRY_VOID(write_file(folder + "/companies.gexf", write_gexf(nodes, edges)));
    WB_TRY_VOID(write_file(folder + "/companies.graphml", write_graphml(nodes, edges)));
    files.emplace_back("companies.gexf");
    files.emplace_back("companies.graphml");
    return {};
}

}  // namespace wb
