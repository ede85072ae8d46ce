#include "values/price_density.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <thread>

#include "base/distribution.h"

namespace wb {

namespace {

// Customs practice takes .7 of the usual price as too low; half the price is the common case. Below .3 a wrong unit is as likely, below .1
// more likely.
constexpr double kHighestShare = 0.7;
constexpr double kCommonShare = 0.3;
constexpr double kLowestShare = 0.1;
constexpr double kCommonPart = 0.85;
constexpr std::size_t kCommonPoints = 8;
constexpr std::size_t kRarePoints = 3;
constexpr std::size_t kShares = kCommonPoints + kRarePoints;
// Usual bandwidths of log prices from the coarsest level on: spreads within one code (a factor of 2.09), code and origin (1.42), supplier
// (1.14) of honest declared prices, as bandwidths of a few peers. The last holds for all finer levels.
constexpr std::array<double, 5> kBandwidths = {0.30, 0.25, 0.20, 0.15, 0.10};
// Added to the spread of all prices for the density before any level: prices of unlike goods.
constexpr double kBroad = 0.3;
constexpr double kDeviationToScale = 1.4826;      // median absolute deviation to standard deviation of a normal
constexpr double kMeanDeviationToScale = 1.2533;  // mean absolute deviation likewise
// A group's own spread counts this many prices of the usual bandwidth beside its own.
constexpr double kSpreadPrior = 2;
constexpr double kStepsPerBandwidth = 8;
constexpr std::size_t kFewestForGrid = 128;

struct Point {
    double shift, weight;
};

std::array<Point, kShares> share_points() {
    std::array<Point, kShares> points{};
    for (std::size_t i = 0; i < kShares; ++i) {
        const double quantile = (static_cast<double>(i < kCommonPoints ? i : i - kCommonPoints) + 0.5);
        const bool common = i < kCommonPoints;
        const double top = std::log(common ? kHighestShare : kCommonShare);
        const double bottom = std::log(common ? kCommonShare : kLowestShare);
        const auto count = static_cast<double>(common ? kCommonPoints : kRarePoints);
        points[i] = {-(bottom + (top - bottom) * quantile / count), (common ? kCommonPart : 1 - kCommonPart) / count};
    }
    return points;
}

// Student's t of scale h, three or (light) seven degrees of freedom: powers of one fraction, so that sums need no library function.
double kernel(double distance, double inverse_h, bool light) {
    constexpr double kHeight3 = 0.36755259694786137;  // 2 / (π √3)
    constexpr double kHeight7 = 0.38499124140243690;  // 16 / (5 √7 π) · √7 / √7: Γ(4) / (Γ(7/2) √(7π))
    const double u = distance * inverse_h;
    const double v = 1 / (1 + u * u * (light ? 1.0 / 7 : 1.0 / 3));
    return light ? kHeight7 * inverse_h * v * v * v * v : kHeight3 * inverse_h * v * v;
}

double bandwidth_of(std::size_t level, const DensityShape& shape) {
    return shape.width * kBandwidths[std::min(level, kBandwidths.size() - 1)];
}

// Where the density of a row is wanted: at its price, at prices above it (true prices if declared too low), at prices below.
std::vector<double> wanted_shifts(bool high) {
    std::vector<double> shifts = {0};
    for (const auto& point : share_points()) shifts.push_back(point.shift);
    if (high) {
        for (const auto& point : share_points()) shifts.push_back(-point.shift);
    }
    return shifts;
}

struct Densities {
    std::size_t points = 0;
    std::vector<float> value;  // rows × points
    std::vector<bool> compared;
};

Densities broad_densities(const PriceRows& rows, std::span<const double> shifts) {
    std::vector<double> peers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows.weight[i] > 0) peers.push_back(rows.log_price[i]);
    }
    std::sort(peers.begin(), peers.end());
    const double centre = quantile_of_sorted(peers, 0.5);
    for (double& value : peers) value = std::fabs(value - centre);
    const double inverse = 1 / (kDeviationToScale * quantile(std::move(peers), 0.5) + kBroad);
    Densities densities{shifts.size(), std::vector<float>(rows.size() * shifts.size()), std::vector<bool>(rows.size(), false)};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t p = 0; p < shifts.size(); ++p) {
            densities.value[i * shifts.size() + p] = static_cast<float>(kernel(rows.log_price[i] + shifts[p] - centre, inverse, false));
        }
    }
    return densities;
}

