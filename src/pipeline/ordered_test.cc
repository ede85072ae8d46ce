#include "pipeline/ordered.h"

#include <doctest/doctest.h>

#include <atomic>
#include <random>
#include <stdexcept>

namespace wb {

TEST_CASE("ordered work: products come in the order of the jobs for any number of threads") {
    for (const int threads : {1, 2, 3, 8}) {
        int made = 0;
        std::vector<int> seen;
        const auto status = OrderedRun<int, int>::run(
            threads,
            [&](int& job) -> Result<bool> {
                job = made++;
                return made <= 500;
            },
            [](const int& job, int& product) {
                if (job % 7 == 0) std::this_thread::yield();
                product = job * job;
            },
            [&](const int& product) -> Status {
                seen.push_back(product);
                return {};
            });
        REQUIRE(status.ok());
        REQUIRE(seen.size() == 500);
        for (int i = 0; i < 500; ++i) CHECK(seen[static_cast<std::size_t>(i)] == i * i);
    }
}

TEST_CASE("ordered work: what was handed out before a fault is consumed before the fault is told") {
    for (const int threads : {1, 2, 8}) {
        int made = 0;
        int consumed = 0;
        const auto status = OrderedRun<int, int>::run(
            threads,
            [&](int& job) -> Result<bool> {
                job = made++;
                if (made > 100) return Error{"read.corrupt", "cut short", {}, ""};
                return true;
            },
            [](const int& job, int& product) { product = job; },
            [&](const int& product) -> Status {
                CHECK(product == consumed++);
                return {};
            });
        REQUIRE_FALSE(status.ok());
        CHECK(status.error().code == "read.corrupt");
        CHECK(consumed == 100);
    }
}

TEST_CASE("ordered work: an exception of a worker reaches the caller, an error of the consumer ends the run") {
    for (const int threads : {1, 4}) {
        const auto forever = [](int& job) -> Result<bool> {
            job = 1;
            return true;
        };
        const auto fail = [](const int&, int&) { throw std::runtime_error("worker"); };
        const auto take = [](const int&) -> Status { return {}; };
        CHECK_THROWS_AS((void)(OrderedRun<int, int>::run(threads, forever, fail, take)), std::runtime_error);
        const auto stop = [](const int&) -> Status { return Error{"run.interrupted", "interrupted", {}, ""}; };
        const auto work = [](const int& job, int& product) { product = job; };
        CHECK_FALSE(OrderedRun<int, int>::run(threads, forever, work, stop).ok());
    }
}

}  // namespace wb
