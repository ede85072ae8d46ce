#include "routes/ways.h"

#include <algorithm>

namespace wb {

namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

}  // namespace

Ways::Ways(const ShipmentGroup& group, const Trace& trace, const std::function<bool(Country)>& is_third) {
    facts_.reserve(trace.parts.size());
    for (const WayPart& part : trace.parts) {
        const Shipment& shipment = group.shipments[part.shipment];
        const Country seller = group.countries[shipment.seller];
        WayFacts facts;
        if (part.start == WayStart::none) {
            facts = facts_[part.previous];
        } else {
            facts.start = part.start;
            facts.first_day = shipment.day;
            facts.companies = extend(kNone, shipment.seller);
        }
        facts.third = facts.third || is_third(seller);
        facts.known = facts.known && seller.present();
        facts.companies = extend(facts.companies, shipment.buyer);
        facts_.push_back(facts);
    }
}

Sequence Ways::extend(std::uint32_t parent, std::uint32_t company) {
    const std::uint64_t key = (static_cast<std::uint64_t>(parent) << 32) | company;
    const auto [at, fresh] = numbers_.try_emplace(key, static_cast<Sequence>(nodes_.size()));
    if (fresh) {
        bool repeats = parent != kNone && nodes_[parent].repeats;
        for (std::uint32_t node = parent; node != kNone && !repeats; node = nodes_[node].parent) repeats = nodes_[node].company == company;
        nodes_.push_back({parent, company, repeats});
    }
    return at->second;
}

std::vector<std::uint32_t> Ways::companies(Sequence sequence) const {
    std::vector<std::uint32_t> companies;
    for (std::uint32_t node = sequence; node != kNone; node = nodes_[node].parent) companies.push_back(nodes_[node].company);
    std::reverse(companies.begin(), companies.end());
    return companies;
}

}  // namespace wb
