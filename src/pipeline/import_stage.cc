#include "pipeline/import_stage.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include "base/hash.h"
#include "base/json.h"
#include "ingest/item_builder.h"
#include "ingest/reader.h"
#include "pipeline/engine_memory.h"
#include "pipeline/import_file.h"
#include "store/parquet_source.h"

namespace wb {

namespace {

constexpr std::uint64_t kFileSeed = 0x66696C65;

std::string mapping_json(const Mapping& mapping) {
    JsonWriter json;
    json.array();
    for (const auto& column : mapping.report) {
        json.object().key("column").number(static_cast<std::int64_t>(column.column + 1)).key("header").string(column.header);
        json.key("field").string(column.field).key("confidence").number(column.confidence);
        json.key("why").array();
        for (const auto& why : column.why) json.string(why);
        json.end().key("alternatives").array();
        for (const auto& [field, score] : column.alternatives) json.object().key("field").string(field).key("score").number(score).end();
        json.end().end();
    }
    return json.end().take();
}

std::string error_json(const Error& error) {
    JsonWriter json;
    json.object().key("code").string(error.code).key("message").string(error.message).key("hint").string(error.hint);
    if (error.where.row) json.key("row").number(*error.where.row);
    if (error.where.byte_offset) json.key("byte_offset").number(*error.where.byte_offset);
    return json.end().take();
}

// Faults of one file: the others still run. All else ends the stage.
bool is_fault_of_file(const Error& error) {
    static constexpr std::array kPrefixes = {"read.", "map.", "case.cannot_read", "profile.", "data."};
    return std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](const char* prefix) { return error.code.starts_with(prefix); });
}

class Importer {
public:
    Importer(RunContext& context, const Rates& rates) : context_(context), rates_(rates), importer_(context) {}

    // Reads one file and commits it. A file that cannot be read leaves a source_file row; the rows before the fault are kept.
    Status import_file(const RecordsFile& file) {
        SourceFile row;
        row.path = file.path;
        row.file_id = KeyHasher(kFileSeed).add(file.path).id<FileId>();
        row.provider = file.entry.provider.empty() ? "A" : file.entry.provider;
        row.redact = file.entry.redact;
        row.profile = file.entry.profile;
        WB_TRY(auto transaction, Transaction::begin(context_.connection));
        std::vector<Note> notes;
        Status fault;
        WB_TRY_VOID(read_file(file, row, notes, fault));
        if (!fault.ok()) {
            if (!is_fault_of_file(fault.error())) return fault.error();
            Error failure = fault.error();
            failure.where.file = file.path;
            row.error = error_json(failure);
            context_.unreadable.push_back(failure);
        }
        WB_TRY_VOID(add_rows(notes));
        WB_TRY_VOID(add_rows(std::vector<SourceFile>{row}));
        return transaction->commit();
    }

private:
    template <typename Row>
    Status add_rows(const std::vector<Row>& rows) {
        WB_TRY(auto writer, Writer<Row>::open(context_.connection));
        WB_TRY_VOID(writer->add_all(rows));
        return writer->finish();
    }

    // `fault` is what the file itself is to blame for.
    Status read_file(const RecordsFile& file, SourceFile& row, std::vector<Note>& notes, Status& fault) {
        const auto digest = context_.opened.digests->of(file.full_path);
        if (digest.ok()) {
            row.sha256 = digest->sha256;
            row.bytes = digest->bytes;
        }
        auto prepared = digest.ok() ? open_records(file.full_path, file.entry, context_.opened.directory) : digest.error();
        if (!prepared.ok()) {
            fault = prepared.error();
            return {};
        }
        const auto& info = prepared->source->info();
        row.encoding = info.encoding;
        row.format = info.format;
        row.profile = prepared->mapping.profile;
        row.mapping = mapping_json(prepared->mapping);
        row.header_row = prepared->mapping.header_row;
        const ItemBuilder builder(prepared->mapping, {row.file_id, row.provider, file.path}, rates_);
        notes = builder.file_notes();
        return importer_.import_rows(*prepared, builder, row, fault);
    }

    RunContext& context_;
    const Rates& rates_;
    FileImporter importer_;
};

struct Renumbered {
    FileId file_id;
    std::int64_t row_number = 0;
    ItemId item_id;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("file_id", row.file_id, "");
        visit("row_number", row.row_number, "");
        visit("item_id", row.item_id, "");
    }
};

