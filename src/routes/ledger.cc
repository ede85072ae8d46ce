#include "routes/ledger.h"

#include <algorithm>

#include "base/check.h"

namespace wb {

namespace {

// Pieces below this are rounding, not goods.
constexpr double kNothing = 1e-9;

struct Lot {
    std::uint32_t part;
    std::int32_t day;
    double left;
};

struct Stock {
    std::vector<Lot> lots;  // in order of day
    bool has_bought = false;
};

// Lots that waited too long are forgotten: what is sold later is not taken from them.
void expire(Stock& stock, std::int32_t oldest) {
    const auto fresh = std::find_if(stock.lots.begin(), stock.lots.end(), [&](const Lot& lot) { return lot.day >= oldest; });
    stock.lots.erase(stock.lots.begin(), fresh);
}

double available(const Stock& stock) {
    double sum = 0;
    for (const Lot& lot : stock.lots) sum += lot.left;
    return sum;
}

// Takes `quantity` in proportion from all lots; appends the parts of the shipment.
void take(Stock& stock, std::uint32_t shipment, double quantity, double held, std::vector<WayPart>& taken) {
    const double ratio = quantity / held;
    for (Lot& lot : stock.lots) {
        const double part = lot.left * ratio;
        lot.left -= part;
        if (part > 0) taken.push_back({shipment, lot.part, WayStart::none, part});
    }
    std::erase_if(stock.lots, [](const Lot& lot) { return lot.left <= kNothing; });
}

// Keeps the largest parts, in a fixed order, and sums up the rest.
void keep_largest(std::vector<WayPart>& taken, std::size_t most) {
    if (taken.size() <= most) return;
    std::sort(taken.begin(), taken.end(), [](const WayPart& a, const WayPart& b) {
        return a.quantity != b.quantity ? a.quantity > b.quantity : a.previous < b.previous;
    });
    WayPart minor{taken.front().shipment, 0xFFFFFFFF, WayStart::minor, 0};
    for (std::size_t i = most - 1; i < taken.size(); ++i) minor.quantity += taken[i].quantity;
    taken.resize(most - 1);
    taken.push_back(minor);
}

}  // namespace

Trace trace_shipments(std::span<const Shipment> in_time_order, std::uint32_t companies, const TraceOptions& options) {
    WB_CHECK(options.most_parts >= 2, "room for a way and the rest");
    Trace trace;
    std::vector<Stock> stocks(companies);
    std::vector<WayPart> taken;
    for (std::size_t i = 0; i < in_time_order.size(); ++i) {
        const Shipment& shipment = in_time_order[i];
        WB_CHECK(i == 0 || in_time_order[i - 1].day <= shipment.day, "shipments in time order");
        const auto number = static_cast<std::uint32_t>(i);
        Stock& stock = stocks[shipment.seller];
        expire(stock, shipment.day - options.maximal_wait_days);
        taken.clear();
        const double held = available(stock);
        const double from_stock = std::min(held, shipment.quantity);
        if (from_stock > kNothing) take(stock, number, from_stock, held, taken);
        const double beyond = shipment.quantity - std::max(from_stock, 0.0);
        if (beyond > kNothing) {
            taken.push_back({number, 0xFFFFFFFF, stock.has_bought ? WayStart::untraced : WayStart::first_seller, beyond});
        }
        keep_largest(taken, options.most_parts);
        trace.first_part.push_back(static_cast<std::uint32_t>(trace.parts.size()));
        Stock& bought = stocks[shipment.buyer];
        bought.has_bought = true;
        for (const WayPart& part : taken) {
            bought.lots.push_back({static_cast<std::uint32_t>(trace.parts.size()), shipment.day, part.quantity});
            trace.parts.push_back(part);
        }
    }
    trace.first_part.push_back(static_cast<std::uint32_t>(trace.parts.size()));
    return trace;
}

}  // namespace wb
