#include "pipeline/report_model.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/hash.h"
#include "pipeline/report_companies.h"
#include "pipeline/scope_rows.h"
#include "reference/catalogue.h"
#include "reference/controls.h"
#include "report/figure_words.h"
#include "report/selection.h"
#include "tables/good.h"

namespace wb {

namespace {

constexpr std::size_t kRunDigits = 12;
constexpr std::size_t kJudgementsShown = 50;
constexpr int kListedShown = 40;
constexpr int kFindingsShown = 200, kCodesShown = 60, kPricesShown = 15, kFlowsShown = 200;

std::string text_at(const TextTable& table, std::size_t row, std::size_t column) {
    return table.nulls[row][column] ? std::string() : table.rows[row][column];
}

Result<std::vector<StageRun>> read_stages(Connection& connection) {
    WB_TRY(const auto table, connection.query("SELECT DISTINCT stage, version, inputs_hash FROM origin ORDER BY 1, 2, 3"));
    std::vector<StageRun> stages;
    for (std::size_t i = 0; i < table.rows.size(); ++i)
        stages.push_back({text_at(table, i, 0), text_at(table, i, 1), text_at(table, i, 2)});
    return stages;
}

Result<Counts> read_counts(Connection& connection) {
    Counts n;
    const std::vector<std::pair<std::int64_t*, std::string>> wanted = {
        {&n.rows_read, "SELECT CAST(coalesce(sum(rows_read), 0) AS BIGINT) FROM source_file"},
        {&n.rows_kept, "SELECT CAST(coalesce(sum(rows_kept), 0) AS BIGINT) FROM source_file"},
        {&n.rows_rejected, "SELECT CAST(coalesce(sum(rows_rejected), 0) AS BIGINT) FROM source_file"},
        {&n.notes, "SELECT count(*) FROM note"},
        {&n.items, "SELECT count(*) FROM item"},
        {&n.doubles, "SELECT count(*) FROM item WHERE same_as IS NOT NULL"},
        {&n.goods, "SELECT count(*) FROM good WHERE item_id IN (SELECT item_id FROM shown_item)"},
        {&n.parties, "SELECT count(*) FROM party"},
        {&n.entities, "SELECT count(*) FROM entity"},
        {&n.links, "SELECT count(*) FROM link"},
        {&n.ownerships, "SELECT count(*) FROM ownership"},
        {&n.listings, "SELECT count(*) FROM listing"},
        {&n.hits, "SELECT count(*) FROM hit"},
        {&n.chains, "SELECT count(*) FROM chain"}};
    for (const auto& [number, sql] : wanted) {
        WB_TRY(*number, connection.count(sql));
    }
    return n;
}

struct EvidenceRow {
    std::string figure_id;
    ItemId item_id;
    Measure weight, contribution;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("figure_id", row.figure_id, "");
        visit("item_id", row.item_id, "");
        visit("weight", row.weight, "");
        visit("contribution", row.contribution, "");
    }
};

// Which figures the page shows, with how many rows each, as a table to join with.
Status write_shown_figures(Connection& connection, const Dossier& dossier, const Selection& selection, const PageLimits& limits) {
    WB_TRY_VOID(connection.execute("CREATE TABLE shown_figure (figure_id VARCHAR, place BIGINT, most BIGINT)"));
    const auto all = selection.all();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto most = i < selection.claims.size() ? limits.claim_rows : limits.other_rows;
        WB_TRY_VOID(connection.execute("INSERT INTO shown_figure VALUES (" + sql_string(dossier.figures[all[i]].figure_id) + ", " +
                                       std::to_string(i) + ", " + std::to_string(most) + ")"));
    }
    return {};
}

Status read_evidence(Connection& connection, Dossier& dossier) {
    return scan_rows<EvidenceRow>(connection,
                                  "SELECT figure_id, item_id, weight, contribution FROM (SELECT f.figure_id, f.item_id, f.weight, "
                                  "f.contribution, s.most, s.place, row_number() OVER "
                                  "(PARTITION BY f.figure_id ORDER BY abs(f.contribution) DESC, f.weight DESC, f.item_id) AS r FROM "
                                  "figure_item f JOIN shown_figure s USING "
                                  "(figure_id)) WHERE r <= most ORDER BY place, r",
                                  [&](const EvidenceRow& row) {
                                      dossier.evidence[row.figure_id].push_back({row.item_id, row.weight, row.contribution});
                                  });
}

