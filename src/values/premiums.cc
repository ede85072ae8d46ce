#include "values/premiums.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/hash.h"
#include "doubt/figure_draft.h"
#include "values/good_prices.h"

namespace wb {

namespace {

constexpr double kMoreLikelyThanNot = 0.5;
constexpr std::size_t kFewestReference = 5;        // below it a median says little
constexpr std::size_t kFewestPurchases = 1;        // what a middleman paid is its own price, not a market's
constexpr std::size_t kFewestSales = 5;            // of one middleman: the spread of fewer says little
constexpr std::size_t kMostMiddlemen = 10;         // with a figure of their own
constexpr std::uint64_t kWeightSeed = 0x7072656d;  // "prem"

// A row with all that an index needs.
struct Priced {
    const ScopeGood* good = nullptr;
    std::string model;
    std::uint64_t block = 0;
    double pieces = 0, dollars = 0;  // expected, by the probability that it is of the class
    double unit_price = 0;
};

std::string model_of(const ScopeGood& good) {
    const bool sure = good.probability >= kMoreLikelyThanNot && !good.model.empty() && good.model_probability >= kMoreLikelyThanNot;
    return sure ? good.brand + " " + good.model : std::string();
}

std::vector<Priced> priced_rows(const std::vector<const ScopeGood*>& goods) {
    std::vector<Priced> rows;
    for (const ScopeGood* good : goods) {
        const bool amounts = good->value_usd && good->value_usd->units > 0 && good->units && *good->units > 0 && !good->units_estimated;
        auto model = model_of(*good);
        if (is_double(*good) || !amounts || model.empty()) continue;
        const EntityId seller = contract_seller(*good).entity;
        const auto block = static_cast<std::uint64_t>(seller.present() ? seller.value : good->item_id.value);
        const double dollars = good->value_usd->to_double();
        rows.push_back(
            {good, std::move(model), block, good->probability * *good->units, good->probability * dollars, dollars / *good->units});
    }
    return rows;
}

bool without_carriage(const ScopeGood& good) { return holds_freight(good) == std::optional(false); }

double block_weight(const IntervalOptions& options, std::uint64_t block, std::int64_t draw) {
    return -std::log(1 - uniform_draw(options.seed ^ kWeightSeed, block, static_cast<std::uint64_t>(draw)));
}

// Prices of one model in the reference, in ascending order.
class Reference {
public:
    void add(const Priced& row) {
        prices_.push_back({row.unit_price, row.block, row.good->item_id.value, without_carriage(*row.good)});
        exported_ += without_carriage(*row.good) ? 1U : 0U;
    }
    void close() {
        std::sort(prices_.begin(), prices_.end(),
                  [](const Price& a, const Price& b) { return std::tie(a.price, a.item) < std::tie(b.price, b.item); });
    }
    [[nodiscard]] std::size_t size() const { return prices_.size(); }
    [[nodiscard]] bool without_freight() const { return 2 * exported_ > prices_.size(); }
    [[nodiscard]] double median() const {
        const std::size_t middle = prices_.size() / 2;
        return prices_.size() % 2 == 1 ? prices_[middle].price : std::sqrt(prices_[middle - 1].price * prices_[middle].price);
    }
    // With blocks weighed as in one world.
    [[nodiscard]] double median_in(const IntervalOptions& options, std::int64_t draw) const {
        std::vector<double> up_to;
        double all = 0;
        for (const auto& each : prices_) up_to.push_back(all += block_weight(options, each.block, draw));
        const auto at = std::lower_bound(up_to.begin(), up_to.end(), all / 2) - up_to.begin();
        return prices_[std::min(static_cast<std::size_t>(at), prices_.size() - 1)].price;
    }

private:
    struct Price {
        double price;
        std::uint64_t block;
        std::int64_t item;
        bool exported;
    };
    std::vector<Price> prices_;
    std::size_t exported_ = 0;
};

using References = std::map<std::string, Reference>;

// Prices of models in several references, multiplied (power 1) and divided (power -1) into the one that rows are judged at.
struct ReferencePrice {
    std::vector<std::pair<const References*, int>> factors;
    std::size_t fewest = kFewestReference;

