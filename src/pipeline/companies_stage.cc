#include <algorithm>
#include <functional>
#include <span>

#include "base/hash.h"
#include "companies/companies.h"
#include "companies/judgements.h"
#include "pipeline/account_stages.h"
#include "pipeline/judgements_file.h"
#include "pipeline/scope_rows.h"
#include "tables/identity.h"

namespace wb {

namespace {

constexpr std::uint64_t kFileSeed = 0x636F6D70;  // of registers' file ids, apart from those of records and lists
const std::string kNoteField = "companies:";

std::vector<RegisterFile> register_files(const CaseTexts& texts) {
    std::vector<RegisterFile> files;
    for (std::size_t i = 0; i < texts.paths.size(); ++i) {
        const auto& path = texts.paths[i];
        const bool known = path.ends_with(".jsonl") || path.ends_with(".json") || path.ends_with(".csv") || path.ends_with(".tsv");
        if (known) files.push_back({path, texts.texts[i]});
    }
    return files;
}

// "path line 3" of a source, taken apart again.
Note note_of(const OwnershipNote& doubt) {
    const auto at = doubt.source.rfind(" line ");
    const auto path = doubt.source.substr(0, at);
    const auto line = at == std::string::npos ? 0 : std::strtoll(doubt.source.c_str() + at + 6, nullptr, 10);
    return {{}, KeyHasher(kFileSeed).add(path).id<FileId>(), line, kNoteField + path, doubt.code, doubt.text, doubt.action};
}

Note note_of(const RegisterDoubt& doubt) {
    const auto text = doubt.text + (doubt.raw.empty() ? "" : ": " + doubt.raw);
    return {{}, KeyHasher(kFileSeed).add(doubt.path).id<FileId>(), doubt.line, kNoteField + doubt.path, doubt.code, text, doubt.action};
}

Status write_notes(RunContext& context, const std::vector<Note>& notes) {
    WB_TRY_VOID(context.connection.execute("DELETE FROM note WHERE starts_with(field, " + sql_string(kNoteField) + ")"));
    WB_TRY(auto writer, Writer<Note>::open(context.connection));
    WB_TRY_VOID(writer->add_all(notes));
    WB_TRY_VOID(writer->finish());
    if (!notes.empty())
        context.remarks.push_back(std::to_string(notes.size()) + (notes.size() == 1 ? " doubt" : " doubts") +
                                  " about registers of companies: waybill sql " + context.opened.directory +
                                  " \"SELECT * FROM note WHERE starts_with(field, '" + kNoteField + "')\"");
    return {};
}

Status read_registers_of(RunContext& context, CompaniesInput& input, std::vector<Note>& notes) {
    WB_TRY(const auto texts, read_texts(context.opened, "companies", ""));
    const auto files = register_files(texts);
    auto read = read_registers(files);
    input.ownership = std::move(read.ownership);
    input.statements = std::move(read.statements);
    for (const auto& doubt : read.doubts) notes.push_back(note_of(doubt));
    return {};
}

Status read_makers(const Case& opened, CompaniesInput& input) {
    WB_TRY(const auto catalogue, case_catalogue(opened));
    for (const auto& brand : catalogue.brands) input.makers.push_back({brand.id, brand.family, brand.maker, brand.maker_country});
    return {};
}

Status read_judgements_of(RunContext& context, std::span<const EvidenceParty> known, CompaniesInput& input) {
    WB_TRY(auto read, read_case_judgements(context.opened));
    context.unreadable.insert(context.unreadable.end(), read.unreadable.begin(), read.unreadable.end());
    mark_superseded(read.judgements, known);
    WB_TRY_VOID(check_consistency(read.judgements, known));
    input.judgements = std::move(read.judgements);
    return {};
}

// The pairs of the case file, when a decision needs them.
Result<std::vector<EvidencePair>> binding_pairs(Connection& connection, const CompaniesInput& input) {
    const bool needed = std::ranges::any_of(input.judgements, [](const PartyJudgement& each) { return each.state == "binding"; });
    if (!needed) return std::vector<EvidencePair>{};
    return read_rows<EvidencePair>(connection, "SELECT * FROM evidence_pair");
}

struct AskedParty {
    PartyId party_id;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("party_id", row.party_id, "");
    }
};

struct TradeRow {
    PartyId exporter_party, consignee_party;
    ItemId shipment;
    std::int64_t goods = 0, route = 0;
    Maybe<Day> declaration_date;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("exporter_party", row.exporter_party, "");
        visit("consignee_party", row.consignee_party, "");
        visit("shipment", row.shipment, "");
        visit("goods", row.goods, "");
        visit("route", row.route, "");
        visit("declaration_date", row.declaration_date, "");
    }
};

// A route is the number that the letters of its two countries make; 0 where one is not stated.
constexpr const char* kTrades =
    "SELECT exporter_party, consignee_party, coalesce(same_as, item_id) AS shipment, "
    "coalesce(try_cast(left(hs_code, 6) AS BIGINT), 0) AS goods, "
    "coalesce(((ascii(dispatch_country) * 256 + ascii(right(dispatch_country, 1))) * 256 + ascii(destination_country)) * 256 + "
    "ascii(right(destination_country, 1)), 0)::BIGINT AS route, declaration_date FROM item "
    "WHERE exporter_party IN (SELECT party_id FROM asked_party) OR consignee_party IN (SELECT party_id FROM asked_party)";

