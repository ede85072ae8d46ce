// Groups of like goods and the spread of their log prices.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tables/scope.h"

namespace wb {

enum class PriceBasis : unsigned char { none, piece, kg };

// A price as compared: United States dollars per piece where pieces are known, else per kilogram.
struct UnitPrice {
    PriceBasis basis = PriceBasis::none;
    double dollars = 0;
    double amount = 0;         // pieces or kilograms
    std::string_view missing;  // "value", "quantity and mass" when there is none
};
UnitPrice unit_price(const ScopeGood& good);

// Peers of one good at the level used. `scale` is that of the normal distribution of log prices around `centre` (robust, floored);
// `error` adds the centre's own standard error.
struct PeerView {
    std::string_view level;  // model, brand, hs_origin, hs; empty when there are too few peers at any level
    std::string group;
    std::int64_t peers = 0;
    double centre = 0, scale = 0, error = 0;
};

class Peers {
public:
    // Cost: O(n log n); memory one double per good and level.
    Peers(const std::vector<const ScopeGood*>& goods, std::int64_t fewest);
    // The good itself is left out of its peers.
    [[nodiscard]] PeerView view(const ScopeGood& good, const UnitPrice& price) const;

private:
    struct Group {
        std::vector<double> logs;  // ascending
        double deviation = 0;      // median absolute deviation, all members
    };
    std::map<std::string, Group> groups_;
    std::int64_t fewest_;
};

}  // namespace wb
