#include "pipeline/review_case.h"

#include <algorithm>

#include "tables/identity.h"

namespace wb {

namespace {

constexpr int kLargest = 10;  // exporters whose value is a headline

struct StakeRow {
    PartyId party_id;
    double present = 0, value_usd = 0;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("party_id", row.party_id, "");
        visit("present", row.present, "");
        visit("value_usd", row.value_usd, "");
    }
};

const std::string kSender = "coalesce(i.exporter_party, i.seller_party)";

}  // namespace

Result<std::vector<ReviewQuestion>> review_case(Connection& connection, const std::string& figure) {
    ReviewInput input;
    WB_TRY(const auto rows,
           read_rows<ClusteringRow>(connection, "SELECT * FROM clustering WHERE party_id IN (SELECT " + kSender +
                                                    " FROM figure_item f JOIN item i USING (item_id) WHERE f.figure_id = 'value.total')"));
    input.clusterings = rows;
    WB_TRY_VOID(scan_rows<StakeRow>(connection,
                                    "SELECT " + kSender +
                                        " AS party_id, max(f.weight)::DOUBLE AS present, sum(f.contribution)::DOUBLE AS "
                                        "value_usd FROM figure_item f JOIN item i USING (item_id) WHERE f.figure_id = 'value.total' AND " +
                                        kSender + " IS NOT NULL GROUP BY 1",
                                    [&](const StakeRow& row) {
                                        input.stakes[row.party_id] = {row.present, row.value_usd};
                                    }));
    const std::string wanted = figure.empty()
                                   ? "figure_id = 'exporters.count' OR figure_id IN (SELECT figure_id FROM figure WHERE figure_id LIKE "
                                     "'exporter.%.value' ORDER BY value DESC, figure_id LIMIT " +
                                         std::to_string(kLargest) + ")"
                                   : "figure_id = " + sql_string(figure);
    WB_TRY(input.figures, read_rows<Figure>(connection, "SELECT * FROM figure WHERE " + wanted + " ORDER BY figure_id"));
    WB_TRY_VOID(
        scan_rows<PartyJudgement>(connection, "SELECT * FROM judgement WHERE state <> 'superseded'", [&](const PartyJudgement& row) {
            input.decided.insert({row.party_a, row.party_b});
        }));
    return review_queue(input);
}

}  // namespace wb
