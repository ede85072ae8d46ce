#include "pipeline/goods_stages.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <span>

#include "goods/recogniser.h"
#include "goods/text_findings.h"
#include "ingest/bills.h"
#include "ingest/doubles.h"
#include "pipeline/finding_rows.h"
#include "pipeline/ordered.h"
#include "pipeline/scope_rows.h"
#include "reference/controls.h"
#include "tables/company.h"
#include "tables/good.h"
#include "tables/item.h"
#include "tables/provider_agreement.h"

namespace wb {

namespace {

struct CandidateRow {
    std::int32_t kind = 0, filled = 0;
    Text key, provider, path, hs6, direction, exporter_name, consignee_name, consignee_identifier;
    ItemId item_id;
    FileId file_id;
    std::int64_t row_number = 0;
    bool numbered = false;
    Maybe<Day> declaration_date;
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
        visit("direction", row.direction, "");
        visit("declaration_date", row.declaration_date, "");
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
    out.direction = row.direction;
    out.day = row.declaration_date;
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
    const auto rounded = [&](double shift) { return "round(net_mass_kg + " + std::to_string(shift) + ", " + std::to_string(places) + ")"; };
    std::string keys;
    for (const double shift : {0.0, reach, -reach}) {
        keys += " UNION ALL SELECT " + std::to_string(kind) + ", " + key + " || '#' || left(hs_code, 6) || '#' || CAST(" + rounded(shift) +
                " AS VARCHAR), item_id FROM item WHERE " + where + " IS NOT NULL AND hs_code IS NOT NULL AND net_mass_kg IS NOT NULL";
        if (shift != 0) keys += " AND " + rounded(shift) + " <> " + rounded(0);
    }
    return keys;
}

// kind, key and item of all keys.
std::string keys_sql(bool several_providers, bool mirrored) {
    constexpr double kTenthReach = 0.006;  // beyond half of the last digit that extracts round from
    constexpr double kWholeReach = 0.06;
    const std::string number = "upper(replace(declaration_number, ' ', ''))";
    std::string keys = "SELECT 1 AS kind, " + number +
                       " || '#' || item_number AS key, item_id FROM item WHERE declaration_number IS NOT NULL AND item_number IS NOT NULL";
    if (several_providers) {
        keys += mass_keys(2, number, "declaration_number", 1, kTenthReach);
        keys += mass_keys(3, "CAST(declaration_date AS VARCHAR)", "declaration_date", 0, kWholeReach);
    }
    if (mirrored) keys += mass_keys(4, "'mirror'", "direction", 0, kWholeReach);
    return keys;
}

// Keys that more than one row has, into shared_key. First by their hashes, of which there are as many as rows: texts would be many times
// larger, and so would joins of them, before the engine knows that few are left.
Status find_shared_keys(Connection& connection, const std::string& keys) {
    WB_TRY_VOID(connection.execute("CREATE OR REPLACE TEMP TABLE shared_hash AS SELECT hash FROM (SELECT hash(kind, key) AS hash FROM (" +
                                   keys + ")) GROUP BY hash HAVING count(*) > 1"));
    WB_TRY_VOID(connection.execute("CREATE OR REPLACE TEMP TABLE shared_key AS SELECT k.* FROM (" + keys +
                                   ") k SEMI JOIN shared_hash h ON h.hash = hash(k.kind, k.key)"));
    return connection.execute("DROP TABLE shared_hash");
}

std::string candidates_sql() {
    return "WITH repeated AS (SELECT kind, key FROM shared_key GROUP BY kind, key HAVING count(*) > 1) "
           "SELECT CAST(k.kind AS INTEGER) AS kind, k.key, i.item_id, i.file_id, i.row_number, s.provider, s.path, i.declaration_number IS "
           "NOT NULL AS numbered, i.direction, i.declaration_date, left(i.hs_code, 6) AS hs6, "
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
           "FROM shared_key k SEMI JOIN repeated r ON k.kind = r.kind AND k.key = r.key JOIN item i ON i.item_id = k.item_id JOIN "
           "source_file s "
           "ON s.file_id = i.file_id "
           "LEFT JOIN party e ON e.party_id = i.exporter_party LEFT JOIN party c ON c.party_id = i.consignee_party ORDER BY k.kind, k.key, "
           "i.item_id";
}

// Rows under a master bill that others state, and the rows of that master. The row's own bill is in a column of its own, else it is the
// number of the declaration: manifests are declared by bill. The master's own row states no other master.
struct BillSource {
    ItemId item_id;
    Text provider, direction, master, quantity_unit;
    bool house = false;
    Maybe<Day> declaration_date;
    Maybe<Kilogram> mass_kg;
    Maybe<Quantity> quantity;
    Maybe<Usd> value_usd;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "");
        visit("provider", row.provider, "");
        visit("direction", row.direction, "");
        visit("master", row.master, "");
        visit("house", row.house, "");
        visit("declaration_date", row.declaration_date, "");
        visit("mass_kg", row.mass_kg, "");
        visit("quantity", row.quantity, "");
        visit("quantity_unit", row.quantity_unit, "");
        visit("value_usd", row.value_usd, "");
    }
};

