#include "routes/routes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/check.h"
#include "base/hash.h"
#include "routes/shipments.h"
#include "routes/ways.h"

namespace wb {

namespace {

constexpr std::uint64_t kChainSeed = 0x636861696E;  // "chain"
constexpr std::uint32_t kNoPart = 0xFFFFFFFF;
constexpr double kPartsOfPiece = 1e-6;  // quantities in tables are millionths of a piece

bool lists(const std::vector<Country>& countries, Country country) {
    return std::find(countries.begin(), countries.end(), country) != countries.end();
}

// A chain in the making: the arrivals that came by one sequence of companies.
struct ChainWork {
    std::vector<std::uint32_t> arrivals;  // parts of the last shipments
    double units = 0;
    double value_cents = 0;
    bool has_value = false;
    std::int32_t first_day = 0, last_day = 0;
};

// Arrivals: shipments into a destination from outside. No destinations asked: every shipment arrives somewhere.
bool arrives(const ShipmentGroup& group, std::size_t shipment, const Question& question) {
    if (!question.period.contains(*group.goods[shipment]->declaration_date)) return false;
    if (question.destinations.empty()) return true;
    const Country from = group.countries[group.shipments[shipment].seller];
    return lists(question.destinations, destination_country(*group.goods[shipment])) &&
           !(from.present() && lists(question.destinations, from));
}

struct ThirdPieces {
    double told = 0, third = 0;
};

class GroupRoutes {
public:
    GroupRoutes(const ShipmentGroup& group, const RoutesInput& input)
        : group_(group),
          input_(input),
          trace_(trace_shipments(group.shipments, static_cast<std::uint32_t>(group.companies.size()), input.trace)),
          ways_(group, trace_, [&](Country country) { return is_third(country); }) {
        sum_flows();
        works_.resize(ways_.sequences());
        for (std::size_t i = 0; i < group_.shipments.size(); ++i) {
            if (arrives(group_, i, input_.question)) collect(i);
        }
    }
    void add_to(Routes& routes) const {
        for (std::size_t i = 0; i < group_.shipments.size(); ++i) {
            if (!arrives(group_, i, input_.question)) continue;
            for (std::uint32_t part = trace_.first_part[i]; part < trace_.first_part[i + 1]; ++part) {
                const double quantity = trace_.parts[part].quantity;
                routes.delivered += quantity;
                routes.untraced += ways_.facts(part).start == WayStart::untraced ? quantity : 0;
                routes.minor += ways_.facts(part).start == WayStart::minor ? quantity : 0;
            }
        }
        std::vector<Sequence> largest;
        for (Sequence sequence = 0; sequence < works_.size(); ++sequence) {
            if (!works_[sequence].arrivals.empty()) largest.push_back(sequence);
        }
        std::stable_sort(largest.begin(), largest.end(), [&](Sequence a, Sequence b) { return works_[a].units > works_[b].units; });
        routes.chains_found += static_cast<std::int64_t>(largest.size());
        if (largest.size() > input_.most_chains) largest.resize(input_.most_chains);
        for (const Sequence sequence : largest) add_chain(sequence, routes);
    }
    // Pieces of an arrival that passed a company in a third country, and pieces of which can be told whether they did.
    [[nodiscard]] ThirdPieces third_pieces(std::size_t shipment) const {
        ThirdPieces pieces;
        for (std::uint32_t part = trace_.first_part[shipment]; part < trace_.first_part[shipment + 1]; ++part) {
            const WayFacts& facts = ways_.facts(part);
            const double quantity = trace_.parts[part].quantity;
            pieces.third += facts.third ? quantity : 0;
            pieces.told += facts.third || (facts.start == WayStart::first_seller && facts.known) ? quantity : 0;
        }
        return pieces;
    }

private:
    using Companies = std::vector<std::uint32_t>;
    [[nodiscard]] bool is_third(Country country) const {
        return country.present() && !lists(input_.question.sellers, country) && !lists(input_.question.destinations, country);
    }
    void sum_flows() {
        supply_.assign(group_.companies.size(), 0.0);
        begun_.assign(group_.companies.size(), 0.0);
        arrived_.assign(group_.companies.size(), 0.0);
        for (std::size_t i = 0; i < group_.shipments.size(); ++i) {
            const Shipment& shipment = group_.shipments[i];
            moved_[{shipment.seller, shipment.buyer}] += shipment.quantity;
            supply_[shipment.buyer] += shipment.quantity;
            for (const WayPart& part : trace_.parts_of(i)) {
                if (part.start != WayStart::untraced && part.start != WayStart::first_seller) continue;
                begun_[shipment.seller] += part.quantity;
                supply_[shipment.seller] += part.quantity;
            }
        }
    }
    void collect(std::size_t shipment) {
        const ScopeGood& good = *group_.goods[shipment];
        const Shipment& last = group_.shipments[shipment];
        arrived_[last.buyer] += last.quantity;
        for (std::uint32_t part = trace_.first_part[shipment]; part < trace_.first_part[shipment + 1]; ++part) {
            const WayFacts& facts = ways_.facts(part);
            // A way that returns to a company is followed but not shown: as a chain it would say nothing new.
            if (facts.start == WayStart::minor || ways_.repeats_company(facts.companies)) continue;
            ChainWork& work = works_[facts.companies];
            const double quantity = trace_.parts[part].quantity;
            work.first_day = work.arrivals.empty() ? facts.first_day : std::min(work.first_day, facts.first_day);
            work.last_day = last.day;  // shipments come in time order
            work.arrivals.push_back(part);
            work.units += quantity;
            if (!good.value_usd) continue;
            work.has_value = true;
            work.value_cents += static_cast<double>(good.value_usd->units) * good.probability * quantity / last.quantity;
        }
    }
    // Of `surely` pieces that a company has from this way whatever happened, at least surely + sold - supply go on: the rest of its
    // supply cannot fill the sale.
    [[nodiscard]] double least(const Companies& companies, double units) const {
        double surely = begun_[companies.front()];
        for (std::size_t hop = 0; hop + 1 < companies.size(); ++hop) {
            const double sold = moved_.at({companies[hop], companies[hop + 1]});
            surely = std::max(0.0, surely + sold - supply_[companies[hop]]);
        }
        return std::min(surely, units);
    }
    [[nodiscard]] double most(const Companies& companies, double units) const {
        double smallest = begun_[companies.front()];
        for (std::size_t hop = 0; hop + 1 < companies.size(); ++hop) {
            smallest = std::min(smallest, moved_.at({companies[hop], companies[hop + 1]}));
        }
        return std::max(smallest, units);
    }
    void add_chain(Sequence sequence, Routes& routes) const {
        const ChainWork& work = works_[sequence];
        const Companies companies = ways_.companies(sequence);
        KeyHasher key(kChainSeed);
        key.add(group_.name);
        for (const std::uint32_t company : companies) key.add(group_.companies[company].value);
        Chain chain;
        chain.chain_id = key.id<ChainId>();
        chain.from_entity = group_.companies[companies.front()];
        chain.to_entity = group_.companies[companies.back()];
        chain.hops = static_cast<std::int32_t>(companies.size() - 1);
        chain.first_day = Day{work.first_day};
        chain.last_day = Day{work.last_day};
        chain.units_low = least(companies, work.units);
        chain.units = work.units;
        chain.units_high = most(companies, work.units);
        chain.probability = std::min(1.0, work.units / arrived_[companies.back()]);
        if (work.has_value) chain.value_usd = Usd::from_units(std::llround(work.value_cents));
        chain.goods_group = group_.name;
        add_hops(chain, companies, work, routes);
        routes.chains.push_back(std::move(chain));
    }
    void add_hops(const Chain& chain, const Companies& companies, const ChainWork& work, Routes& routes) const {
        std::map<std::pair<std::int32_t, ItemId>, double> units;
        for (const std::uint32_t arrival : work.arrivals) {
            std::int32_t hop = chain.hops;
            for (std::uint32_t part = arrival; part != kNoPart; part = trace_.parts[part].previous, --hop) {
                units[{hop, group_.goods[trace_.parts[part].shipment]->item_id}] += trace_.parts[arrival].quantity;
            }
        }
        for (const auto& [at, quantity] : units) {
            const auto from = static_cast<std::size_t>(at.first - 1);
            routes.hops.push_back(
                {chain.chain_id, at.first, at.second, group_.companies[companies[from]], group_.companies[companies[from + 1]], quantity});
        }
    }
    const ShipmentGroup& group_;
    const RoutesInput& input_;
    Trace trace_;
    Ways ways_;
    std::vector<ChainWork> works_;                                     // by sequence of companies
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> moved_;  // pieces between two companies
    std::vector<double> begun_, supply_, arrived_;  // pieces by company: ways that begin with it, all it had, what came in from outside
};

void rank_and_cut(Routes& routes, std::size_t most) {
    std::sort(routes.chains.begin(), routes.chains.end(),
              [](const Chain& a, const Chain& b) { return a.units != b.units ? a.units > b.units : a.chain_id < b.chain_id; });
    if (routes.chains.size() > most) routes.chains.resize(most);
    std::map<ChainId, std::size_t> rank;
    for (std::size_t i = 0; i < routes.chains.size(); ++i) rank[routes.chains[i].chain_id] = i;
    std::erase_if(routes.hops, [&](const Hop& hop) { return !rank.contains(hop.chain_id); });
    std::sort(routes.hops.begin(), routes.hops.end(), [&](const Hop& a, const Hop& b) {
        return std::make_tuple(rank.at(a.chain_id), a.hop, a.item_id) < std::make_tuple(rank.at(b.chain_id), b.hop, b.item_id);
    });
}

struct Arrival {
    std::size_t index;
    ThirdPieces pieces;
};

// Share of the arrivals that came by a company in a third country, of those whose way can be told. Given the attribution, only the last
// leg's goods are in doubt; how far another attribution would move the share is what units_low and units_high of the chains show.
void add_figure(const RoutesInput& input, const std::vector<const ScopeGood*>& sorted, const std::vector<Arrival>& arrivals,
                Routes& routes) {
    std::vector<const ScopeGood*> goods;
    for (const auto& arrival : arrivals) goods.push_back(sorted[arrival.index]);
    FigureDraft draft;
    draft.id = "traced.third_country.share";
    draft.title = "Share of pieces traced through companies in third countries";
    draft.unit = "share";
    draft.grade = "inferred";
    draft.law = Law::ratio;
    draft.how = "proportional attribution along shipments; interval from draws of the last leg's goods";
    draft.definition =
        "pieces that reached the destinations and whose way can be told; part that a company in neither a seller's nor a "
        "destination country sold or passed on";
    double told_pieces = 0;
    for (const auto& arrival : arrivals) told_pieces += arrival.pieces.told;
    draft.untraced = routes.delivered > 0 ? std::max(0.0, 1 - told_pieces / routes.delivered) : 0;
    const Worlds worlds(goods, input.rates, input.options);
    Tally above;
    Tally below;
    const auto micro = [](double pieces) { return std::llround(pieces / kPartsOfPiece); };
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        const Arrival& arrival = arrivals[i];
        const double probability = std::max(goods[i]->probability, 1e-12);
        const auto [told, third] = arrival.pieces;
        draft.items.push_back({{}, goods[i]->item_id, Measure::from_units(micro(told)), Measure::from_units(micro(third))});
        above.entries.push_back({worlds.cell_of(i), Worlds::kNoRow, false, micro(third / probability)});
        below.entries.push_back({worlds.cell_of(i), Worlds::kNoRow, false, micro(told / probability)});
    }
    const auto value = value_by_law(draft.items, Law::ratio);
    FinishedFigure finished =
        finish(std::move(draft), ratio_spread(worlds, above, below, value ? value->to_double() : 0), input.options.level, {0, 1});
    routes.figures.push_back(std::move(finished.figure));
    routes.items = std::move(finished.items);
}

}  // namespace

Routes find_routes(const RoutesInput& input) {
    WB_CHECK(input.goods != nullptr, "goods to follow");
    Routes routes;
    const std::vector<const ScopeGood*> sorted = sorted_goods(*input.goods);
    std::vector<Arrival> arrivals;
    for (const ShipmentGroup& group : shipment_groups(sorted, input.question, routes.left_out)) {
        const GroupRoutes found(group, input);
        found.add_to(routes);
        for (std::size_t i = 0; i < group.shipments.size(); ++i) {
            if (!arrives(group, i, input.question)) continue;
            arrivals.push_back({group.index[i], found.third_pieces(i)});
        }
    }
    rank_and_cut(routes, input.most_chains);
    std::sort(arrivals.begin(), arrivals.end(), [](const Arrival& a, const Arrival& b) { return a.index < b.index; });
    add_figure(input, sorted, arrivals, routes);
    return routes;
}

}  // namespace wb
