// What the figures of a world truly are.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "simulate/deals.h"

namespace wb {

// A good that truly is in the figure's scope, and what its counted row says of it.
struct CountedGood {
    const SimLeg* leg = nullptr;
    const SimGood* good = nullptr;
    std::string brand, brand_family;
    std::string seller_family;  // family of the seller's owner's brand, or ""
    std::int64_t cents = 0;
    bool vague = false, states_brand = false;
    std::string hs;
};

// Figures by their ids, for the period and question of the case. Sums are of declared values as the counted rows have them.
class TruthSums {
public:
    TruthSums(const World& world) : world_(world) {}
    // Sold from the sellers' countries within the period.
    void add_direct(const CountedGood& counted);
    // Made in the sellers' countries, sold from a third country within the period.
    void add_third(const CountedGood& counted);
    // Controlled goods: a deal that the control cut, by the day on which it would have been; what arrived through third countries instead.
    void add_cut(Day day, double value);
    void add_back(Day day, double value);
    [[nodiscard]] std::string json() const;

private:
    [[nodiscard]] bool after_control(Day day) const;
    const World& world_;
    std::int64_t total_ = 0, direct_ = 0, third_ = 0, vague_ = 0, undervalued_ = 0, cut_ = 0, back_ = 0;
    double units_ = 0;
    std::map<std::string, std::int64_t> brands_, brands_stated_, months_, countries_, exporters_, consignees_, codes_;
    std::map<std::string, Day> last_days_;
    std::map<bool, std::int64_t> sides_;  // before the control, from it on
};

}  // namespace wb