// One group of one level: the prices of its peers in ascending order, and what its bandwidths are made of.
struct Group {
    std::span<const double> prices, weights;
    double bandwidth = 0;  // of the level
    double middle = 0, deviation = 0, weight = 0;

    // For a row of weight `own_weight` at `left_out`, with `peers` the weight of the others.
    [[nodiscard]] double bandwidth_for(double left_out, double own_weight, double peers, const DensityShape& shape) const {
        if (shape.spread <= 0) return bandwidth;
        const double own = deviation - own_weight * std::fabs(left_out - middle);
        const double spread = (kSpreadPrior * bandwidth + kMeanDeviationToScale * std::max(0.0, own)) / (kSpreadPrior + peers);
        return std::max(bandwidth, shape.spread * spread * std::exp(-0.2 * std::log(std::max(1.0, peers))));
    }
};

Group group_of(std::span<const double> prices, std::span<const double> weights, double bandwidth) {
    Group group{prices, weights, bandwidth, quantile_of_sorted(prices, 0.5), 0, 0};
    for (std::size_t i = 0; i < prices.size(); ++i) {
        group.deviation += weights[i] * std::fabs(prices[i] - group.middle);
        group.weight += weights[i];
    }
    return group;
}

double kernel_sum(const Group& group, double at, double inverse_h, bool light) {
    double sum = 0;
    for (std::size_t i = 0; i < group.prices.size(); ++i) sum += group.weights[i] * kernel(at - group.prices[i], inverse_h, light);
    return sum;
}

// Kernel sums of a large group at points a fraction of the bandwidth apart.
class Grid {
public:
    Grid(const Group& group, double bandwidth, double below, double above)
        : step_(bandwidth / kStepsPerBandwidth), first_(group.prices.front() - below), inverse_(1 / bandwidth) {
        const double length = group.prices.back() + above - first_;
        points_ = static_cast<std::size_t>(length / step_) + 3;
    }
    // Whether filling the grid costs less than the direct sums of `rows` rows at `points` places.
    [[nodiscard]] bool pays(std::size_t peers, std::size_t rows, std::size_t points) const {
        return peers > kFewestForGrid && points_ < rows * points;
    }
    void fill(const Group& group, bool light) {
        // Prices fall into cells; each cell stands at its members' mean, so that the grid's own rounding does not widen the kernel.
        struct Cell {
            double at = 0, weight = 0;
        };
        std::vector<Cell> cells;
        std::size_t last = static_cast<std::size_t>(-1);
        for (std::size_t i = 0; i < group.prices.size(); ++i) {
            const auto cell = static_cast<std::size_t>((group.prices[i] - first_) / step_);
            if (cell != last) cells.push_back({});
            cells.back().at += group.weights[i] * group.prices[i];
            cells.back().weight += group.weights[i];
            last = cell;
        }
        for (auto& cell : cells) cell.at /= cell.weight;
        sums_.assign(points_, 0);
        for (std::size_t g = 0; g < points_; ++g) {
            const double at = first_ + static_cast<double>(g) * step_;
            for (const auto& cell : cells) sums_[g] += cell.weight * kernel(at - cell.at, inverse_, light);
        }
    }
    [[nodiscard]] double at(double x) const {
        const double position = (x - first_) / step_;
        if (position < 0 || position + 1 >= static_cast<double>(points_)) return 0;
        const auto left = static_cast<std::size_t>(position);
        const double part = position - static_cast<double>(left);
        return sums_[left] * (1 - part) + sums_[left + 1] * part;
    }

private:
    double step_, first_, inverse_;
    std::size_t points_ = 0;
    std::vector<double> sums_;
};

// Works through the groups of one level.
class LevelPass {
public:
    LevelPass(const PriceRows& rows, const std::vector<std::uint64_t>& groups, std::size_t level, const DensityShape& shape,
              std::span<const double> shifts, Densities& densities)
        : rows_(rows), groups_(groups), bandwidth_(bandwidth_of(level, shape)), shape_(shape), shifts_(shifts), densities_(densities) {
        below_ = above_ = 0;
        for (const double shift : shifts) {
            below_ = std::max(below_, -shift);
            above_ = std::max(above_, shift);
        }
    }