constexpr const char* kBills =
    "WITH bill AS (SELECT i.*, s.provider, upper(replace(i.master_bill, ' ', '')) AS stated, "
    "upper(replace(coalesce(i.house_bill, i.declaration_number), ' ', '')) AS own FROM item i JOIN source_file s USING (file_id) "
    "WHERE i.master_bill IS NOT NULL OR i.house_bill IS NOT NULL OR i.declaration_number IS NOT NULL), "
    "under AS (SELECT *, stated IS NOT NULL AND stated IS DISTINCT FROM own AS house FROM bill), "
    "masters AS (SELECT DISTINCT stated AS master FROM under WHERE house) "
    "SELECT u.item_id, u.provider, u.direction, m.master, u.house, u.declaration_date, coalesce(u.gross_mass_kg, u.net_mass_kg) AS "
    "mass_kg, "
    "u.quantity, u.quantity_unit, u.value_usd FROM under u JOIN masters m ON m.master = CASE WHEN u.house THEN u.stated ELSE u.own END "
    "ORDER BY m.master, u.item_id";

// `doubles` in order of item: a repeat is in no sum.
Result<std::vector<SameAs>> linked_bills(Connection& connection, std::vector<SameAs> doubles) {
    WB_TRY(const auto stated, connection.count("SELECT count(*) FROM item WHERE master_bill IS NOT NULL"));
    if (stated == 0) return doubles;
    std::vector<BillRow> rows;
    WB_TRY_VOID(scan_rows<BillSource>(connection, kBills, [&](const BillSource& row) {
        const auto at =
            std::lower_bound(doubles.begin(), doubles.end(), row.item_id, [](const SameAs& each, ItemId item) { return each.item < item; });
        if (at != doubles.end() && at->item == row.item_id) return;
        rows.push_back({row.item_id, std::string(row.provider), std::string(row.direction), std::string(row.master), row.house,
                        row.declaration_date, row.mass_kg, row.quantity, std::string(row.quantity_unit), row.value_usd});
    }));
    return with_bills(std::move(doubles), link_bills(std::move(rows)));
}

struct FoundSame {
    ItemId item_id, kept;
    double probability = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "");
        visit("kept", row.kept, "");
        visit("probability", row.probability, "");
    }
};

Status write_same_as(Connection& connection, const std::vector<SameAs>& same) {
    std::vector<FoundSame> rows;
    for (const auto& pair : same) rows.push_back({pair.item, pair.kept, pair.probability});
    WB_TRY_VOID(fill_temporary_table<FoundSame>(connection, "found_same", rows));
    WB_TRY_VOID(connection.execute("UPDATE item SET same_as = NULL, same_as_probability = NULL WHERE same_as IS NOT NULL"));
    return connection.execute(
        "UPDATE item SET same_as = f.kept, same_as_probability = f.probability FROM found_same f WHERE item.item_id = f.item_id");
}