// The k-th identical row of a case gets the k-th id, whichever file it came from.
Status number_repeated_items(Connection& connection) {
    WB_TRY_VOID(
        connection.execute("CREATE OR REPLACE TEMP TABLE repeated AS SELECT item_id FROM item GROUP BY item_id HAVING count(*) > 1"));
    WB_TRY(const auto repeated, connection.count("SELECT count(*) FROM repeated"));
    if (repeated == 0) return {};
    struct Place {
        std::int64_t item, file, row, k;
    };
    std::vector<Place> places;
    WB_TRY_VOID(
        connection.scan_chunks("SELECT item_id, file_id, row_number, CAST(row_number() OVER (PARTITION BY item_id ORDER BY file_id, "
                               "row_number) - 1 AS BIGINT) AS k "
                               "FROM item SEMI JOIN repeated USING (item_id) ORDER BY item_id, k",
                               [&](const ChunkView& view) -> Status {
                                   for (std::size_t i = 0; i < view.rows(); ++i) {
                                       places.push_back({view.get<std::int64_t>(0, i), view.get<std::int64_t>(1, i),
                                                         view.get<std::int64_t>(2, i), view.get<std::int64_t>(3, i)});
                                   }
                                   return {};
                               }));
    std::vector<Renumbered> rows;
    for (const auto& place : places) {
        if (place.k > 0) rows.push_back({FileId{place.file}, place.row, repeated_item_id(ItemId{place.item}, place.k)});
    }
    WB_TRY_VOID(fill_temporary_table<Renumbered>(connection, "renumbered", rows));
    for (const auto* table : {"item", "note"}) {
        WB_TRY_VOID(connection.execute("UPDATE " + std::string(table) + " SET item_id = r.item_id FROM renumbered r WHERE " + table +
                                       ".file_id = r.file_id AND " + table + ".row_number = r.row_number AND " + table +
                                       ".item_id IS NOT NULL"));
    }
    return {};
}

Status gather_parties(Connection& connection) {
    std::string roles;
    for (const auto* role :
         {"exporter_party", "consignee_party", "seller_party", "declarant_party", "manufacturer_party", "intermediary_party"}) {
        roles += (roles.empty() ? "" : " UNION ALL ") +
                 ("SELECT " + std::string(role) + " AS party_id, count(*) AS items FROM item WHERE " + role + " IS NOT NULL GROUP BY 1");
    }
    WB_TRY_VOID(recreate_table<Party>(connection));
    WB_TRY_VOID(connection.execute(
        "INSERT INTO party SELECT p.party_id, any_value(p.name), any_value(p.address), any_value(p.country), any_value(p.identifier), "
        "any_value(p.identifier_kind), any_value(p.latin_name), CAST(coalesce(any_value(c.items), 0) AS BIGINT) FROM party_raw p LEFT JOIN "
        "(SELECT party_id, sum(items) AS items FROM (" +
        roles + ") GROUP BY 1) c USING (party_id) GROUP BY p.party_id ORDER BY p.party_id"));
    return connection.execute("DROP TABLE party_raw");
}

Status start_afresh(Connection& connection, const std::string& inputs) {
    WB_TRY(auto transaction, Transaction::begin(connection));
    WB_TRY_VOID(recreate_table<Item>(connection));
    WB_TRY_VOID(recreate_table<Party>(connection, "party_raw"));
    WB_TRY_VOID(recreate_table<Reject>(connection));
    WB_TRY_VOID(recreate_table<Note>(connection));
    WB_TRY_VOID(recreate_table<SourceFile>(connection));
    WB_TRY_VOID(connection.execute("DELETE FROM origin"));
    WB_TRY_VOID(connection.execute("CREATE OR REPLACE TABLE import_progress AS SELECT " + sql_string(inputs) + " AS inputs"));
    return transaction->commit();
}

// Rows of files whose source_file row a killed run did not come to write.
Status drop_unfinished_files(Connection& connection) {
    WB_TRY(auto transaction, Transaction::begin(connection));
    for (const auto* table : {"item", "reject", "note"}) {
        WB_TRY_VOID(connection.execute("DELETE FROM " + std::string(table) + " WHERE file_id NOT IN (SELECT file_id FROM source_file)"));
    }
    return transaction->commit();
}

// True when a killed run of the same inputs left files behind that can be kept.
Result<bool> can_resume(Connection& connection, const std::string& inputs) {
    WB_TRY(const auto exists, has_table(connection, "import_progress"));
    if (!exists) return false;
    WB_TRY(const auto same, connection.count("SELECT count(*) FROM import_progress WHERE inputs = " + sql_string(inputs)));
    return same == 1;
}