    void run(std::span<const std::uint32_t> ordered) {
        for (std::size_t begin = 0; begin < ordered.size();) {
            std::size_t end = begin + 1;
            while (end < ordered.size() && groups_[ordered[end]] == groups_[ordered[begin]]) ++end;
            run_group(ordered.subspan(begin, end - begin));
            begin = end;
        }
    }

private:
    void run_group(std::span<const std::uint32_t> members) {
        prices_.clear();
        weights_.clear();
        for (const auto row : members) {
            if (rows_.weight[row] <= 0) continue;
            prices_.push_back(rows_.log_price[row]);
            weights_.push_back(rows_.weight[row]);
        }
        if (prices_.empty() || members.size() == 1) return;
        const Group group = group_of(prices_, weights_, bandwidth_);
        // The own deviation of one row among so many does not matter: they share a bandwidth.
        const double shared = group.bandwidth_for(group.middle, 0, group.weight, shape_);
        Grid grid(group, shared, below_, above_);
        const bool by_grid = grid.pays(prices_.size(), members.size(), shifts_.size());
        if (by_grid) grid.fill(group, shape_.light);
        for (const auto row : members) add_row(row, group, by_grid ? &grid : nullptr, shared);
    }

    void add_row(std::uint32_t row, const Group& group, const Grid* grid, double shared) {
        const double own = rows_.log_price[row];
        const double own_weight = rows_.weight[row];
        if (group.prices.size() == 1 && own_weight > 0) return;
        const double peers = std::max(0.0, group.weight - own_weight);
        const double bandwidth = grid != nullptr ? shared : group.bandwidth_for(own, own_weight, peers, shape_);
        const double inverse = 1 / bandwidth;
        float* values = densities_.value.data() + static_cast<std::size_t>(row) * densities_.points;
        for (std::size_t p = 0; p < shifts_.size(); ++p) {
            const double at = own + shifts_[p];
            double sum = grid != nullptr ? grid->at(at) : kernel_sum(group, at, inverse, shape_.light);
            sum = std::max(0.0, sum - own_weight * kernel(shifts_[p], inverse, shape_.light));
            values[p] = static_cast<float>((sum + shape_.carry * static_cast<double>(values[p])) / (peers + shape_.carry));
        }
        compared_.push_back(row);
    }

public:
    [[nodiscard]] const std::vector<std::uint32_t>& compared() const { return compared_; }

private:
    const PriceRows& rows_;
    const std::vector<std::uint64_t>& groups_;
    double bandwidth_;
    const DensityShape& shape_;
    std::span<const double> shifts_;
    Densities& densities_;
    double below_, above_;
    std::vector<double> prices_, weights_;
    std::vector<std::uint32_t> compared_;
};

// Cuts an order into stretches of whole groups, about even.
std::vector<std::span<const std::uint32_t>> stretches(std::span<const std::uint32_t> ordered, const std::vector<std::uint64_t>& groups,
                                                      int threads) {
    std::vector<std::span<const std::uint32_t>> parts;
    const auto count = static_cast<std::size_t>(std::max(1, threads));
    std::size_t begin = 0;
    for (std::size_t part = 1; part <= count; ++part) {
        std::size_t end = std::max(begin, ordered.size() * part / count);
        while (end > begin && end < ordered.size() && groups[ordered[end]] == groups[ordered[end - 1]]) ++end;
        if (end > begin) parts.push_back(ordered.subspan(begin, end - begin));
        begin = end;
    }
    return parts;
}

DensityRatios ratios_of(const Densities& densities, bool high) {
    const auto points = share_points();
    const std::size_t rows = densities.compared.size();
    DensityRatios ratios{std::vector<double>(rows, 0), std::vector<double>(high ? rows : 0, 0)};
    for (std::size_t i = 0; i < rows; ++i) {
        if (!densities.compared[i]) continue;
        const float* values = densities.value.data() + i * densities.points;
        double low = 0;
        double above = 0;
        for (std::size_t s = 0; s < kShares; ++s) {
            low += points[s].weight * static_cast<double>(values[1 + s]);
            if (high) above += points[s].weight * static_cast<double>(values[1 + kShares + s]);
        }
        ratios.low[i] = std::log(low / static_cast<double>(values[0]));
        if (high) ratios.high[i] = std::log(above / static_cast<double>(values[0]));
    }
    return ratios;
}

}  // namespace

