#include "values/splitting.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "reference/rule_finding.h"

namespace wb {

namespace {

// Below half of the threshold a consignment is small in its own right.
constexpr double kLeastPart = 0.5;
// Consignments this near the threshold would lie as often above as below it (prices and numbers vary by more).
constexpr double kNear = 1.25;
constexpr double kLevel = 0.05;   // of the test of bunching
constexpr double kGrave = 0.001;  // below it the finding has the rule's severity, else low
constexpr int kUsualWindow = 14;
constexpr double kMoreLikelyThanNot = 0.5;

std::string kind_of(const ScopeGood& good) {
    if (good.brand.empty() || good.brand_probability < kMoreLikelyThanNot) return good.goods_class;
    const bool model = !good.model.empty() && good.model_probability >= kMoreLikelyThanNot;
    return good.brand + " " + (model ? good.model : good.goods_class);
}

struct Consignment {
    Day day;
    double dollars = 0;
    std::set<std::int64_t> items;
};

// Everything that one seller sent one consignee.
struct Pair {
    EntityId seller, consignee;
    Country seller_country, destination;
    std::map<std::string, std::map<Day, Consignment>> by_kind;
    bool no_value = false, no_day = false;
};

struct Run {
    Day from, until;
    double dollars = 0, threshold = 0;
    std::vector<std::int64_t> items;
};

// A pair beside one threshold.
struct Told {
    const ValueThreshold* threshold = nullptr;
    std::vector<Run> runs;
    int below = 0, above = 0, seen = 0;
    bool no_rate = false;
    [[nodiscard]] double chance() const { return even_tail(below, below + above); }
    [[nodiscard]] bool fires() const { return !runs.empty() && chance() <= kLevel; }
};

using Pairs = std::map<std::tuple<EntityId, EntityId>, Pair>;

Pairs pairs_of(const std::vector<const ScopeGood*>& goods) {
    Pairs pairs;
    for (const ScopeGood* good : goods) {
        const EntityId seller = contract_seller(*good).entity;
        const EntityId consignee = good->consignee.entity;
        if (is_double(*good) || !seller.present() || !consignee.present() || seller == consignee) continue;
        Pair& pair = pairs[{consignee, seller}];
        pair.seller = seller;
        pair.consignee = consignee;
        if (!pair.seller_country.present()) pair.seller_country = seller_country(*good);
        if (!pair.destination.present()) pair.destination = destination_country(*good);
        if (!good->value_usd || good->value_usd->units <= 0) {
            pair.no_value = true;
        } else if (!good->declaration_date) {
            pair.no_day = true;
        } else {
            Consignment& consignment = pair.by_kind[kind_of(*good)][*good->declaration_date];
            consignment.day = *good->declaration_date;
            consignment.dollars += good->value_usd->to_double();
            consignment.items.insert(good->item_id.value);
        }
    }
    return pairs;
}

bool applies(const ValueThreshold& threshold, const Pair& pair) {
    if (threshold.destination.present() && threshold.destination != pair.destination) return false;
    return threshold.sellers.empty() ||
           std::find(threshold.sellers.begin(), threshold.sellers.end(), pair.seller_country) != threshold.sellers.end();
}

// Consignments of one kind in order of day: runs below the threshold that pass it together.
void find_runs(const std::vector<std::pair<const Consignment*, double>>& rows, int window, Told& told) {
    for (std::size_t begin = 0; begin < rows.size();) {
        std::size_t end = begin;
        Run run;
        while (end < rows.size() && rows[end].first->day - rows[begin].first->day <= window) {
            const auto& [consignment, limit] = rows[end];
            if (consignment->dollars > limit || consignment->dollars < kLeastPart * limit) break;
            run.dollars += consignment->dollars;
            run.threshold = std::max(run.threshold, limit);
            run.items.insert(run.items.end(), consignment->items.begin(), consignment->items.end());
            ++end;
        }
        if (end - begin >= 2 && run.dollars > run.threshold) {
            run.from = rows[begin].first->day;
            run.until = rows[end - 1].first->day;
            std::sort(run.items.begin(), run.items.end());
            told.runs.push_back(std::move(run));
        }
        begin = std::max(begin + 1, end);
    }
}

Told tell(const Pair& pair, const ValueThreshold& threshold, int window, const DollarsPerUnit& rates) {
    Told told;
    told.threshold = &threshold;
    for (const auto& [kind, by_day] : pair.by_kind) {
        std::vector<std::pair<const Consignment*, double>> rows;
        for (const auto& [day, consignment] : by_day) {
            if (!threshold.period.contains(day)) continue;
            const auto rate = rates(threshold.currency, day);
            if (!rate) {
                told.no_rate = true;
                continue;
            }
            const double limit = threshold.amount * *rate;
            rows.emplace_back(&consignment, limit);
            ++told.seen;
            if (consignment.dollars <= limit && consignment.dollars * kNear > limit) ++told.below;
            if (consignment.dollars > limit && consignment.dollars <= kNear * limit) ++told.above;
        }
        find_runs(rows, window, told);
    }
    return told;
}

std::string reasons_of(const FlagRule& rule, const Pair& pair, const Told& told) {
    JsonWriter json;
    json.object().key("seller").number(pair.seller.value);
    const ValueThreshold& threshold = *told.threshold;
    json.key("threshold").string(threshold.id).key("title").string(threshold.title).key("amount").number(threshold.amount);
    json.key("currency").string(threshold.currency).key("source").string(threshold.source).key("verified").boolean(threshold.verified);
    json.key("consignments").number(static_cast<std::int64_t>(told.seen));
    json.key("just_below").number(static_cast<std::int64_t>(told.below)).key("just_above").number(static_cast<std::int64_t>(told.above));
    json.key("chance").number(std::round(told.chance() * 1e6) / 1e6).key("runs").array();
    for (const auto& run : told.runs) {
        json.object().key("from").string(to_string(run.from)).key("until").string(to_string(run.until));
        json.key("value_usd")
            .number(std::round(run.dollars * 100) / 100)
            .key("threshold_usd")
            .number(std::round(run.threshold * 100) / 100);
        json.key("items").array();
        for (const auto item : run.items) json.number(item);
        json.end().end();
    }
    json.end();
    return end_reasons(rule, json);
}

std::string missing_fact(const Pair& pair, const Told& told) {
    if (told.no_rate) return "rate of " + told.threshold->currency;
    return pair.no_value ? "value" : "day";
}

std::optional<Finding> finding_of(const FlagRule& rule, const Pair& pair, const Told& told) {
    const bool gap = told.no_rate || pair.no_value || pair.no_day;
    if (!told.fires() && !gap && told.seen == 0) return std::nullopt;
    const auto answer = told.fires() ? Answer::fired : gap ? Answer::cannot_tell : Answer::clear;
    auto finding = rule_finding(rule, "entity", pair.consignee.value, answer, missing_fact(pair, told), pair.seller.value);
    if (told.fires() && told.chance() > kGrave) finding.severity = "low";
    finding.reasons = reasons_of(rule, pair, told);
    return finding;
}

// A threshold that fires tells more than one that lacks a rate, that more than one that is clear.
std::tuple<int, double, int> weight_of(const Told& told) { return {told.fires() ? 2 : told.no_rate ? 1 : 0, -told.chance(), told.seen}; }

}  // namespace

double even_tail(int successes, int trials) {
    double tail = 0;
    double term = std::exp2(-trials);
    for (int k = 0; k <= trials; ++k) {
        if (k >= successes) tail += term;
        term *= static_cast<double>(trials - k) / (k + 1);
    }
    return std::min(1.0, tail);
}

std::vector<Finding> split_invoices(const std::vector<const ScopeGood*>& goods, const FlagRule& rule,
                                    const std::vector<ValueThreshold>& thresholds, const DollarsPerUnit& rates) {
    const int days = static_cast<int>(rule.parameter("window_days", kUsualWindow));
    std::vector<Finding> findings;
    for (const auto& [key, pair] : pairs_of(goods)) {
        std::optional<Told> most;
        for (const auto& threshold : thresholds) {
            if (!applies(threshold, pair)) continue;
            Told told = tell(pair, threshold, days, rates);
            if (!most || weight_of(told) > weight_of(*most)) most = std::move(told);
        }
        if (!most) continue;
        if (auto finding = finding_of(rule, pair, *most)) findings.push_back(std::move(*finding));
    }
    return findings;
}

}  // namespace wb
