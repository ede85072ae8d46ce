#include "pipeline/makers_stage.h"

#include <map>

#include "goods/learned_marks.h"
#include "pipeline/scope_rows.h"
#include "tables/company.h"
#include "text/fold.h"

namespace wb {

namespace {

// A way in which a company of a family was written.
struct FamilyName {
    EntityId entity_id;
    Text family, name;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "");
        visit("family", row.family, "");
        visit("name", row.name, "");
    }
};

constexpr const char* kFamilyNames =
    "SELECT e.entity_id, e.family, e.caption AS name FROM entity e WHERE e.family <> '' UNION "
    "SELECT e.entity_id, e.family, p.name FROM entity e JOIN entity_party m ON m.entity_id = e.entity_id JOIN party p ON p.party_id = "
    "m.party_id WHERE e.family <> '' ORDER BY ALL";

struct BrandMaker {
    std::string brand;
    EntityId entity_id;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("brand", row.brand, "");
        visit("entity_id", row.entity_id, "");
    }
};

// Makers of the catalogue's brands among the entities, one row a brand.
Result<std::vector<BrandMaker>> makers_of_brands(RunContext& context) {
    WB_TRY(const auto catalogue, case_catalogue(context.opened));
    std::map<std::pair<std::string, std::string>, EntityId> by_name;  // (family, folded name)
    WB_TRY_VOID(scan_rows<FamilyName>(context.connection, kFamilyNames, [&](const FamilyName& row) {
        by_name.emplace(std::pair(std::string(row.family), fold_words(row.name)), row.entity_id);
    }));
    std::vector<BrandMaker> makers;
    for (const auto& brand : catalogue.brands) {
        const auto found = by_name.find({brand.family, fold_words(brand.maker)});
        if (!brand.maker.empty() && found != by_name.end()) makers.push_back({brand.id, found->second});
    }
    return makers;
}

// Marks that no catalogue knows, with the maker stated beside them in nearly all rows that state one.
std::string learned_makers_sql() {
    return "INSERT INTO brand_maker SELECT brand, entity_id FROM (SELECT brand, entity_id, count(*) AS n, sum(count(*)) OVER (PARTITION BY "
           "brand) "
           "AS total FROM (SELECT g.brand, m.entity_id FROM good g JOIN item i ON i.item_id = g.item_id JOIN entity_party m ON m.party_id "
           "= "
           "i.manufacturer_party WHERE g.brand <> '' AND g.brand NOT IN (SELECT brand FROM brand_maker)) GROUP BY brand, entity_id) WHERE "
           "n >= " +
           std::to_string(kLeastRowsTogether) + " AND n >= " + std::to_string(kLeastShareTogether) + " * total";
}

}  // namespace

Result<std::string> makers_inputs(const Case& opened) { return hash_of_folders(opened, {"catalogue"}, {"catalogue/brands"}); }

Status find_case_makers(RunContext& context) {
    auto& connection = context.connection;
    WB_TRY(const auto makers, makers_of_brands(context));
    WB_TRY_VOID(fill_temporary_table<BrandMaker>(connection, "brand_maker", makers));
    WB_TRY_VOID(connection.execute(learned_makers_sql()));
    // Makers of other goods of an item than its first are no party of the item: they are who is written the same elsewhere, if that is one.
    WB_TRY_VOID(connection.execute(
        "CREATE OR REPLACE TEMPORARY TABLE maker_named AS SELECT p.name, any_value(m.entity_id) AS entity_id FROM party p JOIN "
        "entity_party m USING (party_id) WHERE p.name IN (SELECT maker FROM good WHERE position > 1) GROUP BY p.name HAVING count(DISTINCT "
        "m.entity_id) = 1"));
    // The condition stands inside the key: beside it, the engine would compare every good with every party.
    return connection.execute(
        "UPDATE good SET maker_entity = coalesce(s.stated, s.by_brand) FROM (SELECT g.item_id, g.position, coalesce(n.entity_id, "
        "m.entity_id) AS stated, b.entity_id AS by_brand FROM good g JOIN item i ON i.item_id = g.item_id LEFT JOIN maker_named n ON "
        "n.name = g.maker LEFT JOIN entity_party m ON m.party_id = CASE WHEN (g.position = 1 AND g.maker IS NOT NULL) OR (g.maker IS "
        "NULL AND i.manufacturer IS NOT NULL) THEN i.manufacturer_party END LEFT JOIN "
        "brand_maker b ON b.brand = g.brand) s WHERE good.item_id = s.item_id AND good.position = s.position AND good.maker_entity IS "
        "DISTINCT "
        "FROM coalesce(s.stated, s.by_brand)");
}

}  // namespace wb
