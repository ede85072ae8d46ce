#include "values/listed_prices.h"

#include <array>
#include <cmath>

#include "base/hash.h"
#include "reference/delivery_terms.h"
#include "text/fold.h"
#include "values/good_prices.h"
#include "values/price_answer.h"
#include "values/price_effects.h"
#include "values/price_model.h"

namespace wb {

namespace {

constexpr std::uint64_t kGroupSeed = 0x6c697374;  // "list"
constexpr std::array<std::string_view, 8> kLevels = {"chapter", "hs6",       "hs",       "hs_origin",
                                                     "product", "consignee", "supplier", "supplier_consignee"};
constexpr std::size_t kListedSupplier = 6;

constexpr std::size_t kProductLevel = 4;  // the finest that compares a product and not a company's

struct ListedGroups {
    std::array<std::string, kLevels.size()> names;
};

std::string joined(const std::string& a, std::string_view between, const std::string& b) {
    return a.empty() || b.empty() ? "" : a + std::string(between) + b;
}

ListedGroups groups_of(const ListedPrice& row, PriceBasis basis) {
    const std::string supplier = fold_words(row.supplier);
    const std::string consignee = fold_words(row.consignee);
    ListedGroups groups;
    auto& names = groups.names;
    if (row.hs_code.size() >= 2) names[0] = row.hs_code.substr(0, 2);
    if (row.hs_code.size() >= 6) names[1] = row.hs_code.substr(0, 6);
    names[2] = row.hs_code;
    names[3] = joined(row.hs_code, " ", fold_words(row.origin_country));
    names[4] = joined(row.hs_code, " ", fold_words(row.product));
    std::string finest;
    for (std::size_t level = 1; level <= kProductLevel; ++level) finest = names[level].empty() ? finest : names[level];
    names[5] = joined(finest, " to ", consignee);
    names[6] = joined(finest, " from ", supplier);
    names[7] = joined(names[6], " to ", consignee);
    for (auto& name : names) {
        if (!name.empty()) name += basis == PriceBasis::piece ? ", per unit" : ", per kg";
    }
    return groups;
}

UnitPrice unit_price_of(const ListedPrice& row) {
    if (!row.value_usd || row.value_usd->units <= 0) return {PriceBasis::none, 0, 0, "value"};
    const double value = row.value_usd->to_double();
    if (row.quantity && *row.quantity > 0) return {PriceBasis::piece, value / *row.quantity, *row.quantity, {}};
    if (row.net_mass_kg && *row.net_mass_kg > 0) return {PriceBasis::kg, value / *row.net_mass_kg, *row.net_mass_kg, {}};
    return {PriceBasis::none, 0, 0, "quantity and mass"};
}

std::uint64_t group_key(const std::string& name, std::size_t level) { return name.empty() ? 0 : hash64(name, kGroupSeed + level) | 1; }

void add_conditions(const ListedPrice& row, const ListedGroups& groups, PriceConditions& conditions) {
    std::uint64_t product = 0;
    for (std::size_t level = 1; level <= kProductLevel; ++level)
        product = groups.names[level].empty() ? product : group_key(groups.names[level], level);
    const auto* term = DeliveryTerms::built_in().find(row.delivery_terms);
    conditions.add(product, row.declaration_date, term != nullptr ? std::optional(term->freight) : recorded_with_freight(row.direction));
}

}  // namespace

ListedPrices price_list(const std::vector<ListedPrice>& rows, const ListOptions& list) {
    PriceRows prices;
    for (const auto name : kLevels) prices.levels.push_back({name, {}});
    PriceConditions conditions;
    std::vector<std::size_t> row_of;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const UnitPrice price = unit_price_of(rows[i]);
        if (price.basis == PriceBasis::none) continue;
        row_of.push_back(i);
        prices.row_key.push_back(mix64(static_cast<std::uint64_t>(rows[i].row_number)));
        prices.log_price.push_back(std::log(price.dollars));
        prices.weight.push_back(1);
        const ListedGroups groups = groups_of(rows[i], price.basis);
        for (std::size_t at = 0; at < kLevels.size(); ++at) {
            prices.levels[at].group.push_back(group_key(groups.names[at], at));
        }
        add_conditions(rows[i], groups, conditions);
    }
    PriceOptions options;
    options.sample_level = kListedSupplier;
    options.threads = list.threads;
    const auto [judged, effects] = judge_adjusted(prices, conditions, list.most_freight, options);
    ListedPrices listed{{}, judged.calibration};
    for (const auto& row : rows) {
        listed.prices.push_back(open_price(unit_price_of(row)));
        listed.prices.back().item_id = ItemId{row.row_number};
    }
    for (std::size_t i = 0; i < row_of.size(); ++i) {
        const PriceView& view = judged.views[i];
        const UnitPrice price = unit_price_of(rows[row_of[i]]);
        Price& answer = listed.prices[row_of[i]];
        answer.time_factor = std::exp(effects.time[i]);
        answer.freight_factor = std::exp(effects.freight[i]);
        const std::string group = view.level == kNoLevel ? "" : groups_of(rows[row_of[i]], price.basis).names[view.level];
        answer_price(view, price, kLevels, group, {list.level, options.fewest_peers}, answer);
    }
    return listed;
}

}  // namespace wb
