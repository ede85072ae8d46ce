#include "pipeline/engine_memory.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace wb {

namespace {

struct Opened {
    std::unique_ptr<Database> database = Database::open("", {}).value();
    std::unique_ptr<Connection> connection = database->connect().value();
    [[nodiscard]] std::string limit() const { return connection->query("SELECT current_setting('memory_limit')").value().rows[0][0]; }
};

const Error kNoRoom{"case.out_of_memory", "out of memory"};

}  // namespace

TEST_CASE("a step that finds no room is taken again with more, after what it left behind is taken back") {
    Opened opened;
    EngineMemory memory(*opened.connection, "", 64);
    REQUIRE(memory.bound().ok());
    std::string order;
    std::vector<std::string> limits;
    const auto status = memory.with_enough(
        [&]() -> Status {
            order += 's';
            limits.push_back(opened.limit());
            if (limits.size() < 3) return kNoRoom;
            return {};
        },
        [&]() -> Status {
            order += 'u';
            return {};
        });
    CHECK(status.ok());
    CHECK(order == "susus");
    CHECK(limits == std::vector<std::string>{"64.0 MiB", "256.0 MiB", "1.0 GiB"});
}

TEST_CASE("the engine's own want of memory is one that a retry mends") {
    Opened opened;
    REQUIRE(opened.connection->execute("SET temp_directory = ''").ok());
    REQUIRE(opened.connection->execute("SET threads = 1").ok());
    EngineMemory memory(*opened.connection, "", 8);
    REQUIRE(memory.bound().ok());
    int tries = 0;
    int undone = 0;
    const auto status = memory.with_enough(
        [&] {
            ++tries;
            return opened.connection->execute(
                "CREATE TEMP TABLE words AS SELECT range AS n, repeat('x', 100) || range AS word FROM range(200000) ORDER BY word");
        },
        [&]() -> Status {
            ++undone;
            return {};
        });
    CHECK(status.ok());
    CHECK(tries > 1);
    CHECK(undone == tries - 1);
    CHECK(opened.connection->count("SELECT count(*) FROM words").value() == 200000);
}

TEST_CASE("no retry of other errors, of a limit that the user has set, or beyond the largest machine") {
    Opened opened;
    int tries = 0;
    int undone = 0;
    const auto count_undone = [&]() -> Status {
        ++undone;
        return {};
    };
    const auto fails_with = [&](const Error& error) {
        return [&tries, error]() -> Status {
            ++tries;
            return error;
        };
    };
    SUBCASE("another error") {
        EngineMemory memory(*opened.connection, "", 64);
        CHECK(memory.with_enough(fails_with({"case.disk_full", "no space"}), count_undone).error().code == "case.disk_full");
        CHECK(tries == 1);
        CHECK(undone == 0);
    }
    SUBCASE("the user's own limit") {
        const auto before = opened.limit();
        EngineMemory memory(*opened.connection, "1GB", 64);
        REQUIRE(memory.bound().ok());
        CHECK(memory.with_enough(fails_with(kNoRoom), count_undone).error() == kNoRoom);
        CHECK(tries == 1);
        CHECK(undone == 0);
        CHECK(opened.limit() == before);
    }
    SUBCASE("never enough") {
        EngineMemory memory(*opened.connection, "", 16384);
        CHECK(memory.with_enough(fails_with(kNoRoom), count_undone).error() == kNoRoom);
        CHECK(tries == 2);
        CHECK(undone == 1);
    }
    SUBCASE("what cannot be taken back") {
        EngineMemory memory(*opened.connection, "", 64);
        const auto status = memory.with_enough(fails_with(kNoRoom), []() -> Status { return Error{"store.query", "no"}; });
        CHECK(status.error().code == "store.query");
        CHECK(tries == 1);
    }
}

}  // namespace wb
