// Where the goods of each shipment came from: one pass over shipments in time order, every company's stock drawn down in proportion.
//
// Each company keeps, per goods group, lots: what arrived by which way and is left. A sale takes from all lots that have not waited too
// long in proportion to what is left of them (haircut: between the least and the most that the rows allow). A sale beyond
// the stock is supply that no row explains and starts a way of its own, marked so. Quantities are conserved: the parts of a shipment add
// up to it, and no lot gives more than it received. Method and limits: docs/method/routes.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wb {

struct Shipment {
    std::uint32_t seller = 0, buyer = 0;  // dense company numbers
    std::int32_t day = 0;
    double quantity = 0;  // expected pieces, ≥ 0
};

struct TraceOptions {
    // Longest time that goods wait at a company and still count as what it sells: the longest of the three waits tried on the planted
    // ledger (30, 90, 180 days); a longer one adds ways, a shorter one adds untraced supply.
    std::int32_t maximal_wait_days = 180;
    // Ways kept per shipment, largest first; the rest becomes one part `minor`, so that memory is bounded by shipments.
    std::size_t most_parts = 32;
};

// How a way begins.
enum class WayStart : std::uint8_t {
    none,          // it does not: the part continues an earlier shipment
    first_seller,  // the seller had bought nothing before: the records begin here
    untraced,      // sold beyond what the seller is known to have
    minor,         // ways too small to keep apart, together
};

// A part of a shipment that came one way: it continues `previous` (a part of the shipment before), or begins here.
struct WayPart {
    std::uint32_t shipment = 0;
    std::uint32_t previous = 0xFFFFFFFF;
    WayStart start = WayStart::none;
    double quantity = 0;
};

struct Trace {
    std::vector<WayPart> parts;             // those of one shipment are neighbours
    std::vector<std::uint32_t> first_part;  // per shipment, its first part; one more entry at the end
    [[nodiscard]] std::span<const WayPart> parts_of(std::size_t shipment) const {
        return {parts.data() + first_part[shipment], first_part[shipment + 1] - first_part[shipment]};
    }
};

// Shipments of one goods group in the order in which they are taken to have happened. Cost: shipments × lots of the seller.
Trace trace_shipments(std::span<const Shipment> in_time_order, std::uint32_t companies, const TraceOptions& options);

}  // namespace wb
