#include "pipeline/goods_stages.h"

#include <algorithm>

#include "goods/recogniser.h"
#include "ingest/doubles.h"
#include "pipeline/ordered.h"
#include "pipeline/scope_rows.h"
#include "tables/good.h"
#include "tables/item.h"

namespace wb {

namespace {

struct CandidateRow {
    std::int32_t kind = 0, filled = 0;
    Text key, provider, path, hs6, exporter_name, consignee_name, consignee_identifier;
    ItemId item_id;
    FileId file_id;
    std::int64_t row_number = 0;
    bool numbered = false;
    Maybe<Kilogram> net_mass_kg;
    Maybe<Quantity> quantity;
    Maybe<Usd> value_usd;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("kind", row.kind, "");
        visit("filled", row.filled, "");
        visit("key", row.key, "");
        visit("provider", row.provider, "");
        visit("path", row.path, "");
        visit("hs6", row.hs6, "");
        visit("exporter_name", row.exporter_name, "");
        visit("consignee_name", row.consignee_name, "");
        visit("consignee_identifier", row.consignee_identifier, "");
        visit("item_id", row.item_id, "");
        visit("file_id", row.file_id, "");
        visit("row_number", row.row_number, "");
        visit("numbered", row.numbered, "");
        visit("net_mass_kg", row.net_mass_kg, "");
        visit("quantity", row.quantity, "");
        visit("value_usd", row.value_usd, "");
    }
};

DoubleCandidate candidate(const CandidateRow& row) {
    DoubleCandidate out;
    out.item_id = row.item_id;
    out.file_id = row.file_id;
    out.provider = row.provider;
    out.path = row.path;
    out.row_number = row.row_number;
    out.numbered = row.numbered;
    out.hs6 = row.hs6;
    out.exporter_name = row.exporter_name;
    out.consignee_name = row.consignee_name;
    out.consignee_identifier = row.consignee_identifier;
    out.net_mass_kg = row.net_mass_kg;
    out.quantity = row.quantity;
    out.value_usd = row.value_usd;
    out.filled = row.filled;
    return out;
}

// Keys of the three kinds; a key that only one row has is not looked at.
// Keys made of a rounded mass. Summary extracts round it too, and not always to the same side: a mass near a half stands under both.
std::string mass_keys(int kind, const std::string& key, const std::string& where, int places, double reach) {
    const auto rounded = [&](double shift) {
        return "round(net_mass_kg + " + std::to_string(shift) + ", " + std::to_string(places) + ")";
    };
    std::string keys;
    for (const double shift : {0.0, reach, -reach}) {
        keys += " UNION ALL SELECT " + std::to_string(kind) + ", " + key + " || '#' || left(hs_code, 6) || '#' || CAST(" + rounded(shift) +
                " AS VARCHAR), item_id FROM item WHERE " + where + " IS NOT NULL AND hs_code IS NOT NULL AND net_mass_kg IS NOT NULL";
        if (shift != 0) keys += " AND " + rounded(shift) + " <> " + rounded(0);
    }
    return keys;
}

std::string candidates_sql(bool several_providers) {
    constexpr double kTenthReach = 0.006;  // beyond half of the last digit that extracts round from
    constexpr double kWholeReach = 0.06;
    const std::string number = "upper(replace(declaration_number, ' ', ''))";
    std::string keys = "SELECT 1 AS kind, " + number +
                       " || '#' || item_number AS key, item_id FROM item WHERE declaration_number IS NOT NULL AND item_number IS NOT NULL";
    if (several_providers) {
        keys += mass_keys(2, number, "declaration_number", 1, kTenthReach);
        keys += mass_keys(3, "CAST(declaration_date AS VARCHAR)", "declaration_date", 0, kWholeReach);
    }
    return "WITH keys AS (" + keys +
           "), repeated AS (SELECT kind, key FROM keys GROUP BY kind, key HAVING count(*) > 1) "
           "SELECT CAST(k.kind AS INTEGER) AS kind, k.key, i.item_id, i.file_id, i.row_number, s.provider, s.path, i.declaration_number IS "
           "NOT NULL AS numbered, left(i.hs_code, 6) AS hs6, "
           "i.net_mass_kg, i.quantity, i.value_usd, e.latin_name AS exporter_name, c.latin_name AS consignee_name, c.identifier AS "
           "consignee_identifier, "
           "CAST((i.description IS NOT NULL)::INT + (i.net_mass_kg IS NOT NULL)::INT + (i.quantity IS NOT NULL)::INT + (i.value_usd IS NOT "
           "NULL)::INT + "
           "(i.exporter_party IS NOT NULL)::INT + (i.consignee_party IS NOT NULL)::INT + (i.seller_party IS NOT NULL)::INT + "
           "(i.declarant_party IS NOT NULL)::INT + "
           "(i.trademark IS NOT NULL)::INT + (i.manufacturer IS NOT NULL)::INT + (i.declaration_number IS NOT NULL)::INT + "
           "(i.gross_mass_kg IS NOT NULL)::INT + "
           "(i.trading_country IS NOT NULL)::INT + (i.dispatch_country IS NOT NULL)::INT + (c.identifier IS NOT NULL)::INT AS INTEGER) AS "
           "filled "
           "FROM keys k SEMI JOIN repeated r ON k.kind = r.kind AND k.key = r.key JOIN item i ON i.item_id = k.item_id JOIN source_file s "
           "ON s.file_id = i.file_id "
           "LEFT JOIN party e ON e.party_id = i.exporter_party LEFT JOIN party c ON c.party_id = i.consignee_party ORDER BY k.kind, k.key, "
           "i.item_id";
}

Status write_same_as(Connection& connection, const std::vector<SameAs>& same) {
    WB_TRY_VOID(connection.execute("CREATE OR REPLACE TEMP TABLE found_same (item_id BIGINT, kept BIGINT, probability DOUBLE)"));
    const std::vector<ColumnType> columns = {
        {"item_id", CellType::bigint, 0}, {"kept", CellType::bigint, 0}, {"probability", CellType::real, 0}};
    WB_TRY(auto appender, Appender::open(connection, "found_same"));
    Chunk chunk(columns);
    for (const auto& pair : same) {
        chunk.put(0, pair.item.value);
        chunk.put(1, pair.kept.value);
        chunk.put(2, pair.probability);
        chunk.end_row();
        if (!chunk.full()) continue;
        WB_TRY_VOID(appender->append(chunk));
        chunk.reset();
    }
    WB_TRY_VOID(appender->append(chunk));
    WB_TRY_VOID(appender->close());
    WB_TRY_VOID(connection.execute("UPDATE item SET same_as = NULL, same_as_probability = NULL WHERE same_as IS NOT NULL"));
    return connection.execute(
        "UPDATE item SET same_as = f.kept, same_as_probability = f.probability FROM found_same f WHERE item.item_id = f.item_id");
}

}  // namespace

