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
// Spread of the logarithm of what a piece of one model weighs (packages, accessories) and is declared at (contracts); squared.
constexpr double kMassVariance = 0.1 * 0.1;
constexpr double kValueVariance = 0.25 * 0.25;
constexpr double kMassTrust = kValueVariance / (kMassVariance + kValueVariance);
// Of the usual number of pieces in a class: lots vary by more than what is seen in a few.
constexpr double kLeastLotSpread = 0.8;
// Value per kilogram this many spreads from every template's: mass and value contradict one another.
constexpr double kFarthest = 3;
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

bool states_pieces(const ScopeGood& good) { return good.units && *good.units > 0 && !good.counted_in_sets; }

// A set is one piece or more: the estimate counts, in whole pieces a set, where the model is known and even its lower end is above one a
// set. Without a model a piece weighs and costs anything, and only the upper end follows.
EstimatedPieces at_least_sets(EstimatedPieces pieces, double sets, bool of_model) {
    if (!pieces.pieces) return pieces;
    const double each = of_model && *pieces.low > sets ? std::max(1.0, std::round(*pieces.pieces / sets)) : 1;
    pieces.pieces = sets * each;
    pieces.high = std::max(*pieces.pieces, *pieces.high);
    pieces.low = sets;
    pieces.basis = pieces.basis == "mass" ? "sets, mass" : pieces.basis == "value" ? "sets, value" : "sets, mass and value";
    return pieces;
}

std::array<std::string, 3> kinds_of(const ScopeGood& good) {
    std::array<std::string, 3> kinds;
    if (good.probability < kMoreLikelyThanNot || good.goods_class.empty()) return kinds;
    kinds[2] = good.goods_class;
    if (good.brand.empty() || good.brand_probability < kMoreLikelyThanNot) return kinds;
    kinds[1] = good.brand + " " + good.goods_class;
    if (!good.model.empty() && good.model_probability >= kMoreLikelyThanNot)
        kinds[0] = good.brand + " " + good.model + " " + good.goods_class;
    return kinds;
}

// How many pieces goods of a class come in.
struct Lots {
    double middle = 0, spread = kLeastLotSpread;

    explicit Lots(std::vector<double> log_pieces) {
        if (log_pieces.empty()) return;
        middle = quantile(log_pieces, 0.5);
        for (double& each : log_pieces) each = std::fabs(each - middle);
        spread = std::max(kLeastLotSpread, kDeviationToScale * quantile(std::move(log_pieces), 0.5));
    }
    [[nodiscard]] double weight(double log_pieces) const {
        const double away = (log_pieces - middle) / spread;
        return std::exp(-0.5 * away * away);
    }
};

// A number of pieces that one template speaks for.
struct Said {
    double log_pieces, weight;
};

// Where the weights pass a share of their sum; `said` is in ascending order of pieces.
double quantile_of(const std::vector<Said>& said, double share) {
    double all = 0;
    for (const auto& each : said) all += each.weight;
    double up_to = 0;
    for (const auto& each : said) {
        up_to += each.weight;
        if (up_to >= share * all) return each.log_pieces;
    }
    return said.back().log_pieces;
}

// As many templates as the weights are worth (Kish 1965).
double worth_of(const std::vector<Said>& said) {
    double sum = 0;
    double squares = 0;
    for (const auto& each : said) {
        sum += each.weight;
        squares += each.weight * each.weight;
    }
    return squares > 0 ? sum * sum / squares : 0;
}

struct Saying {
    std::vector<Said> said;
    bool contradict = false;
    std::string_view basis;
};

Saying ask(const std::vector<Piece>& templates, const Piece& all, const Lots& lots) {
    Saying saying;
    const bool both = all.mass && all.value;
    saying.contradict = both;
    saying.basis = both ? "mass and value" : all.mass ? "mass" : "value";
    for (const auto& piece : templates) {
        const bool mass = all.mass && piece.mass;
        const bool value = all.value && piece.value;
        if (both ? !(mass && value) : !(mass || value)) continue;
        const double by_mass = mass ? *all.mass - *piece.mass : 0;
        const double by_value = value ? *all.value - *piece.value : 0;
        double fits = 1;
        double pieces = mass ? by_mass : by_value;
        if (both) {
            pieces = kMassTrust * by_mass + (1 - kMassTrust) * by_value;
            const double away = (by_mass - by_value) * (by_mass - by_value) / (2 * (kMassVariance + kValueVariance));
            fits = 1 / ((1 + away) * (1 + away));  // of a heavy tail: goods that fit no template are still goods
            saying.contradict = saying.contradict && away > kFarthest * kFarthest / 2;
        }
        saying.said.push_back({pieces, fits * lots.weight(pieces)});
    }
    if (saying.contradict) {
        for (auto& each : saying.said) each.weight = lots.weight(each.log_pieces);
    }
    std::sort(saying.said.begin(), saying.said.end(), [](const Said& a, const Said& b) {
        return a.log_pieces != b.log_pieces ? a.log_pieces < b.log_pieces : a.weight < b.weight;
    });
    return saying;
}

