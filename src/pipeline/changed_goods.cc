#include "pipeline/changed_goods.h"

#include <string>

#include "combine/good_judgements.h"
#include "combine/item_parts.h"

namespace wb {

namespace {

// All that weighing changes; `maker_entity` is set by another stage. A good that comes without reasons keeps those that it has.
constexpr const char* kChanged =
    "UPDATE good SET class = c.class, units_low = c.units_low, units = c.units, units_high = c.units_high, value_usd = c.value_usd, "
    "probability = c.probability, evidence = c.evidence, reasons = coalesce(nullif(c.reasons, ''), good.reasons) FROM ";
constexpr const char* kSameGood = " c WHERE good.item_id = c.item_id AND good.position = c.position";

}  // namespace

Status restore_recognised_goods(Connection& connection) {
    WB_TRY_VOID(connection.execute(std::string(kChanged) + "recognised_good" + kSameGood));
    WB_TRY_VOID(connection.execute("DELETE FROM recognised_good"));
    return connection.execute("DELETE FROM good WHERE evidence IN ('" + std::string(kRestEvidence) + "', '" + kDecisionEvidence +
                              "') OR starts_with(evidence, 'hidden')");
}

Status change_goods(Connection& connection, const std::vector<Good>& changed) {
    if (changed.empty()) return {};
    WB_TRY_VOID(fill_temporary_table<Good>(connection, "changed_good", changed));
    WB_TRY_VOID(connection.execute(
        "INSERT INTO recognised_good SELECT g.* FROM good g SEMI JOIN changed_good c ON c.item_id = g.item_id AND c.position = g.position "
        "ANTI JOIN recognised_good r ON r.item_id = g.item_id AND r.position = g.position ORDER BY g.item_id, g.position"));
    WB_TRY_VOID(connection.execute(std::string(kChanged) + "changed_good" + kSameGood));
    return connection.execute("DROP TABLE changed_good");
}

Status add_goods(Connection& connection, const std::vector<Good>& added) {
    WB_TRY(auto writer, Writer<Good>::open(connection));
    WB_TRY_VOID(writer->add_all(added));
    return writer->finish();
}

}  // namespace wb