// Pairs of providers over the days and directions that both cover. A set of doubles is one thing; each provider's items are its sets.
Status write_agreement(Connection& connection) {
    const std::string near_mass = "abs(a.net_mass_kg - b.net_mass_kg) <= 0.02 * greatest(a.net_mass_kg, b.net_mass_kg) + 0.051";
    const std::string near_quantity = "abs(a.quantity - b.quantity) <= 0.02 * greatest(a.quantity, b.quantity) + 0.011";
    const std::string near_value = "abs(a.value_usd - b.value_usd) <= 0.03 * greatest(a.value_usd, b.value_usd) + 0.51";
    const auto share = [](const std::string& agrees, const std::string& column) {
        return "avg((" + agrees + ")::INT) FILTER (a." + column + " IS NOT NULL AND b." + column + " IS NOT NULL)";
    };
    const std::string delivered =
        " FROM item i JOIN source_file s USING (file_id) WHERE i.direction IS NOT NULL AND i.declaration_date IS NOT NULL ";
    // The kept row, else the lowest item, speaks for a provider's revisions of one thing. Only rows of sets are compared and grouped; of
    // all others, which are most, nothing but their number by day is kept.
    return connection.execute(
        "INSERT INTO provider_agreement WITH of_sets AS (SELECT item_id FROM item WHERE same_as IS NOT NULL UNION SELECT same_as FROM item "
        "WHERE same_as IS NOT NULL), "
        "grouped AS MATERIALIZED (SELECT s.provider, i.direction, coalesce(i.same_as, i.item_id) AS thing, "
        "min_by(i.declaration_date, (i.same_as IS NOT NULL, i.item_id)) AS day, "
        "min_by(struct_pack(net_mass_kg := i.net_mass_kg, quantity := i.quantity, value_usd := i.value_usd), (i.same_as IS NOT NULL, "
        "i.item_id)) AS cells" +
        delivered +
        "AND i.item_id IN (FROM of_sets) GROUP BY ALL), "
        "flat AS MATERIALIZED (SELECT provider, direction, thing, day, cells.net_mass_kg, cells.quantity, cells.value_usd FROM grouped), "
        "days AS MATERIALIZED (SELECT provider, direction, day, sum(things) AS things FROM (SELECT s.provider, i.direction, "
        "i.declaration_date AS day, count(*) AS things" +
        delivered +
        "AND i.item_id NOT IN (FROM of_sets) GROUP BY ALL "
        "UNION ALL SELECT provider, direction, day, count(*) FROM flat GROUP BY ALL) GROUP BY ALL), "
        "covered AS (SELECT provider, direction, min(day) AS first_day, max(day) AS last_day FROM days GROUP BY ALL), "
        "spans AS (SELECT a.provider AS provider_a, b.provider AS provider_b, a.direction, greatest(a.first_day, b.first_day) AS "
        "first_day, "
        "least(a.last_day, b.last_day) AS last_day FROM covered a JOIN covered b ON a.direction = b.direction AND a.provider < "
        "b.provider), "
        "counted AS (SELECT p.*, (SELECT coalesce(sum(things), 0)::BIGINT FROM days d WHERE d.provider = p.provider_a AND d.direction = "
        "p.direction AND d.day BETWEEN p.first_day AND p.last_day) AS items_a, (SELECT coalesce(sum(things), 0)::BIGINT FROM days d WHERE "
        "d.provider = p.provider_b AND d.direction = p.direction AND d.day BETWEEN p.first_day AND p.last_day) AS items_b FROM spans p "
        "WHERE p.first_day <= p.last_day), "
        "matched AS (SELECT p.provider_a, p.provider_b, p.direction, count(*) AS both, " +
        share(near_mass, "net_mass_kg") + " AS mass_agrees, " + share(near_quantity, "quantity") + " AS quantity_agrees, " +
        share(near_value, "value_usd") +
        " AS value_agrees FROM spans p JOIN flat a ON a.provider = p.provider_a AND a.direction = p.direction AND a.day BETWEEN "
        "p.first_day "
        "AND p.last_day JOIN flat b ON b.provider = p.provider_b AND b.direction = p.direction AND b.thing = a.thing AND b.day BETWEEN "
        "p.first_day AND p.last_day GROUP BY ALL) "
        "SELECT c.provider_a, c.provider_b, c.direction, c.first_day, c.last_day, c.items_a, c.items_b, coalesce(m.both, 0), "
        "coalesce(m.both, 0) / nullif(c.items_a, 0), coalesce(m.both, 0) / nullif(c.items_b, 0), m.mass_agrees, m.quantity_agrees, "
        "m.value_agrees, CASE WHEN m.both > 0 THEN (c.items_a + 1.0) * (c.items_b + 1.0) / (m.both + 1.0) - 1 END "
        "FROM counted c LEFT JOIN matched m USING (provider_a, provider_b, direction) ORDER BY ALL");
}

}  // namespace

