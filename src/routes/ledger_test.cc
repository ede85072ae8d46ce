#include "routes/ledger.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "base/hash.h"

namespace wb {

namespace {

std::vector<Shipment> random_network(std::uint64_t seed, std::size_t count, std::uint32_t companies) {
    std::vector<Shipment> shipments;
    std::int32_t day = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto u = [&](std::uint64_t use) { return uniform_draw(seed, i, use); };
        day += static_cast<std::int32_t>(u(1) * 30);
        const auto seller = static_cast<std::uint32_t>(u(2) * companies);
        auto buyer = static_cast<std::uint32_t>(u(3) * companies);
        if (buyer == seller) buyer = (buyer + 1) % companies;
        shipments.push_back({seller, buyer, day, std::floor(1 + 20 * u(4))});
    }
    return shipments;
}

// The obvious implementation: what is left of each shipment at its buyer, sale by sale, then every way by depth-first search.
class BruteForce {
public:
    BruteForce(const std::vector<Shipment>& shipments, std::int32_t wait) : shipments_(shipments) {
        taken_.assign(shipments.size(), {});
        std::vector<double> left(shipments.size(), 0.0);
        for (std::size_t sale = 0; sale < shipments.size(); ++sale) {
            double held = 0;
            for (std::size_t in = 0; in < sale; ++in) held += usable(in, sale, wait) ? left[in] : 0;
            const double from_stock = std::min(held, shipments[sale].quantity);
            for (std::size_t in = 0; in < sale; ++in) {
                if (!usable(in, sale, wait) || held <= 0) continue;
                const double part = left[in] * from_stock / held;
                // Share of the arrival `in` that this sale took.
                taken_[sale][in] = part / shipments[in].quantity;
                left[in] -= part;
            }
            left[sale] = shipments[sale].quantity;
            beyond_.push_back(shipments[sale].quantity - from_stock);
        }
    }
    // Quantity of every way (shipments first to last).
    std::map<std::vector<std::uint32_t>, double> ways() const {
        std::map<std::vector<std::uint32_t>, double> found;
        const std::function<void(std::vector<std::uint32_t>&, double)> follow = [&](std::vector<std::uint32_t>& way, double quantity) {
            if (quantity <= 1e-9) return;
            found[way] += quantity;
            for (std::size_t next = way.back() + 1; next < shipments_.size(); ++next) {
                const auto share = taken_[next].find(way.back());
                if (share == taken_[next].end()) continue;
                way.push_back(static_cast<std::uint32_t>(next));
                follow(way, quantity * share->second);
                way.pop_back();
            }
        };
        for (std::uint32_t i = 0; i < shipments_.size(); ++i) {
            std::vector<std::uint32_t> way = {i};
            follow(way, beyond_[i]);
        }
        return found;
    }

private:
    [[nodiscard]] bool usable(std::size_t in, std::size_t sale, std::int32_t wait) const {
        return shipments_[in].buyer == shipments_[sale].seller && shipments_[in].day >= shipments_[sale].day - wait;
    }
    const std::vector<Shipment>& shipments_;
    std::vector<std::map<std::size_t, double>> taken_;
    std::vector<double> beyond_;
};

std::map<std::vector<std::uint32_t>, double> ways_of(const Trace& trace) {
    std::map<std::vector<std::uint32_t>, double> found;
    for (std::uint32_t i = 0; i < trace.parts.size(); ++i) {
        std::vector<std::uint32_t> way;
        for (std::uint32_t at = i; at != 0xFFFFFFFF; at = trace.parts[at].previous) way.insert(way.begin(), trace.parts[at].shipment);
        if (trace.parts[i].quantity > 1e-9) found[way] += trace.parts[i].quantity;
    }
    return found;
}

}  // namespace

TEST_CASE("the ledger finds the ways that a search over all ways finds") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const auto shipments = random_network(seed, 14, 5);
        TraceOptions options;
        options.maximal_wait_days = seed % 2 == 0 ? 40 : 100'000;
        options.most_parts = 1'000'000;
        const auto fast = ways_of(trace_shipments(shipments, 5, options));
        const auto slow = BruteForce(shipments, options.maximal_wait_days).ways();
        REQUIRE(fast.size() == slow.size());
        for (const auto& [way, quantity] : slow) {
            REQUIRE(fast.contains(way));
            CHECK(fast.at(way) == doctest::Approx(quantity).epsilon(1e-9));
        }
    }
}

TEST_CASE("quantities are conserved, also when small ways are put together") {
    for (const std::size_t most : {2UL, 4UL, 32UL}) {
        const auto shipments = random_network(77 + most, 600, 12);
        TraceOptions options;
        options.most_parts = most;
        const Trace trace = trace_shipments(shipments, 12, options);
        std::vector<double> given(trace.parts.size(), 0.0);
        for (std::size_t i = 0; i < shipments.size(); ++i) {
            double sum = 0;
            CHECK(trace.parts_of(i).size() <= most);
            for (const WayPart& part : trace.parts_of(i)) {
                sum += part.quantity;
                CHECK(part.quantity > 0);
                if (part.previous == 0xFFFFFFFF) continue;
                given[part.previous] += part.quantity;
                const WayPart& before = trace.parts[part.previous];
                CHECK(shipments[before.shipment].buyer == shipments[i].seller);
                CHECK(shipments[before.shipment].day <= shipments[i].day);
                CHECK(shipments[before.shipment].day >= shipments[i].day - options.maximal_wait_days);
            }
            CHECK(sum == doctest::Approx(shipments[i].quantity).epsilon(1e-9));
        }
        for (std::size_t p = 0; p < trace.parts.size(); ++p) CHECK(given[p] <= trace.parts[p].quantity * (1 + 1e-9));
    }
}

TEST_CASE("supply beyond the stock is told apart from a first sale") {
    const std::vector<Shipment> shipments = {{0, 1, 1, 10}, {1, 2, 5, 4}, {1, 2, 6, 9}};
    const Trace trace = trace_shipments(shipments, 3, {});
    CHECK(trace.parts_of(0)[0].start == WayStart::first_seller);
    CHECK(trace.parts_of(1)[0].start == WayStart::none);
    REQUIRE(trace.parts_of(2).size() == 2);
    CHECK(trace.parts_of(2)[0].quantity == doctest::Approx(6));
    CHECK(trace.parts_of(2)[1].start == WayStart::untraced);
    CHECK(trace.parts_of(2)[1].quantity == doctest::Approx(3));
}

}  // namespace wb
