#include "values/price_density.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "base/distribution.h"
#include "values/price_kernel.h"

namespace wb {

namespace price_kernel {

namespace {

double median_of(std::vector<double>& values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return *middle;
    return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

}  // namespace

BroadDensity broad_density(const PriceRows& rows) {
    std::vector<double> peers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows.weight[i] > 0) peers.push_back(rows.log_price[i]);
    }
    BroadDensity broad;
    broad.centre = median_of(peers);
    for (double& value : peers) value = std::fabs(value - broad.centre);
    broad.inverse = 1 / (kDeviationToScale * median_of(peers) + kBroad);
    return broad;
}

}  // namespace price_kernel

namespace {

using namespace price_kernel;

// At the row's own price, then at the true prices if it was declared at a share.
constexpr std::size_t kPoints = 1 + kShares;
constexpr int kStepsPerBandwidth = 8;
// Kernels further than this many steps away (256 bandwidths) are below 1e-8 of their height.
constexpr std::ptrdiff_t kReach = 2048;
// Direct sums cost less for fewer peers: about 5 ns a pair of rows for all points, 0.2 ns a node and cell of the grid.
constexpr std::size_t kFewestForGrid = 32;
// Where bandwidths follow the group's spread, a row's own deviation matters among fewer than this, and the grid leaves it in.
constexpr std::size_t kFewestForSharedSpread = 96;
constexpr std::size_t kNodesPerRow = 25;

// All that a pass knows of a row, in one cache line: groups lie scattered over memory.
struct alignas(64) RowState {
    double log_price = 0;
    float weight = 0;
    bool compared = false;
    std::array<float, kPoints> density{};
};

// Shifts of the points, once for both sides.
struct Points {
    std::array<double, kPoints> shift{};
    std::array<double, kShares> weight{};
};

Points points_of(double side) {
    Points points;
    const auto shares = share_points();
    for (std::size_t s = 0; s < kShares; ++s) {
        points.shift[s + 1] = side * shares[s].shift;
        points.weight[s] = shares[s].weight;
    }
    return points;
}

// Kernel at whole steps from -kReach to kReach, one bandwidth being kStepsPerBandwidth steps.
std::vector<double> kernel_table(bool light) {
    std::vector<double> table;
    for (std::ptrdiff_t step = -kReach; step <= kReach; ++step) {
        table.push_back(kernel(static_cast<double>(step) / kStepsPerBandwidth, light));
    }
    return table;
}

// Kernel sums of a group at nodes an eighth of a bandwidth apart. A price between two nodes is shared out between them, and read off
// between them likewise: errors are of the second order in the step. What a row itself adds to the nodes is known exactly and taken away.
class Grid {
public:
    void fill(std::span<const double> prices, std::span<const float> weights, double bandwidth, const Points& points,
              std::span<const double> table) {
        const double step = bandwidth / kStepsPerBandwidth;
        inverse_step_ = 1 / step;
        const auto [least, most] = std::minmax_element(points.shift.begin(), points.shift.end());
        first_ = prices.front() + *least - 2 * step;
        const auto nodes = static_cast<std::size_t>((prices.back() + *most - first_) * inverse_step_) + 4;
        masses_.assign(nodes, 0);
        for (std::size_t i = 0; i < prices.size(); ++i) {
            const auto [node, part] = place(prices[i]);
            const auto mass = static_cast<double>(weights[i]);
            masses_[node] += mass * (1 - part);
            masses_[node + 1] += mass * part;
        }
        sums_.assign(nodes, 0);
        for (std::size_t node = 0; node < nodes; ++node) {
            if (masses_[node] > 0) add_mass(node, masses_[node], table);
        }
        lay_points(points, table);
    }
    static std::size_t nodes(std::span<const double> prices, double bandwidth, double longest_shift) {
        return static_cast<std::size_t>((prices.back() - prices.front() + longest_shift) * kStepsPerBandwidth / bandwidth) + 6;
    }
    // Sum over the others at each point, times the bandwidth.
    void read(double price, float weight, std::array<float, kPoints>& sums) const {
        const auto [node, part] = place(price);
        const auto own_weight = static_cast<double>(weight);
        const double both = part * (1 - part);
        const double* at = sums_.data() + node;
        for (std::size_t p = 0; p < kPoints; ++p) {
            const double* g = at + lag_[p];
            const double left = g[0] + between_[p] * (g[1] - g[0]);
            const double right = g[1] + between_[p] * (g[2] - g[1]);
            sums[p] = static_cast<float>(left + part * (right - left) - own_weight * (own_[p] + both * bend_[p]));
        }
    }

private:
    struct Place {
        std::size_t node;
        double part;
    };
    [[nodiscard]] Place place(double price) const {
        const double position = (price - first_) * inverse_step_;
        const auto node = static_cast<std::size_t>(position);
        return {node, position - static_cast<double>(node)};
    }

