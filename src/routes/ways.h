// What is known of every way of a trace: its beginning, the companies it passed, whether one of them is in a third country.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "routes/ledger.h"
#include "routes/shipments.h"

namespace wb {

// Companies in order, as a number: equal for equal sequences.
using Sequence = std::uint32_t;

struct WayFacts {
    WayStart start = WayStart::none;
    Sequence companies = 0;
    std::int32_t first_day = 0;
    bool third = false;  // a company that sold the goods on the way is in a third country
    bool known = true;   // the countries of all companies that sold them are known
};

// One forward pass over the parts: each continues an earlier one. Cost and memory: parts.
class Ways {
public:
    Ways(const ShipmentGroup& group, const Trace& trace, const std::function<bool(Country)>& is_third);
    [[nodiscard]] const WayFacts& facts(std::uint32_t part) const { return facts_[part]; }
    [[nodiscard]] std::size_t sequences() const { return nodes_.size(); }
    // First seller to last buyer.
    [[nodiscard]] std::vector<std::uint32_t> companies(Sequence sequence) const;
    [[nodiscard]] bool repeats_company(Sequence sequence) const { return nodes_[sequence].repeats; }

private:
    struct Node {
        std::uint32_t parent, company;
        bool repeats;
    };
    Sequence extend(std::uint32_t parent, std::uint32_t company);
    std::vector<WayFacts> facts_;
    std::vector<Node> nodes_;
    std::unordered_map<std::uint64_t, Sequence> numbers_;
};

}  // namespace wb
