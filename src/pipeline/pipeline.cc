#include "pipeline/pipeline.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>

#include "base/embedded.h"
#include "base/hash.h"
#include "pipeline/account_stages.h"
#include "pipeline/combine_stage.h"
#include "pipeline/engine_memory.h"
#include "pipeline/goods_stages.h"
#include "pipeline/import_stage.h"
#include "pipeline/makers_stage.h"
#include "pipeline/screen_stage.h"

namespace wb {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// origin.inputs_hash of the stages that this one reads, as they stand in the case file.
Result<std::string> upstream_hash(Connection& connection, const Stage& stage) {
    std::string all;
    for (const auto& before : stage.after) {
        WB_TRY(const auto table,
               connection.query("SELECT DISTINCT inputs_hash FROM origin WHERE stage = " + sql_string(before) + " ORDER BY 1"));
        for (const auto& row : table.rows) all += before + ":" + row[0] + ";";
    }
    return all;
}

Result<std::string> inputs_hash(Connection& connection, const Stage& stage, const std::string& own) {
    WB_TRY(const auto upstream, upstream_hash(connection, stage));
    return sha256_hex(stage.name + "\n" + stage.version + "\n" + upstream + "\n" + own);
}

// Whether the case file holds all tables of the stage, of the inputs with that hash when one is given.
Result<bool> has_results(Connection& connection, const Stage& stage, const std::string& hash = "") {
    WB_TRY(const auto rows, connection.count("SELECT count(*) FROM origin WHERE stage = " + sql_string(stage.name) +
                                             (hash.empty() ? "" : " AND inputs_hash = " + sql_string(hash))));
    return rows == static_cast<std::int64_t>(stage.tables.size());
}

// The hash of what the stage would be made from now; "" when only the stage can tell it, and must run in any case.
Result<std::string> hash_before(RunContext& context, const Stage& stage, bool forced) {
    if (stage.tells_inputs) {
        WB_TRY(const bool made, has_results(context.connection, stage));
        if (forced || !made) return std::string();
    }
    WB_TRY(const auto own, stage.inputs(context.opened));
    return inputs_hash(context.connection, stage, own);
}

Status write_origin(Connection& connection, const Stage& stage, const std::string& hash, double seconds, StageReport& report) {
    WB_TRY_VOID(connection.execute("DELETE FROM origin WHERE stage = " + sql_string(stage.name)));
    WB_TRY(auto writer, Writer<Origin>::open(connection));
    for (const auto& table : stage.tables) {
        WB_TRY(const auto rows, connection.count("SELECT count(*) FROM " + table));
        WB_TRY_VOID(writer->add({table, stage.name, stage.version, hash, "", rows, seconds}));
        report.rows.emplace_back(table, rows);
    }
    return writer->finish();
}

Status run_stage_once(RunContext& context, const Stage& stage, std::string hash, StageReport& report) {
    const auto start = std::chrono::steady_clock::now();
    if (stage.commits_itself) {
        WB_TRY_VOID(stage.run(context));
        if (stage.tells_inputs) {
            WB_TRY(hash, inputs_hash(context.connection, stage, context.inputs));
        }
        WB_TRY(auto transaction, Transaction::begin(context.connection));
        report.seconds = seconds_since(start);
        WB_TRY_VOID(write_origin(context.connection, stage, hash, report.seconds, report));
        return transaction->commit();
    }
    WB_TRY(auto transaction, Transaction::begin(context.connection));
    WB_TRY_VOID(stage.run(context));
    report.seconds = seconds_since(start);
    WB_TRY_VOID(write_origin(context.connection, stage, hash, report.seconds, report));
    return transaction->commit();
}

Status run_stage(RunContext& context, const Stage& stage, const std::string& hash, StageReport& report) {
    EngineMemory memory(context.connection, context.options.memory, kRunMegabytes);
    WB_TRY_VOID(memory.bound());
    const auto unreadable = context.unreadable.size();
    const auto remarks = context.remarks.size();
    return memory.with_enough([&] { return run_stage_once(context, stage, hash, report); },
                              [&]() -> Status {
                                  context.unreadable.resize(unreadable);
                                  context.remarks.resize(remarks);
                                  report.rows.clear();
                                  return {};
                              });
}

// Which stages the options ask for; with --from everything from there on is run again.
Result<std::vector<bool>> forced_stages(const RunOptions& options) {
    std::vector<bool> forced(stages().size(), false);
    const auto& wanted = options.only.empty() ? options.from : options.only;
    if (wanted.empty()) return forced;
    const auto found = std::find_if(stages().begin(), stages().end(), [&](const Stage& stage) { return stage.name == wanted; });
    if (found == stages().end()) {
        std::string names;
        for (const auto& stage : stages()) names += (names.empty() ? "" : ", ") + stage.name;
        return Error{"run.unknown_stage", "there is no stage " + wanted, {}, "the stages are: " + names};
    }
    const auto at = static_cast<std::size_t>(found - stages().begin());
    for (std::size_t i = at; i < forced.size(); ++i) forced[i] = options.only.empty() || i == at;
    return forced;
}

// Whether the stage is `since` or reads its tables, through any number of stages between.
bool builds_on(const Stage& stage, const std::string& since) {
    if (since.empty() || stage.name == since) return true;
    return std::ranges::any_of(stage.after, [&](const std::string& before) {
        const auto found = std::ranges::find(stages(), before, &Stage::name);
        return found != stages().end() && builds_on(*found, since);
    });
}

Status count_rows(Connection& connection, RunReport& report) {
    WB_TRY(report.rows_read, connection.count("SELECT coalesce(sum(rows_read), 0) FROM source_file"));
    WB_TRY(report.rows_kept, connection.count("SELECT coalesce(sum(rows_kept), 0) FROM source_file"));
    WB_TRY(report.rows_rejected, connection.count("SELECT coalesce(sum(rows_rejected), 0) FROM source_file"));
    return {};
}

}  // namespace