Result<std::string> doubles_inputs(const Case&) { return std::string(); }

Status find_case_doubles(RunContext& context) {
    WB_TRY(const auto providers, context.connection.count("SELECT count(DISTINCT provider) FROM source_file"));
    WB_TRY(const auto directions, context.connection.count("SELECT count(DISTINCT direction = 'export') FROM item WHERE direction IN "
                                                           "('import', 'export')"));
    DoubleFinder finder;
    std::vector<DoubleCandidate> group;
    std::int32_t kind = 0;
    std::string key;
    const auto end_group = [&] {
        finder.see_group(static_cast<DoubleKey>(kind), group);
        group.clear();
    };
    WB_TRY_VOID(find_shared_keys(context.connection, keys_sql(providers > 1, directions > 1)));
    WB_TRY_VOID(scan_rows<CandidateRow>(context.connection, candidates_sql(), [&](const CandidateRow& row) {
        if (row.kind != kind || row.key != key) {
            end_group();
            kind = row.kind;
            key = row.key;
        }
        if (group.size() <= kLargestGroup) group.push_back(candidate(row));
    }));
    end_group();
    WB_TRY_VOID(context.connection.execute("DROP TABLE shared_key"));
    WB_TRY(const auto same, linked_bills(context.connection, finder.finish()));
    WB_TRY_VOID(write_same_as(context.connection, same));
    WB_TRY_VOID(recreate_table<ProviderAgreement>(context.connection));
    return providers > 1 ? write_agreement(context.connection) : Status{};
}

Result<std::string> goods_inputs(const Case& opened) {
    std::string goods;
    for (const auto& asked : opened.config.goods) goods += asked + ",";
    WB_TRY(const auto files, hash_of_folders(opened, {"catalogue", "controls"},
                                             {"catalogue/", "calibration/", "parts/", "models/", "terms/", "controls/", "hs/"}));
    return goods + files;
}

namespace {

// What one lot of rows gives.
struct Recognised {
    std::vector<Good> goods;
    std::vector<Finding> findings;
    std::vector<TextInformation> information;
    std::vector<Note> notes;
    std::vector<MarkObservation> marks;
};

template <typename Row>
void move_to_end(std::vector<Row>& from, std::vector<Row>& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Doubts about the bytes of a text, for `note`.
void note_signs(const Item& item, const TextSigns& signs, std::vector<Note>& notes) {
    const auto add = [&](std::string_view code, std::string_view action) {
        Note note;
        note.item_id = item.item_id;
        note.file_id = item.file_id;
        note.row_number = item.row_number;
        note.field = "description";
        note.code = code;
        note.action = action;
        notes.push_back(std::move(note));
    };
    if (signs.hidden) add("text.hidden_characters", "characters without width or turning the direction were left out");
    if (signs.invalid) add("text.invalid_bytes", "bytes that are no text were taken as separators");
    if (signs.uncountable)
        add("text.uncountable", "a quantity beyond a thousand million, or of more than 18 digits, was not taken as a count");
    if (signs.repeated) add("text.repeats", "the text repeats words without end; its beginning was read");
}

struct LearnedMarkRow {
    ItemId item_id;
    std::int32_t position = 1;
    std::string brand, model, reason;
    double brand_probability = 0, model_probability = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "");
        visit("position", row.position, "");
        visit("brand", row.brand, "");
        visit("model", row.model, "");
        visit("reason", row.reason, "");
        visit("brand_probability", row.brand_probability, "");
        visit("model_probability", row.model_probability, "");
    }
};

