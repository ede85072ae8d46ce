#include "pipeline/screen_stage.h"

#include <algorithm>

#include "base/hash.h"
#include "pipeline/finding_rows.h"
#include "pipeline/scope_rows.h"
#include "screen/findings.h"
#include "tables/item.h"

namespace wb {

namespace {

// Names whose words show how rare a word is. In the order of entity ids, which are hashes: a fixed random sample.
constexpr std::int64_t kBackgroundNames = 200000;
constexpr std::uint64_t kFileSeed = 0x6C666C65;  // of lists' file ids, apart from those of records

// Rows of `finding` that this stage owns: its rules, and controls, whose ids are no red flags.
std::string own_findings() { return one_of_rules(kScreenRules) + " OR NOT regexp_full_match(rule, 'RF[0-9]+')"; }

FileId list_file_id(const std::string& path) { return KeyHasher(kFileSeed).add(path).id<FileId>(); }

// Notes about the lists' lines stand beside those about records, under the hash of the file's path.
Status write_notes(Connection& connection, const Lists& lists) {
    WB_TRY_VOID(connection.execute("DELETE FROM note WHERE field LIKE 'list:%'"));
    WB_TRY(auto writer, Writer<Note>::open(connection));
    for (const auto& note : lists.notes) {
        WB_TRY_VOID(writer->add(
            {{}, list_file_id(note.path), note.row_number, "list:" + note.path + ":" + note.field, note.code, note.raw, note.action}));
    }
    return writer->finish();
}

struct EntityName {
    EntityId entity_id;
    std::string caption, kind, name, identifier, identifier_kind;
    Country country;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "");
        visit("caption", row.caption, "");
        visit("kind", row.kind, "");
        visit("name", row.name, "");
        visit("identifier", row.identifier, "");
        visit("identifier_kind", row.identifier_kind, "");
        visit("country", row.country, "");
    }
};

void add_spelling(ScreenedEntity& entity, const EntityName& row) {
    auto& query = entity.query;
    if (!row.name.empty() && std::ranges::find(query.names, row.name) == query.names.end()) query.names.push_back(row.name);
    if (row.country.present() && std::ranges::find(query.countries, row.country) == query.countries.end())
        query.countries.push_back(row.country);
    const ListedNumber number{row.identifier_kind, row.identifier};
    if (!row.identifier.empty() && std::ranges::find(query.numbers, number) == query.numbers.end()) query.numbers.push_back(number);
}

Result<std::vector<ScopeGood>> goods_of(RunContext& context, const Catalogue& catalogue) {
    return read_scope(context.connection, context.opened.config, catalogue, false);
}

}  // namespace

ListsRead read_list_files(const std::vector<std::string>& paths, const std::string& shown_without, const Controls& controls) {
    ListsRead read;
    std::vector<std::string> texts;
    std::vector<std::string> shown;
    for (const auto& path : paths) {
        auto text = read_file(path);
        if (!text.ok()) {
            read.unreadable.push_back(text.error());
            continue;
        }
        shown.push_back(path.starts_with(shown_without) ? path.substr(shown_without.size()) : path);
        texts.push_back(std::move(text).value());
    }
    std::vector<ListFile> files;
    for (std::size_t i = 0; i < texts.size(); ++i) files.push_back({shown[i], texts[i]});
    read.lists = read_lists(files, controls);
    for (const auto& file : read.lists.files) {
        if (!file.format.empty()) continue;
        read.unreadable.push_back({"list.unknown_format",
                                   "no publisher's format recognises the file",
                                   {file.path, {}, {}, ""},
                                   "see docs/case.md for the formats; a CSV with a column `name` is always one"});
    }
    return read;
}

Result<std::vector<std::string>> background_names(Connection& connection) {
    std::vector<std::string> names;
    WB_TRY_VOID(scan_rows<Entity>(connection, "SELECT caption FROM entity ORDER BY entity_id LIMIT " + std::to_string(kBackgroundNames),
                                  [&](const Entity& entity) { names.push_back(entity.caption); }));
    return names;
}

