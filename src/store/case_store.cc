#include "store/case_store.h"

#include "tables/company.h"
#include "tables/good.h"
#include "tables/identity.h"
#include "tables/item.h"
#include "tables/provider_agreement.h"

namespace wb {

namespace {

template <typename Row>
TableDescription describe_table() {
    TableDescription table{std::string(Row::kTable), std::string(Row::kRowIs), columns_of<Row>(), {}};
    Row row{};
    auto visit = [&](std::string_view, auto&, std::string_view documentation) { table.documentation.emplace_back(documentation); };
    Row::columns(row, visit);
    return table;
}

template <typename Row>
Status create_if_missing(Connection& connection) {
    std::string sql = create_table_sql<Row>();
    sql.replace(0, std::string_view("CREATE TABLE ").size(), "CREATE TABLE IF NOT EXISTS ");
    return connection.execute(sql);
}

template <typename... Rows>
struct TableList {
    static std::vector<TableDescription> describe() { return {describe_table<Rows>()...}; }
    static Status create(Connection& connection) {
        Status status;
        ((status.ok() ? void(status = create_if_missing<Rows>(connection)) : void()), ...);
        return status;
    }
};

using AllTables = TableList<SourceFile, Reject, Note, Item, Party, Entity, EntityParty, Link, ClusteringRow, Ownership, UltimateOwner,
                            RegisterFact, EvidencePair, EvidenceParty, EvidenceClustering, PartyJudgement, GoodJudgement, EntityChange,
                            Good, RecognisedGood, Price, Listing, Hit, Finding, Chain, Hop, Figure, FigureItem, ProviderAgreement, Origin>;

}  // namespace

std::vector<TableDescription> describe_tables() { return AllTables::describe(); }

Result<bool> has_table(Connection& connection, std::string_view table) {
    WB_TRY(const auto found,
           connection.count("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = " + sql_string(table)));
    return found > 0;
}

Status create_missing_tables(Connection& connection) { return AllTables::create(connection); }

}  // namespace wb