// Brands and models that the case itself teaches, see goods/learned_marks.h. Reasons say from what.
Status write_learned_marks(Connection& connection, std::span<const MarkObservation> observations) {
    const auto learned = learn_marks(observations);
    if (learned.empty()) return {};
    std::vector<LearnedMarkRow> rows;
    for (const auto& mark : learned) {
        rows.push_back({mark.item_id, mark.position, mark.brand, mark.model,
                        ",\"learned\":{\"from\":\"" + mark.from + "\",\"rows\":" + std::to_string(mark.rows) + "}}", mark.brand_probability,
                        mark.model_probability});
    }
    WB_TRY_VOID(fill_temporary_table<LearnedMarkRow>(connection, "learned_mark", rows));
    return connection.execute(
        "UPDATE good SET brand = CASE WHEN l.brand <> '' THEN l.brand ELSE good.brand END, "
        "brand_probability = CASE WHEN l.brand <> '' THEN l.brand_probability ELSE good.brand_probability END, "
        "model = CASE WHEN l.model <> '' THEN l.model ELSE good.model END, "
        "model_probability = CASE WHEN l.model <> '' THEN l.model_probability ELSE good.model_probability END, "
        "reasons = left(good.reasons, length(good.reasons) - 1) || l.reason "
        "FROM learned_mark l WHERE good.item_id = l.item_id AND good.position = l.position");
}

// Recognition over the whole of `item`, in lots of chunks: goods, findings and notes go to their tables lot by lot, and only what the rules
// about all rows need stays in memory, some dozens of bytes for an item that names goods.
class CaseRecognition {
public:
    CaseRecognition(RunContext& context, const Recogniser& recogniser, const TextFindings& rules)
        : context_(context), recogniser_(recogniser), rules_(rules) {}

    Status run(Writer<Good>& goods, Writer<Note>& notes, FindingWriter& findings) {
        WB_TRY(auto reader_connection, context_.database.connect());
        WB_TRY(all_, reader_connection->count("SELECT count(*) FROM item"));
        const auto write = [&](Recognised& found) -> Status {
            move_to_end(found.information, information_);
            move_to_end(found.marks, marks_);
            WB_TRY_VOID(goods.add_all(found.goods));
            WB_TRY_VOID(notes.add_all(found.notes));
            return findings.add_all(found.findings);
        };
        WB_TRY_VOID(reader_connection->scan_owned(
            "SELECT item_id, file_id, row_number, description, description_cut, trademark, manufacturer, model, article, hs_code, "
            "hs_edition, quantity, quantity_unit, net_mass_kg, value_usd, exporter_party FROM item",
            [&](Job job) { return take(std::move(job), write); }));
        WB_TRY_VOID(run_lot(write));
        Status status;
        rules_.vague_findings(information_, [&](Finding&& finding) {
            if (status.ok()) status = findings.add(finding);
        });
        return status;
    }
    [[nodiscard]] const std::vector<MarkObservation>& marks() const { return marks_; }

private:
    using Job = std::shared_ptr<const ChunkView>;
    using Write = std::function<Status(Recognised&)>;
    static constexpr std::size_t kLot = 64;  // chunks: 131,072 rows in memory at once

    // What a thread remembers from chunk to chunk, of this lot and those before.
    struct ThreadState {
        Recogniser::Scratch recogniser;
        TextFindings::Scratch rules;
    };

