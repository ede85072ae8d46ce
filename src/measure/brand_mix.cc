#include "measure/brand_mix.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.h"
#include "measure/brand_values.h"

namespace wb {

namespace {

// Concentration when the case cannot tell: one pseudo-block of the case's mix beside an exporter's own.
constexpr double kUsualConcentration = 1.0;
// What is taken to be seen before the case is looked at: ten stated blocks beyond each exporter's first, agreeing as that implies.
constexpr double kUsualBlocks = 10;
// Ends of the estimated agreement within exporters: never wholly its own mix, never wholly the case's.
constexpr double kLeastAgreement = 0.02;
constexpr double kMostAgreement = 0.90;

using Brand = std::int32_t;
constexpr Brand kNoBrand = -1;

// A text that says nothing stands for one product today and another tomorrow: its rows have brands of their own, up to this many, which
// bounds the cost of a block of any size.
constexpr std::uint64_t kLotsOfBlock = 64;

struct Unit {
    std::uint64_t exporter = 0, block = 0;
    std::uint32_t row = 0;
    Worlds::Row cell = 0;
    std::int64_t cents = 0;
    const std::vector<std::int64_t>* shared = nullptr;  // cents in each world, where they differ
    Brand brand = kNoBrand;
    Worlds::Row gate = Worlds::kNoRow;
    FamilyId seller_family{}, exporter_family{};
    std::size_t band = 0;   // of its row's value
    std::uint64_t lot = 0;  // rows of a block with the same number have one brand, where it is open
    [[nodiscard]] bool of_family(FamilyId family) const {
        return family.present() && (seller_family == family || exporter_family == family);
    }
    [[nodiscard]] bool open() const { return brand == kNoBrand || gate != Worlds::kNoRow; }
};

// Weights of brands, for drawing and for expectations.
struct Mix {
    std::vector<Brand> brands;
    std::vector<double> cumulative;
    void add(Brand brand, double weight) {
        if (weight <= 0) return;
        brands.push_back(brand);
        cumulative.push_back(total() + weight);
    }
    [[nodiscard]] double total() const { return cumulative.empty() ? 0 : cumulative.back(); }
    [[nodiscard]] double weight(std::size_t k) const { return cumulative[k] - (k == 0 ? 0 : cumulative[k - 1]); }
    [[nodiscard]] Brand at(double below) const {
        if (brands.empty()) return kNoBrand;
        const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), below);
        return brands[std::min(static_cast<std::size_t>(found - cumulative.begin()), brands.size() - 1)];
    }
    // As weighted by what each brand's values make of a band, the whole scaled to `scaled_to` before that.
    [[nodiscard]] Mix of_band(const BrandValues& values, std::size_t band, double scaled_to) const {
        Mix mix;
        for (std::size_t k = 0; k < brands.size(); ++k)
            mix.add(brands[k], scaled_to * weight(k) / total() * values.likelihood(brands[k], band));
        return mix;
    }
};
using BandMixes = std::array<Mix, BrandValues::kBands>;

BandMixes banded(const Mix& mix, const BrandValues& values, double scaled_to) {
    BandMixes mixes;
    for (std::size_t band = 0; band < mixes.size(); ++band) mixes[band] = mix.of_band(values, band, scaled_to);
    return mixes;
}

// What an exporter states: expected value by brand, and blocks by brand.
struct Stated {
    std::map<Brand, double> value;
    std::map<Brand, std::int64_t> blocks;
    double total = 0;         // value
    std::int64_t number = 0;  // of blocks
};

std::uint64_t exporter_key(const FrameRow& row) {
    const EntityId entity = sender(*row.good).entity;
    return entity.present() ? static_cast<std::uint64_t>(entity.value) : block_of(*row.good);
}

// Rows with one description of goods are one product; rows that only a code or a price shows are not.
std::uint64_t lot_of(const ScopeGood& good, std::size_t band) {
    const bool says_nothing = good.evidence.starts_with("vague") || good.evidence.starts_with("hidden");
    return says_nothing ? static_cast<std::uint64_t>(good.item_id.value) % kLotsOfBlock * BrandValues::kBands + band + 1 : 0;
}

// One row of each block: the others repeat its price.
BrandValues values_of(const Frame& frame, const std::vector<std::string>& brands) {
    std::vector<BrandValues::Stated> stated;
    std::set<std::uint64_t> blocks;
    for (const auto& row : frame.rows()) {
        if (row.place != Place::inside || !row.has_value || row.good->brand.empty() || !blocks.insert(block_of(*row.good)).second) continue;
        const auto at = std::lower_bound(brands.begin(), brands.end(), row.good->brand) - brands.begin();
        stated.push_back({static_cast<Brand>(at), row.cents});
    }
    return {stated, brands.size()};
}

