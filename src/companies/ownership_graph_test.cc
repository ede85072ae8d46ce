#include "companies/ownership_graph.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/hash.h"

using namespace wb;

namespace {

Holding holds(std::uint32_t owner, std::uint32_t owned, double share) { return {owner, owned, share, share, {}, {}, 0}; }
Holding unknown(std::uint32_t owner, std::uint32_t owned) { return {owner, owned, {}, {}, {}, {}, 0}; }

// Random holdings that never come to more than .95 of a company, circles among them; a fifth without a stated share.
std::vector<Holding> random_holdings(std::size_t companies, std::uint64_t seed, bool with_unknown) {
    std::vector<Holding> holdings;
    for (std::uint32_t owned = 0; owned < companies; ++owned) {
        double left = 0.95;
        for (std::uint32_t owner = 0; owner < companies; ++owner) {
            if (owner == owned || uniform_draw(seed, owned, owner) < 0.6) continue;
            const double share = left * uniform_draw(seed, owned + 100, owner);
            left -= share;
            const bool open = with_unknown && uniform_draw(seed, owned + 200, owner) < 0.2;
            holdings.push_back(open ? unknown(owner, owned) : holds(owner, owned, share));
        }
    }
    return holdings;
}

// Of every company, as elimination has them.
std::vector<Share> all_shares(const HoldingsOfDay& holdings, std::uint32_t owner) {
    std::vector<Share> shares(holdings.companies());
    for (const auto& below : shares_through(holdings, owner)) shares[below.company] = below.share;
    return shares;
}
std::vector<Controlled> all_control(const HoldingsOfDay& holdings, std::uint32_t owner) {
    std::vector<Controlled> control(holdings.companies());
    control[owner].control = CompanyControl::sure;
    for (const auto& each : controlled_by(holdings, owner)) control[each.company] = each;
    return control;
}

}  // namespace

TEST_CASE("ownership: shares multiply down the layers and add up over the ways") {
    const std::vector<Holding> holdings = {holds(0, 1, 0.6), holds(0, 2, 0.5), holds(1, 3, 0.5), holds(2, 3, 0.4)};
    const auto shares = all_shares({holdings, 4, Day{0}}, 0);
    CHECK(shares[1].low == doctest::Approx(0.6));
    CHECK(shares[3].low == doctest::Approx(0.6 * 0.5 + 0.5 * 0.4));
    CHECK(shares[3].high == doctest::Approx(shares[3].low));
    // Half of it is not owned through all layers together, and yet it follows: 1 and 2 follow, and they hold .9 of it.
    const auto control = all_control({holdings, 4, Day{0}}, 0);
    CHECK(control[3].control == CompanyControl::sure);
    CHECK(control[3].layers == 2);
}

TEST_CASE("ownership: holdings in a circle") {
    // 0 owns 60 % of 1, 1 and 2 own 30 % and 40 % of each other: x1 = .6 + .4 x2, x2 = .3 x1.
    const std::vector<Holding> holdings = {holds(0, 1, 0.6), holds(1, 2, 0.3), holds(2, 1, 0.4)};
    const auto shares = all_shares({holdings, 3, Day{0}}, 0);
    CHECK(shares[1].low == doctest::Approx(0.6 / (1 - 0.12)));
    CHECK(shares[2].low == doctest::Approx(0.3 * 0.6 / (1 - 0.12)));
    CHECK(find_circles(holdings, 3) == std::vector<std::vector<std::uint32_t>>{{1, 2}});
}

TEST_CASE("ownership: a closed circle belongs to nobody and ends") {
    const std::vector<Holding> holdings = {holds(0, 1, 1), holds(1, 0, 1), holds(2, 3, 0.2)};
    const HoldingsOfDay day(holdings, 4, Day{0});
    CHECK(all_shares(day, 2)[0] == Share{0, 0});
    CHECK(all_shares(day, 0)[1] == Share{1, 1});
    CHECK(all_control(day, 0)[1].control == CompanyControl::sure);
}

TEST_CASE("ownership: sweeps beside elimination, circles and unknown shares among them") {
    for (std::uint64_t seed = 0; seed < 80; ++seed) {
        const std::size_t companies = 3 + seed % 9;
        const auto holdings = random_holdings(companies, seed, false);
        const HoldingsOfDay day(holdings, companies, Day{0});
        for (std::uint32_t owner = 0; owner < companies; ++owner) {
            const auto fast = all_shares(day, owner), slow = shares_by_elimination(day, owner);
            for (std::size_t i = 0; i < companies; ++i) {
                if (i == owner) continue;
                CHECK(fast[i].low == doctest::Approx(slow[i].low).epsilon(1e-8));
                CHECK(fast[i].high == doctest::Approx(slow[i].high).epsilon(1e-8));
            }
        }
    }
}

