#include "values/values.h"

#include <algorithm>
#include <cmath>

#include "reference/rule_finding.h"
#include "values/good_prices.h"
#include "values/pieces.h"
#include "values/price_answer.h"
#include "values/price_model.h"

namespace wb {

namespace {

std::vector<Price> judged_prices(const std::vector<const ScopeGood*>& goods, const ValuesOptions& options) {
    std::vector<Price> rows;
    rows.reserve(goods.size());
    for (const ScopeGood* good : goods) {
        rows.push_back(open_price(unit_price(*good)));
        rows.back().item_id = good->item_id;
        rows.back().position = good->position;
    }
    const auto pieces = estimate_pieces(goods, options.level);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].units_low = pieces[i].low;
        rows[i].units = pieces[i].pieces;
        rows[i].units_high = pieces[i].high;
        rows[i].units_basis = pieces[i].basis;
    }
    GoodPrices prices = good_prices(goods);
    const PriceOptions price_options{options.fewest_peers, options.usual_share, kSupplierLevel, options.threads};
    const auto [judged, effects] = judge_adjusted(prices.rows, prices.conditions, options.most_freight, price_options);
    for (std::size_t i = 0; i < prices.good_of.size(); ++i) {
        const std::size_t at = prices.good_of[i];
        const PriceView& view = judged.views[i];
        rows[at].time_factor = std::exp(effects.time[i]);
        rows[at].freight_factor = std::exp(effects.freight[i]);
        const UnitPrice price = unit_price(*goods[at]);
        const std::string group = view.level == kNoLevel ? "" : price_group(*goods[at], price.basis, view.level);
        answer_price(view, price, kGoodLevels, group, {options.level, options.fewest_peers}, rows[at]);
    }
    return rows;
}

void write_number(JsonWriter& json, std::string_view name, const Maybe<double>& number) {
    json.key(name);
    number ? json.number(std::round(*number * 1e4) / 1e4) : json.null();
}

std::string reasons_of(const FlagRule& rule, const Price& price) {
    JsonWriter json;
    json.object().key("per").string(price.per);
    write_number(json, "unit_price_usd", price.unit_price_usd);
    write_number(json, "fair_low_usd", price.fair_low_usd);
    write_number(json, "fair_usd", price.fair_usd);
    write_number(json, "fair_high_usd", price.fair_high_usd);
    write_number(json, "deviation", price.deviation);
    write_number(json, "probability", price.undervalued_probability);
    write_number(json, "overvalued_probability", price.overvalued_probability);
    write_number(json, "time_factor", price.time_factor);
    write_number(json, "freight_factor", price.freight_factor);
    json.key("level").string(price.level).key("peer_group").string(price.peer_group).key("peers").number(price.peers);
    return end_reasons(rule, json);
}

Answer answer_of(const Price& price) {
    if (!price.undervalued_probability) return Answer::cannot_tell;
    return *price.undervalued_probability >= kFires ? Answer::fired : Answer::clear;
}

bool tells_more(const Price& a, const Price& b) {
    if (answer_of(a) != answer_of(b)) return answer_of(a) > answer_of(b);
    return a.undervalued_probability.value_or(0) > b.undervalued_probability.value_or(0);
}

Finding finding_of(const FlagRule& rule, const Price& price) {
    auto finding = rule_finding(rule, "item", price.item_id.value, answer_of(price), price.missing);
    if (price.undervalued_probability.value_or(0) < rule.parameter("grave", 1)) finding.severity = "low";
    finding.reasons = reasons_of(rule, price);
    return finding;
}

}  // namespace

std::vector<Price> value_goods(const std::vector<ScopeGood>& goods, const ValuesOptions& options) {
    return judged_prices(sorted_goods(goods), options);
}

void price_findings(const std::vector<Price>& prices, const FlagRule& rule, const std::function<void(Finding&&)>& sink) {
    for (std::size_t i = 0; i < prices.size();) {
        const Price* most = &prices[i];
        const ItemId item = most->item_id;
        for (; i < prices.size() && prices[i].item_id == item; ++i) {
            if (tells_more(prices[i], *most)) most = &prices[i];
        }
        sink(finding_of(rule, *most));
    }
}

}  // namespace wb
