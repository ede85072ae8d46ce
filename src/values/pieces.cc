#include "values/pieces.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>

#include "base/distribution.h"

namespace wb {

namespace {

constexpr double kDeviationToScale = 1.4826;  // median absolute deviation to standard deviation of a normal
constexpr double kMedianError = 1.2533;       // standard error of a median, in spreads times √n
// Masses of one model differ by package and accessories, values by contract: no spread is taken to be smaller (a factor of 1.05).
constexpr double kLeastSpread = 0.05;
constexpr double kMoreLikelyThanNot = 0.5;

// Logarithms of what one piece weighs and is worth.
struct Piece {
    Maybe<double> mass, value;
};

Maybe<double> log_of(double amount) {
    if (!(amount > 0)) return Missing::not_stated;
    return std::log(amount);
}

Piece whole(const ScopeGood& good) {
    return {log_of(good.net_mass_kg ? good.net_mass_kg->to_double() : 0), log_of(good.value_usd ? good.value_usd->to_double() : 0)};
}

bool states_pieces(const ScopeGood& good) { return good.units && *good.units > 0; }

std::array<std::string, 3> kinds_of(const ScopeGood& good) {
    std::array<std::string, 3> kinds;
    if (good.probability < kMoreLikelyThanNot || good.goods_class.empty()) return kinds;
    kinds[2] = good.goods_class;
    if (good.brand.empty() || good.brand_probability < kMoreLikelyThanNot) return kinds;
    kinds[1] = good.brand + " " + good.goods_class;
    if (!good.model.empty() && good.model_probability >= kMoreLikelyThanNot) kinds[0] = good.brand + " " + good.model + " " + good.goods_class;
    return kinds;
}

struct Usual {
    double middle = 0, spread = 0;
    std::size_t seen = 0;
    [[nodiscard]] bool known() const { return seen >= kFewestOfKind; }
    // Of a new member: its own spread and the error of the middle.
    [[nodiscard]] double variance() const { return spread * spread * (1 + kMedianError * kMedianError / static_cast<double>(seen)); }
};

Usual usual_of(std::vector<double> values) {
    if (values.empty()) return {};
    const double middle = quantile(values, 0.5);
    const std::size_t seen = values.size();
    for (double& value : values) value = std::fabs(value - middle);
    return {middle, std::max(kLeastSpread, kDeviationToScale * quantile(std::move(values), 0.5)), seen};
}

struct Kind {
    std::vector<Piece> pieces;  // of those known
    Usual mass, value;
    double misses = 0;  // spread of the joint reckoning over those that state mass and value

    void learn() {
        std::vector<double> masses;
        std::vector<double> values;
        for (const auto& piece : pieces) {
            if (piece.mass) masses.push_back(*piece.mass);
            if (piece.value) values.push_back(*piece.value);
        }
        mass = usual_of(std::move(masses));
        value = usual_of(std::move(values));
        std::vector<double> away;
        for (const auto& piece : pieces) {
            if (piece.mass && piece.value && both()) away.push_back(std::fabs(joint(*piece.mass - mass.middle, *piece.value - value.middle)));
        }
        const bool enough = away.size() >= kFewestOfKind;
        misses = std::max(kLeastSpread, enough ? kDeviationToScale * quantile(std::move(away), 0.5) : std::min(mass.spread, value.spread));
    }
    [[nodiscard]] bool both() const { return mass.known() && value.known(); }
    [[nodiscard]] double joint(double by_mass, double by_value) const {
        const double trust = value.variance() / (mass.variance() + value.variance());
        return trust * by_mass + (1 - trust) * by_value;
    }
};

EstimatedPieces answer(double middle, double low, double high, std::string_view basis) {
    EstimatedPieces pieces;
    pieces.pieces = std::max(1.0, std::round(std::exp(middle)));
    pieces.low = std::max(1.0, std::floor(std::exp(low)));
    pieces.high = std::max(*pieces.pieces, std::ceil(std::exp(high)));
    pieces.low = std::min(*pieces.low, *pieces.pieces);
    pieces.basis = basis;
    return pieces;
}

std::optional<EstimatedPieces> reckon(const Kind& kind, const Piece& all, double z) {
    const bool mass = all.mass && kind.mass.known();
    const bool value = all.value && kind.value.known();
    if (!mass && !value) return std::nullopt;
    const double by_mass = mass ? *all.mass - kind.mass.middle : 0;
    const double by_value = value ? *all.value - kind.value.middle : 0;
    if (!mass || !value) {
        const Usual& usual = mass ? kind.mass : kind.value;
        const double middle = mass ? by_mass : by_value;
        const double width = z * std::sqrt(usual.variance());
        return answer(middle, middle - width, middle + width, mass ? "mass" : "value");
    }
    const double middle = kind.joint(by_mass, by_value);
    const auto fewer = static_cast<double>(std::min(kind.mass.seen, kind.value.seen));
    const double width = z * kind.misses * std::sqrt(1 + kMedianError * kMedianError / fewer);
    const double apart = std::fabs(by_mass - by_value);
    // They contradict one another when they are further apart than chance: then neither is trusted alone.
    const bool contradict = apart > z * std::sqrt(kind.mass.variance() + kind.value.variance());
    const double low = contradict ? std::min(by_mass, by_value) : middle;
    const double high = contradict ? std::max(by_mass, by_value) : middle;
    return answer(middle, low - width, high + width, "mass and value");
}

}  // namespace

std::vector<EstimatedPieces> estimate_pieces(const std::vector<const ScopeGood*>& goods, double level) {
    std::map<std::string, Kind> kinds;
    for (const ScopeGood* good : goods) {
        if (!states_pieces(*good) || is_double(*good)) continue;
        Piece piece = whole(*good);
        const double pieces = std::log(*good->units);
        if (piece.mass) piece.mass = *piece.mass - pieces;
        if (piece.value) piece.value = *piece.value - pieces;
        for (const auto& kind : kinds_of(*good)) {
            if (!kind.empty()) kinds[kind].pieces.push_back(piece);
        }
    }
    for (auto& [name, kind] : kinds) kind.learn();
    const double z = normal_quantile(0.5 + level / 2);
    std::vector<EstimatedPieces> estimates(goods.size());
    for (std::size_t i = 0; i < goods.size(); ++i) {
        if (goods[i]->units) continue;
        for (const auto& name : kinds_of(*goods[i])) {
            const auto kind = kinds.find(name);
            if (name.empty() || kind == kinds.end()) continue;
            if (const auto found = reckon(kind->second, whole(*goods[i]), z)) {
                estimates[i] = *found;
                break;
            }
        }
    }
    return estimates;
}

}  // namespace wb