TEST_CASE("ownership: the answer for any share that the statements allow lies between the ends") {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const std::size_t companies = 3 + seed % 6;
        const auto holdings = random_holdings(companies, seed, true);
        const HoldingsOfDay bounds(holdings, companies, Day{0});
        for (std::uint64_t draw = 0; draw < 5; ++draw) {
            // Fill what is unknown with something that leaves no more than the whole.
            auto filled = holdings;
            for (auto& holding : filled) {
                if (holding.low) continue;
                double others = 0;
                for (const auto& other : filled) others += other.owned == holding.owned ? other.low.value_or(0) : 0;
                holding.low = holding.high = std::max(0.0, 1 - others) * uniform_draw(seed, holding.owner * 31U + holding.owned, draw);
            }
            const HoldingsOfDay exact(filled, companies, Day{0});
            for (std::uint32_t owner = 0; owner < companies; ++owner) {
                const auto outer = all_shares(bounds, owner), inner = all_shares(exact, owner);
                const auto may = all_control(bounds, owner), does = all_control(exact, owner);
                for (std::size_t i = 0; i < companies; ++i) {
                    CHECK(outer[i].low <= inner[i].low + 1e-9);
                    CHECK(inner[i].high <= outer[i].high + 1e-9);
                    CHECK((does[i].control == CompanyControl::no || may[i].control != CompanyControl::no));
                    CHECK((may[i].control != CompanyControl::sure || does[i].control == CompanyControl::sure));
                }
            }
        }
    }
}

TEST_CASE("ownership: an unknown share is at most what the others leave") {
    const std::vector<Holding> holdings = {holds(0, 2, 0.7), unknown(1, 2)};
    const HoldingsOfDay day(holdings, 3, Day{0});
    CHECK(all_shares(day, 1)[2].high == doctest::Approx(0.3));
    CHECK(all_control(day, 1)[2].control == CompanyControl::no);
}

TEST_CASE("ownership: more than the whole, and sources that differ, are said and kept within bounds") {
    const std::vector<Holding> more = {holds(0, 2, 0.6), holds(1, 2, 0.6)};
    const HoldingsOfDay day(more, 3, Day{0});
    REQUIRE(day.faults().size() == 1);
    CHECK(day.faults()[0].kind == HoldingFault::Kind::above_whole);
    CHECK(day.faults()[0].total == doctest::Approx(1.2));
    CHECK(all_shares(day, 0)[2].low == doctest::Approx(0.4));
    CHECK(all_shares(day, 0)[2].high == doctest::Approx(0.6));
    const std::vector<Holding> differ = {holds(0, 1, 0.51), holds(0, 1, 0.75)};
    const HoldingsOfDay other(differ, 2, Day{0});
    REQUIRE(other.faults().size() == 1);
    CHECK(other.faults()[0].kind == HoldingFault::Kind::sources_differ);
    CHECK(all_shares(other, 0)[1] == Share{0.51, 0.75});
    const std::vector<Holding> agree = {holds(0, 1, 0.51), unknown(0, 1)};
    CHECK(HoldingsOfDay(agree, 2, Day{0}).faults().empty());
}

TEST_CASE("ownership: days") {
    auto before = holds(0, 2, 0.8), after = holds(1, 2, 0.8);
    before.until = Day{100};
    after.from = Day{100};
    const std::vector<Holding> holdings = {before, after};
    CHECK(all_shares({holdings, 3, Day{99}}, 0)[2].low == doctest::Approx(0.8));
    CHECK(all_shares({holdings, 3, Day{100}}, 0)[2].high == 0);
    CHECK(all_control({holdings, 3, Day{100}}, 1)[2].control == CompanyControl::sure);
    CHECK(change_days(holdings) == std::vector<Day>{Day{100}});
}

TEST_CASE("ownership: a chain of a hundred thousand ends") {
    std::vector<Holding> holdings;
    constexpr std::uint32_t kLong = 100000;
    for (std::uint32_t i = 0; i + 1 < kLong; ++i) holdings.push_back(holds(i, i + 1, 1));
    holdings.push_back(holds(kLong - 1, 1, 0));
    const HoldingsOfDay day(holdings, kLong, Day{0});
    CHECK(all_shares(day, 0)[kLong - 1].low == doctest::Approx(1));
    CHECK(find_circles(holdings, kLong).size() == 1);
}
