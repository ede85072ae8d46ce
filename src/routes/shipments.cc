#include "routes/shipments.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/distribution.h"

namespace wb {

namespace {

std::string group_name(const ScopeGood& good) {
    if (!good.model.empty()) return good.brand + " " + good.model;
    return good.brand.empty() ? good.goods_class : good.brand + " " + good.goods_class;
}

bool usable(const ScopeGood& good, const Question& question, LeftOut& left_out) {
    if (!class_asked(good, question) || is_double(good) || good.probability <= 0) return false;
    if (!good.declaration_date) {
        ++left_out.no_day;
        return false;
    }
    if (question.known_on && *good.declaration_date > *question.known_on) return false;
    const EntityId seller = contract_seller(good).entity;
    const EntityId buyer = good.consignee.entity;
    if (!seller.present() || !buyer.present()) {
        ++left_out.no_company;
        return false;
    }
    if (seller == buyer) ++left_out.own_company;
    return seller != buyer;
}

// Dollars a piece, the median of the group's rows that state both; 0 when none does.
double piece_price(const std::vector<std::size_t>& members, const std::vector<const ScopeGood*>& sorted) {
    std::vector<double> prices;
    for (const std::size_t i : members) {
        const ScopeGood& good = *sorted[i];
        if (good.units && good.value_usd && *good.units > 0 && good.value_usd->units > 0) {
            prices.push_back(good.value_usd->to_double() / *good.units);
        }
    }
    return quantile(std::move(prices), 0.5);
}

double pieces_of(const ScopeGood& good, double price) {
    if (good.units) return std::max(0.0, *good.units);
    return good.value_usd && price > 0 ? std::max(0.0, good.value_usd->to_double() / price) : 0;
}

// Numbers companies in order of their ids, so that numbers do not depend on the order of rows.
class Companies {
public:
    explicit Companies(ShipmentGroup& group) : group_(group) {}
    void collect(const std::vector<std::size_t>& members, const std::vector<const ScopeGood*>& sorted) {
        std::map<EntityId, Country> found;
        for (const std::size_t i : members) {
            add(found, contract_seller(*sorted[i]));
            add(found, sorted[i]->consignee);
        }
        for (const auto& [id, country] : found) {
            numbers_[id] = static_cast<std::uint32_t>(group_.companies.size());
            group_.companies.push_back(id);
            group_.countries.push_back(country);
        }
    }
    [[nodiscard]] std::uint32_t number(EntityId id) const { return numbers_.at(id); }

private:
    static void add(std::map<EntityId, Country>& found, const ScopeParty& party) {
        Country& country = found[party.entity];
        // Rows may disagree on a company's country: the first in the alphabet, whatever their order.
        if (party.country.present() && (!country.present() || party.country < country)) country = party.country;
    }
    ShipmentGroup& group_;
    std::map<EntityId, std::uint32_t> numbers_;
};

void order_in_time(std::vector<std::size_t>& members, const std::vector<const ScopeGood*>& sorted) {
    std::set<std::pair<Day, EntityId>> buys;
    for (const std::size_t i : members) buys.emplace(*sorted[i]->declaration_date, sorted[i]->consignee.entity);
    std::vector<std::tuple<Day, bool, std::size_t>> keys;
    keys.reserve(members.size());
    for (const std::size_t i : members) {
        const Day day = *sorted[i]->declaration_date;
        keys.emplace_back(day, buys.contains({day, contract_seller(*sorted[i]).entity}), i);
    }
    std::sort(keys.begin(), keys.end());
    std::transform(keys.begin(), keys.end(), members.begin(), [](const auto& key) { return std::get<2>(key); });
}

}  // namespace

std::vector<ShipmentGroup> shipment_groups(const std::vector<const ScopeGood*>& sorted, const Question& question, LeftOut& left_out) {
    std::map<std::string, std::vector<std::size_t>> members_of;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (usable(*sorted[i], question, left_out)) members_of[group_name(*sorted[i])].push_back(i);
    }
    std::vector<ShipmentGroup> groups;
    for (auto& [name, members] : members_of) {
        const double price = piece_price(members, sorted);
        order_in_time(members, sorted);
        ShipmentGroup& group = groups.emplace_back();
        group.name = name;
        Companies companies(group);
        companies.collect(members, sorted);
        for (const std::size_t i : members) {
            const ScopeGood& good = *sorted[i];
            const double quantity = good.probability * pieces_of(good, price);
            if (quantity <= 0) {
                ++left_out.no_quantity;
                continue;
            }
            group.shipments.push_back({companies.number(contract_seller(good).entity), companies.number(good.consignee.entity),
                                       good.declaration_date->number, quantity});
            group.goods.push_back(&good);
            group.index.push_back(i);
        }
    }
    return groups;
}

}  // namespace wb
