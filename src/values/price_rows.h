// Prices side by side: what the price model reads, and what it says of each.
//
// Columns, not rows: ten million prices with eight levels take about 100 bytes a price. Groups are hashes of their names, so nothing
// depends on the order in which rows or groups come.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace wb {

// One way of putting like prices together: the same code, the same model, the same model from the same supplier …
struct PriceLevel {
    std::string_view name;
    std::vector<std::uint64_t> group;  // of each row; 0: the row has none at this level
};

// Levels go from coarse to fine. A group of a finer level need not lie within one of a coarser.
struct PriceRows {
    std::vector<std::uint64_t> row_key;  // distinct, stable: breaks ties and seeds draws
    std::vector<double> log_price;       // natural logarithm of dollars per unit
    std::vector<double> weight;          // as a peer of others, 0 to 1; 0: judged, but nobody's peer (a double)
    std::vector<PriceLevel> levels;
    [[nodiscard]] std::size_t size() const { return row_key.size(); }
};

inline constexpr std::size_t kNoLevel = static_cast<std::size_t>(-1);

// What the peers of a price say. Nothing but `level` holds when there are too few of them.
struct PriceView {
    std::size_t level = kNoLevel;  // finest with enough peers
    std::int64_t peers = 0;        // of that level, the row itself left out
    double centre = 0;             // log of the fair price: medians of all levels, shrunk towards the coarser
    double scale = 0;              // spread of honest log prices around it
    double error = 0;              // scale with the standard error of the median
    double low_probability = 0;    // declared below .7 of the fair price, by declaration and not by chance
    double high_probability = 0;   // declared above 1 / .7 of it
};

}  // namespace wb
