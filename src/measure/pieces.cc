#include "measure/pieces.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace wb {

namespace {

constexpr std::size_t kNearest = 9;
// Pieces of one model weigh and cost the same, so a few rows of it tell, at any distance.
constexpr std::size_t kFewestOfModel = 3;
constexpr double kAnyDistance = 20;
// Of one brand and class, a row twice as far from its nearest is unlike any: it is not made larger than that. Of .01, .7, 1.5 and 5 this
// misses the sum of known rows left out in turn least, in development worlds 41 to 80 (by 2.4 % a world; without it by 8 %).
constexpr double kFarthest = 0.7;
constexpr std::size_t kMostKnown = 2000;  // of a group, evenly by size: what bounds the search
// Rows that are more likely something else teach no pieces.
constexpr double kLeastProbability = 0.5;

// Groups of peers from fine to coarse. Within a model or a brand's class a piece costs and weighs about the same, so pieces grow with value
// and mass; in coarser groups a larger row is more often one of dearer pieces.
struct PeerGroup {
    std::string name;
    double farthest = 0;  // logarithm of the largest factor by which pieces are scaled to a row's size
    std::size_t fewest = kNearest;
};

// The class of a row that stands under no code of the goods is that of other rows with its text: it says nothing.
bool class_is_borrowed(const ScopeGood& good) { return good.evidence.starts_with("hidden"); }

std::vector<PeerGroup> peer_groups(const ScopeGood& good) {
    std::vector<PeerGroup> groups;
    if (!good.model.empty()) groups.push_back({"model " + good.model, kAnyDistance, kFewestOfModel});
    if (!good.brand.empty()) groups.push_back({"brand " + good.brand + " " + good.goods_class, kFarthest});
    for (std::string name = class_is_borrowed(good) ? "" : good.goods_class; !name.empty();) {
        groups.push_back({"class " + name});
        const auto dot = name.rfind('.');
        name.resize(dot == std::string::npos ? 0 : dot);
    }
    groups.emplace_back();
    return groups;
}

}  // namespace

std::int64_t micro_pieces(double pieces) { return std::llround(pieces * static_cast<double>(Measure::kOne)); }

bool units_of(const FrameRow& row, BoundedEntry& bounded) {
    const ScopeGood& good = *row.good;
    if (!good.units) return false;
    bounded.entry = {row.cell, Worlds::kNoRow, false, micro_pieces(*good.units)};
    bounded.low = micro_pieces(std::min(good.units_low.value_or(*good.units), *good.units));
    bounded.high = micro_pieces(std::max(good.units_high.value_or(*good.units), *good.units));
    return true;
}

PiecesDonors::PiecesDonors(const Frame& frame) {
    for (const auto& row : frame.rows()) {
        BoundedEntry bounded;
        if (row.place != Place::inside || row.good->probability < kLeastProbability) continue;
        if (!units_of(row, bounded) || bounded.entry.amount <= 0) continue;
        for (const auto& group : peer_groups(*row.good)) known_[group.name].push_back({size_of(row), bounded.entry.amount});
    }
    for (auto& [name, rows] : known_) thin(rows);
}

std::vector<std::int64_t> PiecesDonors::of(const FrameRow& row) const {
    const Size own = size_of(row);
    std::vector<std::pair<double, std::int64_t>> near;
    for (const auto& group : peer_groups(*row.good)) {
        const auto found = known_.find(group.name);
        if (found == known_.end() || (found->second.size() < group.fewest && !group.name.empty())) continue;
        for (const auto& each : found->second) {
            const double scale = std::exp(std::clamp(own.ratio_to(each.size), -group.farthest, group.farthest));
            const auto pieces = std::llround(static_cast<double>(each.pieces) * scale);
            near.emplace_back(own.distance_to(each.size), std::max<std::int64_t>(Measure::kOne, pieces));
        }
        break;
    }
    std::sort(near.begin(), near.end());
    if (near.size() > kNearest) near.resize(kNearest);
    std::vector<std::int64_t> pieces;
    for (const auto& [distance, amount] : near) pieces.push_back(amount);
    std::sort(pieces.begin(), pieces.end());
    return pieces;
}

double PiecesDonors::Size::distance_to(const Size& other) const {
    const double by_value = has_value && other.has_value ? value - other.value : 0;
    const double by_mass = has_mass && other.has_mass ? mass - other.mass : 0;
    return by_value * by_value + by_mass * by_mass;
}

double PiecesDonors::Size::ratio_to(const Size& other) const {
    const bool values = has_value && other.has_value;
    const bool masses = has_mass && other.has_mass;
    const double sum = (values ? value - other.value : 0) + (masses ? mass - other.mass : 0);
    return values && masses ? sum / 2 : sum;
}

PiecesDonors::Size PiecesDonors::size_of(const FrameRow& row) {
    Size size;
    size.has_value = row.has_value && row.cents > 0;
    if (size.has_value) size.value = std::log(static_cast<double>(row.cents));
    size.has_mass = row.good->net_mass_kg && row.good->net_mass_kg->units > 0;
    if (size.has_mass) size.mass = std::log(row.good->net_mass_kg->to_double());
    return size;
}

void PiecesDonors::thin(std::vector<Known>& rows) {
    std::sort(rows.begin(), rows.end(), [](const Known& a, const Known& b) {
        return std::tie(a.size.value, a.size.mass, a.pieces) < std::tie(b.size.value, b.size.mass, b.pieces);
    });
    if (rows.size() <= kMostKnown) return;
    std::vector<Known> kept;
    for (std::size_t k = 0; k < kMostKnown; ++k) kept.push_back(rows[(2 * k + 1) * rows.size() / (2 * kMostKnown)]);
    rows = std::move(kept);
}

}  // namespace wb
