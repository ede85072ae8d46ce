#include <map>
#include <set>

#include "pipeline/account_stages.h"
#include "pipeline/finding_rows.h"
#include "pipeline/scope_rows.h"
#include "pipeline/screen_stage.h"
#include "screen/company_flags.h"
#include "tables/identity.h"
#include "tables/item.h"

namespace wb {

namespace {

struct AskedRow {
    EntityId entity_id;
    std::string caption;
    Country country;
    bool receives = false;
    Maybe<Day> first_listed;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "");
        visit("caption", row.caption, "");
        visit("country", row.country, "");
        visit("receives", row.receives, "");
        visit("first_listed", row.first_listed, "");
    }
};

struct MonthRow {
    EntityId entity_id;
    Maybe<Day> first_day;
    std::int64_t rows = 0, listed = 0, uncoded = 0;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "");
        visit("first_day", row.first_day, "");
        visit("rows", row.rows, "");
        visit("listed", row.listed, "");
        visit("uncoded", row.uncoded, "");
    }
};

struct SpanRow {
    Maybe<Day> first_day, last_day;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("first_day", row.first_day, "");
        visit("last_day", row.last_day, "");
    }
};

struct PlaceRow {
    EntityId entity_id;
    std::string kind, value;
    Country country;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "");
        visit("kind", row.kind, "");
        visit("value", row.value, "");
        visit("country", row.country, "");
    }
};

struct ListedPlaceRow {
    ListingId listing_id;
    std::string list, name, value;
    bool address_only = false;
    Maybe<Day> from_day;
    Country country;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("listing_id", row.listing_id, "");
        visit("list", row.list, "");
        visit("name", row.name, "");
        visit("value", row.value, "");
        visit("address_only", row.address_only, "");
        visit("from_day", row.from_day, "");
        visit("country", row.country, "");
    }
};

// SQL list of the codes of the common high priority list: all editions together, so that a longer edition is no jump.
std::string priority_codes(const Catalogue& catalogue) {
    std::set<std::string> codes;
    for (const auto& each : catalogue.classes) {
        if (!catalogue.is_within(each.id, "chpl")) continue;
        for (const auto& form : each.hs) codes.insert(form.codes.begin(), form.codes.end());
    }
    std::string list = "''";
    for (const auto& code : codes) list += ", '" + code + "'";
    return list;
}

class CompanyFacts {
public:
    CompanyFacts(Connection& connection, std::string codes) : connection_(connection), codes_(std::move(codes)) {}

    Status read() {
        WB_TRY_VOID(read_asked());
        WB_TRY_VOID(read_months());
        WB_TRY_VOID(read_registers());
        WB_TRY_VOID(read_places());
        return read_listed();
    }

    [[nodiscard]] std::vector<CompanyHistory> histories() const {
        std::vector<CompanyHistory> all;
        for (const auto& [id, history] : histories_) all.push_back(history);
        return all;
    }
    [[nodiscard]] std::vector<LocatedCompany> located() const {
        std::vector<LocatedCompany> all;
        for (const auto& [id, company] : located_) all.push_back(company);
        return all;
    }
    [[nodiscard]] std::vector<LocatedListing> listings() const {
        std::vector<LocatedListing> all;
        for (const auto& [id, listing] : listings_) all.push_back(listing);
        return all;
    }

private:
    // Companies that an item of the goods asked for names. Doubles are left out: their original counts.
    Status read_asked() {
        const std::string sql =
            "WITH named AS (SELECT i.item_id, i.declaration_date, substr(i.hs_code, 1, 6) IN (" + codes_ +
            ") AS listed, UNNEST([i.exporter_party, i.seller_party, i.consignee_party]) AS party_id, i.consignee_party FROM item i WHERE "
            "i.same_as IS NULL), asked AS (SELECT m.entity_id, bool_or(n.party_id = n.consignee_party) AS receives FROM named n JOIN "
            "entity_party m USING (party_id) WHERE n.item_id IN (SELECT item_id FROM good WHERE class IS NOT NULL) GROUP BY 1) SELECT "
            "a.entity_id, e.caption, e.country, a.receives, min(n.declaration_date) FILTER (n.listed) AS first_listed FROM asked a JOIN "
            "entity "
            "e USING (entity_id) JOIN entity_party m USING (entity_id) JOIN named n USING (party_id) GROUP BY ALL ORDER BY a.entity_id";
        return scan_rows<AskedRow>(connection_, sql, [&](const AskedRow& row) {
            auto& history = histories_[row.entity_id];
            history.entity = row.entity_id;
            history.name = row.caption;
            history.country = row.country;
            history.receives = row.receives;
            history.first_listed = row.first_listed;
        });
    }

