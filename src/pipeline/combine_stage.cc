#include "pipeline/combine_stage.h"

#include <algorithm>

#include "combine/combine.h"
#include "pipeline/changed_goods.h"
#include "pipeline/good_decisions.h"
#include "pipeline/scope_rows.h"
#include "tables/item.h"

namespace wb {

namespace {

// Other items are described by a sample of about this size, chosen by key.
constexpr std::int64_t kSampleRows = 100'000;

// The item's side of a good, in the order of goods.
struct GoodFacts {
    ItemId item_id;
    std::int64_t sender = 0;
    Maybe<Usd> value_usd;
    Maybe<double> pieces;
    Maybe<Kilogram> net_mass_kg;
    bool cut = false, drones = false, repeated = false;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "");
        visit("sender", row.sender, "");
        visit("value_usd", row.value_usd, "");
        visit("pieces", row.pieces, "");
        visit("net_mass_kg", row.net_mass_kg, "");
        visit("cut", row.cut, "");
        visit("drones", row.drones, "");
        visit("repeated", row.repeated, "");
    }
};

struct CandidateFacts {
    ItemId item_id;
    std::int64_t text = 0, sender = 0;
    std::int32_t text_bytes = 0;
    Text goods_class;
    Maybe<Usd> value_usd;
    Maybe<double> pieces;
    Maybe<Kilogram> net_mass_kg;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "");
        visit("text", row.text, "");
        visit("sender", row.sender, "");
        visit("text_bytes", row.text_bytes, "");
        visit("class", row.goods_class, "");
        visit("value_usd", row.value_usd, "");
        visit("pieces", row.pieces, "");
        visit("net_mass_kg", row.net_mass_kg, "");
    }
};

struct SenderItems {
    std::int64_t sender = 0, items = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("sender", row.sender, "");
        visit("items", row.items, "");
    }
};

struct OtherItem {
    Maybe<double> dollars, kilograms, pieces;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("dollars", row.dollars, "");
        visit("kilograms", row.kilograms, "");
        visit("pieces", row.pieces, "");
    }
};

const std::string kPieces = "CASE WHEN i.quantity_unit IN ('pcs', 'set', 'pair') AND i.quantity > 0 THEN CAST(i.quantity AS DOUBLE) END";
const std::string kSender = "coalesce(m.entity_id, 0)";

// Items with their sender; texts that differ in digits and case alone are one.
std::string items_with_senders() {
    return items_sql() + " i LEFT JOIN entity_party m ON m.party_id = coalesce(i.exporter_party, i.seller_party)";
}

// What combining looks at and may change. Reasons, which are half of a good, stay in the table: change_goods keeps them where none come.
Status read_goods(Connection& connection, CombineInput& input) {
    WB_TRY(const auto count, connection.count("SELECT count(*) FROM good"));
    input.goods.reserve(static_cast<std::size_t>(count));
    WB_TRY_VOID(scan_rows<Good>(connection,
                                "SELECT item_id, position, class, brand, model, units_low, units, units_high, value_usd, probability, "
                                "brand_probability, model_probability, block, evidence, span_begin, span_end FROM good ORDER BY item_id, "
                                "position",
                                [&](Good& good) { input.goods.emplace_back().good = std::move(good); }));
    std::size_t at = 0;
    return scan_rows<GoodFacts>(connection,
                                "SELECT g.item_id, " + kSender + " AS sender, i.value_usd, " + kPieces +
                                    " AS pieces, i.net_mass_kg, coalesce(i.description_cut, false) AS cut, coalesce(starts_with(i.hs_code, "
                                    "'8806'), false) AS drones, "
                                    "i.same_as IS NOT NULL AS repeated FROM good g JOIN " +
                                    items_with_senders() + " ON i.item_id = g.item_id ORDER BY g.item_id, g.position",
                                [&](const GoodFacts& facts) {
                                    auto& each = input.goods[at++];
                                    each.item = {facts.value_usd, facts.pieces, facts.cut, facts.drones};
                                    each.sender = facts.sender;
                                    each.net_mass_kg = facts.net_mass_kg;
                                    each.repeated = facts.repeated;
                                });
}