std::vector<Unit> units_of(const Frame& frame, const std::vector<std::string>& brands, const BrandValues& values) {
    std::vector<Unit> units;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        if (row.place != Place::inside || !row.has_value) continue;
        const std::size_t band = values.band_of(row.cents);
        Unit unit{exporter_key(row),
                  block_of(*row.good),
                  static_cast<std::uint32_t>(i),
                  row.cell,
                  row.cents,
                  frame.shared_cents(i),
                  kNoBrand,
                  Worlds::kNoRow,
                  row.good->seller.family,
                  row.good->exporter.family,
                  band,
                  lot_of(*row.good, band)};
        if (!row.good->brand.empty()) {
            unit.brand = static_cast<Brand>(std::lower_bound(brands.begin(), brands.end(), row.good->brand) - brands.begin());
            unit.gate = frame.brand_gate(i);
        }
        units.push_back(unit);
    }
    std::sort(units.begin(), units.end(),
              [](const Unit& a, const Unit& b) { return std::tie(a.exporter, a.block, a.row) < std::tie(b.exporter, b.block, b.row); });
    return units;
}

std::vector<FamilyId> families_of(const Frame& frame, const std::vector<std::string>& brands) {
    std::vector<FamilyId> families(brands.size());
    for (const auto& row : frame.rows()) {
        if (row.place != Place::inside || !row.has_value || row.good->brand.empty()) continue;
        const auto at = std::lower_bound(brands.begin(), brands.end(), row.good->brand) - brands.begin();
        if (row.good->maker_family.present()) families[static_cast<std::size_t>(at)] = row.good->maker_family;
    }
    return families;
}

std::vector<std::string> stated_brands(const Frame& frame) {
    std::vector<std::string> brands;
    for (const auto& row : frame.rows()) {
        if (row.place == Place::inside && row.has_value && !row.good->brand.empty()) brands.push_back(row.good->brand);
    }
    std::sort(brands.begin(), brands.end());
    brands.erase(std::unique(brands.begin(), brands.end()), brands.end());
    return brands;
}

// [begin, end) of the units of one exporter.
struct Exporter {
    std::size_t begin, end;
    Stated stated;
};

Stated stated_of(const Frame& frame, const std::vector<Unit>& units, std::size_t begin, std::size_t end) {
    Stated stated;
    for (std::size_t i = begin; i < end;) {
        const std::uint64_t block = units[i].block;
        double of_block = 0;
        Brand first = kNoBrand;
        for (; i < end && units[i].block == block; ++i) {
            if (units[i].brand == kNoBrand) continue;
            const FrameRow& row = frame.rows()[units[i].row];
            const double value = static_cast<double>(row.expected_cents) * frame.worlds().probability(units[i].gate);
            stated.value[units[i].brand] += value;
            of_block += value;
            if (first == kNoBrand) first = units[i].brand;
        }
        if (first != kNoBrand) ++stated.blocks[first];
        stated.number += first != kNoBrand ? 1 : 0;
        stated.total += of_block;
    }
    return stated;
}

std::vector<Exporter> exporters_of(const Frame& frame, const std::vector<Unit>& units) {
    std::vector<Exporter> exporters;
    for (std::size_t i = 0; i < units.size();) {
        std::size_t end = i;
        while (end < units.size() && units[end].exporter == units[i].exporter) ++end;
        exporters.push_back({i, end, stated_of(frame, units, i, end)});
        i = end;
    }
    return exporters;
}

double concentration_of(const std::vector<Exporter>& exporters) {
    std::map<Brand, double> mix;
    double all = 0;
    double agreement = 0;
    double weight = 0;
    for (const auto& exporter : exporters) {
        std::int64_t blocks = 0;
        std::int64_t agreeing = 0;
        for (const auto& [brand, count] : exporter.stated.blocks) {
            blocks += count;
            agreeing += count * (count - 1);
            mix[brand] += static_cast<double>(count);
            all += static_cast<double>(count);
        }
        if (blocks < 2) continue;
        agreement += static_cast<double>(agreeing) / static_cast<double>(blocks);
        weight += static_cast<double>(blocks - 1);
    }
    double by_chance = 0;
    for (const auto& [brand, count] : mix) by_chance += (count / all) * (count / all);
    if (weight <= 0 || by_chance >= 1) return kUsualConcentration;
    const double seen = (agreement / weight - by_chance) / (1 - by_chance);
    const double usual = 1 / (1 + kUsualConcentration);
    const double beyond = (weight * seen + kUsualBlocks * usual) / (weight + kUsualBlocks);
    return 1 / std::clamp(beyond, kLeastAgreement, kMostAgreement) - 1;
}

