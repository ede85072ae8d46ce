#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "ingest/reader.h"

using namespace wb;

namespace {

struct Seen {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::int64_t> numbers, offsets;
    std::vector<std::string> problems;
    std::string error;
    bool operator==(const Seen&) const = default;
};

Seen read_json(std::string_view bytes, std::size_t block_bytes = 1 << 20) {
    Seen seen;
    ReadOptions options;
    options.block_bytes = block_bytes;
    const auto source = open_memory(bytes, "memory", options);
    REQUIRE(source.ok());
    CHECK(source.value()->info().format == "jsonl");
    RowBatch batch;
    for (;;) {
        RowBlock block;
        const auto more = source.value()->next(block);
        if (!more.ok()) seen.error = more.error().code;
        if (!more.ok() || !*more) return seen;
        source.value()->split(block, batch);
        for (std::size_t row = 0; row < batch.rows(); ++row) {
            seen.rows.emplace_back();
            for (std::size_t i = 0; i < batch.width(row); ++i) seen.rows.back().emplace_back(batch.cell(row, i));
            seen.numbers.push_back(batch.row_numbers[row]);
            seen.offsets.push_back(batch.byte_offsets[row]);
            seen.problems.emplace_back(batch.problems[row]);
        }
    }
}

constexpr std::string_view kLines =
    "{\"id\": 7, \"party\": {\"name\": \"ООО \\\"Ю\\\"\", \"tax\": \"7701\"}, \"codes\": [\"8806\", \"8507\"]}\n"
    "\n"
    "not json\n"
    "{\"id\": 8, \"late\": null, \"party\": {\"tax\": \"77\\u00001\"}}";

}  // namespace

TEST_CASE("json lines: keys become a header row, objects are flattened, arrays joined") {
    const auto seen = read_json(kLines);
    REQUIRE(seen.rows.size() == 5);
    CHECK((seen.rows[0] == std::vector<std::string>{"id", "party.name", "party.tax", "codes", "late"}));
    CHECK((seen.rows[1] == std::vector<std::string>{"7", "ООО \"Ю\"", "7701", "8806; 8507", ""}));
    CHECK(seen.rows[2].empty());
    CHECK((seen.rows[3] == std::vector<std::string>{"not json"}));
    CHECK((seen.rows[4] == std::vector<std::string>{"8", "", "77 1", "", ""}));
    CHECK((seen.numbers == std::vector<std::int64_t>{0, 1, 2, 3, 4}));
    CHECK((seen.problems == std::vector<std::string>{"", "", "", "row.not_json", ""}));
    for (std::size_t row = 1; row < 5; ++row) {
        const auto offset = static_cast<std::size_t>(seen.offsets[row]);
        CHECK((offset == 0 || kLines[offset - 1] == '\n'));
    }
}

TEST_CASE("json lines: the same rows from any blocks") {
    std::string lines;
    for (int i = 0; i < 3000; ++i)
        lines += "{\"n\": " + std::to_string(i) + ", \"text\": \"{[\\\"" + std::string(static_cast<std::size_t>(i % 7), 'x') + "\"}\n";
    const auto whole = read_json(lines);
    REQUIRE(whole.rows.size() == 3001);
    CHECK(whole.rows[3000][0] == "2999");
    for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{50}, std::size_t{4097}})
        CHECK((read_json(lines, block_bytes) == whole));
}

TEST_CASE("json: an array of objects is read an object a row") {
    const std::string array = " [ {\"a\": 1, \"b\": \"}{\"},\n {\"a\": 2, \"c\": {\"d\": [1, 2]}} , {}]\n";
    for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{9}, std::size_t{4097}}) {
        const auto seen = read_json(array, block_bytes);
        REQUIRE(seen.rows.size() == 4);
        CHECK((seen.rows[0] == std::vector<std::string>{"a", "b", "c.d"}));
        CHECK((seen.rows[1] == std::vector<std::string>{"1", "}{", ""}));
        CHECK((seen.rows[2] == std::vector<std::string>{"2", "", "1; 2"}));
        CHECK((seen.numbers == std::vector<std::int64_t>{0, 1, 2, 3}));
        CHECK(seen.offsets[1] == 3);
    }
}

TEST_CASE("json lines: a file cut anywhere gives every whole row before the cut") {
    for (std::size_t cut = 10; cut < kLines.size(); ++cut) {
        const auto part = kLines.substr(0, cut);
        const auto seen = read_json(part);
        const auto whole = static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
        REQUIRE(seen.rows.size() >= whole + 1);
        if (whole > 0) CHECK(seen.rows[1][0] == "7");
    }
}

TEST_CASE("json lines: keys that first appear late are told") {
    std::string lines;
    for (int i = 0; i < 1000; ++i) lines += "{\"n\": 1}\n";
    const auto seen = read_json(lines + "{\"n\": 2, \"late\": 3}\n");
    REQUIRE(seen.rows.size() == 1002);
    CHECK((seen.rows[1001] == std::vector<std::string>{"2"}));
    CHECK(seen.problems[1001] == "row.new_key");
}