// Rows in the order in which the page mentions them, as a table to join with.
Status write_shown_rows(Connection& connection, const Dossier& dossier, const Selection& selection, const PageLimits& limits) {
    WB_TRY_VOID(connection.execute("CREATE TABLE shown_row (item_id BIGINT, place BIGINT)"));
    std::vector<ItemId> ordered;
    std::set<ItemId> seen;
    const auto mention = [&](ItemId item) {
        if (ordered.size() < limits.original_rows && seen.insert(item).second) ordered.push_back(item);
    };
    for (const std::size_t i : selection.all()) {
        const auto found = dossier.evidence.find(dossier.figures[i].figure_id);
        if (found == dossier.evidence.end()) continue;
        for (const auto& evidence : found->second) mention(evidence.item);
    }
    for (const auto& good : dossier.prices) mention(good.item);
    constexpr std::size_t kAtOnce = 200;
    for (std::size_t begin = 0; begin < ordered.size(); begin += kAtOnce) {
        std::string sql = "INSERT INTO shown_row VALUES ";
        for (std::size_t i = begin; i < std::min(begin + kAtOnce, ordered.size()); ++i) {
            sql += (i == begin ? "(" : ", (") + std::to_string(ordered[i].value) + ", " + std::to_string(i) + ")";
        }
        WB_TRY_VOID(connection.execute(sql));
    }
    return {};
}

Status read_rows_shown(Connection& connection, Dossier& dossier) {
    WB_TRY(
        const auto table,
        connection.query(
            "SELECT s.item_id, c.path, i.row_number, i.declaration_date, x.entity_id, k.entity_id, i.description, i.hs_code, i.value_usd, "
            "c.withheld "
            "FROM shown_row s JOIN item i USING (item_id) LEFT JOIN row_cells c USING (item_id) LEFT JOIN entity_party x ON x.party_id = "
            "coalesce(i.exporter_party, i.seller_party) LEFT JOIN entity_party k ON k.party_id = i.consignee_party ORDER BY s.place"));
    std::map<ItemId, std::size_t> index;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const auto id = [&](std::size_t column) { return table.nulls[i][column] ? std::int64_t{0} : std::stoll(table.rows[i][column]); };
        OriginalRow row;
        row.item = ItemId{id(0)};
        if (!index.try_emplace(row.item, dossier.rows.size()).second) continue;
        row.path = text_at(table, i, 1);
        row.row_number = id(2);
        if (const auto day = parse_iso_day(text_at(table, i, 3))) row.day = *day;
        row.exporter = EntityId{id(4)};
        row.consignee = EntityId{id(5)};
        row.description = text_at(table, i, 6);
        row.hs_code = text_at(table, i, 7);
        row.value_text = text_at(table, i, 8);
        row.withheld = text_at(table, i, 9);
        dossier.rows.push_back(std::move(row));
    }
    WB_TRY(const auto cells,
           connection.query(
               "SELECT item_id, h[n], c[n] FROM (SELECT item_id, h, c, unnest(generate_series(1, greatest(len(h), len(c)))) AS n FROM "
               "(SELECT item_id, from_json(header, '[\"VARCHAR\"]') AS h, from_json(cells, '[\"VARCHAR\"]') AS c FROM row_cells WHERE "
               "item_id IN (SELECT item_id FROM shown_row) AND cells IS NOT NULL)) ORDER BY item_id, n"));
    for (std::size_t i = 0; i < cells.rows.size(); ++i) {
        const auto found = index.find(ItemId{std::stoll(cells.rows[i][0])});
        if (found == index.end()) continue;
        dossier.rows[found->second].header.push_back(text_at(cells, i, 1));
        dossier.rows[found->second].cells.push_back(text_at(cells, i, 2));
    }
    return {};
}

// Countries as the measures take them (tables/scope.h): the seller's, else the exporter's, else the trading, else the dispatch country.
Status read_flows(Connection& connection, Dossier& dossier) {
    WB_TRY(const auto table, connection.query("SELECT i.origin_country, coalesce(sp.country, se.country, xp.country, xe.country, "
                                              "i.trading_country, i.dispatch_country) AS seller, "
                                              "i.dispatch_country, coalesce(i.destination_country, kp.country, ke.country) AS destination, "
                                              "CAST(sum(f.contribution) AS DECIMAL(18, 2)), count(*) "
                                              "FROM figure_item f JOIN item i USING (item_id) LEFT JOIN party sp ON sp.party_id = "
                                              "i.seller_party LEFT JOIN entity_party sm ON sm.party_id = "
                                              "i.seller_party LEFT JOIN entity se ON se.entity_id = sm.entity_id LEFT JOIN party xp ON "
                                              "xp.party_id = i.exporter_party LEFT JOIN entity_party xm ON "
                                              "xm.party_id = i.exporter_party LEFT JOIN entity xe ON xe.entity_id = xm.entity_id LEFT JOIN "
                                              "party kp ON kp.party_id = i.consignee_party LEFT JOIN "
                                              "entity_party km ON km.party_id = i.consignee_party LEFT JOIN entity ke ON ke.entity_id = "
                                              "km.entity_id WHERE f.figure_id = 'value.total' GROUP BY ALL "
                                              "ORDER BY 5 DESC, 1, 2, 3, 4 LIMIT " +
                                              std::to_string(kFlowsShown)));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        CountryFlow flow;
        flow.origin = text_at(table, i, 0);
        flow.seller = text_at(table, i, 1);
        flow.dispatch = text_at(table, i, 2);
        flow.destination = text_at(table, i, 3);
        flow.value = Usd::from_double(std::strtod(text_at(table, i, 4).c_str(), nullptr)).value_or(Usd{});
        flow.rows = std::stoll(table.rows[i][5]);
        dossier.flows.push_back(std::move(flow));
    }
    return {};
}

