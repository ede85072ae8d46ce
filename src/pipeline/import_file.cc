#include "pipeline/import_file.h"

#include <atomic>
#include <condition_variable>
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

// A part as the threads leave it. `more` is false, or the source's fault, behind the last one.
struct BuiltPart {
    Result<bool> more = true;
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

// Cuts a file into parts, which are read in order by whichever thread has the next one to work on.
class PartReader {
public:
    explicit PartReader(PreparedFile& file) : file_(file) {}

    // Part `index`, after the parts before it. False at the end; a fault of the source is told after the part that it cuts short. Any
    // thread; every index must be asked for.
    Result<bool> read(std::size_t index, Part& part) {
        std::unique_lock lock(mutex_);
        turn_.wait(lock, [&] { return index == next_; });
        const NextTurn after{*this};
        read_blocks(part);
        share_ = file_.source->progress();
        ended_ = part.blocks.empty();
        if (part.blocks.empty()) return *end_;
        return true;
    }
    // True when a part behind the last one was asked for. Any thread.
    [[nodiscard]] bool ended() const { return ended_; }
    // Share of the file that was read, 0 to 1. Any thread.
    [[nodiscard]] double progress() const { return share_; }

private:
    struct NextTurn {  // also when reading throws: other threads wait for it
        PartReader& reader;
        ~NextTurn() {
            ++reader.next_;
            reader.turn_.notify_all();
        }
    };
    void read_blocks(Part& part) {
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
    }

    PreparedFile& file_;
    std::mutex mutex_;
    std::condition_variable turn_;
    std::size_t next_ = 0;
    std::optional<Result<bool>> end_;
    std::atomic<bool> ended_ = false;
    std::atomic<double> share_ = 0;
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
    std::optional<SideTables> tables;
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

    void read_part(PartReader& reader, std::size_t index, BuiltPart& out, const TableSource& source, const ItemBuilder& builder) {
        Part part;
        out.more = reader.read(index, part);
        if (out.more.ok() && *out.more) build(part, out, source, builder);
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
        give_back(std::move(thread));
    }
};

FileImporter::FileImporter(RunContext& context) : context_(context), state_(std::make_unique<State>()) {}
FileImporter::~FileImporter() = default;

Status FileImporter::import_rows(PreparedFile& file, const ItemBuilder& builder, SourceFile& row, Status& fault) {
    if (!state_->side) {
        WB_TRY(state_->side, context_.database.connect());
    }
    WB_TRY(state_->tables, SideTables::open(*state_->side));
    PartReader reader(file);
    const auto threads = context_.options.threads;
    OrderedWork<std::size_t, BuiltPart> parts(
        threads, static_cast<std::size_t>(threads) + 1,
        [&, index = std::size_t{0}](std::size_t& next) mutable -> Result<bool> {
            next = index++;
            return !reader.ended();
        },
        [&](const std::size_t& index, BuiltPart& built) { state_->read_part(reader, index, built, *file.source, builder); });
    const auto next = [&]() -> Result<std::unique_ptr<ColumnBatch>> {
        BuiltPart part;
        WB_TRY(const bool more, parts.next(part));
        if (!part.more.ok()) fault = part.more.error();
        if (!more || !part.more.ok() || !*part.more) return std::unique_ptr<ColumnBatch>();
        row.rows_read += part.read;
        row.rows_kept += static_cast<std::int64_t>(part.items->rows());
        row.rows_rejected += static_cast<std::int64_t>(part.rejects.size());
        WB_TRY_VOID(state_->tables->add(part));
        done_ += part.read;
        const auto share = reader.progress();
        context_.options.progress.at("import", done_,
                                     share > 0 ? static_cast<std::int64_t>(static_cast<double>(row.rows_read) / share) : 0);
        if (context_.options.progress.stop())
            return Error{"run.interrupted", "interrupted", {}, "run the command again; it goes on where it stopped"};
        return std::move(part.items);
    };
    return insert_batches(context_.connection, Item::kTable, state_->batches, next);
}

Status FileImporter::commit() {
    if (!state_->tables) return {};
    WB_TRY_VOID(state_->tables->commit());
    state_->tables.reset();
    return {};
}

void FileImporter::abandon() { state_ = std::make_unique<State>(); }

}  // namespace wb