// The case's mix, of value and of blocks.
struct CaseMix {
    Mix value, blocks;
};

CaseMix case_mix(const std::vector<Exporter>& exporters, const Worlds& worlds, const std::vector<Unit>& units, std::int64_t draw) {
    std::map<Brand, double> values;
    std::map<Brand, double> blocks;
    for (const auto& exporter : exporters) {
        if (exporter.stated.total <= 0) continue;
        // Exponential weights: the Bayesian bootstrap. A negative draw asks for the mix itself.
        const double weight = draw < 0 ? 1 : -std::log1p(-worlds.uniform(units[exporter.begin].exporter, "mix", draw));
        for (const auto& [brand, value] : exporter.stated.value) values[brand] += weight * value;
        for (const auto& [brand, count] : exporter.stated.blocks) blocks[brand] += weight * static_cast<double>(count);
    }
    CaseMix mix;
    for (const auto& [brand, weight] : values) mix.value.add(brand, weight);
    for (const auto& [brand, weight] : blocks) mix.blocks.add(brand, weight);
    return mix;
}

Mix own_mix(const Stated& stated) {
    Mix mix;
    for (const auto& [brand, count] : stated.blocks) mix.add(brand, static_cast<double>(count));
    return mix;
}

// The urn of one exporter in one world. What lies in it counts as far as its values fit the band asked for.
class Urn {
public:
    Urn(const BandMixes& common, const BandMixes& own, const BrandValues& values) : common_(common), own_(own), values_(values) {}
    Brand draw(double u, std::size_t band) {
        const double from_common = common_[band].total();
        const double from_own = own_[band].total();
        const double at = u * (from_common + from_own + drawn_total_[band]);
        Brand brand = kNoBrand;
        if (at < from_common || (from_own <= 0 && drawn_.empty())) {
            brand = common_[band].at(at);
        } else if (at < from_common + from_own || drawn_.empty()) {
            brand = own_[band].at(at - from_common);
        } else {
            brand = drawn_before(at - from_common - from_own, band);
        }
        if (brand == kNoBrand) return brand;
        drawn_[brand] += 1;
        for (std::size_t k = 0; k < drawn_total_.size(); ++k) drawn_total_[k] += values_.likelihood(brand, k);
        return brand;
    }

private:
    [[nodiscard]] Brand drawn_before(double below, std::size_t band) const {
        Brand last = kNoBrand;
        for (const auto& [brand, count] : drawn_) {
            last = brand;
            below -= count * values_.likelihood(brand, band);
            if (below < 0) break;
        }
        return last;
    }

    const BandMixes& common_;
    const BandMixes& own_;
    const BrandValues& values_;
    std::map<Brand, double> drawn_;
    std::array<double, BrandValues::kBands> drawn_total_{};
};