Status read_prices(Connection& connection, Dossier& dossier) {
    return scan_rows<Price>(
        connection,
        "SELECT p.* FROM price p WHERE p.item_id IN (SELECT item_id FROM figure_item WHERE figure_id = 'undervalued.value') AND "
        "p.missing_value_usd > 0 AND p.unit_price_usd > 0 AND p.fair_low_usd > 0 AND p.undervalued_probability >= 0.5 ORDER BY "
        "p.missing_value_usd * "
        "p.undervalued_probability DESC, p.item_id, p.position LIMIT " +
            std::to_string(kPricesShown),
        [&](const Price& price) {
            PricedGood good;
            good.item = price.item_id;
            good.position = price.position;
            good.peer_group = price.peer_group;
            good.level = price.level;
            good.per = price.per;
            good.peers = price.peers;
            good.unit_price = price.unit_price_usd.value_or(0);
            good.fair_low = price.fair_low_usd.value_or(0);
            good.fair = price.fair_usd.value_or(0);
            good.fair_high = price.fair_high_usd.value_or(0);
            good.probability = price.undervalued_probability.value_or(0);
            good.missing = price.missing_value_usd.value_or(Usd{});
            dossier.prices.push_back(std::move(good));
        });
}

// The controls that the run measured: those that have a figure.
void add_controls(const Controls& controls, Dossier& dossier) {
    std::set<std::string> measured;
    for (const auto& figure : dossier.figures) {
        const auto name = figure_name(figure.figure_id);
        if (name.family == "control.cut") measured.insert(name.key);
    }
    for (const auto& control : controls.controls) {
        if (!measured.contains(control.id)) continue;
        ShownControl shown;
        shown.id = control.id;
        shown.title = control.title;
        shown.jurisdiction = control.jurisdiction;
        shown.scope = control.scope;
        shown.innocent = control.innocent;
        shown.source = control.source;
        shown.verified = control.verified;
        if (control.announced) shown.announced = *control.announced;
        if (control.effective) shown.effective = *control.effective;
        if (control.until) shown.until = *control.until;
        dossier.controls.push_back(std::move(shown));
    }
    std::stable_sort(dossier.controls.begin(), dossier.controls.end(), [](const ShownControl& a, const ShownControl& b) {
        return a.effective.value_or(Day{}) < b.effective.value_or(Day{});
    });
}

// Facts that a finding rests on and nobody re-read in their act are named beside its innocent reading.
Status say_unverified(Connection& connection, Dossier& dossier) {
    WB_TRY(const auto table, connection.query("SELECT rule, string_agg(DISTINCT json_extract_string(reasons, '$.title'), '; ' ORDER BY "
                                              "json_extract_string(reasons, '$.title')) FROM finding WHERE answer = 'fired' AND "
                                              "json_extract_string(reasons, '$.verified') = 'false' GROUP BY rule ORDER BY rule"));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        for (auto& finding : dossier.findings) {
            if (finding.rule != text_at(table, i, 0)) continue;
            finding.innocent += " Not verified against the official text: " + text_at(table, i, 1) + ".";
        }
    }
    return {};
}