Result<std::string> hash_of_folders(const Case& opened, const std::vector<std::string>& folders, const std::vector<std::string>& built_in) {
    std::string all;
    for (const auto& folder : folders) {
        for (const auto& path : folder_files(opened, folder)) {
            WB_TRY(const auto digest, digest_file(path));
            all += path.substr(opened.directory.size()) + ":" + digest.sha256 + ";";
        }
    }
    for (const auto& folder : built_in) {
        for (const auto& file : embedded_below(folder)) all += std::string(file.path) + ":" + sha256_hex(file.bytes) + ";";
    }
    return all;
}

const std::vector<Stage>& stages() {
    static const std::vector<Stage> kStages = {
        {.name = "import",
         .version = "2",
         .kind = StageKind::row,
         .after = {},
         .tables = {"source_file", "item", "party", "reject", "note"},
         .inputs = import_inputs,
         .run = import_records,
         .commits_itself = true,
         .tells_inputs = true},
        {.name = "doubles",
         .version = "3",
         .kind = StageKind::key,
         .after = {"import"},
         .tables = {"item", "provider_agreement"},
         .inputs = doubles_inputs,
         .run = find_case_doubles},
        {.name = "goods",
         .version = "7",
         .kind = StageKind::row,
         .after = {"import"},
         .tables = {"good", "finding", "note"},
         .inputs = goods_inputs,
         .run = recognise_case_goods},
        {.name = "links",
         .version = "4",
         .kind = StageKind::all,
         .after = {"import", "doubles"},
         .tables = {"link", "evidence_pair", "evidence_party", "evidence_clustering"},
         .inputs = links_inputs,
         .run = link_case_parties},
        {.name = "companies",
         .version = "4",
         .kind = StageKind::all,
         .after = {"import", "links"},
         .tables = {"entity", "entity_party", "clustering", "ownership", "ultimate_owner", "register_fact", "judgement", "entity_change"},
         .inputs = companies_inputs,
         .run = resolve_case_companies},
        {.name = "makers",
         .version = "2",
         .kind = StageKind::all,
         .after = {"goods", "companies"},
         .tables = {"good"},
         .inputs = makers_inputs,
         .run = find_case_makers},
        {.name = "combine",
         .version = "2",
         .kind = StageKind::all,
         .after = {"doubles", "goods", "companies", "makers"},
         .tables = {"good", "recognised_good", "good_judgement"},
         .inputs = combine_inputs,
         .run = combine_case_goods},
        {.name = "values",
         .version = "6",
         .kind = StageKind::key,
         .after = {"doubles", "combine", "companies"},
         .tables = {"price", "finding"},
         .inputs = values_inputs,
         .run = value_case_goods},
        {.name = "screen",
         .version = "1",
         .kind = StageKind::all,
         .after = {"doubles", "combine", "companies"},
         .tables = {"listing", "hit", "finding"},
         .inputs = screen_inputs,
         .run = screen_case},
        {.name = "successors",
         .version = "3",
         .kind = StageKind::all,
         .after = {"goods", "companies", "screen"},
         .tables = {"finding"},
         .inputs = successors_inputs,
         .run = find_case_successors},
        {.name = "company_flags",
         .version = "2",
         .kind = StageKind::all,
         .after = {"doubles", "combine", "companies", "screen"},
         .tables = {"finding"},
         .inputs = company_flags_inputs,
         .run = find_case_company_flags},
        {.name = "measure",
         .version = "3",
         .kind = StageKind::all,
         .after = {"values"},
         .tables = {"chain", "hop", "figure", "figure_item"},
         .inputs = measure_inputs,
         .run = measure_case},
    };
    return kStages;
}

