#include <map>

#include "companies/successors.h"
#include "pipeline/account_stages.h"
#include "pipeline/finding_rows.h"
#include "pipeline/scope_rows.h"
#include "tables/identity.h"
#include "tables/item.h"

namespace wb {

namespace {

struct TradingRow {
    EntityId entity_id;
    Maybe<Day> first_day;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "");
        visit("first_day", row.first_day, "");
    }
};

struct TradeRow {
    EntityId entity_id;
    std::string goods_class;
    EntityId counterparty;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "");
        visit("class", row.goods_class, "");
        visit("counterparty", row.counterparty, "");
    }
};

struct WrittenRow {
    EntityId entity_id;
    std::string caption, address, identifier;
    Country country;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "");
        visit("caption", row.caption, "");
        visit("address", row.address, "");
        visit("identifier", row.identifier, "");
        visit("country", row.country, "");
    }
};

struct ListedRow {
    EntityId entity_id;
    Maybe<Day> from_day;
    std::string list;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "");
        visit("from_day", row.from_day, "");
        visit("list", row.list, "");
    }
};

// Companies of goods in scope, listed ones, and all that registers tell of.
class Candidates {
public:
    explicit Candidates(Connection& connection) : connection_(connection) {}

    Result<std::vector<SuccessorCandidate>> read() {
        WB_TRY_VOID(read_trading());
        WB_TRY_VOID(read_listed());
        WB_TRY_VOID(read_written());
        WB_TRY_VOID(read_registers());
        WB_TRY_VOID(read_trades());
        std::vector<SuccessorCandidate> all;
        for (auto& [id, candidate] : entities_) all.push_back(std::move(candidate));
        for (auto& [name, candidate] : unnamed_) all.push_back(std::move(candidate));
        return all;
    }

private:
    SuccessorCandidate& at(EntityId entity) {
        auto& candidate = entities_[entity];
        candidate.entity = entity;
        return candidate;
    }

    // The parties that an item of the goods asked for names, with the first day on which any item names their company.
    Status read_trading() {
        const std::string sql =
            "WITH named AS (SELECT UNNEST([exporter_party, seller_party, consignee_party]) AS party_id, item_id, declaration_date FROM "
            "item), "
            "asked AS (SELECT DISTINCT m.entity_id FROM good g JOIN named n USING (item_id) JOIN entity_party m USING (party_id) WHERE "
            "g.class "
            "IS NOT NULL) SELECT m.entity_id, min(n.declaration_date) AS first_day FROM named n JOIN entity_party m USING (party_id) WHERE "
            "m.entity_id IN (SELECT entity_id FROM asked) GROUP BY 1 ORDER BY 1";
        return scan_rows<TradingRow>(connection_, sql, [&](const TradingRow& row) {
            auto& candidate = at(row.entity_id);
            candidate.asked = true;
            candidate.begun = row.first_day;
            candidate.begun_is_first_seen = true;
        });
    }

    Status read_listed() {
        return scan_rows<ListedRow>(
            connection_,
            "SELECT h.entity_id, h.from_day, l.list FROM hit h JOIN listing l USING (listing_id) WHERE h.basis <> 'owned' "
            "AND h.probability >= 0.5 ORDER BY ALL",
            [&](const ListedRow& row) {
                at(row.entity_id).endings.push_back({"listed", row.from_day, row.list});
            });
    }

    Status read_written() {
        return scan_rows<WrittenRow>(connection_,
                                     "SELECT m.entity_id, e.caption, p.address, p.identifier, p.country FROM entity_party m JOIN entity e "
                                     "USING (entity_id) JOIN party p USING "
                                     "(party_id) ORDER BY m.entity_id, p.party_id",
                                     [&](const WrittenRow& row) {
                                         const auto found = entities_.find(row.entity_id);
                                         if (found == entities_.end()) return;
                                         found->second.name = row.caption;
                                         if (!row.address.empty())
                                             found->second.identifiers.push_back({"address", row.address, "records", row.country});
                                         if (!row.identifier.empty())
                                             found->second.identifiers.push_back({"number", row.identifier, "records", row.country});
                                     });
    }

    Status read_registers() {
        return scan_rows<RegisterFact>(connection_, "SELECT * FROM register_fact ORDER BY ALL", [&](const RegisterFact& fact) {
            auto& candidate = fact.entity_id.present() ? at(fact.entity_id) : unnamed_[fact.company];
            if (candidate.name.empty()) candidate.name = fact.company;
            if (fact.kind == "dissolved") {
                candidate.endings.push_back({"dissolved", fact.from_day, fact.source});
            } else if (fact.kind == "incorporated") {
                candidate.begun = fact.from_day;
                candidate.begun_is_first_seen = false;
            } else {
                candidate.identifiers.push_back({fact.kind, fact.value, fact.source, {}});
            }
        });
    }

    // Of each company in any role, the goods and the company on the other side.
    Status read_trades() {
        const std::string sql =
            "WITH side AS (SELECT i.item_id, x.entity_id AS sender, c.entity_id AS receiver FROM item i LEFT JOIN entity_party x ON "
            "x.party_id = coalesce(i.exporter_party, i.seller_party) LEFT JOIN entity_party c ON c.party_id = i.consignee_party), traded "
            "AS "
            "(SELECT g.class, s.sender, s.receiver FROM good g JOIN side s USING (item_id) WHERE g.class IS NOT NULL) SELECT DISTINCT * "
            "FROM "
            "(SELECT sender AS entity_id, class, receiver AS counterparty FROM traded UNION ALL SELECT receiver, class, sender FROM "
            "traded) "
            "WHERE entity_id IS NOT NULL ORDER BY ALL";
        return scan_rows<TradeRow>(connection_, sql, [&](const TradeRow& row) {
            const auto found = entities_.find(row.entity_id);
            if (found != entities_.end()) found->second.trades.push_back({row.goods_class, row.counterparty});
        });
    }

    Connection& connection_;
    std::map<EntityId, SuccessorCandidate> entities_;
    std::map<std::string, SuccessorCandidate> unnamed_;  // by the register's name
};

}  // namespace

Result<std::string> successors_inputs(const Case& opened) { return hash_of_folders(opened, {"controls"}, {"controls/"}); }

Status find_case_successors(RunContext& context) {
    WB_TRY(const auto controls, case_controls(context.opened));
    const auto* rule = controls.find_rule("RF08");
    WB_TRY(const auto candidates, Candidates(context.connection).read());
    return replace_findings(context.connection, "rule = 'RF08'", [&](FindingWriter& out) {
        return rule == nullptr ? Status{} : out.add_all(find_successors(candidates, *rule));
    });
}

}  // namespace wb