    [[nodiscard]] bool knows(const std::string& model) const {
        return std::all_of(factors.begin(), factors.end(), [&](const auto& factor) {
            const auto found = factor.first->find(model);
            return found != factor.first->end() && found->second.size() >= fewest;
        });
    }
    // draw -1: the medians as they are.
    [[nodiscard]] double of(const std::string& model, const IntervalOptions& options, std::int64_t draw) const {
        double price = 1;
        for (const auto& [references, power] : factors) {
            const Reference& reference = references->find(model)->second;
            const double median = draw < 0 ? reference.median() : reference.median_in(options, draw);
            price *= power > 0 ? median : 1 / median;
        }
        return price;
    }
    [[nodiscard]] bool without_freight(const std::string& model) const {
        return factors.front().first->find(model)->second.without_freight();
    }
};

// One row beside its reference, whatever the key of the model is.
struct Judged {
    const Priced* row;
    std::string key;
};

class Index {
public:
    Index(const PremiumInput& input, Premiums& out) : input_(input), out_(out) {}

    void measure(FigureDraft draft, const std::vector<Judged>& rows, const ReferencePrice& price, const std::string& missing) {
        draft.law = Law::ratio;
        draft.unit = "share";
        draft.grade = "inferred";
        draft.how = "sellers weighed anew in each of " + std::to_string(input_.options.draws) + " worlds, freight terms as bounds";
        std::map<std::string, Sums> models;
        double judged = 0;
        double all = 0;
        for (const auto& [row, key] : rows) {
            all += row->dollars;
            if (!price.knows(key)) continue;
            judged += row->dollars;
            const double cost = row->pieces * price.of(key, input_.options, -1);
            draft.items.push_back({{}, row->good->item_id, *Measure::from_double(cost), *Measure::from_double(row->dollars)});
            models[key].rows.push_back(row);
        }
        if (all > 0) draft.untraced = 1 - judged / all;
        if (models.empty()) draft.missing = missing;
        auto finished = finish(std::move(draft), spread_of(models, price), input_.options.level, {0, std::numeric_limits<double>::max()});
        out_.figures.push_back(std::move(finished.figure));
        out_.items.insert(out_.items.end(), finished.items.begin(), finished.items.end());
    }

private:
    struct Sums {
        std::vector<const Priced*> rows;
    };

    // What freight may make of a row's price beside its reference: factors of the reference price that give the lowest and highest index.
    std::pair<double, double> freight(bool row_without, bool reference_without) const {
        if (row_without == reference_without) return {1, 1};
        const double less = 1 + input_.freight_low;
        const double more = 1 + input_.freight_high;
        return row_without ? std::pair{1 / less, 1 / more} : std::pair{more, less};
    }

    Spread spread_of(const std::map<std::string, Sums>& models, const ReferencePrice& price) const {
        Spread spread;
        double widest = 0;
        for (std::int64_t draw = 0; draw < input_.options.draws; ++draw) {
            double value = 0;
            double low = 0;
            double high = 0;
            for (const auto& [key, sums] : models) {
                const double reference = price.of(key, input_.options, draw);
                for (const Priced* row : sums.rows) {
                    const double weight = block_weight(input_.options, row->block, draw);
                    const auto [lowest, highest] = freight(without_carriage(*row->good), price.without_freight(key));
                    value += weight * row->dollars;
                    low += weight * row->pieces * reference * lowest;
                    high += weight * row->pieces * reference * highest;
                }
            }
            if (low <= 0 || high <= 0) continue;
            spread.draws.push_back(value / low);
            spread.upper.push_back(value / high);
            widest = std::max(widest, low / high);
        }
        spread.parts = {{"sampling", 1}};
        if (widest > 1) spread.parts = {{"sampling", 0.5}, {"freight terms", 0.5}};
        return spread;
    }

