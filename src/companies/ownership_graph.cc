#include "companies/ownership_graph.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace wb {

namespace {

constexpr double kSettled = 1e-12;
constexpr int kMostSweeps = 20000;      // a circle that keeps 99.9 % of itself settles in 14,000
constexpr double kRoundings = 1e-6;     // sums of decimal shares carry rounding errors that must not decide
constexpr double kSourcesAgree = 1e-3;  // 51 % and 51.04 %

double rounded(double share) { return std::round(share / kRoundings) * kRoundings; }

struct Stated {
    double low = 0, high = 1;
    std::uint32_t statement = 0;
    bool differ = false;
    double distance = 0;
};

// Two statements about one holding: what both allow, else everything between them.
void meet(Stated& stated, const Holding& holding) {
    const double low = std::clamp(holding.low.value_or(0), 0.0, 1.0), high = std::clamp(holding.high.value_or(1), 0.0, 1.0);
    const double lower = std::max(stated.low, low), upper = std::min(stated.high, high);
    if (lower <= upper) {
        stated.low = lower;
        stated.high = upper;
        return;
    }
    stated.distance = lower - upper;
    stated.differ = stated.differ || stated.distance > kSourcesAgree;
    stated.low = std::min(stated.low, low);
    stated.high = std::max(stated.high, high);
}

}  // namespace

HoldingsOfDay::HoldingsOfDay(std::span<const Holding> holdings, std::size_t companies, Day day) : owners_(companies), held_(companies) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, Stated> stated;  // owned, owner
    for (const auto& holding : holdings) {
        if (!holding.held_on(day) || holding.owner == holding.owned) continue;
        auto [at, fresh] = stated.try_emplace({holding.owned, holding.owner});
        if (fresh) at->second.statement = holding.statement;
        meet(at->second, holding);
    }
    std::vector<std::uint32_t> first_statement(companies, 0);
    for (const auto& [pair, share] : stated) {
        if (share.differ) faults_.push_back({HoldingFault::Kind::sources_differ, pair.first, share.statement, share.distance});
        if (owners_[pair.first].empty()) first_statement[pair.first] = share.statement;
        owners_[pair.first].push_back({pair.second, {share.low, share.high}});
    }
    for (std::uint32_t company = 0; company < companies; ++company) {
        tighten(company, first_statement[company]);
        for (const auto& direct : owners_[company]) held_[direct.company].push_back({company, direct.share});
    }
}

// No share is more than the others leave. Where the lower ends come to more than the whole, some statement is wrong, and each share is only
// known to lie between what the others would leave it and what is stated.
void HoldingsOfDay::tighten(std::uint32_t company, std::uint32_t statement) {
    auto& owners = owners_[company];
    double low = 0, high = 0;
    for (const auto& direct : owners) {
        low += direct.share.low;
        high += direct.share.high;
    }
    const bool above = low > 1 + kRoundings;
    if (above) faults_.push_back({HoldingFault::Kind::above_whole, company, statement, low});
    for (auto& direct : owners) {
        auto& share = direct.share;
        if (above) {
            share.low = std::clamp(1 - (high - share.high), 0.0, share.low);
        } else {
            share.high = std::clamp(1 - (low - share.low), share.low, share.high);
        }
    }
}

namespace {

// Companies below the owner in order of their distance, the owner first.
std::vector<std::uint32_t> find_below(const HoldingsOfDay& holdings, std::uint32_t owner) {
    std::vector<std::uint32_t> below{owner};
    std::unordered_set<std::uint32_t> seen{owner};
    for (std::size_t i = 0; i < below.size(); ++i) {
        for (const auto& direct : holdings.held_by(below[i])) {
            if (seen.insert(direct.company).second) below.push_back(direct.company);
        }
    }
    return below;
}

// Owners of one company among those below, by their place; place 0 is the owner itself.
struct PlacedOwner {
    std::size_t place = 0;
    Share share;
};

// One end of the shares through all layers: x = min(1, d + x A), from zero upwards. In order of distance, one sweep is nearly all where
// there are no circles.
template <typename End>
std::vector<double> fixed_point(const std::vector<std::vector<PlacedOwner>>& owners, End end) {
    std::vector<double> x(owners.size(), 0);
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
        double moved = 0;
        for (std::size_t i = 1; i < owners.size(); ++i) {
            double sum = 0;
            for (const auto& each : owners[i]) sum += end(each.share) * (each.place == 0 ? 1.0 : x[each.place]);
            sum = std::min(1.0, sum);
            moved = std::max(moved, sum - x[i]);
            x[i] = sum;
        }
        if (moved < kSettled) break;
    }
    return x;
}

// The set that the owner controls by one end of the shares, in waves; company -> layer.
template <typename End>
std::map<std::uint32_t, std::int32_t> control_layers(const HoldingsOfDay& holdings, std::uint32_t owner, End end) {
    std::map<std::uint32_t, std::int32_t> layer{{owner, 0}};
    std::unordered_map<std::uint32_t, double> together;
    std::vector<std::uint32_t> wave{owner};
    for (std::int32_t number = 1; !wave.empty(); ++number) {
        std::set<std::uint32_t> reached;
        for (const auto member : wave) {
            for (const auto& direct : holdings.held_by(member)) {
                if (layer.contains(direct.company)) continue;
                auto& sum = together[direct.company];
                sum += end(direct.share);
                if (rounded(sum) >= kControllingShare) reached.insert(direct.company);
            }
        }
        wave.assign(reached.begin(), reached.end());
        for (const auto company : wave) layer[company] = number;
    }
    layer.erase(owner);
    return layer;
}

}  // namespace

