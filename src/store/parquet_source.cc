#include "store/parquet_source.h"

#include "store/database.h"

namespace wb {

namespace {

constexpr std::int64_t kRowsPerRead = 8192;

class ParquetSource : public TableSource {
public:
    ParquetSource(std::unique_ptr<Database> database, std::unique_ptr<Connection> connection, std::string path)
        : database_(std::move(database)), connection_(std::move(connection)), path_(std::move(path)) {
        info_.format = "parquet";
        info_.evidence.emplace_back("the mark PAR1");
    }
    Status start() {
        const auto from = "read_parquet(" + sql_string(path_) + ", file_row_number = true)";
        auto described = connection_->query("SELECT * FROM (DESCRIBE SELECT * FROM " + from + ")");
        if (!described.ok())
            return Error{"read.corrupt",
                         "the Parquet file cannot be read: " + described.error().message,
                         {path_, {}, {}, ""},
                         "fetch the file again"};
        for (const auto& row : described->rows) {
            if (row[0] != "file_row_number") names_.push_back(row[0]);
        }
        WB_TRY(rows_, connection_->count("SELECT count(*) FROM " + from));
        for (const auto& name : names_) select_ += "CAST(" + sql_name(name) + " AS VARCHAR), ";
        select_ = "SELECT " + select_ + "file_row_number FROM " + from;
        return {};
    }
    [[nodiscard]] const SourceInfo& info() const override { return info_; }
    Result<bool> next(RowBlock& block) override {
        block = RowBlock{};
        auto batch = std::make_unique<RowBatch>();
        batch->clear();
        if (index_ == 0) {
            for (const auto& name : names_) batch->cells.push_back(batch->text.keep(name));
            finish_row(*batch, 0);
        }
        const auto sql = select_ + " WHERE file_row_number >= " + std::to_string(at_) + " AND file_row_number < " +
                         std::to_string(at_ + kRowsPerRead) + " ORDER BY file_row_number";
        WB_TRY_VOID(connection_->scan_chunks(sql, [&](const ChunkView& view) -> Status {
            for (std::size_t row = 0; row < view.rows(); ++row) {
                for (std::size_t column = 0; column < names_.size(); ++column) {
                    batch->cells.push_back(view.null(column, row) ? std::string_view() : batch->text.keep(view.text(column, row)));
                }
                finish_row(*batch, view.get<std::int64_t>(names_.size(), row) + 1);
            }
            return {};
        }));
        at_ += kRowsPerRead;
        if (batch->rows() == 0) return false;
        block.first_row_number = batch->row_numbers.front();
        block.rows = std::move(batch);
        block.index = index_++;
        return true;
    }
    void split(const RowBlock& block, RowBatch& batch) const override { batch.view(*block.rows); }
    [[nodiscard]] double progress() const override { return rows_ == 0 ? 1.0 : static_cast<double>(at_) / static_cast<double>(rows_); }

private:
    static void finish_row(RowBatch& batch, std::int64_t number) {
        batch.first_cell.push_back(static_cast<std::uint32_t>(batch.cells.size()));
        batch.row_numbers.push_back(number);
        batch.byte_offsets.push_back(-1);
        batch.problems.emplace_back();
    }
    std::unique_ptr<Database> database_;
    std::unique_ptr<Connection> connection_;
    std::string path_, select_;
    SourceInfo info_;
    std::vector<std::string> names_;
    std::int64_t rows_ = 0, at_ = 0, index_ = 0;
};

}  // namespace

Result<std::unique_ptr<TableSource>> open_parquet(const std::string& path) {
    DatabaseOptions options;
    options.threads = 1;
    WB_TRY(auto database, Database::open("", options));
    WB_TRY(auto connection, database->connect());
    auto source = std::make_unique<ParquetSource>(std::move(database), std::move(connection), path);
    WB_TRY_VOID(source->start());
    return std::unique_ptr<TableSource>(std::move(source));
}

}  // namespace wb
