#include "simulate/truth_sums.h"

#include <cmath>

#include "base/fixed.h"
#include "base/json.h"

namespace wb {

namespace {

std::int64_t cents_of(double dollars) { return std::llround(dollars * 100); }

}  // namespace

void TruthSums::add_direct(const CountedGood& counted) {
    const auto cents = counted.cents;
    const auto& leg = *counted.leg;
    total_ += cents;
    units_ += counted.good->units;
    brands_[counted.brand] += cents;
    if (counted.states_brand) {
        brands_stated_[counted.brand] += cents;
        auto& last = last_days_[counted.brand];
        last = std::max(last, leg.day);
    }
    months_[month_text(leg.day)] += cents;
    countries_[std::string(leg.seller->country.text())] += cents;
    exporters_[leg.seller->id] += cents;
    consignees_[leg.buyer->id] += cents;
    codes_[counted.hs.substr(0, 6)] += cents;
    sides_[leg.day >= world_.shape.control_day] += cents;
    if (!counted.seller_family.empty() && counted.seller_family == counted.brand_family) direct_ += cents;
    if (counted.vague) vague_ += cents;
    if (counted.good->undervalued) undervalued_ += cents_of(counted.good->true_value - counted.good->declared_value);
}

void TruthSums::add_third(const CountedGood& counted) { third_ += counted.cents; }

bool TruthSums::after_control(Day day) const {
    // Whole months from the control on, a year at most: those that the measure compares.
    constexpr int kMonths = 12;
    const int month = month_number(day);
    const int first = month_number(world_.shape.control_day);
    return month >= first && month < std::min(first + kMonths, month_number(world_.shape.until));
}

void TruthSums::add_cut(Day day, double value) {
    if (after_control(day)) cut_ += cents_of(value);
}

void TruthSums::add_back(Day day, double value) {
    if (after_control(day)) back_ += cents_of(value);
}

std::string TruthSums::json() const {
    JsonWriter json;
    const auto dollars = [&](const std::string& id, std::int64_t cents) { json.key(id).decimal(fixed_text(cents, 2)); };
    const auto each = [&](const std::map<std::string, std::int64_t>& sums, const std::string& prefix) {
        for (const auto& [key, cents] : sums) {
            if (cents != 0) dollars(prefix + key + ".value", cents);
        }
    };
    const auto share = [](std::int64_t part, std::int64_t all) {
        return static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(all, 1));
    };
    json.object();
    dollars("value.total", total_);
    json.key("units.total").number(units_);
    dollars("undervalued.value", undervalued_);
    json.key("exporters.count").number(static_cast<std::int64_t>(exporters_.size()));
    json.key("brands.count").number(static_cast<std::int64_t>(brands_stated_.size()));
    for (const auto& [brand, cents] : brands_) json.key("brand." + brand + ".share").number(share(cents, total_));
    each(brands_stated_, "brand.");
    for (const auto& [brand, day] : last_days_) json.key("brand." + brand + ".last_day").number(static_cast<std::int64_t>(day.number));
    each(months_, "month.");
    each(countries_, "country.");
    each(codes_, "hs.");
    each(exporters_, "exporter.@");
    each(consignees_, "consignee.@");
    const auto day = to_string(world_.shape.control_day);
    for (const auto& [after, cents] : sides_) dollars((after ? "after." : "before.") + day + ".value", cents);
    json.key("direct.share").number(share(direct_, total_));
    json.key("third_country.share").number(share(third_, total_ + third_));
    json.key("vague.share").number(share(vague_, total_));
    dollars("control.planted.cut", cut_);
    dollars("control.planted.back", back_);
    json.key("control.planted.leakage").number(share(back_, cut_));
    return json.end().take();
}

}  // namespace wb