Result<Rates> load_rates(const Case& opened) {
    const auto path = opened.path(opened.config.rates);
    const auto text = read_file(path);
    return Rates::parse(text.ok() ? std::string_view(*text) : std::string_view(), path);
}

// While files are read the engine gets no more than the row groups that its threads are writing need (below 64 MiB it gives up on forty
// columns and two threads), so that memory does not grow with the rows (bench/reading.py). Very long rows make larger row groups: a file
// that finds no room is read again with more. Looking for repeated rows takes more, and happens when the parts of files are gone.
constexpr int kLoadMegabytes = 64, kLoadMegabytesPerThread = 32;
constexpr int kLookBackMegabytes = 384;

Status import_file(RunContext& context, const Rates& rates, EngineMemory& memory, std::unique_ptr<Importer>& importer,
                   const RecordsFile& file) {
    for (;;) {
        if (!importer) importer = std::make_unique<Importer>(context, rates);
        auto status = importer->import_file(file);
        if (status.ok() || status.error().code != "case.out_of_memory") return status;
        WB_TRY(const bool raised, memory.raise());
        if (!raised) return status;
        importer.reset();  // it thinks that it has handed out the companies of a transaction that is no more
        WB_TRY_VOID(drop_unfinished_files(context.connection));
    }
}

Status import_files(RunContext& context, EngineMemory& memory) {
    WB_TRY(const auto files, records_files(context.opened));
    WB_TRY(const auto rates, load_rates(context.opened));
    std::unique_ptr<Importer> importer;
    for (const auto& file : files) {
        WB_TRY(const auto done, context.connection.count("SELECT count(*) FROM source_file WHERE path = " + sql_string(file.path)));
        if (done == 0) WB_TRY_VOID(import_file(context, rates, memory, importer, file));
    }
    return {};
}

}  // namespace

Result<PreparedFile> open_records(const std::string& full_path, const RecordsEntry& entry, const std::string& case_directory) {
    ReadOptions options;
    options.encoding = entry.encoding;
    options.delimiter = entry.delimiter;
    options.sheet = entry.sheet;
    options.block_bytes = kImportBlockBytes;
    auto source = open_source(full_path, options);
    if (!source.ok() && source.error().code == "read.parquet") source = open_parquet(full_path);
    if (!source.ok()) return source.error();
    if (!entry.profile.ends_with(".toml")) return prepare_file(std::move(source).value(), entry.profile, nullptr, full_path);
    const auto path = entry.profile.starts_with("/") ? entry.profile : case_directory + "/" + entry.profile;
    WB_TRY(const auto text, read_file(path));
    WB_TRY(const auto own, parse_profile(text, path));
    return prepare_file(std::move(source).value(), "", &own, full_path);
}

Result<std::string> import_inputs(const Case& opened) {
    WB_TRY(const auto files, records_files(opened));
    std::string all;
    for (const auto& file : files) {
        const auto digest = opened.digests->of(file.full_path);  // an unreadable file is told by the stage itself
        all += file.path + "|" + (digest.ok() ? digest->sha256 : "unreadable") + "|" + file.entry.profile + "|" + file.entry.provider +
               "|" + file.entry.encoding + "|" + file.entry.delimiter + "|" + file.entry.sheet + (file.entry.redact ? "|redact" : "") +
               "\n";
        if (!file.entry.profile.ends_with(".toml")) continue;
        const auto profile = digest_file(opened.path(file.entry.profile));
        all += profile.ok() ? profile->sha256 : "none";
    }
    const auto rates = digest_file(opened.path(opened.config.rates));
    return sha256_hex(all + (rates.ok() ? rates->sha256 : "no rates"));
}

Status import_records(RunContext& context) {
    WB_TRY(const auto inputs, import_inputs(context.opened));
    WB_TRY(const auto resume, can_resume(context.connection, inputs));
    if (resume) {
        WB_TRY_VOID(drop_unfinished_files(context.connection));
    } else {
        WB_TRY_VOID(start_afresh(context.connection, inputs));
    }
    EngineMemory memory(context.connection, context.options.memory,
                        kLoadMegabytes + kLoadMegabytesPerThread * std::max(context.options.threads, 1));
    WB_TRY_VOID(memory.bound());
    WB_TRY_VOID(import_files(context, memory));
    WB_TRY_VOID(memory.bound(kLookBackMegabytes));
    WB_TRY(auto transaction, Transaction::begin(context.connection));
    WB_TRY_VOID(number_repeated_items(context.connection));
    WB_TRY_VOID(gather_parties(context.connection));
    WB_TRY_VOID(context.connection.execute("DROP TABLE import_progress"));
    return transaction->commit();
}

}  // namespace wb
