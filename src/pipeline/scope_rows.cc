#include "pipeline/scope_rows.h"

#include "base/hash.h"
#include "tables/company.h"

namespace wb {

namespace {

// One row of the join, in the engine's types.
struct ScopeRow {
    Text source, goods_class, brand, model, part_family, evidence, hs_code, direction, delivery_terms, exporter_country, seller_country,
        consignee_country, declarant_country;
    ItemId item_id, same_as;
    std::int32_t position = 1;
    std::int64_t block = 0;
    double probability = 0, brand_probability = 0, model_probability = 0;
    bool units_estimated = false, counted_in_sets = false, value_of_invoice = false;
    Maybe<double> units_low, units, units_high, same_as_probability, undervalued_probability, fair_ratio, fair_high_ratio;
    Maybe<Usd> value_usd;
    Maybe<Kilogram> net_mass_kg;
    Maybe<Day> declaration_date;
    EntityId exporter, seller, consignee, declarant;
    PartyId exporter_party, seller_party, consignee_party, declarant_party;
    FamilyId exporter_family, seller_family, consignee_family, declarant_family;
    Country origin_country, dispatch_country, trading_country, destination_country;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "");
        visit("source", row.source, "");
        visit("position", row.position, "");
        visit("class", row.goods_class, "");
        visit("brand", row.brand, "");
        visit("model", row.model, "");
        visit("part_family", row.part_family, "");
        visit("evidence", row.evidence, "");
        visit("block", row.block, "");
        visit("probability", row.probability, "");
        visit("brand_probability", row.brand_probability, "");
        visit("model_probability", row.model_probability, "");
        visit("units_low", row.units_low, "");
        visit("units", row.units, "");
        visit("units_high", row.units_high, "");
        visit("units_estimated", row.units_estimated, "");
        visit("counted_in_sets", row.counted_in_sets, "");
        visit("value_usd", row.value_usd, "");
        visit("net_mass_kg", row.net_mass_kg, "");
        visit("declaration_date", row.declaration_date, "");
        visit("hs_code", row.hs_code, "");
        visit("direction", row.direction, "");
        visit("delivery_terms", row.delivery_terms, "");
        visit("value_of_invoice", row.value_of_invoice, "");
        visit("same_as", row.same_as, "");
        visit("same_as_probability", row.same_as_probability, "");
        visit("exporter", row.exporter, "");
        visit("seller", row.seller, "");
        visit("consignee", row.consignee, "");
        visit("declarant", row.declarant, "");
        visit("exporter_party", row.exporter_party, "");
        visit("seller_party", row.seller_party, "");
        visit("consignee_party", row.consignee_party, "");
        visit("declarant_party", row.declarant_party, "");
        visit("exporter_family", row.exporter_family, "");
        visit("seller_family", row.seller_family, "");
        visit("consignee_family", row.consignee_family, "");
        visit("declarant_family", row.declarant_family, "");
        visit("exporter_country", row.exporter_country, "");
        visit("seller_country", row.seller_country, "");
        visit("consignee_country", row.consignee_country, "");
        visit("declarant_country", row.declarant_country, "");
        visit("origin_country", row.origin_country, "");
        visit("dispatch_country", row.dispatch_country, "");
        visit("trading_country", row.trading_country, "");
        visit("destination_country", row.destination_country, "");
        visit("fair_ratio", row.fair_ratio, "");
        visit("fair_high_ratio", row.fair_high_ratio, "");
        visit("undervalued_probability", row.undervalued_probability, "");
    }
};

// Heads of families by spans of days, for join_role. The first owner of each span counts for the family (families.h); rows are in that
// order.
const std::string kHeads =
    "WITH head AS (SELECT entity_id, coalesce(from_day, DATE '0001-01-01') AS from_day, coalesce(until_day, DATE '9999-12-31') AS "
    "until_day, "
    "arg_min(owner_id, rowid) AS owner_id FROM ultimate_owner GROUP BY ALL) ";

// Who exported: where the exporter's text says on whose order a forwarder or broker acts, the one who ordered. The column's country is of
// both, since an order across borders would be the seller's.
const char* const kItems =
    "(SELECT i.* REPLACE (CASE WHEN i.intermediary_role = 'principal' AND i.intermediary_of = 'exporter' THEN i.intermediary_party ELSE "
    "i.exporter_party END AS exporter_party), o.country AS exporter_written FROM item i LEFT JOIN party o ON o.party_id = "
    "i.exporter_party)";

// The columns that a role adds: entity, family on the item's day, and country as written, else of the entity.
void join_role(const std::string& role, std::string& select, std::string& from) {
    const auto& r = role;
    select += ", i." + r + "_party, " + r + "_m.entity_id AS " + r + ", coalesce(" + r + "_o.owner_id, " + r + "_e.family_id) AS " + r +
              "_family, coalesce(" + r + "_p.country, " + (r == "exporter" ? "i.exporter_written, " : "") + r + "_e.country) AS " + r +
              "_country";
    from += " LEFT JOIN party " + r + "_p ON " + r + "_p.party_id = i." + r + "_party LEFT JOIN entity_party " + r + "_m ON " + r +
            "_m.party_id = i." + r + "_party LEFT JOIN entity " + r + "_e ON " + r + "_e.entity_id = " + r +
            "_m.entity_id LEFT JOIN head " + r + "_o ON " + r + "_o.entity_id = " + r + "_m.entity_id AND i.declaration_date >= " + r +
            "_o.from_day AND i.declaration_date < " + r + "_o.until_day";
}