    // The engine streams chunks to a callback; the callback is the producer, so jobs are handed over in small lots.
    Status take(Job job, const Write& write) {
        done_ += static_cast<std::int64_t>(job->rows());
        lot_.push_back(std::move(job));
        if (lot_.size() < kLot) return {};
        context_.options.progress.at("goods", done_, all_);
        if (context_.options.progress.stop())
            return Error{"run.interrupted", "interrupted", {}, "run the command again; it goes on where it stopped"};
        return run_lot(write);
    }

    Status run_lot(const Write& write) {
        std::size_t at = 0;
        auto status = OrderedRun<Job, Recognised>::run(
            context_.options.threads,
            [&](Job& job) -> Result<bool> {
                if (at == lot_.size()) return false;
                job = lot_[at++];
                return true;
            },
            [&](const Job& job, Recognised& found) { recognise(*job, found); }, write);
        lot_.clear();
        return status;
    }

    void recognise(const ChunkView& chunk, Recognised& found) {
        auto state = take_state();
        const RowReader<Item> reader(chunk.columns());
        for (std::size_t i = 0; i < chunk.rows(); ++i) {
            Item item;
            reader.read(chunk, i, item);
            const auto first = found.goods.size();
            recogniser_.recognise(item, state->recogniser, found.goods);
            const auto& signs = state->recogniser.signs();
            rules_.see(item, std::span(found.goods).subspan(first), signs, state->rules, found.findings, found.information);
            note_signs(item, signs, found.notes);
            const auto& observations = state->recogniser.observations();
            found.marks.insert(found.marks.end(), observations.begin(), observations.end());
        }
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(state));
    }

    std::unique_ptr<ThreadState> take_state() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return std::make_unique<ThreadState>();
        auto state = std::move(idle_.back());
        idle_.pop_back();
        return state;
    }

    RunContext& context_;
    const Recogniser& recogniser_;
    const TextFindings& rules_;
    std::vector<TextInformation> information_;
    std::vector<MarkObservation> marks_;
    std::vector<Job> lot_;
    std::int64_t done_ = 0, all_ = 0;
    std::mutex mutex_;
    std::vector<std::unique_ptr<ThreadState>> idle_;
};

}  // namespace

Status recognise_case_goods(RunContext& context) {
    auto& connection = context.connection;
    WB_TRY(const auto catalogue, case_catalogue(context.opened));
    const auto& asked = context.opened.config.goods;
    const bool priority = std::any_of(asked.begin(), asked.end(), [](const std::string& id) { return id.starts_with("chpl"); });
    const Recogniser recogniser(catalogue, Calibration::built_in(), priority);
    WB_TRY(const auto controls, case_controls(context.opened));
    const TextFindings rules(catalogue, controls.rules, priority);
    WB_TRY_VOID(recreate_table<Good>(connection));
    WB_TRY_VOID(recreate_table<RecognisedGood>(connection));
    // A table made anew is not what the stage that completes it has seen, whatever its inputs say.
    WB_TRY_VOID(connection.execute("DELETE FROM origin WHERE stage = 'combine'"));
    WB_TRY_VOID(connection.execute(
        "DELETE FROM note WHERE code IN ('text.hidden_characters', 'text.invalid_bytes', 'text.repeats', 'text.uncountable')"));
    WB_TRY(auto goods, Writer<Good>::open(connection));
    WB_TRY(auto notes, Writer<Note>::open(connection));
    CaseRecognition recognition(context, recogniser, rules);
    const auto fill = [&](FindingWriter& findings) -> Status {
        WB_TRY_VOID(recognition.run(*goods, *notes, findings));
        WB_TRY_VOID(goods->finish());
        return notes->finish();
    };
    WB_TRY_VOID(replace_findings(connection, "rule IN ('RF14', 'RF15', 'RF25', 'RF31')", fill));
    return write_learned_marks(connection, recognition.marks());
}

}  // namespace wb