Result<std::vector<ScreenedEntity>> entities_that_meet(Connection& connection, const NameIndex& index, const NameIndexOptions& options) {
    std::vector<ScreenedEntity> kept;
    ScreenedEntity current;
    const auto end_entity = [&] {
        if (current.entity_id.present() && !index.ask(current.query, options).empty()) kept.push_back(std::move(current));
        current = {};
    };
    // Owners that no row names have no party: their caption is their only spelling.
    const std::string sql =
        "SELECT e.entity_id, e.caption, e.kind, coalesce(p.name, e.caption) AS name, p.identifier, p.identifier_kind, "
        "coalesce(p.country, e.country) AS country FROM entity e LEFT JOIN entity_party m USING (entity_id) LEFT JOIN party p USING "
        "(party_id) ORDER BY e.entity_id, p.party_id";
    WB_TRY_VOID(scan_rows<EntityName>(connection, sql, [&](const EntityName& row) {
        if (row.entity_id != current.entity_id) {
            end_entity();
            current.entity_id = row.entity_id;
            current.caption = row.caption;
            current.query.kind = row.kind;
        }
        add_spelling(current, row);
    }));
    end_entity();
    return kept;
}

Result<std::string> screen_inputs(const Case& opened) {
    WB_TRY(const auto files, hash_of_folders(opened, {"lists", "controls", "catalogue"}, {"controls/", "catalogue/", "terms/"}));
    const auto& config = opened.config;
    std::string asked;
    for (const auto& one : config.goods) asked += one + ",";
    return files + asked + "|" + (config.known_on ? to_string(*config.known_on) : "");
}

Status screen_case(RunContext& context) {
    auto& connection = context.connection;
    const auto& config = context.opened.config;
    WB_TRY(const auto controls, case_controls(context.opened));
    auto read = read_list_files(folder_files(context.opened, "lists"), context.opened.directory + "/", controls);
    context.unreadable.insert(context.unreadable.end(), read.unreadable.begin(), read.unreadable.end());
    const auto lists = known_lists(std::move(read.lists), config.known_on);
    WB_TRY_VOID(write_notes(connection, lists));

    constexpr NameIndexOptions kFoldedOnly{.near = false};
    WB_TRY(const auto background, background_names(connection));
    const NameIndex index(lists.parties, background);
    WB_TRY(const auto entities, entities_that_meet(connection, index, kFoldedOnly));
    auto hits = find_hits(index, lists.parties, entities, controls, kFoldedOnly);
    WB_TRY(const auto ownership, read_rows<Ownership>(connection, "SELECT * FROM ownership ORDER BY owner_id, owned_id, source"));
    const OwnershipGraph graph(ownership, hits, lists.parties, controls, config.known_on);
    const auto owned = owned_hits(graph);

    std::vector<Listing> listings;
    for (const auto& party : lists.parties) listings.push_back(party.row);
    WB_TRY_VOID(write_table<Listing>(connection, listings));
    std::vector<Hit> all = hits;
    all.insert(all.end(), owned.begin(), owned.end());
    WB_TRY_VOID(write_table<Hit>(connection, all));

    WB_TRY(const auto catalogue, case_catalogue(context.opened));
    WB_TRY(const auto goods, goods_of(context, catalogue));
    std::map<EntityId, std::string> captions;
    WB_TRY_VOID(scan_rows<Entity>(connection, "SELECT entity_id, caption FROM entity",
                                  [&](const Entity& entity) { captions[entity.entity_id] = entity.caption; }));
    const FindingsInput input{&goods, &catalogue, &controls, lists.parties, hits, &captions, &graph, config.known_on};
    return replace_findings(connection, own_findings(), [&](FindingWriter& out) {
        Status status;
        find_findings(input, [&](Finding&& finding) {
            if (status.ok()) status = out.add(finding);
        });
        return status;
    });
}

}  // namespace wb