// The good's pieces are the item's quantity, and that is of sets.
const std::string kInSets = "coalesce(i.quantity_unit = 'set' AND g.units = CAST(i.quantity AS DOUBLE), FALSE)";

std::string scope_sql(const CaseConfig& config, bool prices) {
    std::string select =
        "SELECT g.item_id, concat_ws(' ', f.provider, f.profile) AS source, g.position, g.class, g.brand, g.model, g.part_family, "
        "g.evidence, "
        "g.block, g.probability, g.brand_probability, "
        "g.model_probability, g.value_usd, "
        // Goods of one item share its mass as they share its value, so that each has the item's price per kilogram.
        "CAST(CASE WHEN g.value_usd < i.value_usd AND i.value_usd > 0 THEN CAST(i.net_mass_kg AS DOUBLE) * g.value_usd / i.value_usd "
        "ELSE i.net_mass_kg END AS DECIMAL(18,6)) AS net_mass_kg, i.declaration_date, i.hs_code, i.direction, i.delivery_terms, "
        "coalesce(i.value_basis = 'converted' OR (i.value_basis = 'declared' AND i.invoice_currency = 'USD' AND i.invoice_value = "
        "i.value_usd), FALSE) AS value_of_invoice, i.same_as, "
        "i.same_as_probability, "
        "i.origin_country, i.dispatch_country, "
        "i.trading_country, i.destination_country, " +
        kInSets + " AS counted_in_sets";
    std::string from = " FROM good g JOIN " + items_sql() + " i USING (item_id) LEFT JOIN source_file f ON f.file_id = i.file_id";
    for (const auto* role : {"exporter", "seller", "consignee", "declarant"}) join_role(role, select, from);
    if (prices) {
        // Pieces that no row states are those that mass and value speak of; sets hold as many pieces or more.
        for (const std::string end : {"units_low", "units", "units_high"}) {
            const std::string more = end == "units_low" ? "g." + end : "greatest(g." + end + ", coalesce(x." + end + ", g." + end + "))";
            select +=
                ", CASE WHEN g.units IS NULL THEN x." + end + " WHEN " + kInSets + " THEN " + more + " ELSE g." + end + " END AS " + end;
        }
        select +=
            ", g.units IS NULL AND x.units IS NOT NULL AS units_estimated, x.undervalued_probability, x.fair_usd / x.unit_price_usd "
            "AS fair_ratio, x.fair_high_usd / x.unit_price_usd AS fair_high_ratio";
        from += " LEFT JOIN price x ON x.item_id = g.item_id AND x.position = g.position";
    } else {
        select += ", g.units_low, g.units, g.units_high";
    }
    std::string where = " WHERE g.class IS NOT NULL";
    std::string classes;
    for (const auto& asked : config.goods) {
        classes += (classes.empty() ? "" : " OR ") +
                   ("g.class = " + sql_string(asked) + " OR starts_with(g.class, " + sql_string(asked + ".") + ")");
    }
    if (!classes.empty()) where += " AND (" + classes + ")";
    return kHeads + select + from + where + " ORDER BY g.item_id, g.position";
}

ScopeParty scope_party(PartyId spelling, EntityId entity, Text country, FamilyId family) {
    ScopeParty party;
    party.party = spelling;
    party.entity = entity;
    party.country = Country{country};
    party.family = family;
    return party;
}

ScopeGood scope_good(const ScopeRow& row) {
    ScopeGood good;
    good.item_id = row.item_id;
    good.source = static_cast<std::int64_t>(hash64(row.source) >> 1);
    good.position = row.position;
    // The recogniser's block is the text; what one sender means by a text, another may not.
    good.block =
        static_cast<std::int64_t>(combine64(static_cast<std::uint64_t>(row.block), static_cast<std::uint64_t>(row.exporter.value)) >> 1);
    if (row.block == 0) good.block = 0;
    good.evidence = row.evidence;
    good.probability = row.probability;
    good.goods_class = row.goods_class;
    good.brand = row.brand;
    good.model = row.model;
    good.part_family = row.part_family;
    good.brand_probability = row.brand_probability;
    good.model_probability = row.model_probability;
    good.units_low = row.units_low;
    good.units = row.units;
    good.units_high = row.units_high;
    good.units_estimated = row.units_estimated;
    good.counted_in_sets = row.counted_in_sets;
    good.value_usd = row.value_usd;
    good.net_mass_kg = row.net_mass_kg;
    good.declaration_date = row.declaration_date;
    if (row.hs_code.size() >= 6) good.hs6 = row.hs_code.substr(0, 6);
    good.direction = row.direction;
    good.delivery_terms = row.delivery_terms;
    good.value_of_invoice = row.value_of_invoice;
    good.exporter = scope_party(row.exporter_party, row.exporter, row.exporter_country, row.exporter_family);
    good.seller = scope_party(row.seller_party, row.seller, row.seller_country, row.seller_family);
    good.consignee = scope_party(row.consignee_party, row.consignee, row.consignee_country, row.consignee_family);
    good.declarant = scope_party(row.declarant_party, row.declarant, row.declarant_country, row.declarant_family);
    good.origin_country = row.origin_country;
    good.dispatch_country = row.dispatch_country;
    good.trading_country = row.trading_country;
    good.destination_country = row.destination_country;
    good.fair_ratio = row.fair_ratio;
    good.fair_high_ratio = row.fair_high_ratio;
    good.undervalued_probability = row.undervalued_probability;
    good.vague = good.evidence.starts_with("vague") || good.evidence.starts_with("hidden");
    good.same_as = row.same_as;
    good.same_as_probability = row.same_as_probability;
    return good;
}