    const PremiumInput& input_;
    Premiums& out_;
};

int year_of(Day day) { return civil(day).year; }

// Rows by where and when, for the four indexes.
class Market {
public:
    Market(const PremiumInput& input, const std::vector<Priced>& rows) : input_(input) {
        for (const auto& row : rows) {
            const Scope scope = scope_of(*row.good, input.question);
            if (scope == Scope::inside) inside_.push_back(&row);
            if (scope == Scope::inside && row.good->declaration_date) years_[year_of(*row.good->declaration_date)].push_back(&row);
            if (elsewhere(row)) {
                elsewhere_[row.model].add(row);
                elsewhere_by_year_[year_of(*row.good->declaration_date)][row.model].add(row);
            }
        }
        for (const auto& [year, members] : years_) {
            for (const Priced* row : members) inside_by_year_[year][row->model].add(*row);
        }
        close(elsewhere_);
        for (auto* by_year : {&elsewhere_by_year_, &inside_by_year_}) {
            for (auto& [year, references] : *by_year) close(references);
        }
    }

    void measure(Index& index) const {
        const auto judged = [](const std::vector<const Priced*>& rows) {
            std::vector<Judged> all;
            for (const Priced* row : rows) all.push_back({row, row->model});
            return all;
        };
        if (!input_.question.destinations.empty()) {
            index.measure(
                draft_of("premium.destination", "Prices in the destinations beside those elsewhere",
                         "value of goods in scope over their pieces at the median price of the same models delivered to other countries"),
                judged(inside_), {{{&elsewhere_, 1}}}, "five rows of one model delivered to other countries");
        }
        for (const auto& [year, rows] : years_) {
            const auto before = inside_by_year_.find(year - 1);
            if (before == inside_by_year_.end()) continue;
            const std::string id = "premium." + std::to_string(year);
            const std::string named = std::to_string(year - 1);
            index.measure(draft_of(id, "Prices of " + std::to_string(year) + " beside those of " + named,
                                   "value of the year's goods in scope over their pieces at the same models' median price of " + named),
                          judged(rows), {{{&before->second, 1}}}, "five rows of one model in " + named);
            const auto now = elsewhere_by_year_.find(year);
            const auto then = elsewhere_by_year_.find(year - 1);
            if (now == elsewhere_by_year_.end() || then == elsewhere_by_year_.end()) continue;
            index.measure(draft_of(id + ".beside_others",
                                   "Prices of " + std::to_string(year) + " beside those of " + named + " and their change elsewhere",
                                   "value of the year's goods in scope over their pieces at the same models' median price of " + named +
                                       " times how that price moved in deliveries to other countries"),
                          judged(rows), {{{&before->second, 1}, {&now->second, 1}, {&then->second, -1}}},
                          "five rows of one model elsewhere in both years");
        }
    }

    static void close(References& references) {
        for (auto& [model, reference] : references) reference.close();
    }
    static FigureDraft draft_of(std::string id, std::string title, std::string definition) {
        FigureDraft draft;
        draft.id = std::move(id);
        draft.title = std::move(title);
        draft.definition = std::move(definition);
        return draft;
    }

private:
    // Delivered, on a known day within what may be known, to a country that the question does not ask for.
    [[nodiscard]] bool elsewhere(const Priced& row) const {
        const Country to = destination_country(*row.good);
        const auto& asked = input_.question.destinations;
        if (!to.present() || !row.good->declaration_date || asked.empty()) return false;
        if (input_.question.known_on && *row.good->declaration_date > *input_.question.known_on) return false;
        if (!input_.question.period.contains(*row.good->declaration_date)) return false;
        return std::find(asked.begin(), asked.end(), to) == asked.end();
    }