    void add_mass(std::size_t at, double mass, std::span<const double> table) {
        const auto node = static_cast<std::ptrdiff_t>(at);
        const auto begin = std::max<std::ptrdiff_t>(0, node - kReach);
        const auto end = std::min(static_cast<std::ptrdiff_t>(sums_.size()), node + kReach + 1);
        const double* kernel_at = table.data() + kReach - node;
        double* sums = sums_.data();
        for (auto i = begin; i < end; ++i) sums[i] += mass * kernel_at[i];
    }

    // A row with the part `a` of its mass on the node to its right adds T(k) + a (1 - a) (T(k-1) - 2 T(k) + T(k+1)) k nodes away.
    void lay_points(const Points& points, std::span<const double> table) {
        const auto at = [&](std::ptrdiff_t lag) { return table[static_cast<std::size_t>(std::clamp(lag, -kReach, kReach) + kReach)]; };
        const auto bend = [&](std::ptrdiff_t lag) { return at(lag - 1) - 2 * at(lag) + at(lag + 1); };
        for (std::size_t p = 0; p < kPoints; ++p) {
            const double lag = points.shift[p] * inverse_step_;
            lag_[p] = static_cast<std::ptrdiff_t>(std::floor(lag));
            between_[p] = lag - std::floor(lag);
            own_[p] = at(lag_[p]) + between_[p] * (at(lag_[p] + 1) - at(lag_[p]));
            bend_[p] = bend(lag_[p]) + between_[p] * (bend(lag_[p] + 1) - bend(lag_[p]));
        }
    }

    double first_ = 0, inverse_step_ = 1;
    std::vector<double> masses_, sums_;
    std::array<std::ptrdiff_t, kPoints> lag_{};
    std::array<double, kPoints> between_{}, own_{}, bend_{};
};

// Works through groups of one level.
class LevelPass {
public:
    LevelPass(std::size_t level, const DensityShape& shape, const Points& points, std::span<const double> table,
              std::vector<RowState>& states)
        : bandwidth_(bandwidth_of(level, shape)), shape_(shape), points_(points), table_(table), states_(states) {
        const auto [least, most] = std::minmax_element(points.shift.begin(), points.shift.end());
        longest_shift_ = *most - *least;
    }

    void operator()(std::span<const std::uint32_t> members) {
        gather(members);
        if (prices_.empty()) return;
        // The own deviation of one row among many does not matter: they share a bandwidth.
        const double shared = spread_.bandwidth_for(bandwidth_, spread_.middle, 0, spread_.weight, shape_.spread);
        const std::size_t fewest = shape_.spread > 0 ? kFewestForSharedSpread : kFewestForGrid;
        const bool by_grid = prices_.size() >= fewest && Grid::nodes(prices_, shared, longest_shift_) < kNodesPerRow * members.size();
        if (by_grid) grid_.fill(prices_, weights_, shared, points_, table_);
        std::size_t peer = 0;
        for (const auto row : members) {
            RowState& state = states_[row];
            const std::size_t itself = state.weight > 0 ? peer++ : prices_.size();
            // A row that is nobody's peer may lie beyond the grid.
            const bool within = by_grid && state.log_price >= prices_.front() && state.log_price <= prices_.back();
            within ? grid_.read(state.log_price, state.weight, sums_) : sum_directly(state, itself, shared);
            mix_in(state, within ? shared : own_bandwidth_);
        }
    }

private:
    void gather(std::span<const std::uint32_t> members) {
        prices_.clear();
        weights_.clear();
        for (const auto row : members) {
            const RowState& state = states_[row];
            if (state.weight <= 0) continue;
            prices_.push_back(state.log_price);
            weights_.push_back(state.weight);
        }
        spread_ = {};
        if (prices_.empty()) return;
        spread_.middle = quantile_of_sorted(prices_, 0.5);
        for (std::size_t i = 0; i < prices_.size(); ++i) {
            spread_.deviation += static_cast<double>(weights_[i]) * std::fabs(prices_[i] - spread_.middle);
            spread_.weight += static_cast<double>(weights_[i]);
        }
    }