double declared_log_share(double quantile) {
    const bool common = quantile < kCommonPart;
    const double within = common ? quantile / kCommonPart : (quantile - kCommonPart) / (1 - kCommonPart);
    const double top = std::log(common ? kHighestShare : kCommonShare);
    const double bottom = std::log(common ? kCommonShare : kLowestShare);
    return top + (bottom - top) * within;
}

LevelOrder::LevelOrder(const PriceRows& rows, int threads) : order_(rows.levels.size()) {
    const auto sort_level = [&](std::size_t level) {
        const auto& group = rows.levels[level].group;
        auto& order = order_[level];
        for (std::uint32_t i = 0; i < rows.size(); ++i) {
            if (group[i] != 0) order.push_back(i);
        }
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            if (group[a] != group[b]) return group[a] < group[b];
            if (rows.log_price[a] != rows.log_price[b]) return rows.log_price[a] < rows.log_price[b];
            return rows.row_key[a] < rows.row_key[b];
        });
    };
    const auto count = static_cast<std::size_t>(std::max(1, threads));
    std::vector<std::jthread> workers;
    for (std::size_t worker = 0; worker < count; ++worker) {
        workers.emplace_back([&, worker] {
            for (std::size_t level = worker; level < rows.levels.size(); level += count) sort_level(level);
        });
    }
}

DensityRatios density_ratios(const PriceRows& rows, const LevelOrder& order, const DensityShape& shape, bool high, int threads) {
    const auto shifts = wanted_shifts(high);
    Densities densities = broad_densities(rows, shifts);
    for (std::size_t level = 0; level < rows.levels.size(); ++level) {
        const auto& groups = rows.levels[level].group;
        std::vector<LevelPass> passes;
        const auto parts = stretches(order.of(level), groups, threads);
        passes.reserve(parts.size());
        for (std::size_t i = 0; i < parts.size(); ++i) passes.emplace_back(rows, groups, level, shape, shifts, densities);
        {
            std::vector<std::jthread> workers;
            for (std::size_t i = 1; i < parts.size(); ++i) workers.emplace_back([&, i] { passes[i].run(parts[i]); });
            if (!parts.empty()) passes[0].run(parts[0]);
        }
        for (const auto& pass : passes) {
            for (const auto row : pass.compared()) densities.compared[row] = true;
        }
    }
    return ratios_of(densities, high);
}

DensityRatios density_ratios_reference(const PriceRows& rows, const DensityShape& shape, bool high) {
    const auto shifts = wanted_shifts(high);
    Densities densities = broad_densities(rows, shifts);
    for (std::size_t level = 0; level < rows.levels.size(); ++level) {
        const auto& group = rows.levels[level].group;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::vector<std::pair<double, double>> all;
            std::size_t others = 0;
            for (std::size_t j = 0; j < rows.size(); ++j) {
                if (group[i] == 0 || group[j] != group[i] || rows.weight[j] <= 0) continue;
                all.emplace_back(rows.log_price[j], rows.weight[j]);
                others += j != i ? 1 : 0;
            }
            if (others == 0) continue;
            std::sort(all.begin(), all.end());
            std::vector<double> prices;
            std::vector<double> weights;
            for (const auto& [price, weight] : all) {
                prices.push_back(price);
                weights.push_back(weight);
            }
            const Group whole = group_of(prices, weights, bandwidth_of(level, shape));
            const double own = rows.weight[i];
            const double peers = whole.weight - own;
            const double inverse = 1 / whole.bandwidth_for(rows.log_price[i], own, peers, shape);
            densities.compared[i] = true;
            for (std::size_t p = 0; p < shifts.size(); ++p) {
                float& value = densities.value[i * densities.points + p];
                double sum = 0;
                for (std::size_t j = 0; j < rows.size(); ++j) {
                    if (j == i || group[j] != group[i]) continue;
                    sum += rows.weight[j] * kernel(rows.log_price[i] + shifts[p] - rows.log_price[j], inverse, shape.light);
                }
                value = static_cast<float>((sum + shape.carry * static_cast<double>(value)) / (peers + shape.carry));
            }
        }
    }
    return ratios_of(densities, high);
}

}  // namespace wb
