#include "routes/routes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/check.h"
#include "base/hash.h"
#include "routes/shipments.h"

namespace wb {

namespace {

constexpr std::uint64_t kChainSeed = 0x636861696E;  // "chain"
constexpr std::uint32_t kNoPart = 0xFFFFFFFF;
constexpr double kPartsOfPiece = 1e-6;  // quantities in tables are millionths of a piece

bool lists(const std::vector<Country>& countries, Country country) {
    return std::find(countries.begin(), countries.end(), country) != countries.end();
}

// The shipments of a way, first to last.
std::vector<std::uint32_t> way_of(const Trace& trace, std::uint32_t part) {
    std::vector<std::uint32_t> way;
    for (std::uint32_t at = part; at != kNoPart; at = trace.parts[at].previous) way.push_back(at);
    std::reverse(way.begin(), way.end());
    return way;
}

// A chain in the making: companies in order, and what of each shipment came along.
struct ChainWork {
    std::vector<std::uint32_t> companies;
    std::vector<std::map<std::uint32_t, double>> shipments_of_hop;
    double units = 0;
    double value_cents = 0;
    bool has_value = false;
    std::int32_t first_day = 0, last_day = 0;
};

std::vector<std::uint32_t> companies_of(const ShipmentGroup& group, const Trace& trace, const std::vector<std::uint32_t>& way) {
    std::vector<std::uint32_t> companies = {group.shipments[trace.parts[way.front()].shipment].seller};
    for (const std::uint32_t part : way) companies.push_back(group.shipments[trace.parts[part].shipment].buyer);
    return companies;
}

bool repeats_company(std::vector<std::uint32_t> companies) {
    std::sort(companies.begin(), companies.end());
    return std::adjacent_find(companies.begin(), companies.end()) != companies.end();
}

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
          trace_(trace_shipments(group.shipments, static_cast<std::uint32_t>(group.companies.size()), input.trace)) {
        sum_flows();
        for (std::size_t i = 0; i < group_.shipments.size(); ++i) {
            if (arrives(group_, i, input_.question)) collect(i);
        }
    }
    void add_to(Routes& routes) const {
        for (std::size_t i = 0; i < group_.shipments.size(); ++i) {
            if (!arrives(group_, i, input_.question)) continue;
            for (const WayPart& part : trace_.parts_of(i)) {
                routes.delivered += part.quantity;
                routes.untraced += start_of(part) == WayStart::untraced ? part.quantity : 0;
                routes.minor += start_of(part) == WayStart::minor ? part.quantity : 0;
            }
        }
        std::vector<const ChainWork*> largest;
        for (const auto& [companies, work] : chains_) largest.push_back(&work);
        std::stable_sort(largest.begin(), largest.end(), [](const ChainWork* a, const ChainWork* b) { return a->units > b->units; });
        routes.chains_found += static_cast<std::int64_t>(largest.size());
        if (largest.size() > input_.most_chains) largest.resize(input_.most_chains);
        for (const ChainWork* work : largest) add_chain(*work, routes);
    }
    // Pieces of an arrival that passed a company in a third country, and pieces of which can be told whether they did.
    [[nodiscard]] ThirdPieces third_pieces(std::size_t shipment) const {
        ThirdPieces pieces;
        for (const WayPart& part : trace_.parts_of(shipment)) {
            const auto countries = seller_countries(way_of(trace_, part_number(part)));
            const bool third = std::any_of(countries.begin(), countries.end(), [&](Country country) { return is_third(country); });
            const bool known = start_of(part) == WayStart::first_seller &&
                               std::all_of(countries.begin(), countries.end(), [](Country country) { return country.present(); });
            pieces.third += third ? part.quantity : 0;
            pieces.told += third || known ? part.quantity : 0;
        }
        return pieces;
    }

private:
    [[nodiscard]] std::uint32_t part_number(const WayPart& part) const { return static_cast<std::uint32_t>(&part - trace_.parts.data()); }
    [[nodiscard]] WayStart start_of(const WayPart& part) const {
        const WayPart* at = &part;
        while (at->start == WayStart::none) at = &trace_.parts[at->previous];
        return at->start;
    }
    [[nodiscard]] bool is_third(Country country) const {
        return country.present() && !lists(input_.question.sellers, country) && !lists(input_.question.destinations, country);
    }
    // Countries of all companies of a way but the last buyer.
    [[nodiscard]] std::vector<Country> seller_countries(const std::vector<std::uint32_t>& way) const {
        std::vector<Country> countries;
        for (const std::uint32_t part : way) countries.push_back(group_.countries[group_.shipments[trace_.parts[part].shipment].seller]);
        return countries;
    }
    void sum_flows() {
        supply_.assign(group_.companies.size(), 0.0);
        for (std::size_t i = 0; i < group_.shipments.size(); ++i) {
            const Shipment& shipment = group_.shipments[i];
            moved_[{shipment.seller, shipment.buyer}] += shipment.quantity;
            supply_[shipment.buyer] += shipment.quantity;
            for (const WayPart& part : trace_.parts_of(i)) {
                // What was sold beyond stock was the seller's too.
                if (part.start == WayStart::untraced || part.start == WayStart::first_seller) supply_[shipment.seller] += part.quantity;
            }
        }
    }
    void collect(std::size_t shipment) {
        const ScopeGood& good = *group_.goods[shipment];
        for (const WayPart& part : trace_.parts_of(shipment)) {
            if (start_of(part) == WayStart::minor) continue;
            arrived_[group_.shipments[shipment].buyer] += part.quantity;
            const std::vector<std::uint32_t> way = way_of(trace_, part_number(part));
            std::vector<std::uint32_t> companies = companies_of(group_, trace_, way);
            // A way that returns to a company is followed but not shown: as a chain it would say nothing new.
            if (repeats_company(companies)) continue;
            ChainWork& work = chains_[companies];
            work.companies = std::move(companies);
            add_way(work, way, part.quantity);
            if (good.value_usd) {
                work.has_value = true;
                work.value_cents +=
                    static_cast<double>(good.value_usd->units) * good.probability * part.quantity / group_.shipments[shipment].quantity;
            }
        }
    }
    void add_way(ChainWork& work, const std::vector<std::uint32_t>& way, double quantity) {
        const std::int32_t first = group_.shipments[trace_.parts[way.front()].shipment].day;
        const std::int32_t last = group_.shipments[trace_.parts[way.back()].shipment].day;
        const bool fresh = work.shipments_of_hop.empty();
        work.shipments_of_hop.resize(way.size());
        work.first_day = fresh ? first : std::min(work.first_day, first);
        work.last_day = fresh ? last : std::max(work.last_day, last);
        work.units += quantity;
        for (std::size_t hop = 0; hop < way.size(); ++hop) work.shipments_of_hop[hop][trace_.parts[way[hop]].shipment] += quantity;
    }
    // Of `held` pieces that a company surely has from this way, at least held + sold - supply go on: they do not all fit elsewhere.
    [[nodiscard]] double least(const ChainWork& work) const {
        double surely = 0;
        for (std::size_t hop = 0; hop + 1 < work.companies.size(); ++hop) {
            const double sold = moved_.at({work.companies[hop], work.companies[hop + 1]});
            surely = hop == 0 ? sold : std::max(0.0, surely + sold - supply_[work.companies[hop]]);
        }
        return std::min(surely, work.units);
    }
    [[nodiscard]] double most(const ChainWork& work) const {
        double smallest = moved_.at({work.companies[0], work.companies[1]});
        for (std::size_t hop = 1; hop + 1 < work.companies.size(); ++hop) {
            smallest = std::min(smallest, moved_.at({work.companies[hop], work.companies[hop + 1]}));
        }
        return std::max(smallest, work.units);
    }
    void add_chain(const ChainWork& work, Routes& routes) const {
        KeyHasher key(kChainSeed);
        key.add(group_.name);
        for (const std::uint32_t company : work.companies) key.add(group_.companies[company].value);
        Chain chain;
        chain.chain_id = key.id<ChainId>();
        chain.from_entity = group_.companies[work.companies.front()];
        chain.to_entity = group_.companies[work.companies.back()];
        chain.hops = static_cast<std::int32_t>(work.companies.size() - 1);
        chain.first_day = Day{work.first_day};
        chain.last_day = Day{work.last_day};
        chain.units_low = least(work);
        chain.units = work.units;
        chain.units_high = most(work);
        chain.probability = std::min(1.0, work.units / arrived_.at(work.companies.back()));
        if (work.has_value) chain.value_usd = Usd::from_units(std::llround(work.value_cents));
        chain.goods_group = group_.name;
        for (std::size_t hop = 0; hop < work.shipments_of_hop.size(); ++hop) {
            // Two goods of one item may travel together: one row of hop for both.
            std::map<ItemId, double> of_item;
            for (const auto& [shipment, units] : work.shipments_of_hop[hop]) of_item[group_.goods[shipment]->item_id] += units;
            for (const auto& [item, units] : of_item) {
                routes.hops.push_back({chain.chain_id, static_cast<std::int32_t>(hop + 1), item, group_.companies[work.companies[hop]],
                                       group_.companies[work.companies[hop + 1]], units});
            }
        }
        routes.chains.push_back(std::move(chain));
    }
    const ShipmentGroup& group_;
    const RoutesInput& input_;
    Trace trace_;
    std::map<std::vector<std::uint32_t>, ChainWork> chains_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> moved_;  // pieces between two companies
    std::vector<double> supply_;                                       // pieces that a company had in all
    std::map<std::uint32_t, double> arrived_;
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