EstimatedPieces answer(const Saying& saying, double level) {
    double low = quantile_of(saying.said, (1 - level) / 2);
    double high = quantile_of(saying.said, (1 + level) / 2);
    double sum = 0;
    double weights = 0;
    for (const auto& each : saying.said) {
        sum += each.weight * std::exp(std::clamp(each.log_pieces, low, high));
        weights += each.weight;
    }
    // Quantiles of few are too near one another.
    const double beyond = (high - low) / worth_of(saying.said);
    low -= beyond;
    high += beyond;
    EstimatedPieces pieces;
    pieces.pieces = std::max(1.0, std::round(sum / weights));
    pieces.low = std::min(*pieces.pieces, std::max(1.0, std::floor(std::exp(low))));
    pieces.high = std::max(*pieces.pieces, std::ceil(std::exp(high)));
    pieces.basis = saying.basis;
    return pieces;
}

// Ends that also hold what mass alone and value alone say.
void widen(EstimatedPieces& pieces, const std::vector<Piece>& templates, const Piece& all, const Lots& lots, double level) {
    for (const Piece& alone : {Piece{all.mass, Missing::not_stated}, Piece{Missing::not_stated, all.value}}) {
        const Saying saying = ask(templates, alone, lots);
        if (saying.said.empty()) continue;
        const EstimatedPieces one = answer(saying, level);
        pieces.low = std::min(*pieces.low, *one.low);
        pieces.high = std::max(*pieces.high, *one.high);
    }
}

std::optional<EstimatedPieces> reckon(const std::vector<Piece>& templates, const Piece& all, const Lots& lots, double level,
                                      double fewest) {
    if (!all.mass && !all.value) return std::nullopt;
    const Saying saying = ask(templates, all, lots);
    if (saying.said.size() < kFewestOfKind || worth_of(saying.said) < fewest) return std::nullopt;
    EstimatedPieces pieces = answer(saying, level);
    if (saying.contradict) widen(pieces, templates, all, lots, level);
    return pieces;
}

}  // namespace

std::vector<EstimatedPieces> estimate_pieces(const std::vector<const ScopeGood*>& goods, double level) {
    std::map<std::string, std::vector<Piece>> kinds;
    std::map<std::string, std::vector<double>> counted;
    for (const ScopeGood* good : goods) {
        if (!states_pieces(*good) || is_double(*good)) continue;
        Piece piece = whole(*good);
        const double pieces = std::log(*good->units);
        if (piece.mass) piece.mass = *piece.mass - pieces;
        if (piece.value) piece.value = *piece.value - pieces;
        counted[good->goods_class].push_back(pieces);
        for (const auto& kind : kinds_of(*good)) {
            if (!kind.empty()) kinds[kind].push_back(piece);
        }
    }
    std::map<std::string, Lots> lots;
    for (auto& [name, pieces] : counted) lots.emplace(name, Lots(std::move(pieces)));
    std::vector<EstimatedPieces> estimates(goods.size());
    for (std::size_t i = 0; i < goods.size(); ++i) {
        const auto own = lots.find(goods[i]->goods_class);
        if ((goods[i]->units && !goods[i]->counted_in_sets) || own == lots.end()) continue;
        // First a kind with templates enough that fit, else the coarsest with any.
        for (const double fewest : {static_cast<double>(kFewestOfKind), 0.0}) {
            for (const auto& name : kinds_of(*goods[i])) {
                const auto kind = kinds.find(name);
                if (name.empty() || kind == kinds.end() || estimates[i].pieces) continue;
                if (const auto found = reckon(kind->second, whole(*goods[i]), own->second, level, fewest)) estimates[i] = *found;
            }
        }
        if (goods[i]->counted_in_sets && goods[i]->units)
            estimates[i] = at_least_sets(estimates[i], *goods[i]->units, !goods[i]->model.empty());
    }
    return estimates;
}

}  // namespace wb
