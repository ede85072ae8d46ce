#include "pipeline/good_decisions.h"

#include <map>

#include "pipeline/changed_goods.h"
#include "pipeline/judgements_file.h"
#include "tables/item.h"

namespace wb {

namespace {

struct FoundItem {
    ItemId item_id;
    std::int32_t position = 1, goods = 0;
    Text description;
    Maybe<Usd> value_usd;
    Maybe<double> pieces;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "");
        visit("position", row.position, "");
        visit("goods", row.goods, "");
        visit("description", row.description, "");
        visit("value_usd", row.value_usd, "");
        visit("pieces", row.pieces, "");
    }
};

using Found = std::map<std::pair<ItemId, std::int32_t>, DecidedItem>;

// The goods asked for, written into the query: a case that is only read takes no temporary table.
std::string wanted_goods(const Found& found) {
    std::string rows;
    for (const auto& [good, item] : found)
        rows += (rows.empty() ? "(" : ", (") + std::to_string(good.first.value) + ", " + std::to_string(good.second) + ")";
    return "WITH w(item_id, position) AS (VALUES " + rows + ") ";
}

Status find_items(Connection& connection, Found& found) {
    return scan_rows<FoundItem>(
        connection,
        wanted_goods(found) +
            "SELECT w.item_id, w.position, CAST((SELECT count(*) FROM good g WHERE g.item_id = w.item_id) AS INTEGER) AS goods, "
            "i.description, i.value_usd, CASE WHEN i.quantity_unit IN ('pcs', 'set', "
            "'pair') AND i.quantity > 0 THEN CAST(i.quantity AS DOUBLE) END AS pieces FROM w JOIN item i ON i.item_id = w.item_id",
        [&](const FoundItem& row) {
            auto& item = found[{row.item_id, row.position}];
            item.known = true;
            item.goods = row.goods;
            item.description = std::string(row.description);
            item.value_usd = row.value_usd;
            item.pieces = row.pieces;
        });
}

}  // namespace

Result<std::vector<DecidedItem>> decided_items(Connection& connection, const std::vector<GoodJudgement>& judgements) {
    if (judgements.empty()) return std::vector<DecidedItem>{};
    Found found;
    for (const auto& each : judgements) found.try_emplace({each.item_id, each.position});
    WB_TRY_VOID(find_items(connection, found));
    WB_TRY_VOID(scan_rows<Good>(connection,
                                wanted_goods(found) + "SELECT g.* FROM good g JOIN w ON w.item_id = g.item_id AND w.position = g.position",
                                [&](const Good& good) {
                                    auto& item = found.at({good.item_id, good.position});
                                    item.has_good = true;
                                    item.good = good;
                                }));
    std::vector<DecidedItem> items;
    for (const auto& each : judgements) items.push_back(found.at({each.item_id, each.position}));
    return items;
}

Status put_in_good_decisions(RunContext& context) {
    auto& connection = context.connection;
    WB_TRY(auto read, read_case_good_judgements(context.opened));
    context.unreadable.insert(context.unreadable.end(), read.unreadable.begin(), read.unreadable.end());
    auto& judgements = read.judgements;
    std::vector<Good> changed, added;
    WB_TRY(const auto items, decided_items(connection, judgements));
    mark_superseded(judgements, items);
    for (std::size_t i = 0; i < judgements.size(); ++i) {
        auto decided = decide(judgements[i], items[i]);
        if (decided.changed) (decided.added ? added : changed).push_back(std::move(decided.good));
    }
    WB_TRY_VOID(write_table<GoodJudgement>(connection, judgements));
    WB_TRY_VOID(change_goods(connection, changed));
    return add_goods(connection, added);
}

Result<std::string> good_decisions_text(const Case& opened) {
    WB_TRY(const auto read, read_case_good_judgements(opened));
    std::string text;
    for (const auto& each : read.judgements) text += judgement_line(each);
    return text;
}

}  // namespace wb