Result<std::string> doubles_inputs(const Case&) { return std::string(); }

Status find_case_doubles(RunContext& context) {
    WB_TRY(const auto providers, context.connection.count("SELECT count(DISTINCT provider) FROM source_file"));
    DoubleFinder finder;
    std::vector<DoubleCandidate> group;
    std::int32_t kind = 0;
    std::string key;
    const auto end_group = [&] {
        finder.see_group(static_cast<DoubleKey>(kind), group);
        group.clear();
    };
    WB_TRY_VOID(scan_rows<CandidateRow>(context.connection, candidates_sql(providers > 1), [&](const CandidateRow& row) {
        if (row.kind != kind || row.key != key) {
            end_group();
            kind = row.kind;
            key = row.key;
        }
        if (group.size() <= kLargestGroup) group.push_back(candidate(row));
    }));
    end_group();
    return write_same_as(context.connection, finder.finish());
}

Result<std::string> goods_inputs(const Case& opened) {
    std::string goods;
    for (const auto& asked : opened.config.goods) goods += asked + ",";
    WB_TRY(const auto files, hash_of_folders(opened, {"catalogue"}, {"catalogue/", "calibration/"}));
    return goods + files;
}

Status recognise_case_goods(RunContext& context) {
    WB_TRY(const auto catalogue, case_catalogue(context.opened));
    const auto& asked = context.opened.config.goods;
    const bool priority = std::any_of(asked.begin(), asked.end(), [](const std::string& id) { return id.starts_with("chpl"); });
    const Recogniser recogniser(catalogue, Calibration::built_in(), priority);
    WB_TRY_VOID(recreate_table<Good>(context.connection));
    WB_TRY(auto writer, Writer<Good>::open(context.connection));
    WB_TRY(auto reader_connection, context.database.connect());
    using Job = std::shared_ptr<const ChunkView>;
    // The engine streams chunks to a callback; the callback is the producer, so jobs are handed over in small lots.
    std::vector<Job> lot;
    std::int64_t done = 0;
    WB_TRY(const auto all, reader_connection->count("SELECT count(*) FROM item"));
    const auto run_lot = [&]() -> Status {
        std::size_t at = 0;
        auto status = OrderedRun<Job, std::vector<Good>>::run(
            context.options.threads,
            [&](Job& job) -> Result<bool> {
                if (at == lot.size()) return false;
                job = lot[at++];
                return true;
            },
            [&](const Job& job, std::vector<Good>& goods) {
                thread_local Recogniser::Scratch scratch;
                const RowReader<Item> reader(job->columns());
                for (std::size_t i = 0; i < job->rows(); ++i) {
                    Item item;
                    reader.read(*job, i, item);
                    recogniser.recognise(item, scratch, goods);
                }
            },
            [&](std::vector<Good>& goods) -> Status { return writer->add_all(goods); });
        lot.clear();
        return status;
    };
    constexpr std::size_t kLot = 64;  // chunks: 131,072 rows in memory at once
    WB_TRY_VOID(reader_connection->scan_owned(
        "SELECT item_id, description, trademark, manufacturer, model, article, hs_code, quantity, quantity_unit, net_mass_kg, value_usd, "
        "exporter_party FROM item",
        [&](Job job) -> Status {
            done += static_cast<std::int64_t>(job->rows());
            lot.push_back(std::move(job));
            if (lot.size() < kLot) return {};
            context.options.progress.at("goods", done, all);
            if (context.options.progress.stop())
                return Error{"run.interrupted", "interrupted", {}, "run the command again; it goes on where it stopped"};
            return run_lot();
        }));
    WB_TRY_VOID(run_lot());
    return writer->finish();
}

}  // namespace wb