// The units of an exporter whose brand is open, those that hold and fail together as one.
std::vector<Unit> open_units(const std::vector<Unit>& units, const Exporter& exporter) {
    std::vector<Unit> open;
    for (std::size_t i = exporter.begin; i < exporter.end; ++i) {
        if (units[i].open()) open.push_back(units[i]);
    }
    const auto together = [](const Unit& unit) {
        return std::tuple(unit.block, unit.lot, unit.cell, unit.brand, unit.gate, unit.seller_family.value, unit.exporter_family.value);
    };
    std::sort(open.begin(), open.end(), [&](const Unit& a, const Unit& b) { return together(a) < together(b); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
        const bool alone = open[i].shared != nullptr || (kept > 0 && open[kept - 1].shared != nullptr);
        if (kept > 0 && !alone && together(open[kept - 1]) == together(open[i])) {
            open[kept - 1].cents += open[i].cents;
        } else {
            open[kept++] = open[i];
        }
    }
    open.resize(kept);
    return open;
}

void draw_exporter(const Worlds& worlds, const std::vector<Unit>& open, Urn& urn, std::int64_t draw, BrandWorlds& result) {
    const auto d = static_cast<std::size_t>(draw);
    for (std::size_t i = 0; i < open.size();) {
        const std::uint64_t block = open[i].block;
        const std::uint64_t lot = open[i].lot;
        bool asked = false;
        Brand picked = kNoBrand;
        for (; i < open.size() && open[i].block == block && open[i].lot == lot; ++i) {
            const Unit& unit = open[i];
            if (!worlds.holds(unit.cell, draw)) continue;
            Brand brand = unit.brand;
            if (brand == kNoBrand || !worlds.holds(unit.gate, draw)) {
                if (!asked) picked = urn.draw(worlds.uniform(combine64(block, lot), "brand", draw), unit.band);
                asked = true;
                brand = picked;
            }
            if (brand == kNoBrand) continue;
            const auto cents = unit.shared != nullptr ? (*unit.shared)[d] : unit.cents;
            result.sums[static_cast<std::size_t>(brand)][d] += cents;
            if (unit.of_family(result.families[static_cast<std::size_t>(brand)])) result.direct[d] += cents;
        }
    }
}

std::vector<double> expected_mix(const Mix& common, const Mix& own, std::size_t brands) {
    std::vector<double> shares(brands, 0.0);
    const double all = common.total() + own.total();
    for (const Mix* mix : {&common, &own}) {
        for (std::size_t k = 0; k < mix->brands.size(); ++k) shares[static_cast<std::size_t>(mix->brands[k])] += mix->weight(k) / all;
    }
    return shares;
}

void add_certain(const Frame& frame, const std::vector<Unit>& units, BrandWorlds& result) {
    for (const Unit& unit : units) {
        const FrameRow& row = frame.rows()[unit.row];
        const Entry entry{row.cell, Worlds::kNoRow, false, row.cents};
        add_entries(frame.worlds(), {&entry, 1}, result.total);
        if (unit.open()) {
            result.any_open = true;
            continue;
        }
        std::vector<WorldSums*> into = {&result.sums[static_cast<std::size_t>(unit.brand)]};
        if (unit.of_family(result.families[static_cast<std::size_t>(unit.brand)])) into.push_back(&result.direct);
        for (WorldSums* sums : into) {
            const DrawnEntry drawn{entry, unit.shared};
            if (unit.shared != nullptr) {
                add_drawn(frame.worlds(), {&drawn, 1}, *sums);
            } else {
                add_entries(frame.worlds(), {&entry, 1}, *sums);
            }
        }
    }
}

// Each brand's part of the case's mix in each world.
void keep_mixes(const std::vector<CaseMix>& common, BrandWorlds& result) {
    result.mix.assign(result.brands.size(), std::vector<double>(common.size(), 0.0));
    for (std::size_t d = 0; d < common.size(); ++d) {
        const Mix& mix = common[d].value;
        for (std::size_t k = 0; k < mix.brands.size(); ++k)
            result.mix[static_cast<std::size_t>(mix.brands[k])][d] = mix.weight(k) / mix.total();
    }
}

// What rows that may be in scope hold, by brand.
void add_possible(const Frame& frame, BrandWorlds& result) {
    const Worlds& worlds = frame.worlds();
    WorldSums unstated(result.total.size(), 0);
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        if (row.place != Place::cannot_tell || !row.has_value) continue;
        const Entry all{row.cell, Worlds::kNoRow, false, row.cents};
        add_entries(worlds, {&all, 1}, result.possible_total);
        const auto at = std::lower_bound(result.brands.begin(), result.brands.end(), row.good->brand);
        const bool known = at != result.brands.end() && *at == row.good->brand;
        const Entry stated{row.cell, frame.brand_gate(i), false, row.cents};
        auto& sums = known ? result.possible[static_cast<std::size_t>(at - result.brands.begin())] : unstated;
        if (known || row.good->brand.empty()) add_entries(worlds, {&stated, 1}, sums);
    }
    for (std::size_t b = 0; b < result.mix.size(); ++b) {
        for (std::size_t d = 0; d < unstated.size(); ++d)
            result.possible[b][d] += std::llround(result.mix[b][d] * static_cast<double>(unstated[d]));
    }
}

// What rows without a value are worth in each world, by brand: a row without a brand, too, takes one of the case's mix.
void add_valueless(const Frame& frame, const std::vector<CaseMix>& common, BrandWorlds& result) {
    const Worlds& worlds = frame.worlds();
    for (const FrameRow& row : frame.rows()) {
        if (row.place != Place::inside || row.has_value) continue;
        const ExtraEntry extra{{row.cell, Worlds::kNoRow, false, row.cents}, row.possible, ExtraSource::missing_values, row.donors};
        WorldSums sums(result.valueless_total.size(), 0);
        add_extras(worlds, {&extra, 1}, sums);
        const auto at = std::lower_bound(result.brands.begin(), result.brands.end(), row.good->brand);
        const bool known = at != result.brands.end() && *at == row.good->brand;
        for (std::size_t d = 0; d < sums.size(); ++d) {
            result.valueless_total[d] += sums[d];
            const double u = worlds.uniform(worlds.block(row.cell), "brand without value", static_cast<std::int64_t>(d));
            const Brand drawn = known ? static_cast<Brand>(at - result.brands.begin()) : common[d].value.at(u * common[d].value.total());
            if (drawn == kNoBrand) continue;
            const auto brand = static_cast<std::size_t>(drawn);
            result.valueless[brand][d] += sums[d];
            if (sold_by_family(*row.good, result.families[brand])) result.valueless_direct[d] += sums[d];
        }
    }
}

