// What a case asks, and how its intervals are to be made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "tables/column.h"

namespace wb {

// An empty list asks for all. `period` is half open; records later than `known_on` are not used.
struct Question {
    std::vector<Country> sellers;
    std::vector<Country> destinations;
    std::vector<std::string> goods;
    Period period;
    std::optional<Day> known_on;
};

// A control as measuring needs it: from which day, on which goods. Both lists empty: on all goods.
struct DatedControl {
    std::string id, title;
    Day day;
    std::vector<std::string> hs;     // codes or their beginnings, digits only
    std::vector<std::string> goods;  // classes of the catalogue
};

struct IntervalOptions {
    double level = 0.90;
    std::int64_t draws = 400;
    std::uint64_t seed = 1;
};

// True when `goods_class` is `asked` or below it: uav_part.battery is below uav_part, and uav_part is not below uav.
constexpr bool class_within(std::string_view goods_class, std::string_view asked) {
    if (goods_class.substr(0, asked.size()) != asked) return false;
    return goods_class.size() == asked.size() || goods_class[asked.size()] == '.';
}

}  // namespace wb
