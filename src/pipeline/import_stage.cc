#include "pipeline/import_stage.h"

#include <algorithm>
#include <array>
#include <future>
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

constexpr const char* kChanged = "read.changed";

// The digest of a file, computed while others read the file.
class DigestBeside {
public:
    // With one thread it is computed when asked for.
    DigestBeside(DigestMemo& digests, const std::string& path, int threads)
        : path_(path),
          state_(file_state(path)),
          digest_(std::async(threads > 1 ? std::launch::async : std::launch::deferred, [&digests, path] { return digests.of(path); })) {}
    // After the last byte was read. Error read.changed when the file is not what it was at first: the digest may then be of other bytes.
    Result<FileDigest> finish() {
        auto digest = digest_.get();
        if (file_state(path_) == state_) return digest;
        return Error{kChanged, "the file changed while it was read", {path_, {}, {}, ""}, "wait until it is complete and run again"};
    }

private:
    std::string path_;
    std::string state_;
    std::future<Result<FileDigest>> digest_;
};

class Importer {
public:
    Importer(RunContext& context, const Rates& rates) : context_(context), rates_(rates), importer_(context) {}

    // Reads one file and commits it. A file that cannot be read leaves a source_file row; the rows before the fault are kept. Of a file
    // that changed while it was read none are: nobody could say later what they were read from.
    Status import_file(const RecordsFile& file) {
        auto status = read_and_commit(file);
        if (status.ok() || status.error().code != kChanged) return status;
        importer_.abandon();
        WB_TRY(auto transaction, Transaction::begin(context_.connection));
        auto row = source_row(file);
        note_fault(status.error(), row);
        WB_TRY_VOID(add_rows(std::vector<SourceFile>{row}));
        return transaction->commit();
    }

private:
    static SourceFile source_row(const RecordsFile& file) {
        SourceFile row;
        row.path = file.path;
        row.file_id = KeyHasher(kFileSeed).add(file.path).id<FileId>();
        row.provider = file.entry.provider.empty() ? "A" : file.entry.provider;
        row.redact = file.entry.redact;
        row.profile = file.entry.profile;
        return row;
    }

    void note_fault(Error fault, SourceFile& row) {
        fault.where.file = row.path;
        row.error = error_json(fault);
        context_.unreadable.push_back(std::move(fault));
    }

    Status read_and_commit(const RecordsFile& file) {
        auto row = source_row(file);
        WB_TRY(auto transaction, Transaction::begin(context_.connection));
        std::vector<Note> notes;
        Status fault;
        DigestBeside beside(*context_.opened.digests, file.full_path, context_.options.threads);
        WB_TRY_VOID(read_file(file, row, notes, fault));
        const auto digest = beside.finish();
        if (digest.ok()) {
            row.sha256 = digest->sha256;
            row.bytes = digest->bytes;
        } else if (digest.error().code == kChanged) {
            return digest.error();
        } else {
            fault = digest.error();
        }
        if (!fault.ok()) {
            if (!is_fault_of_file(fault.error())) return fault.error();
            note_fault(fault.error(), row);
        }
        WB_TRY_VOID(add_rows(notes));
        WB_TRY_VOID(add_rows(std::vector<SourceFile>{row}));
        WB_TRY_VOID(importer_.commit());
        return transaction->commit();
    }

    template <typename Row>
    Status add_rows(const std::vector<Row>& rows) {
        WB_TRY(auto writer, Writer<Row>::open(context_.connection));
        WB_TRY_VOID(writer->add_all(rows));
        return writer->finish();
    }