// Items of senders of the goods, whose text stands elsewhere under a code of the goods and says nothing.
Status read_candidates(Connection& connection, CombineInput& input) {
    const std::string key = "regexp_replace(lower(i.description), '[0-9]+', '', 'g')";
    return scan_rows<CandidateFacts>(
        connection,
        "WITH vague AS (SELECT " + key +
            " AS key, min(g.block) AS text, min(g.class) AS class FROM good g JOIN item i USING (item_id) "
            "WHERE starts_with(g.evidence, 'vague') AND i.description IS NOT NULL GROUP BY 1), senders AS (SELECT DISTINCT " +
            kSender + " AS sender FROM good g JOIN " + items_with_senders() +
            " ON i.item_id = g.item_id WHERE m.entity_id IS NOT NULL) "
            "SELECT i.item_id, v.text, " +
            kSender + " AS sender, CAST(strlen(i.description) AS INTEGER) AS text_bytes, v.class, i.value_usd, " + kPieces +
            " AS pieces, i.net_mass_kg FROM " + items_with_senders() +
            " JOIN senders s ON s.sender = m.entity_id JOIN vague v ON v.key = " + key +
            " ANTI JOIN good g ON g.item_id = i.item_id ORDER BY i.item_id",
        [&](const CandidateFacts& row) {
            input.candidates.push_back({row.item_id, row.text, row.sender, std::string(row.goods_class), row.text_bytes, row.value_usd,
                                        row.pieces, row.net_mass_kg});
        });
}

Status read_other_items(Connection& connection, CombineInput& input) {
    WB_TRY_VOID(
        scan_rows<SenderItems>(connection,
                               "SELECT m.entity_id AS sender, count(*) AS items FROM " + items_with_senders() +
                                   " WHERE m.entity_id IS NOT NULL AND i.same_as IS NULL GROUP BY 1 ORDER BY 1",
                               [&](const SenderItems& row) { input.items_of_sender[row.sender] = static_cast<double>(row.items); }));
    WB_TRY(const auto items, connection.count("SELECT count(*) FROM item"));
    const auto every = std::max<std::int64_t>(1, items / kSampleRows);
    return scan_rows<OtherItem>(connection,
                                "SELECT CAST(i.value_usd AS DOUBLE) AS dollars, CAST(i.net_mass_kg AS DOUBLE) AS kilograms, " + kPieces +
                                    " AS pieces FROM item i ANTI JOIN good g ON g.item_id = i.item_id WHERE i.same_as IS NULL AND "
                                    "i.item_id % " +
                                    std::to_string(every) + " = 0",
                                [&](const OtherItem& row) { input.others.push_back(lot_of(row.dollars, row.kilograms, row.pieces)); });
}

Status write_goods(Connection& connection, const Combined& combined) {
    WB_TRY_VOID(change_goods(connection, combined.changed));
    return add_goods(connection, combined.added);
}

}  // namespace

Result<std::string> combine_inputs(const Case& opened) {
    WB_TRY(const auto folders, hash_of_folders(opened, {"catalogue"}, {"catalogue/", "calibration/"}));
    WB_TRY(const auto decisions, good_decisions_text(opened));
    return folders + "|" + decisions;
}

Status combine_case_goods(RunContext& context) {
    WB_TRY_VOID(restore_recognised_goods(context.connection));
    WB_TRY(const auto catalogue, case_catalogue(context.opened));
    CombineInput input;
    input.catalogue = &catalogue;
    input.calibration = &Calibration::built_in();
    WB_TRY_VOID(read_goods(context.connection, input));
    if (!input.goods.empty()) {
        WB_TRY_VOID(read_candidates(context.connection, input));
        WB_TRY_VOID(read_other_items(context.connection, input));
        WB_TRY_VOID(write_goods(context.connection, combine(std::move(input))));
    }
    return put_in_good_decisions(context);
}

}  // namespace wb
