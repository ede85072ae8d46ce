#include "combine/item_parts.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kRestSeed = 0x72657374;
constexpr double kLargestShift = 60;  // of t · s²: e^60 is beyond any price
constexpr int kBisections = 80;

void set_pieces(Good& good, double low, double pieces, double high) {
    good.units_low = low;
    good.units = pieces;
    good.units_high = high;
}

// Goods that only have the item's number, which is that of all of them.
bool give_back_pieces(const ItemFacts& item, std::vector<Good>& goods) {
    if (!item.pieces || goods.size() < 2) return false;
    double stated = 0;
    std::vector<Good*> borrowed;
    for (auto& good : goods) {
        if (good.units && *good.units == *item.pieces && good.units_low && *good.units_low == *good.units) {
            borrowed.push_back(&good);
        } else if (good.units) {
            stated += *good.units;
        }
    }
    const double left = *item.pieces - stated;
    if (borrowed.empty() || left < static_cast<double>(borrowed.size())) return false;
    const double each = left / static_cast<double>(borrowed.size());
    const bool alone = borrowed.size() == 1;
    for (Good* good : borrowed) set_pieces(*good, alone ? each : 1, each, alone ? each : left);
    return true;
}

// Pieces of the item that no good has; 0 when the text cannot have lost any.
double missing_pieces(const ItemFacts& item, const std::vector<Good>& goods) {
    if (!item.pieces || (goods.size() < 2 && !item.cut)) return 0;
    double stated = 0;
    for (const auto& good : goods) {
        if (!good.units) return 0;
        stated += *good.units;
    }
    return std::max(0.0, std::floor(*item.pieces - stated + 0.5));
}

Good rest_of(const ItemFacts& item, const std::vector<Good>& goods, double pieces) {
    Good rest;
    rest.item_id = goods.front().item_id;
    rest.position = goods.back().position + 1;
    rest.goods_class = item.drones ? "uav" : goods.back().goods_class;
    rest.evidence = kRestEvidence;
    rest.block = static_cast<std::int64_t>(combine64(kRestSeed, static_cast<std::uint64_t>(goods.front().block)) >> 1);
    rest.reasons = R"({"pattern":"rest","words":[],"against":[],"innocent":"the quantity may count something else than the goods named"})";
    set_pieces(rest, pieces, pieces, pieces);
    return rest;
}

bool share_value(const ItemFacts& item, const PriceSource& source, std::vector<Good>& goods) {
    if (!item.value_usd || item.value_usd->units <= 0 || goods.size() < 2) return false;
    std::vector<PriceEstimate> estimates;
    for (const auto& good : goods) {
        if (!good.units || *good.units <= 0) return false;
        auto estimate = source.of(good);
        estimate.log_price += std::log(*good.units);
        estimates.push_back(estimate);
    }
    const auto values = shared_values(estimates, item.value_usd->to_double());
    std::int64_t left = item.value_usd->units;
    bool changed = false;
    for (std::size_t i = goods.size(); i-- > 0;) {
        const auto part = i == 0 ? left : std::min(left, static_cast<std::int64_t>(std::floor(values[i] * 100)));
        changed = changed || !goods[i].value_usd || goods[i].value_usd->units != part;
        goods[i].value_usd = Usd::from_units(part);
        left -= part;
    }
    return changed;
}

}  // namespace

PriceEstimate PriceSource::of(const Good& good) const {
    const double known = usual == nullptr || good.model.empty() ? 0 : usual(catalogue, good.model);
    return prices->estimate(good.goods_class, good.brand, good.model, known);
}

std::vector<double> shared_values(const std::vector<PriceEstimate>& estimates, double total) {
    double widest = 0;
    for (const auto& each : estimates) widest = std::max(widest, each.spread * each.spread);
    const auto values_at = [&](double shift) {
        std::vector<double> values;
        for (const auto& each : estimates) values.push_back(std::exp(each.log_price + each.spread * each.spread * shift));
        return values;
    };
    const auto sum_at = [&](double shift) {
        double sum = 0;
        for (const double value : values_at(shift)) sum += value;
        return sum;
    };
    double low = -kLargestShift / std::max(widest, 1e-6);
    double high = -low;
    for (int step = 0; step < kBisections; ++step) {
        const double middle = (low + high) / 2;
        (sum_at(middle) < total ? low : high) = middle;
    }
    auto values = values_at(high);
    double sum = 0;
    for (const double value : values) sum += value;
    for (double& value : values) value *= total / sum;
    return values;
}

bool share_item(const ItemFacts& item, const PriceSource& source, std::vector<Good>& goods) {
    if (goods.empty()) return false;
    bool changed = give_back_pieces(item, goods);
    if (const double pieces = missing_pieces(item, goods); pieces > 0) {
        goods.push_back(rest_of(item, goods, pieces));
        changed = true;
    }
    return share_value(item, source, goods) || changed;
}

}  // namespace wb