Status scan_trades(Connection& connection, std::span<const PartyId> asked, const std::function<void(const Trade&)>& each) {
    std::vector<AskedParty> rows;
    for (const auto party : asked) rows.push_back({party});
    WB_TRY_VOID(fill_temporary_table<AskedParty>(connection, "asked_party", rows));
    WB_TRY_VOID(scan_rows<TradeRow>(connection, kTrades, [&](const TradeRow& row) {
        each({row.exporter_party, row.consignee_party, static_cast<std::uint64_t>(row.shipment.value),
              static_cast<std::uint32_t>(row.goods), static_cast<std::uint32_t>(row.route), row.declaration_date});
    }));
    return connection.execute("DROP TABLE asked_party");
}

Status append_changes(Connection& connection, const std::vector<EntityChange>& changes) {
    WB_TRY(auto writer, Writer<EntityChange>::open(connection));
    WB_TRY_VOID(writer->add_all(changes));
    return writer->finish();
}

}  // namespace

Result<std::string> links_inputs(const Case& opened) { return hash_of_folders(opened, {}, {"terms/"}); }

Status link_case_parties(RunContext& context) {
    WB_TRY(const auto parties, read_rows<Party>(context.connection, "SELECT * FROM party ORDER BY party_id"));
    WB_TRY_VOID(recreate_table<Link>(context.connection));
    Status scanned;
    const auto scan = [&](std::span<const PartyId> asked, const auto& each) { scanned = scan_trades(context.connection, asked, each); };
    WB_TRY(auto writer, Writer<Link>::open(context.connection));
    Status written;
    const auto links = link_parties(parties, context.options.threads, scan, [&](Link&& link) {
        if (written.ok()) written = writer->add(link);
    });
    WB_TRY_VOID(std::move(scanned));
    WB_TRY_VOID(std::move(written));
    WB_TRY_VOID(writer->finish());
    WB_TRY_VOID(write_table<EvidencePair>(context.connection, links.pairs));
    WB_TRY_VOID(write_table<EvidenceParty>(context.connection, links.parties));
    return write_table<EvidenceClustering>(context.connection, links.clusterings);
}

Result<std::string> companies_inputs(const Case& opened) {
    WB_TRY(const auto folders, hash_of_folders(opened, {"companies", "catalogue"}, {"catalogue/brands", "terms/legal"}));
    WB_TRY(const auto read, read_case_judgements(opened));
    std::string judgements = std::to_string(read.unreadable.size());
    for (const auto& each : read.judgements) judgements += judgement_line(each);
    const auto& config = opened.config;
    return folders + "|" + judgements + "|" + (config.known_on ? to_string(*config.known_on) : "") + "|" +
           (config.period.until ? to_string(*config.period.until) : "");
}

Status resolve_case_companies(RunContext& context) {
    auto& connection = context.connection;
    CompaniesInput input;
    input.threads = context.options.threads;
    std::vector<Note> notes;
    WB_TRY(input.parties, read_rows<Party>(connection, "SELECT * FROM party ORDER BY party_id"));
    WB_TRY(auto evidence, read_rows<EvidenceParty>(connection, "SELECT * FROM evidence_party ORDER BY party_id"));
    WB_TRY(auto clusterings, read_rows<EvidenceClustering>(connection, "SELECT * FROM evidence_clustering ORDER BY ALL"));
    WB_TRY(input.previous, read_rows<EntityParty>(connection, "SELECT * FROM entity_party ORDER BY party_id"));
    WB_TRY(const auto known, read_rows<Entity>(connection, "SELECT * FROM entity"));
    for (const auto& entity : known) input.previous_captions[entity.entity_id] = entity.caption;
    WB_TRY(input.last_change, connection.count("SELECT coalesce(max(change_number), 0) FROM entity_change"));
    WB_TRY_VOID(read_registers_of(context, input, notes));
    WB_TRY_VOID(read_makers(context.opened, input));
    WB_TRY_VOID(read_judgements_of(context, evidence, input));
    const auto& config = context.opened.config;
    if (config.period.until) input.day = *config.period.until + -1;
    if (config.known_on) input.day = config.known_on;

    WB_TRY(const auto pairs, binding_pairs(connection, input));
    auto clusters = apply_judgements(std::move(evidence), std::move(clusterings), pairs, input.judgements, input.threads);
    const auto companies = build_companies(input, std::move(clusters));
    for (const auto& doubt : companies.ownership_notes) notes.push_back(note_of(doubt));

    WB_TRY_VOID(write_table<Entity>(connection, companies.entities));
    WB_TRY_VOID(write_table<EntityParty>(connection, companies.members));
    WB_TRY_VOID(write_table<ClusteringRow>(connection, companies.clusterings));
    WB_TRY_VOID(write_table<Ownership>(connection, companies.ownership));
    WB_TRY_VOID(write_table<UltimateOwner>(connection, companies.ultimate_owners));
    WB_TRY_VOID(write_table<RegisterFact>(connection, companies.facts));
    WB_TRY_VOID(write_table<PartyJudgement>(connection, input.judgements));
    WB_TRY_VOID(append_changes(connection, companies.changes));
    return write_notes(context, notes);
}

}  // namespace wb