    Status read_months() {
        const std::string sql =
            "SELECT m.entity_id, min(i.declaration_date) AS first_day, count(*) AS rows, count(*) FILTER (substr(i.hs_code, "
            "1, 6) IN (" +
            codes_ +
            ")) AS listed, count(*) FILTER (coalesce(i.hs_code, '') = '') AS uncoded FROM item i JOIN entity_party m ON "
            "m.party_id = i.consignee_party WHERE i.same_as IS NULL GROUP BY m.entity_id, date_trunc('month', "
            "i.declaration_date) ORDER BY 1, 2";
        return scan_rows<MonthRow>(connection_, sql, [&](const MonthRow& row) {
            const auto found = histories_.find(row.entity_id);
            if (found == histories_.end()) return;
            auto& history = found->second;
            if (!row.first_day) {
                history.undated += row.rows;
                return;
            }
            if (!history.first_received || *row.first_day < *history.first_received) history.first_received = row.first_day;
            history.received[month_number(*row.first_day)] = {row.rows, row.listed, row.uncoded};
        });
    }

    Status read_registers() {
        return scan_rows<RegisterFact>(connection_, "SELECT * FROM register_fact WHERE entity_id IS NOT NULL ORDER BY ALL",
                                       [&](const RegisterFact& fact) {
                                           const auto found = histories_.find(fact.entity_id);
                                           if (fact.kind == "incorporated" && found != histories_.end()) {
                                               found->second.incorporated = fact.from_day;
                                               found->second.register_source = fact.source;
                                           }
                                           if (fact.kind == "address" || fact.kind == "phone" || fact.kind == "email")
                                               located_[fact.entity_id].places.push_back({fact.kind, fact.value, {}});
                                       });
    }

    Status read_places() {
        const std::string sql =
            "SELECT m.entity_id, 'address' AS kind, p.address AS value, any_value(p.country ORDER BY p.party_id) AS country FROM "
            "entity_party "
            "m JOIN party p USING (party_id) WHERE coalesce(p.address, '') <> '' GROUP BY m.entity_id, p.address ORDER BY m.entity_id, "
            "p.address";
        WB_TRY_VOID(scan_rows<PlaceRow>(connection_, sql, [&](const PlaceRow& row) {
            located_[row.entity_id].places.push_back({row.kind, row.value, row.country});
        }));
        for (const auto& [id, history] : histories_) {
            auto& company = located_[id];
            company.name = history.name;
            company.asked = true;
        }
        for (auto& [id, company] : located_) company.entity = id;
        return scan_rows<Hit>(connection_, "SELECT * FROM hit WHERE basis <> 'owned' ORDER BY ALL", [&](const Hit& hit) {
            const auto found = located_.find(hit.entity_id);
            if (found != located_.end()) found->second.is_listed.push_back(hit.listing_id);
        });
    }

    // Entries that list an address and no party are named "Address 01" … by the publisher (89 FR 51644).
    Status read_listed() {
        const std::string sql =
            "SELECT listing_id, list, name, UNNEST(from_json(coalesce(nullif(addresses, ''), '[]'), '[\"VARCHAR\"]')) AS value, kind = "
            "'address' OR regexp_full_match(name, '(?i)address\\s+\\d+.*') AS address_only, from_day, country FROM listing ORDER BY ALL";
        return scan_rows<ListedPlaceRow>(connection_, sql, [&](const ListedPlaceRow& row) {
            auto& listing = listings_[row.listing_id];
            listing.listing = row.listing_id;
            listing.name = row.name;
            listing.list = row.list;
            listing.address_only = row.address_only;
            listing.from_day = row.from_day;
            listing.places.push_back({"address", row.value, row.country});
        });
    }

    Connection& connection_;
    std::string codes_;
    std::map<EntityId, CompanyHistory> histories_;
    std::map<EntityId, LocatedCompany> located_;
    std::map<ListingId, LocatedListing> listings_;
};

Result<RecordsSpan> records_span(Connection& connection) {
    RecordsSpan span;
    WB_TRY_VOID(scan_rows<SpanRow>(connection, "SELECT min(declaration_date) AS first_day, max(declaration_date) AS last_day FROM item",
                                   [&](const SpanRow& row) {
                                       span = {row.first_day, row.last_day};
                                   }));
    return span;
}

}  // namespace

Result<std::string> company_flags_inputs(const Case& opened) {
    return hash_of_folders(opened, {"controls", "catalogue"}, {"controls/", "catalogue/", "terms/"});
}

Status find_case_company_flags(RunContext& context) {
    WB_TRY(const auto controls, case_controls(context.opened));
    WB_TRY(const auto catalogue, case_catalogue(context.opened));
    CompanyFacts facts(context.connection, priority_codes(catalogue));
    WB_TRY_VOID(facts.read());
    WB_TRY(const auto span, records_span(context.connection));
    return replace_findings(context.connection, one_of_rules(kCompanyRules), [&](FindingWriter& out) -> Status {
        WB_TRY_VOID(out.add_all(find_history_flags(facts.histories(), span, controls)));
        return out.add_all(find_place_flags(facts.located(), facts.listings(), controls));
    });
}

}  // namespace wb