    // `fault` is what the file itself is to blame for.
    Status read_file(const RecordsFile& file, SourceFile& row, std::vector<Note>& notes, Status& fault) {
        auto prepared = open_records(file.full_path, file.entry, context_.opened.directory);
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

// Everything that the rows depend on but the bytes of the files of records.
std::string import_settings(const Case& opened, const std::vector<RecordsFile>& files) {
    std::string all;
    for (const auto& file : files) {
        all += file.path + "|" + file.entry.profile + "|" + file.entry.provider + "|" + file.entry.encoding + "|" + file.entry.delimiter +
               "|" + file.entry.sheet + (file.entry.redact ? "|redact" : "") + "\n";
        if (!file.entry.profile.ends_with(".toml")) continue;
        const auto profile = digest_file(opened.path(file.entry.profile));
        all += profile.ok() ? profile->sha256 : "none";
    }
    const auto rates = digest_file(opened.path(opened.config.rates));
    return sha256_hex(all + (rates.ok() ? rates->sha256 : "no rates"));
}

// By path; "" of a file that cannot be read, or could not.
using Digests = std::map<std::string, std::string>;

Digests digests_now(const Case& opened, const std::vector<RecordsFile>& files) {
    Digests digests;
    for (const auto& file : files) {
        const auto digest = opened.digests->of(file.full_path);  // an unreadable file is told by the stage itself
        digests[file.path] = digest.ok() ? digest->sha256 : "";
    }
    return digests;
}

// Of the files read so far: what was read.
Result<Digests> digests_read(Connection& connection) {
    Digests digests;
    WB_TRY(const auto table, connection.query("SELECT path, coalesce(sha256, '') FROM source_file"));
    for (const auto& row : table.rows) digests[row[0]] = row[1];
    return digests;
}

std::string inputs_of(const std::string& settings, const Digests& digests) {
    std::string all = settings;
    for (const auto& [path, digest] : digests) all += "\n" + path + "|" + digest;
    return sha256_hex(all);
}

// Descriptions are nearly all different: to try a dictionary of them takes the engine a tenth of its time and 100 MiB, and is in vain
// (bench/reading.py; the file stays as large).
std::string item_table_sql() {
    constexpr std::string_view kDescription = "\"description\" VARCHAR";
    auto sql = create_table_sql<Item>();
    const auto at = sql.find(kDescription);
    WB_CHECK(at != std::string::npos, "item has no description");
    return sql.insert(at + kDescription.size(), " USING COMPRESSION fsst");
}

Status start_afresh(Connection& connection, const std::string& settings) {
    WB_TRY(auto transaction, Transaction::begin(connection));
    WB_TRY_VOID(connection.execute("DROP TABLE IF EXISTS item"));
    WB_TRY_VOID(connection.execute(item_table_sql()));
    WB_TRY_VOID(recreate_table<Party>(connection, "party_raw"));
    WB_TRY_VOID(recreate_table<Reject>(connection));
    WB_TRY_VOID(recreate_table<Note>(connection));
    WB_TRY_VOID(recreate_table<SourceFile>(connection));
    WB_TRY_VOID(connection.execute("DELETE FROM origin"));
    WB_TRY_VOID(connection.execute("CREATE OR REPLACE TABLE import_progress AS SELECT " + sql_string(settings) + " AS settings"));
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

// True when a killed run with the same settings left files behind that are still what it read.
Result<bool> can_resume(const RunContext& context, const std::vector<RecordsFile>& files, const std::string& settings) {
    auto& connection = context.connection;
    WB_TRY(const auto exists, has_table(connection, "import_progress"));
    if (!exists) return false;
    WB_TRY(const auto progress, connection.query("SELECT * FROM import_progress"));
    if (progress.names != std::vector<std::string>{"settings"} || progress.rows.size() != 1 || progress.rows[0][0] != settings)
        return false;
    WB_TRY(const auto read, digests_read(connection));
    auto kept = files;
    std::erase_if(kept, [&](const RecordsFile& file) { return !read.contains(file.path); });
    return digests_now(context.opened, kept) == read;
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
    return memory.with_enough(
        [&] {
            if (!importer) importer = std::make_unique<Importer>(context, rates);
            return importer->import_file(file);
        },
        [&] {
            importer.reset();  // it thinks that it has handed out the companies of a transaction that is no more
            return drop_unfinished_files(context.connection);
        });
}

Status import_files(RunContext& context, const std::vector<RecordsFile>& files, EngineMemory& memory) {
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
    return inputs_of(import_settings(opened, files), digests_now(opened, files));
}

Status import_records(RunContext& context) {
    WB_TRY(const auto files, records_files(context.opened));
    const auto settings = import_settings(context.opened, files);
    WB_TRY(const auto resume, can_resume(context, files, settings));
    if (resume) {
        WB_TRY_VOID(drop_unfinished_files(context.connection));
    } else {
        WB_TRY_VOID(start_afresh(context.connection, settings));
    }
    EngineMemory memory(context.connection, context.options.memory,
                        kLoadMegabytes + kLoadMegabytesPerThread * std::max(context.options.threads, 1));
    WB_TRY_VOID(memory.bound());
    WB_TRY_VOID(import_files(context, files, memory));
    WB_TRY(const auto digests, digests_read(context.connection));
    context.inputs = inputs_of(settings, digests);
    WB_TRY_VOID(memory.bound(kLookBackMegabytes));
    WB_TRY(auto transaction, Transaction::begin(context.connection));
    WB_TRY_VOID(number_repeated_items(context.connection));
    WB_TRY_VOID(gather_parties(context.connection));
    WB_TRY_VOID(context.connection.execute("DROP TABLE import_progress"));
    return transaction->commit();
}

}  // namespace wb