std::vector<DirectHolding> shares_through(const HoldingsOfDay& holdings, std::uint32_t owner) {
    const auto below = find_below(holdings, owner);
    std::unordered_map<std::uint32_t, std::size_t> place;
    for (std::size_t i = 0; i < below.size(); ++i) place[below[i]] = i;
    std::vector<std::vector<PlacedOwner>> owners(below.size());
    for (std::size_t i = 1; i < below.size(); ++i) {
        for (const auto& direct : holdings.owners_of(below[i])) {
            if (const auto found = place.find(direct.company); found != place.end()) owners[i].push_back({found->second, direct.share});
        }
    }
    const auto low = fixed_point(owners, [](const Share& share) { return share.low; });
    const auto high = fixed_point(owners, [](const Share& share) { return share.high; });
    std::vector<DirectHolding> shares;
    for (std::size_t i = 1; i < below.size(); ++i) shares.push_back({below[i], {low[i], std::max(low[i], high[i])}});
    return shares;
}

std::vector<Share> shares_by_elimination(const HoldingsOfDay& holdings, std::uint32_t owner) {
    const auto n = holdings.companies();
    std::vector<Share> shares(n);
    for (const bool upper : {false, true}) {
        // Rows: x_j - Σ x_k a_kj = d_j, the owner's own column and row left out.
        std::vector<std::vector<double>> matrix(n, std::vector<double>(n + 1, 0));
        for (std::uint32_t j = 0; j < n; ++j) {
            matrix[j][j] = 1;
            if (j == owner) continue;
            for (const auto& direct : holdings.owners_of(j)) {
                const double share = upper ? direct.share.high : direct.share.low;
                direct.company == owner ? matrix[j][n] += share : matrix[j][direct.company] -= share;
            }
        }
        for (std::size_t column = 0; column < n; ++column) {
            auto pivot = column;
            for (auto row = column; row < n; ++row) {
                if (std::abs(matrix[row][column]) > std::abs(matrix[pivot][column])) pivot = row;
            }
            std::swap(matrix[column], matrix[pivot]);
            if (matrix[column][column] == 0) continue;
            for (std::size_t row = 0; row < n; ++row) {
                if (row == column) continue;
                const double factor = matrix[row][column] / matrix[column][column];
                for (auto k = column; k <= n; ++k) matrix[row][k] -= factor * matrix[column][k];
            }
        }
        for (std::size_t j = 0; j < n; ++j) (upper ? shares[j].high : shares[j].low) = matrix[j][n] / matrix[j][j];
    }
    return shares;
}

std::vector<Controlled> controlled_by(const HoldingsOfDay& holdings, std::uint32_t owner) {
    const auto sure = control_layers(holdings, owner, [](const Share& share) { return share.low; });
    const auto possible = control_layers(holdings, owner, [](const Share& share) { return share.high; });
    std::vector<Controlled> controlled;
    for (const auto& [company, layers] : possible) {
        const auto found = sure.find(company);
        const bool is_sure = found != sure.end();
        controlled.push_back({company, is_sure ? CompanyControl::sure : CompanyControl::possible, is_sure ? found->second : layers});
    }
    return controlled;
}

namespace {

// Tarjan (1972), without recursion: registers hold chains of any length.
class Circles {
public:
    Circles(std::span<const Holding> holdings, std::size_t companies)
        : below_(companies), index_(companies, 0), low_(companies, 0), open_(companies, false) {
        for (const auto& holding : holdings) {
            if (holding.owner != holding.owned) below_[holding.owner].push_back(holding.owned);
        }
    }
    std::vector<std::vector<std::uint32_t>> run() {
        for (std::uint32_t company = 0; company < below_.size(); ++company) {
            if (index_[company] == 0) visit(company);
        }
        std::sort(found_.begin(), found_.end());
        return std::move(found_);
    }

private:
    struct Frame {
        std::uint32_t company;
        std::size_t next = 0;
    };
    void enter(std::uint32_t company, std::vector<Frame>& frames) {
        index_[company] = low_[company] = ++counter_;
        open_[company] = true;
        stack_.push_back(company);
        frames.push_back({company});
    }
    void visit(std::uint32_t start) {
        std::vector<Frame> frames;
        enter(start, frames);
        while (!frames.empty()) {
            auto& frame = frames.back();
            const auto company = frame.company;
            if (frame.next < below_[company].size()) {
                const auto other = below_[company][frame.next++];
                if (index_[other] == 0) {
                    enter(other, frames);
                } else if (open_[other]) {
                    low_[company] = std::min(low_[company], index_[other]);
                }
                continue;
            }
            frames.pop_back();
            if (!frames.empty()) low_[frames.back().company] = std::min(low_[frames.back().company], low_[company]);
            if (low_[company] == index_[company]) close(company);
        }
    }
    void close(std::uint32_t company) {
        std::vector<std::uint32_t> circle;
        do {
            circle.push_back(stack_.back());
            open_[stack_.back()] = false;
            stack_.pop_back();
        } while (circle.back() != company);
        std::sort(circle.begin(), circle.end());
        if (circle.size() > 1) found_.push_back(std::move(circle));
    }

    std::vector<std::vector<std::uint32_t>> below_;
    std::vector<std::uint32_t> index_, low_, stack_;
    std::vector<bool> open_;
    std::uint32_t counter_ = 0;
    std::vector<std::vector<std::uint32_t>> found_;
};

}  // namespace

std::vector<std::vector<std::uint32_t>> find_circles(std::span<const Holding> holdings, std::size_t companies) {
    return Circles(holdings, companies).run();
}

std::vector<Day> change_days(std::span<const Holding> holdings) {
    std::set<Day> days;
    for (const auto& holding : holdings) {
        if (holding.from) days.insert(*holding.from);
        if (holding.until) days.insert(*holding.until);
    }
    return {days.begin(), days.end()};
}

}  // namespace wb