Result<std::map<std::string, FamilyId>> read_families(Connection& connection) {
    std::map<std::string, FamilyId> families;
    WB_TRY_VOID(scan_rows<Entity>(connection, "SELECT family, family_id FROM entity WHERE family_id IS NOT NULL ORDER BY family, family_id",
                                  [&](const Entity& entity) { families.emplace(entity.family, entity.family_id); }));
    return families;
}

}  // namespace

Result<std::vector<ScopeGood>> read_scope(Connection& connection, const CaseConfig& config, const Catalogue& catalogue, bool prices) {
    WB_TRY(const auto families, read_families(connection));
    std::vector<ScopeGood> goods;
    WB_TRY(const auto most, connection.count("SELECT count(*) FROM good"));
    goods.reserve(static_cast<std::size_t>(most));  // growing would hold them twice for a moment
    WB_TRY_VOID(scan_rows<ScopeRow>(connection, scope_sql(config, prices), [&](const ScopeRow& row) {
        auto good = scope_good(row);
        if (const auto* brand = catalogue.find_brand(good.brand); brand != nullptr) {
            const auto family = families.find(brand->family);
            if (family != families.end()) good.maker_family = family->second;
        }
        goods.push_back(std::move(good));
    }));
    return goods;
}

Result<std::vector<ScopeGood>> read_coded_items(Connection& connection, const std::vector<std::string>& codes) {
    std::string select =
        "SELECT i.item_id, '' AS source, 1 AS position, '' AS class, '' AS brand, '' AS model, '' AS part_family, '' AS evidence, "
        "CAST(0 AS BIGINT) AS block, "
        "1.0::DOUBLE AS probability, 0.0::DOUBLE AS brand_probability, 0.0::DOUBLE AS model_probability, CAST(NULL AS DOUBLE) AS "
        "units_low, "
        "CAST(NULL AS DOUBLE) AS units, CAST(NULL AS DOUBLE) AS units_high, i.value_usd, i.net_mass_kg, i.declaration_date, i.hs_code, "
        "i.direction, i.same_as, i.same_as_probability, i.origin_country, i.dispatch_country, i.trading_country, i.destination_country";
    std::string from = " FROM " + items_sql() + " i";
    for (const auto* role : {"exporter", "seller", "consignee", "declarant"}) join_role(role, select, from);
    std::string listed;
    for (const auto& code : codes) listed += (listed.empty() ? "" : ", ") + sql_string(code);
    std::vector<ScopeGood> items;
    if (listed.empty()) return items;
    const auto where = " WHERE left(i.hs_code, 6) IN (" + listed + ") AND i.same_as IS NULL ORDER BY i.item_id";
    WB_TRY_VOID(
        scan_rows<ScopeRow>(connection, kHeads + select + from + where, [&](const ScopeRow& row) { items.push_back(scope_good(row)); }));
    return items;
}

std::string items_sql() { return kItems; }

Question question_of(const CaseConfig& config) {
    Question question;
    for (const auto& code : config.sellers) question.sellers.emplace_back(code);
    for (const auto& code : config.destinations) question.destinations.emplace_back(code);
    question.goods = config.goods;
    question.period = config.period;
    question.known_on = config.known_on;
    return question;
}

std::vector<EmbeddedFile> CaseTexts::files() const {
    std::vector<EmbeddedFile> files;
    for (std::size_t i = 0; i < paths.size(); ++i) files.push_back({paths[i], texts[i]});
    return files;
}

Result<CaseTexts> read_texts(const Case& opened, const std::string& folder, const std::string& ending) {
    CaseTexts found;
    for (const auto& path : folder_files(opened, folder)) {
        if (!path.ends_with(ending)) continue;
        WB_TRY(auto text, read_file(path));
        found.paths.push_back(path.substr(opened.directory.size() + 1));
        found.texts.push_back(std::move(text));
    }
    return found;
}

Result<Catalogue> case_catalogue(const Case& opened) {
    WB_TRY(const auto own, read_texts(opened, "catalogue", ".toml"));
    return load_catalogue_with(own.files());
}

Result<Controls> case_controls(const Case& opened) {
    WB_TRY(const auto own, read_texts(opened, "controls", ".toml"));
    return load_controls_with(own.files());
}

}  // namespace wb