Status read_findings(Connection& connection, const Controls& controls, Dossier& dossier) {
    WB_TRY(const auto table, connection.query("SELECT rule, severity, answer, missing, count(*) FROM finding GROUP BY ALL ORDER BY rule, "
                                              "answer DESC, 5 DESC, missing LIMIT " +
                                              std::to_string(kFindingsShown)));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        FindingCount finding;
        finding.rule = text_at(table, i, 0);
        finding.severity = text_at(table, i, 1);
        finding.answer = text_at(table, i, 2);
        finding.missing = text_at(table, i, 3);
        finding.count = std::stoll(table.rows[i][4]);
        if (const auto* rule = controls.find_rule(finding.rule)) {
            finding.title = rule->title;
            finding.innocent = rule->innocent;
        } else if (const auto* control = controls.find_control(finding.rule)) {
            finding.title = control->title;
            finding.innocent = control->innocent;
        }
        dossier.findings.push_back(std::move(finding));
    }
    return say_unverified(connection, dossier);
}

Status read_codes(Connection& connection, const std::string& sql, std::vector<CodeCount>& codes) {
    WB_TRY(const auto table, connection.query(sql + " GROUP BY ALL ORDER BY 4 DESC, 1, 2 LIMIT " + std::to_string(kCodesShown)));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        codes.push_back({text_at(table, i, 0), text_at(table, i, 1), text_at(table, i, 2), std::stoll(table.rows[i][3])});
    }
    return {};
}

// Possible matches with the rows that name the company, and how many of these fall into the days of the listing.
Status read_listed(Connection& connection, Dossier& dossier) {
    WB_TRY(dossier.listed_total, connection.count("SELECT count(*) FROM hit"));
    const std::string role =
        "SELECT DISTINCT m.entity_id, r.item_id, r.declaration_date FROM (SELECT item_id, declaration_date, unnest([exporter_party, "
        "seller_party, "
        "consignee_party]) AS party_id FROM item WHERE item_id IN (SELECT item_id FROM shown_item)) r JOIN entity_party m USING (party_id)";
    const std::string dated =
        "SELECT h.entity_id, l.list, l.name, l.programme, h.basis, json_extract_string(h.reasons, '$.says') AS says, "
        "json_extract_string(h.reasons, "
        "'$.innocent_explanation') AS innocent, h.probability, coalesce(h.from_day, l.from_day) AS begins, coalesce(h.until_day, "
        "l.until_day) AS ends FROM "
        "hit h LEFT JOIN listing l USING (listing_id)";
    WB_TRY(const auto table,
           connection.query(
               "WITH role AS (" + role + "), dated AS (" + dated +
               ") SELECT d.*, count(r.item_id), count(CASE WHEN r.declaration_date >= d.begins AND (d.ends IS NULL OR r.declaration_date < "
               "d.ends) THEN 1 END) AS inside FROM dated d LEFT JOIN role r USING (entity_id) GROUP BY ALL ORDER BY inside DESC, "
               "d.probability DESC, d.entity_id, d.list, d.name LIMIT " +
               std::to_string(kListedShown)));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        ListedCompany listed;
        listed.id = EntityId{std::stoll(table.rows[i][0])};
        listed.list = text_at(table, i, 1);
        listed.name = text_at(table, i, 2);
        listed.programme = text_at(table, i, 3);
        listed.basis = text_at(table, i, 4);
        listed.says = text_at(table, i, 5);
        listed.innocent = text_at(table, i, 6);
        listed.probability = std::strtod(text_at(table, i, 7).c_str(), nullptr);
        if (const auto day = parse_iso_day(text_at(table, i, 8))) listed.from = *day;
        if (const auto day = parse_iso_day(text_at(table, i, 9))) listed.until = *day;
        listed.rows = std::stoll(table.rows[i][10]);
        listed.rows_while_listed = std::stoll(table.rows[i][11]);
        dossier.listed.push_back(std::move(listed));
    }
    return {};
}

Status read_lists(Connection& connection, Dossier& dossier) {
    WB_TRY(const auto table, connection.query("SELECT list, authority, count(*), max(from_day) FROM listing GROUP BY ALL ORDER BY 1, 2"));
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        dossier.lists.push_back({text_at(table, i, 0), text_at(table, i, 1), text_at(table, i, 3), std::stoll(table.rows[i][2])});
    }
    return {};
}

Status read_used_files(const Case& opened, Dossier& dossier) {
    for (const auto* folder : {"lists", "companies", "controls", "catalogue", "statistics"}) {
        for (const auto& path : folder_files(opened, folder)) {
            WB_TRY(const auto digest, digest_file(path));
            dossier.used_files.push_back({path.substr(opened.directory.size() + 1), digest.sha256});
        }
    }
    const auto rates = opened.path(opened.config.rates);
    std::error_code ignored;
    if (!opened.config.rates.empty() && std::filesystem::is_regular_file(rates, ignored)) {
        WB_TRY(const auto digest, digest_file(rates));
        dossier.used_files.push_back({opened.config.rates, digest.sha256});
    }
    return {};
}

