#include "pipeline/import_file.h"

#include <mutex>
#include <optional>

#include "pipeline/ordered.h"
#include "store/batch_insert.h"
#include "store/case_store.h"

namespace wb {

namespace {

struct Part {
    std::vector<RowBlock> blocks;
};

// A part as the threads leave it.
struct BuiltPart {
    std::unique_ptr<ColumnBatch> items;
    std::vector<Party> parties;
    std::vector<Reject> rejects;
    std::vector<Note> notes;
    std::int64_t read = 0;
};

template <typename Row>
void move_to_end(std::vector<Row>& from, std::vector<Row>& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

std::size_t rows_of(const RowBlock& block) { return block.rows ? block.rows->rows() : block.row_starts.size(); }

std::size_t bytes_of(const RowBlock& block) {
    std::size_t bytes = block.bytes.size();
    if (!block.rows) return bytes;
    for (const auto& cell : block.rows->cells) bytes += cell.size();
    return bytes;
}

// Cuts a file into parts. A fault of the source is told after the part that it cuts short.
class PartReader {
public:
    explicit PartReader(PreparedFile& file) : file_(file) {}
    Result<bool> next(Part& part) {
        std::size_t rows = 0;
        std::size_t bytes = 0;
        while (!end_ && rows < kPartRows && bytes < kPartBytes) {
            RowBlock block;
            auto more = file_.next(block);
            if (!more.ok() || !*more) {
                end_ = std::move(more);
                break;
            }
            rows += rows_of(block);
            bytes += bytes_of(block);
            part.blocks.push_back(std::move(block));
        }
        if (part.blocks.empty()) return *end_;
        return true;
    }

private:
    PreparedFile& file_;
    std::optional<Result<bool>> end_;
};

// What a thread keeps from part to part: its memos, and buffers.
struct ThreadState {
    ItemBuilder::Scratch scratch;
    RowBatch batch;
    BuiltBatch built;
};

// Tables beside item, written while the engine is busy with the items.
struct SideTables {
    std::unique_ptr<Transaction> transaction;
    std::unique_ptr<Writer<Party>> parties;
    std::unique_ptr<Writer<Reject>> rejects;
    std::unique_ptr<Writer<Note>> notes;

    static Result<SideTables> open(Connection& connection) {
        SideTables tables;
        WB_TRY(tables.transaction, Transaction::begin(connection));
        WB_TRY(tables.parties, Writer<Party>::open(connection, "party_raw"));
        WB_TRY(tables.rejects, Writer<Reject>::open(connection));
        WB_TRY(tables.notes, Writer<Note>::open(connection));
        return tables;
    }
    Status add(const BuiltPart& part) {
        WB_TRY_VOID(parties->add_all(part.parties));
        WB_TRY_VOID(rejects->add_all(part.rejects));
        return notes->add_all(part.notes);
    }
    Status commit() {
        WB_TRY_VOID(parties->finish());
        WB_TRY_VOID(rejects->finish());
        WB_TRY_VOID(notes->finish());
        return transaction->commit();
    }
};

}  // namespace

struct FileImporter::State {
    std::shared_ptr<BatchPool> batches = std::make_shared<BatchPool>(columns_of<Item>());
    std::unique_ptr<Connection> side;
    std::mutex mutex;
    std::vector<std::unique_ptr<ThreadState>> idle;

    std::unique_ptr<ThreadState> take() {
        const std::lock_guard lock(mutex);
        if (idle.empty()) return std::make_unique<ThreadState>();
        auto state = std::move(idle.back());
        idle.pop_back();
        return state;
    }
    void give_back(std::unique_ptr<ThreadState> state) {
        const std::lock_guard lock(mutex);
        idle.push_back(std::move(state));
    }

    void build(Part& part, BuiltPart& out, const TableSource& source, const ItemBuilder& builder) {
        auto thread = take();
        out.items = batches->take();
        for (auto& block : part.blocks) {
            source.split(block, thread->batch);
            auto& built = thread->built;
            builder.build(thread->batch, thread->scratch, built);
            for (const auto& item : built.items.rows) write_row(*out.items, item);
            move_to_end(built.parties, out.parties);
            move_to_end(built.rejects, out.rejects);
            move_to_end(built.notes, out.notes);
            out.read += built.rows_read;
            block = RowBlock{};
        }
        out.items->seal();
        part = Part{};
        give_back(std::move(thread));
    }
};

FileImporter::FileImporter(RunContext& context) : context_(context), state_(std::make_unique<State>()) {}
FileImporter::~FileImporter() = default;

Status FileImporter::import_rows(PreparedFile& file, const ItemBuilder& builder, SourceFile& row, Status& fault) {
    if (!state_->side) {
        WB_TRY(state_->side, context_.database.connect());
    }
    WB_TRY(auto side, SideTables::open(*state_->side));
    PartReader reader(file);
    const auto threads = context_.options.threads;
    OrderedWork<Part, BuiltPart> parts(
        threads, static_cast<std::size_t>(threads) + 1, [&](Part& part) { return reader.next(part); },
        [&](Part& part, BuiltPart& built) { state_->build(part, built, *file.source, builder); });
    const auto next = [&]() -> Result<std::unique_ptr<ColumnBatch>> {
        BuiltPart part;
        const auto more = parts.next(part);
        if (!more.ok()) fault = more.error();
        if (!more.ok() || !*more) return std::unique_ptr<ColumnBatch>();
        row.rows_read += part.read;
        row.rows_kept += static_cast<std::int64_t>(part.items->rows());
        row.rows_rejected += static_cast<std::int64_t>(part.rejects.size());
        WB_TRY_VOID(side.add(part));
        done_ += part.read;
        const auto share = file.source->progress();
        context_.options.progress.at("import", done_,
                                     share > 0 ? static_cast<std::int64_t>(static_cast<double>(row.rows_read) / share) : 0);
        if (context_.options.progress.stop())
            return Error{"run.interrupted", "interrupted", {}, "run the command again; it goes on where it stopped"};
        return std::move(part.items);
    };
    WB_TRY_VOID(insert_batches(context_.connection, Item::kTable, state_->batches, next));
    return side.commit();
}

}  // namespace wb
