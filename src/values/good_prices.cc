#include "values/good_prices.h"

#include <cmath>

#include "base/hash.h"
#include "reference/delivery_terms.h"

namespace wb {

namespace {

// A recognised model, or a class, counts as one when it is more likely than not.
constexpr double kMoreLikelyThanNot = 0.5;
constexpr std::uint64_t kGroupSeed = 0x67726f7570;  // "group"
constexpr std::uint64_t kRowSeed = 0x7072696365;    // "price"

std::string product(const ScopeGood& good, std::size_t level) {
    const bool sure = good.probability >= kMoreLikelyThanNot;
    const bool brand = sure && !good.brand.empty() && good.brand_probability >= kMoreLikelyThanNot;
    const bool model = sure && !good.model.empty() && good.model_probability >= kMoreLikelyThanNot;
    switch (level) {
        case 0:
            return good.hs6.substr(0, 2);
        case 1:
            return good.hs6;
        case 2:
            return !good.hs6.empty() && good.origin_country.present() ? good.hs6 + " " + std::string(good.origin_country.text()) : "";
        case 3:
            return brand ? good.brand + " " + good.goods_class : "";
        default:
            return model ? good.brand + " " + good.model : "";
    }
}

std::string finest_product(const ScopeGood& good) {
    for (std::size_t level = 5; level-- > 1;) {
        if (auto name = product(good, level); !name.empty()) return name;
    }
    return "";
}

std::string company(const ScopeParty& party) { return party.entity.present() ? std::to_string(party.entity.value) : ""; }

std::string company_group(const ScopeGood& good, std::size_t level) {
    const std::string name = finest_product(good);
    const std::string supplier = company(contract_seller(good));
    const std::string consignee = company(good.consignee);
    if (name.empty()) return "";
    if (level == 5) return consignee.empty() ? "" : name + " to " + consignee;
    if (supplier.empty()) return "";
    if (level == kSupplierLevel) return name + " from " + supplier;
    return consignee.empty() ? "" : name + " from " + supplier + " to " + consignee;
}

}  // namespace

UnitPrice unit_price(const ScopeGood& good) {
    UnitPrice price;
    if (!good.value_usd || good.value_usd->units <= 0) {
        price.missing = "value";
    } else if (good.units && *good.units > 0) {
        price = {PriceBasis::piece, good.value_usd->to_double() / *good.units, *good.units, {}};
    } else if (good.net_mass_kg && good.net_mass_kg->units > 0) {
        const double mass = good.net_mass_kg->to_double();
        price = {PriceBasis::kg, good.value_usd->to_double() / mass, mass, {}};
    } else {
        price.missing = "quantity and mass";
    }
    return price;
}

std::optional<bool> holds_freight(const ScopeGood& good) {
    if (good.value_of_invoice) {
        const auto& terms = DeliveryTerms::built_in().terms();
        if (const auto term = terms.find(good.delivery_terms); term != terms.end()) return term->second.freight;
    }
    return recorded_with_freight(good.direction);
}

std::optional<bool> recorded_with_freight(std::string_view direction) {
    if (direction == "import") return true;
    if (direction == "export") return false;
    return std::nullopt;
}

std::string price_group(const ScopeGood& good, PriceBasis basis, std::size_t level) {
    const std::string name = level < 5 ? product(good, level) : company_group(good, level);
    if (name.empty()) return "";
    return name + (basis == PriceBasis::piece ? ", per piece" : ", per kg");
}

namespace {

constexpr std::uint64_t kProductSeed = 0x70726f64;  // "prod"

void add_conditions(const ScopeGood& good, PriceBasis basis, PriceConditions& conditions) {
    const std::string product = finest_product(good);
    const std::string_view per = basis == PriceBasis::piece ? " per piece" : " per kg";
    const auto key = product.empty() ? 0 : hash64(product + std::string(per), kProductSeed) | 1;
    conditions.add(key, good.declaration_date, holds_freight(good));
}

}  // namespace

GoodPrices good_prices(const std::vector<const ScopeGood*>& goods) {
    GoodPrices prices;
    for (const auto name : kGoodLevels) prices.rows.levels.push_back({name, {}});
    for (std::size_t i = 0; i < goods.size(); ++i) {
        const ScopeGood& good = *goods[i];
        const UnitPrice price = unit_price(good);
        if (price.basis == PriceBasis::none) continue;
        prices.good_of.push_back(i);
        prices.rows.row_key.push_back(
            combine64(combine64(kRowSeed, static_cast<std::uint64_t>(good.item_id.value)), static_cast<std::uint64_t>(good.position)));
        prices.rows.log_price.push_back(std::log(price.dollars));
        prices.rows.weight.push_back(is_double(good) ? 0 : 1);
        add_conditions(good, price.basis, prices.conditions);
        for (std::size_t level = 0; level < kGoodLevels.size(); ++level) {
            const std::string group = price_group(good, price.basis, level);
            prices.rows.levels[level].group.push_back(group.empty() ? 0 : hash64(group, kGroupSeed + level) | 1);
        }
    }
    return prices;
}

}  // namespace wb
