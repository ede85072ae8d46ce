#include "store/batch_insert.h"

#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <stdexcept>

namespace wb {

namespace {

const std::vector<ColumnType> kColumns = {{"whole", CellType::bigint, 0},  {"small", CellType::integer, 0}, {"real", CellType::real, 0},
                                          {"flag", CellType::boolean, 0},  {"word", CellType::text, 0},     {"day", CellType::date, 0},
                                          {"money", CellType::decimal, 2}, {"never", CellType::text, 0}};
constexpr const char* kTable =
    "CREATE TABLE rows (whole BIGINT, small INTEGER, \"real\" DOUBLE, flag BOOLEAN, word VARCHAR, day DATE, money DECIMAL(18,2), never "
    "VARCHAR)";

// One row, as it is kept to compare with what the table gives back.
struct Expected {
    std::optional<std::int64_t> whole;
    std::optional<std::int32_t> small;
    std::optional<bool> flag;
    std::optional<std::string> word;
};

template <typename T, typename Dice>
std::optional<T> maybe(Dice& dice, T value) {
    return dice() % 3 == 0 ? std::nullopt : std::optional<T>(value);
}

template <typename T>
void put(ColumnBatch& batch, std::size_t column, const std::optional<T>& value) {
    value ? batch.put(column, *value) : batch.put_null(column);
}

void add(ColumnBatch& batch, const Expected& row) {
    put(batch, 0, row.whole);
    put(batch, 1, row.small);
    row.small ? batch.put(2, *row.small / 2.0) : batch.put_null(2);
    put(batch, 3, row.flag);
    row.word ? batch.put_text(4, *row.word) : batch.put_null(4);
    put(batch, 5, row.small);
    put(batch, 6, row.whole);
    batch.put_null(7);
    batch.end_row();
}

struct Opened {
    std::unique_ptr<Database> database;
    std::unique_ptr<Connection> connection;
    std::shared_ptr<BatchPool> pool = std::make_shared<BatchPool>(kColumns);
    Opened() {
        DatabaseOptions options;
        options.threads = 4;
        database = Database::open("", options).value();
        connection = database->connect().value();
        REQUIRE(connection->execute(kTable).ok());
    }
};

}  // namespace

TEST_CASE("batches: every cell comes back, in order, whatever the batches' sizes") {
    std::mt19937 dice(11);
    Opened opened;
    std::vector<Expected> expected;
    int left = 40;
    const auto status = insert_batches(*opened.connection, "rows", opened.pool, [&]() -> Result<std::unique_ptr<ColumnBatch>> {
        if (left-- == 0) return std::unique_ptr<ColumnBatch>();
        auto batch = opened.pool->take();
        CHECK(batch->rows() == 0);
        for (std::size_t i = 0, rows = dice() % 5000 + (left == 20 ? 70'000 : 0); i < rows; ++i) {
            Expected row;
            row.whole = maybe<std::int64_t>(dice, static_cast<std::int64_t>(dice()) * 1'000);
            row.small = maybe<std::int32_t>(dice, static_cast<std::int32_t>(dice() % 20'000));
            row.flag = maybe(dice, dice() % 2 == 0);
            row.word = maybe(dice, std::string(dice() % 30, 'x') + "дрон" + std::to_string(i));
            // Some columns say nothing for long, or in whole batches.
            if (left % 5 == 0 || i < 1000) row.word.reset();
            if (left % 7 == 0) row.flag.reset();
            expected.push_back(row);
            add(*batch, row);
        }
        batch->seal();
        return batch;
    });
    REQUIRE(status.ok());
    std::size_t at = 0;
    bool equal = true;
    REQUIRE(opened.connection
                ->scan_chunks("SELECT whole, small, \"real\", flag, word, day, money, never FROM rows",
                              [&](const ChunkView& view) -> Status {
                                  for (std::size_t i = 0; i < view.rows(); ++i, ++at) {
                                      const auto& row = expected.at(at);
                                      equal = equal && view.null(0, i) == !row.whole && view.null(1, i) == !row.small &&
                                              view.null(2, i) == !row.small && view.null(3, i) == !row.flag &&
                                              view.null(4, i) == !row.word && view.null(5, i) == !row.small &&
                                              view.null(6, i) == !row.whole && view.null(7, i);
                                      if (row.whole) equal = equal && view.get<std::int64_t>(0, i) == *row.whole;
                                      if (row.whole) equal = equal && view.get<std::int64_t>(6, i) == *row.whole;
                                      if (row.small) equal = equal && view.get<std::int32_t>(1, i) == *row.small;
                                      if (row.small) equal = equal && view.get<double>(2, i) == *row.small / 2.0;
                                      if (row.small) equal = equal && view.get<std::int32_t>(5, i) == *row.small;
                                      if (row.flag) equal = equal && view.get<bool>(3, i) == *row.flag;
                                      if (row.word) equal = equal && view.text(4, i) == *row.word;
                                  }
                                  return {};
                              })
                .ok());
    CHECK(equal);
    CHECK(at == expected.size());
    CHECK(opened.connection->count("SELECT count(*) FROM duckdb_views() WHERE NOT internal").value() == 0);
}

TEST_CASE("batches: bytes that are no UTF-8 become question marks, also when two cells together would be a character") {
    Opened opened;
    bool given = false;
    REQUIRE(insert_batches(*opened.connection, "rows", opened.pool, [&]() -> Result<std::unique_ptr<ColumnBatch>> {
                if (given) return std::unique_ptr<ColumnBatch>();
                given = true;
                auto batch = opened.pool->take();
                for (const auto* word : {"дрон", "a\xD0", "\xB4z", "\xFF", ""}) {
                    Expected row;
                    row.word = word;
                    add(*batch, row);
                }
                batch->seal();
                return batch;
            }).ok());
    const auto words = opened.connection->query("SELECT string_agg(word, '|' ORDER BY rowid) FROM rows").value();
    CHECK(words.rows[0][0] == "дрон|a?|?z|?|");
}

TEST_CASE("batches: an error or an exception of the source ends the insert and is told as it was") {
    Opened opened;
    const auto failing = insert_batches(*opened.connection, "rows", opened.pool, []() -> Result<std::unique_ptr<ColumnBatch>> {
        return Error{"run.interrupted", "interrupted", {}, ""};
    });
    REQUIRE_FALSE(failing.ok());
    CHECK(failing.error().code == "run.interrupted");
    CHECK_THROWS_AS((void)insert_batches(*opened.connection, "rows", opened.pool,
                                         []() -> Result<std::unique_ptr<ColumnBatch>> { throw std::runtime_error("worker"); }),
                    std::runtime_error);
    CHECK(opened.connection->count("SELECT count(*) FROM rows").value() == 0);
}

}  // namespace wb