// With names as the report shows them: those of a provider that is hidden are hidden here too.
Status read_judgements(Connection& connection, Dossier& dossier) {
    WB_TRY(dossier.judgements_total, connection.count("SELECT (SELECT count(*) FROM judgement) + (SELECT count(*) FROM good_judgement)"));
    WB_TRY(const auto table,
           connection.query(
               "SELECT decided_at || ', ' || author || ': ' || decision || ': ' || about || coalesce(' (' || note || ')', '') || ', ' || "
               "state FROM (SELECT j.decided_at, j.author, j.decision, coalesce(a.name, a.identifier, '?') || ' / ' || coalesce(b.name, "
               "b.identifier, '?') AS about, j.note, j.state, j.line FROM judgement j LEFT JOIN party a ON a.party_id = j.party_a LEFT "
               "JOIN party b ON b.party_id = j.party_b UNION ALL SELECT g.decided_at, g.author, g.decision, g.class || ' / ' || "
               "coalesce(g.description, 'item ' || g.item_id), g.note, g.state, g.line FROM good_judgement g) ORDER BY line DESC LIMIT " +
               std::to_string(kJudgementsShown)));
    for (std::size_t i = table.rows.size(); i-- > 0;) dossier.judgements.push_back(text_at(table, i, 0));
    return {};
}

Status describe_case(const Case& opened, Connection& connection, Dossier& dossier) {
    const auto& config = opened.config;
    dossier.about.name = config.name;
    dossier.about.title = config.title;
    dossier.about.synthetic = config.synthetic;
    dossier.about.question = question_of(config);
    dossier.about.intervals = {config.level, config.draws, config.seed};
    dossier.about.software = WAYBILL_VERSION;
    WB_TRY(dossier.about.run_id, run_id(connection));
    WB_TRY(const auto digest, digest_file(opened.path("case.toml")));
    dossier.about.config_sha256 = digest.sha256;
    WB_TRY(const auto catalogue, case_catalogue(opened));
    for (const auto& brand : catalogue.brands) dossier.brand_names[brand.id] = brand.name;
    for (const auto& model : catalogue.models) dossier.model_names[model.id] = model.name;
    for (const auto& goods_class : catalogue.classes) dossier.class_titles[goods_class.id] = goods_class.title;
    return {};
}

}  // namespace

Result<std::string> run_id(Connection& connection) {
    WB_TRY(const auto stages, read_stages(connection));
    std::string all;
    for (const auto& stage : stages) all += stage.stage + "\n" + stage.version + "\n" + stage.inputs_hash + "\n";
    return sha256_hex(all).substr(0, kRunDigits);
}

Result<Dossier> read_dossier(const Case& opened, Workspace& workspace, const PageLimits& limits) {
    auto& connection = *workspace.connection;
    Dossier dossier;
    WB_TRY_VOID(describe_case(opened, connection, dossier));
    WB_TRY(dossier.stages, read_stages(connection));
    WB_TRY(dossier.counts, read_counts(connection));
    WB_TRY(dossier.figures, read_rows<Figure>(connection, "SELECT * FROM figure ORDER BY figure_id"));
    const auto selection = select_figures(dossier.figures);
    WB_TRY_VOID(write_shown_figures(connection, dossier, selection, limits));
    WB_TRY_VOID(read_evidence(connection, dossier));
    WB_TRY_VOID(read_prices(connection, dossier));
    WB_TRY_VOID(write_shown_rows(connection, dossier, selection, limits));
    WB_TRY_VOID(read_rows_shown(connection, dossier));
    WB_TRY_VOID(read_flows(connection, dossier));
    WB_TRY(const auto controls, case_controls(opened));
    add_controls(controls, dossier);
    WB_TRY_VOID(read_findings(connection, controls, dossier));
    WB_TRY_VOID(read_codes(connection, "SELECT code, field, min(raw), count(*) FROM note", dossier.notes));
    WB_TRY_VOID(read_codes(connection, "SELECT code, '', min(message), count(*) FROM reject", dossier.rejects));
    WB_TRY(dossier.sources, read_rows<SourceFile>(connection, "SELECT * FROM source_file ORDER BY path"));
    dossier.source_states = workspace.source_states;
    WB_TRY_VOID(read_lists(connection, dossier));
    WB_TRY_VOID(read_listed(connection, dossier));
    WB_TRY_VOID(read_used_files(opened, dossier));
    WB_TRY_VOID(read_judgements(connection, dossier));
    WB_TRY_VOID(read_chains(connection, selection, dossier));
    WB_TRY_VOID(read_companies(connection, dossier));
    return dossier;
}

}  // namespace wb