void expect(const Frame& frame, const std::vector<Unit>& units, const std::vector<Exporter>& exporters, const BrandValues& values,
            const Mix& case_blocks, BrandWorlds& result) {
    result.open_of_row.assign(frame.rows().size(), -1);
    result.expected.assign(result.brands.size(), 0.0);
    const BandMixes common = banded(case_blocks, values, result.concentration);
    result.shares.emplace_back(result.brands.size(), 0.0);  // of rows whose brand is certain, which nobody asks
    for (const auto& exporter : exporters) {
        const BandMixes own = banded(own_mix(exporter.stated), values, static_cast<double>(exporter.stated.number));
        std::array<std::int32_t, BrandValues::kBands> index{};
        for (std::size_t i = exporter.begin; i < exporter.end; ++i) {
            const Unit& unit = units[i];
            const auto value = static_cast<double>(frame.rows()[unit.row].expected_cents);
            const double stated = unit.brand == kNoBrand ? 0 : frame.worlds().probability(unit.gate);
            if (unit.brand != kNoBrand) result.expected[static_cast<std::size_t>(unit.brand)] += stated * value;
            result.open_of_row[unit.row] = 0;
            if (stated >= 1) continue;
            if (index[unit.band] == 0) {
                index[unit.band] = static_cast<std::int32_t>(result.shares.size());
                result.shares.push_back(expected_mix(common[unit.band], own[unit.band], result.brands.size()));
            }
            result.open_of_row[unit.row] = index[unit.band];
            const auto& shares = result.shares[static_cast<std::size_t>(index[unit.band])];
            for (std::size_t b = 0; b < shares.size(); ++b) result.expected[b] += (1 - stated) * shares[b] * value;
        }
    }
}

}  // namespace

bool sold_by_family(const ScopeGood& good, FamilyId family) {
    return family.present() && (good.seller.family == family || good.exporter.family == family);
}

BrandWorlds draw_brands(const Frame& frame) {
    BrandWorlds result;
    const auto worlds = static_cast<std::size_t>(frame.worlds().draws());
    result.brands = stated_brands(frame);
    result.sums.assign(result.brands.size(), WorldSums(worlds, 0));
    result.total.assign(worlds, 0);
    result.direct.assign(worlds, 0);
    result.possible.assign(result.brands.size(), WorldSums(worlds, 0));
    result.possible_total.assign(worlds, 0);
    result.valueless.assign(result.brands.size(), WorldSums(worlds, 0));
    result.valueless_total.assign(worlds, 0);
    result.valueless_direct.assign(worlds, 0);
    result.families = families_of(frame, result.brands);
    const BrandValues values = values_of(frame, result.brands);
    const std::vector<Unit> units = units_of(frame, result.brands, values);
    const std::vector<Exporter> exporters = exporters_of(frame, units);
    result.concentration = concentration_of(exporters);
    add_certain(frame, units, result);
    expect(frame, units, exporters, values, case_mix(exporters, frame.worlds(), units, -1).blocks, result);
    std::vector<CaseMix> common;
    for (std::int64_t draw = 0; draw < frame.worlds().draws(); ++draw) common.push_back(case_mix(exporters, frame.worlds(), units, draw));
    keep_mixes(common, result);
    add_possible(frame, result);
    add_valueless(frame, common, result);
    if (!result.any_open) return result;
    std::vector<BandMixes> common_bands;
    for (const auto& mix : common) common_bands.push_back(banded(mix.blocks, values, result.concentration));
    // Exporters outside, worlds inside: one exporter's rows of bits stay in the processor's cache.
    for (const auto& exporter : exporters) {
        const std::vector<Unit> open = open_units(units, exporter);
        if (open.empty()) continue;
        const BandMixes own = banded(own_mix(exporter.stated), values, static_cast<double>(exporter.stated.number));
        for (std::int64_t draw = 0; draw < frame.worlds().draws(); ++draw) {
            Urn urn(common_bands[static_cast<std::size_t>(draw)], own, values);
            draw_exporter(frame.worlds(), open, urn, draw, result);
        }
    }
    return result;
}

}  // namespace wb