    void sum_directly(const RowState& state, std::size_t itself, double shared) {
        const auto weight = static_cast<double>(state.weight);
        own_bandwidth_ =
            shape_.spread > 0 ? spread_.bandwidth_for(bandwidth_, state.log_price, weight, spread_.weight - weight, shape_.spread) : shared;
        const double inverse = 1 / own_bandwidth_;
        std::array<float, kPoints> shift{};
        for (std::size_t p = 0; p < kPoints; ++p) shift[p] = static_cast<float>(points_.shift[p] * inverse);
        sums_.fill(0);
        for (std::size_t i = 0; i < prices_.size(); ++i) {
            if (i == itself) continue;
            const auto away = static_cast<float>((state.log_price - prices_[i]) * inverse);
            if (shape_.light) {
                for (std::size_t p = 0; p < kPoints; ++p) sums_[p] += weights_[i] * kernel(away + shift[p], true);
            } else {
                for (std::size_t p = 0; p < kPoints; ++p) sums_[p] += weights_[i] * kernel(away + shift[p], false);
            }
        }
    }

    void mix_in(RowState& state, double bandwidth) const {
        const auto peers = static_cast<float>(std::max(0.0, spread_.weight - static_cast<double>(state.weight)));
        if (prices_.size() == 1 && state.weight > 0) return;
        const auto carry = static_cast<float>(shape_.carry);
        const float per_peer = 1 / (peers + carry);
        const auto height = static_cast<float>(1 / bandwidth);
        for (std::size_t p = 0; p < kPoints; ++p) {
            state.density[p] = (std::max(0.0F, sums_[p]) * height + carry * state.density[p]) * per_peer;
        }
        state.compared = true;
    }

    double bandwidth_;
    const DensityShape& shape_;
    const Points& points_;
    std::span<const double> table_;
    std::vector<RowState>& states_;
    double longest_shift_ = 0, own_bandwidth_ = 0;
    std::vector<double> prices_;
    std::vector<float> weights_;
    std::array<float, kPoints> sums_{};
    GroupSpread spread_;
    Grid grid_;
};

// Log ratios of one side.
std::vector<double> side_ratios(const PriceRows& rows, std::span<const double> weights, const LevelOrder& order, const DensityShape& shape,
                                double side, int threads, std::vector<RowState>& states) {
    const Points points = points_of(side);
    const auto table = kernel_table(shape.light);
    const BroadDensity broad = broad_density(rows);
    over_rows(rows.size(), threads, [&](std::size_t i) {
        RowState& state = states[i];
        state = {rows.log_price[i], static_cast<float>(weights[i]), false, {}};
        for (std::size_t p = 0; p < kPoints; ++p) state.density[p] = static_cast<float>(broad.at(rows.log_price[i] + points.shift[p]));
    });
    for (std::size_t level = 0; level < rows.levels.size(); ++level) {
        over_groups(order, level, rows.size(), threads, LevelPass(level, shape, points, table, states));
    }
    std::vector<double> ratios(rows.size(), 0);
    over_rows(rows.size(), threads, [&](std::size_t i) {
        if (!states[i].compared) return;
        double declared = 0;
        for (std::size_t s = 0; s < kShares; ++s) declared += points.weight[s] * static_cast<double>(states[i].density[s + 1]);
        ratios[i] = std::log(declared / static_cast<double>(states[i].density[0]));
    });
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

DensityRatios density_ratios(const PriceRows& rows, std::span<const double> weights, const LevelOrder& order, const DensityShape& shape,
                             bool high, int threads) {
    std::vector<RowState> states(rows.size());
    DensityRatios ratios{side_ratios(rows, weights, order, shape, 1, threads, states), {}};
    if (high) ratios.high = side_ratios(rows, weights, order, shape, -1, threads, states);
    return ratios;
}

}  // namespace wb