Result<RunReport> run_case(const Case& opened, const RunOptions& options) {
    WB_TRY(const auto forced, forced_stages(options));
    DatabaseOptions database_options;
    database_options.threads = options.threads;
    database_options.memory_limit = options.memory;
    database_options.temp_directory = opened.path("case.duckdb.tmp");
    WB_TRY(auto database, Database::open(opened.database(), database_options));
    WB_TRY(auto connection, database->connect());
    WB_TRY_VOID(create_missing_tables(*connection));
    RunContext context{opened, *database, *connection, options, {}};
    RunReport report;
    for (std::size_t i = 0; i < stages().size(); ++i) {
        const auto& stage = stages()[i];
        if ((!options.only.empty() && stage.name != options.only) || !builds_on(stage, options.since)) continue;
        StageReport line;
        line.name = stage.name;
        WB_TRY(const auto hash, hash_before(context, stage, forced[i]));
        WB_TRY(const auto current, has_results(*connection, stage, hash));
        line.cached = current && !forced[i];
        if (!line.cached) {
            if (options.progress.stop())
                return Error{"run.interrupted", "interrupted", {}, "run the command again; it goes on where it stopped"};
            WB_TRY_VOID(run_stage(context, stage, hash, line));
        }
        report.stages.push_back(std::move(line));
    }
    report.unreadable = std::move(context.unreadable);
    report.remarks = std::move(context.remarks);
    WB_TRY_VOID(count_rows(*connection, report));
    WB_TRY_VOID(connection->execute("CHECKPOINT"));
    return report;
}

Result<OpenedResults> open_results(const Case& opened) {
    if (!std::filesystem::exists(opened.database())) {
        return Error{"case.not_run",
                     "the case has not been run yet",
                     {opened.directory, {}, {}, ""},
                     "run it with: waybill run " + opened.directory};
    }
    OpenedResults results;
    DatabaseOptions options;
    options.read_only = true;
    options.temp_directory = opened.path("case.duckdb.tmp");
    WB_TRY(results.database, Database::open(opened.database(), options));
    WB_TRY(results.connection, results.database->connect());
    return results;
}

}  // namespace wb