    const PremiumInput& input_;
    std::vector<const Priced*> inside_;
    std::map<int, std::vector<const Priced*>> years_;
    References elsewhere_;
    std::map<int, References> elsewhere_by_year_, inside_by_year_;
};

std::string caption_of(const PremiumInput& input, std::int64_t company) {
    if (input.captions == nullptr) return std::to_string(company);
    const auto found = input.captions->find(EntityId{company});
    return found == input.captions->end() || found->second.empty() ? std::to_string(company) : found->second;
}

// The same row drawn on its own: one company's deliveries are all of one seller.
Priced alone(const Priced& row) {
    Priced own = row;
    own.block = static_cast<std::uint64_t>(row.good->item_id.value);
    return own;
}

// Those that sold on most of what can be judged, one figure each.
void measure_each_middleman(const PremiumInput& input, const std::map<std::int64_t, std::vector<Judged>>& resold,
                            const ReferencePrice& price, Index& index) {
    std::vector<std::pair<double, std::int64_t>> order;
    for (const auto& [company, rows] : resold) {
        double judged = 0;
        std::size_t known = 0;
        for (const auto& [row, key] : rows) {
            if (!price.knows(key)) continue;
            judged += row->dollars;
            ++known;
        }
        if (known >= kFewestSales) order.emplace_back(-judged, company);
    }
    std::sort(order.begin(), order.end());
    order.resize(std::min(order.size(), kMostMiddlemen));
    for (const auto& [dollars, company] : order) {
        const std::string name = caption_of(input, company);
        std::vector<Priced> own;
        for (const auto& each : resold.at(company)) own.push_back(alone(*each.row));
        std::vector<Judged> judged;
        for (std::size_t i = 0; i < own.size(); ++i) judged.push_back({&own[i], resold.at(company)[i].key});
        index.measure(
            Market::draft_of("markup." + std::to_string(company) + ".ratio", "What " + name + " took for goods over what it paid for them",
                             "value of goods that " + name +
                                 " sold on in a chain, over their pieces at the median price that it paid for the same model"),
            judged, price, "goods of one model both bought and sold");
    }
}

// What middlemen paid and took, hop after hop. A reference is one middleman's purchases of one model.
void measure_markups(const PremiumInput& input, const std::vector<Priced>& rows, Index& index) {
    std::map<std::int64_t, std::vector<const Priced*>> by_item;
    for (const auto& row : rows) by_item[row.good->item_id.value].push_back(&row);
    std::map<std::pair<std::int64_t, std::int32_t>, std::vector<const Hop*>> hops;
    for (const auto& hop : *input.hops) hops[{hop.chain_id.value, hop.hop}].push_back(&hop);
    std::set<std::pair<std::int64_t, std::int64_t>> bought;
    std::set<std::pair<std::int64_t, std::int64_t>> sold;
    for (const auto& [place, members] : hops) {
        if (!hops.contains({place.first, place.second + 1})) continue;
        for (const Hop* hop : members) bought.emplace(hop->buyer_entity.value, hop->item_id.value);
        for (const Hop* hop : hops.at({place.first, place.second + 1})) sold.emplace(hop->seller_entity.value, hop->item_id.value);
    }
    References paid;
    References paid_each;  // deliveries drawn one by one
    const auto key = [](std::int64_t company, const Priced& row) { return std::to_string(company) + " " + row.model; };
    for (const auto& [company, item] : bought) {
        const auto found = by_item.find(item);
        if (found == by_item.end()) continue;
        for (const Priced* row : found->second) {
            paid[key(company, *row)].add(*row);
            paid_each[key(company, *row)].add(alone(*row));
        }
    }
    Market::close(paid);
    Market::close(paid_each);
    const ReferencePrice price{{{&paid, 1}}, kFewestPurchases};
    std::vector<Judged> resold;
    std::map<std::int64_t, std::vector<Judged>> resold_by;
    for (const auto& [company, item] : sold) {
        const auto found = by_item.find(item);
        if (found == by_item.end()) continue;
        for (const Priced* row : found->second) {
            resold.push_back({row, key(company, *row)});
            resold_by[company].push_back(resold.back());
        }
    }
    index.measure(
        Market::draft_of(
            "markup.middlemen", "What middlemen took for goods over what they paid for them",
            "value of goods that a company of a chain sold on, over their pieces at the median price that it paid for the same model"),
        resold, price, "goods of one model both bought and sold by a company of a chain");
    measure_each_middleman(input, resold_by, {{{&paid_each, 1}}, kFewestPurchases}, index);
}

}  // namespace

Premiums measure_premiums(const PremiumInput& input) {
    const auto goods = sorted_goods(*input.goods);
    const auto rows = priced_rows(goods);
    Premiums premiums;
    Index index(input, premiums);
    Market(input, rows).measure(index);
    if (input.hops != nullptr) measure_markups(input, rows, index);
    return premiums;
}

}  // namespace wb
