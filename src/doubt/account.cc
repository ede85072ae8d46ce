#include "doubt/account.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/distribution.h"

namespace wb {

namespace {

// Bits of the worlds in which an entry counts, word by word.
std::uint64_t word_of(const Worlds& worlds, const Entry& entry, std::size_t word) {
    std::uint64_t bits = worlds.words(entry.cell)[word];
    if (entry.gate == Worlds::kNoRow) return entry.inverted ? 0 : bits;
    const std::uint64_t gate = worlds.words(entry.gate)[word];
    bits &= entry.inverted ? ~gate : gate;
    return bits;
}

bool counts(const Worlds& worlds, const Entry& entry, std::int64_t draw) {
    return worlds.holds(entry.cell, draw) && worlds.holds(entry.gate, draw) != entry.inverted;
}

// That its row is in scope, where a fact is missing that would say so.
double chance_of(const Worlds& worlds, const Entry& entry) { return worlds.probability(worlds.narrowing(entry.cell)); }

double gate_share(const Worlds& worlds, const Entry& entry) {
    const double share = worlds.probability(entry.gate);
    return entry.inverted ? 1 - share : share;
}

// The quantiles of a block's amounts in all worlds: a block has many rows, and a quantile costs more than all else that is done with it.
class BlockQuantiles {
public:
    explicit BlockQuantiles(const Worlds& worlds) : worlds_(worlds) {}
    // Valid until the next call.
    std::span<const double> of(std::uint64_t block) {
        auto& slot = slots_[block % slots_.size()];
        if (slot.values.empty() || slot.block != block) {
            slot.block = block;
            slot.values.resize(static_cast<std::size_t>(worlds_.draws()));
            for (std::size_t d = 0; d < slot.values.size(); ++d)
                slot.values[d] = worlds_.uniform(block, "bounds", static_cast<std::int64_t>(d));
        }
        return slot.values;
    }

private:
    static constexpr std::size_t kSlots = 1024;  // blocks kept: four megabytes at 400 worlds
    struct Slot {
        std::uint64_t block = 0;
        std::vector<double> values;
    };
    const Worlds& worlds_;
    std::vector<Slot> slots_ = std::vector<Slot>(kSlots);
};

std::int64_t bounded_amount(const BoundedEntry& bounded, double u) {
    const auto middle = static_cast<double>(bounded.entry.amount);
    const double end = static_cast<double>(u < 0.5 ? bounded.low : bounded.high);
    const double away = u < 0.5 ? 1 - 2 * u : 2 * u - 1;
    return std::llround(middle + (end - middle) * away);
}

std::int64_t extra_amount(const Worlds& worlds, const ExtraEntry& extra, std::int64_t draw) {
    if (extra.donors == nullptr || extra.donors->empty()) return extra.entry.amount;
    const double u = worlds.uniform(worlds.block(extra.entry.cell), "donor", draw);
    const auto at = static_cast<std::size_t>(u * static_cast<double>(extra.donors->size()));
    return (*extra.donors)[std::min(at, extra.donors->size() - 1)];
}

// An amount with the block and the probability under which it counts, for exact variances over blocks.
struct Stake {
    std::uint64_t block;
    double probability;
    double amount;
};

// Variance of Σ amount·1[u_block < probability] with one uniform per block: Σ over pairs of a block (min(p, q) - p q).
double block_variance(std::vector<Stake> stakes) {
    std::sort(stakes.begin(), stakes.end(), [](const Stake& a, const Stake& b) {
        if (a.block != b.block) return a.block < b.block;
        if (a.probability != b.probability) return a.probability < b.probability;
        return a.amount < b.amount;
    });
    double variance = 0;
    for (std::size_t i = 0; i < stakes.size();) {
        double sum = 0;     // Σ amount of the block so far
        double mean = 0;    // Σ amount·p
        double square = 0;  // Σ over pairs amount·amount·min(p, q)
        const std::uint64_t block = stakes[i].block;
        std::size_t end = i;
        while (end < stakes.size() && stakes[end].block == block) ++end;
        for (std::size_t k = end; k-- > i;) {
            square += stakes[k].amount * stakes[k].probability * (stakes[k].amount + 2 * sum);
            sum += stakes[k].amount;
            mean += stakes[k].amount * stakes[k].probability;
        }
        variance += std::max(0.0, square - mean * mean);
        i = end;
    }
    return variance;
}

double calibration_variance(const Worlds& worlds, std::span<const Entry> entries) {
    std::vector<double> weight(worlds.rates(), 0.0);
    for (const Entry& entry : entries) {
        const auto rate = worlds.rate_of(worlds.wide_cell(entry.cell));
        if (rate != Worlds::kNoRow)
            weight[rate] += static_cast<double>(entry.amount) * gate_share(worlds, entry) * chance_of(worlds, entry);
    }
    std::vector<double> sums(static_cast<std::size_t>(worlds.draws()), 0.0);
    for (std::size_t rate = 0; rate < weight.size(); ++rate) {
        if (weight[rate] == 0) continue;
        const auto drawn = worlds.rate_draws(static_cast<Worlds::Row>(rate));
        for (std::size_t d = 0; d < sums.size(); ++d) sums[d] += weight[rate] * drawn[d];
    }
    return variance_of(sums);
}

double resolution_variance(const Worlds& worlds, std::span<const Entry> entries) {
    std::vector<double> sums(static_cast<std::size_t>(worlds.draws()), 0.0);
    bool any = false;
    for (const Entry& entry : entries) {
        if (!worlds.drawn_elsewhere(entry.gate)) continue;
        any = true;
        const double amount = worlds.probability(entry.cell) * static_cast<double>(entry.amount);
        for (std::size_t d = 0; d < sums.size(); ++d) {
            if (worlds.holds(entry.gate, static_cast<std::int64_t>(d)) != entry.inverted) sums[d] += amount;
        }
    }
    return any ? variance_of(sums) : 0;
}

// What the rows that may be out of scope for want of a fact make of the variance.
double scope_variance(const Worlds& worlds, std::span<const Entry> entries) {
    std::vector<double> sums(static_cast<std::size_t>(worlds.draws()), 0.0);
    bool any = false;
    for (const Entry& entry : entries) {
        const auto narrowing = worlds.narrowing(entry.cell);
        if (narrowing == Worlds::kNoRow) continue;
        any = true;
        const double amount =
            worlds.probability(worlds.wide_cell(entry.cell)) * gate_share(worlds, entry) * static_cast<double>(entry.amount);
        for (std::size_t d = 0; d < sums.size(); ++d) {
            if (worlds.holds(narrowing, static_cast<std::int64_t>(d))) sums[d] += amount;
        }
    }
    return any ? variance_of(sums) : 0;
}

double bounds_variance(const Worlds& worlds, std::span<const BoundedEntry> bounded) {
    std::vector<double> sums(static_cast<std::size_t>(worlds.draws()), 0.0);
    BlockQuantiles quantiles(worlds);
    for (const auto& each : bounded) {
        const double share = worlds.probability(each.entry.cell);
        const auto at = quantiles.of(worlds.block(each.entry.cell));
        for (std::size_t d = 0; d < sums.size(); ++d)
            sums[d] += share * static_cast<double>(bounded_amount(each, at[d]) - each.entry.amount);
    }
    return variance_of(sums);
}

double drawn_variance(const Worlds& worlds, std::span<const DrawnEntry> drawn) {
    std::vector<double> sums(static_cast<std::size_t>(worlds.draws()), 0.0);
    for (const auto& each : drawn) {
        const double share = worlds.probability(each.entry.cell) * gate_share(worlds, each.entry);
        for (std::size_t d = 0; d < sums.size(); ++d) sums[d] += share * static_cast<double>((*each.amounts)[d] - each.entry.amount);
    }
    return variance_of(sums);
}

// Adds the extras of one source to the draws and returns their mean square: how far that source alone moves the figure.
double add_source(const Worlds& worlds, const std::vector<ExtraEntry>& extras, ExtraSource source, std::vector<double>& draws) {
    std::vector<ExtraEntry> chosen;
    for (const auto& extra : extras) {
        if (extra.source == source) chosen.push_back(extra);
    }
    if (chosen.empty()) return 0;
    WorldSums sums(draws.size(), 0);
    add_extras(worlds, chosen, sums);
    double square = 0;
    for (std::size_t d = 0; d < draws.size(); ++d) {
        draws[d] += static_cast<double>(sums[d]);
        square += static_cast<double>(sums[d]) * static_cast<double>(sums[d]);
    }
    return square / static_cast<double>(draws.size());
}

std::vector<WidthPart> named(const VarianceParts& parts, const char* gates_are) {
    return {{"recognition", parts.recognition}, {"calibration", parts.calibration}, {gates_are, parts.gates},
            {"bounds", parts.bounds},           {"resolution", parts.resolution},   {"missing facts", parts.scope}};
}

// Adds what no row shows to the draws, where it is placed, and returns the mean square of what that adds.
double add_unseen(const Worlds& worlds, const Tally& tally, std::vector<double>& draws) {
    std::vector<double> added(draws.size(), 0.0);
    for (const auto& entry : tally.entries) add_unseen(worlds, entry, added);
    for (const auto& each : tally.bounded) add_unseen(worlds, each.entry, added);
    for (const auto& each : tally.drawn) add_unseen(worlds, each.entry, added);
    double square = 0;
    for (std::size_t d = 0; d < draws.size(); ++d) {
        draws[d] += added[d];
        square += added[d] * added[d];
    }
    return square / static_cast<double>(draws.size());
}

Tally scaled_difference(const Tally& numerator, const Tally& denominator, double factor) {
    Tally difference;
    difference.entries = numerator.entries;
    for (Entry entry : denominator.entries) {
        entry.amount = -std::llround(factor * static_cast<double>(entry.amount));
        difference.entries.push_back(entry);
    }
    return difference;
}

}  // namespace

void add_entries(const Worlds& worlds, std::span<const Entry> entries, WorldSums& sums) {
    const std::size_t draws = sums.size();
    for (const Entry& entry : entries) {
        for (std::size_t word = 0; word * 64 < draws; ++word) {
            const std::uint64_t bits = word_of(worlds, entry, word);
            if (bits == 0) continue;
            const std::size_t until = std::min<std::size_t>(64, draws - word * 64);
            std::int64_t* at = sums.data() + word * 64;
            // Masks instead of branches: the loop is vectorised, which is the whole cost of measuring.
            for (std::size_t k = 0; k < until; ++k) at[k] += entry.amount & -static_cast<std::int64_t>((bits >> k) & 1);
        }
    }
}

void add_bounded(const Worlds& worlds, std::span<const BoundedEntry> entries, WorldSums& sums) {
    BlockQuantiles quantiles(worlds);
    for (const auto& bounded : entries) {
        const auto at = quantiles.of(worlds.block(bounded.entry.cell));
        for (std::size_t d = 0; d < sums.size(); ++d) {
            if (counts(worlds, bounded.entry, static_cast<std::int64_t>(d))) sums[d] += bounded_amount(bounded, at[d]);
        }
    }
}

void add_drawn(const Worlds& worlds, std::span<const DrawnEntry> entries, WorldSums& sums) {
    for (const auto& each : entries) {
        for (std::size_t d = 0; d < sums.size(); ++d) {
            if (counts(worlds, each.entry, static_cast<std::int64_t>(d))) sums[d] += (*each.amounts)[d];
        }
    }
}

void add_extras(const Worlds& worlds, std::span<const ExtraEntry> extras, WorldSums& sums) {
    for (const auto& extra : extras) {
        for (std::size_t d = 0; d < sums.size(); ++d) {
            const auto draw = static_cast<std::int64_t>(d);
            if (worlds.holds(extra.possible, draw) && counts(worlds, extra.entry, draw)) sums[d] += extra_amount(worlds, extra, draw);
        }
    }
}

void add_unseen(const Worlds& worlds, const Entry& entry, std::vector<double>& sums) {
    const auto lots = worlds.unseen_lots(entry.cell);
    if (lots.empty()) return;
    const double expected = static_cast<double>(entry.amount) * worlds.probability(entry.cell) * gate_share(worlds, entry);
    for (const auto& lot : lots) sums[lot.draw] += expected * lot.factor;
}

VarianceParts variance_parts(const Worlds& worlds, const Tally& tally) {
    std::vector<Entry> all = tally.entries;
    for (const auto& bounded : tally.bounded) all.push_back(bounded.entry);
    for (const auto& each : tally.drawn) all.push_back(each.entry);
    std::vector<Stake> cells;
    std::vector<Stake> gates;
    for (const Entry& entry : all) {
        const double p = worlds.probability(worlds.wide_cell(entry.cell));
        const double g = gate_share(worlds, entry);
        const double amount = static_cast<double>(entry.amount) * chance_of(worlds, entry);
        if (p < 1) cells.push_back({worlds.block(entry.cell), p, amount * g});
        if (entry.gate != Worlds::kNoRow && !worlds.drawn_elsewhere(entry.gate)) {
            // 1[u < g] and its complement have opposite deviations, which block_variance sees as a negative amount.
            gates.push_back({worlds.block(entry.cell), worlds.probability(entry.gate), (entry.inverted ? -1 : 1) * amount * std::sqrt(p)});
        }
    }
    return {block_variance(std::move(cells)),       calibration_variance(worlds, all), block_variance(std::move(gates)),
            bounds_variance(worlds, tally.bounded), resolution_variance(worlds, all),  scope_variance(worlds, all)};
}

std::vector<WidthPart> shares_of(std::vector<WidthPart> variances) {
    double total = 0;
    for (const auto& part : variances) total += part.share;
    std::erase_if(variances, [](const WidthPart& part) { return !(part.share > 0); });
    if (!(total > 0)) return {};
    for (auto& part : variances) part.share /= total;
    return variances;
}

void Spread::divide_by(double unit) {
    for (double& drawn : draws) drawn /= unit;
    for (double& drawn : upper) drawn /= unit;
    for (double& drawn : lower) drawn /= unit;
}

Spread spread_of(const Worlds& worlds, const Tally& tally) {
    WorldSums sums(static_cast<std::size_t>(worlds.draws()), 0);
    add_entries(worlds, tally.entries, sums);
    add_bounded(worlds, tally.bounded, sums);
    add_drawn(worlds, tally.drawn, sums);
    Spread spread{std::vector<double>(sums.begin(), sums.end()), named(variance_parts(worlds, tally), tally.gates_are)};
    spread.parts.push_back({tally.drawn_are, drawn_variance(worlds, tally.drawn)});
    spread.parts.push_back({"missing values", add_source(worlds, tally.extras, ExtraSource::missing_values, spread.draws)});
    spread.parts.push_back({"doubles", add_source(worlds, tally.extras, ExtraSource::doubles, spread.draws)});
    spread.parts.push_back({"not seen", add_unseen(worlds, tally, spread.draws)});
    std::vector<double> upper = spread.draws;
    const double missing = add_source(worlds, tally.extras, ExtraSource::missing_facts, upper);
    for (auto& part : spread.parts) {
        if (part.name == "missing facts") part.share += missing;
    }
    if (missing > 0) spread.upper = std::move(upper);
    spread.parts = shares_of(std::move(spread.parts));
    return spread;
}

Spread ratio_spread(const Worlds& worlds, const Tally& numerator, const Tally& denominator, double point) {
    WorldSums above(static_cast<std::size_t>(worlds.draws()), 0);
    WorldSums below(above.size(), 0);
    add_entries(worlds, numerator.entries, above);
    add_entries(worlds, denominator.entries, below);
    std::vector<double> ratios(above.size(), point);
    for (std::size_t d = 0; d < ratios.size(); ++d) {
        if (below[d] != 0) ratios[d] = static_cast<double>(above[d]) / static_cast<double>(below[d]);
    }
    return {std::move(ratios),
            shares_of(named(variance_parts(worlds, scaled_difference(numerator, denominator, point)), numerator.gates_are))};
}

}  // namespace wb
