#include "values/values.h"

#include <algorithm>
#include <cmath>

#include "base/distribution.h"
#include "base/hash.h"
#include "base/json.h"
#include "values/peers.h"

namespace wb {

namespace {

// Undervalued: below .7 of the fair price (the ratio customs practice uses as its benchmark).
constexpr double kTooLow = 0.7;
// Lowest share of the fair price that a false declaration is expected to state: below it other causes (a wrong unit) are as likely.
constexpr double kLowestDeclared = 0.1;
// Honest prices have heavier tails than the normal distribution: one in twenty has three times its spread (Tukey's contaminated normal).
constexpr double kWildShare = 0.05;
constexpr double kWildSpread = 3.0;
// A finding fires when undervaluation is more likely than not, and is grave when it is nearly certain.
constexpr double kFires = 0.5;
constexpr double kGrave = 0.9;
constexpr std::uint64_t kFindingSeed = 0x52463136;  // "RF16"
const char* const kRule = "RF16";
const char* const kRuleVersion = "1";
const char* const kInnocent =
    "Used, refurbished or defective goods, samples, parts under the whole's name, bulk discounts, prices between related companies, or a "
    "quantity in another unit also lower the price per unit.";

double normal_density(double x, double scale) {
    constexpr double kInverseSqrtTwoPi = 0.39894228040143267794;
    return kInverseSqrtTwoPi / scale * std::exp(-0.5 * (x / scale) * (x / scale));
}

double honest_density(double x, double scale) {
    return (1 - kWildShare) * normal_density(x, scale) + kWildShare * normal_density(x, kWildSpread * scale);
}

// Log share declared, even between the lowest and the threshold, seen through the same spread.
double too_low_density(double x, double scale) {
    const double lowest = std::log(kLowestDeclared);
    const double highest = std::log(kTooLow);
    return (normal_cdf((x - lowest) / scale) - normal_cdf((x - highest) / scale)) / (highest - lowest);
}

// That the price was declared below .7 of the fair one, not that it came out low by the usual spread (Bayes' rule).
double too_low_probability(double x, double scale, double usual_share) {
    // A price above the peers' cannot be one declared too low, whatever the tails say.
    if (x >= 0) return 0;
    const double low = usual_share * too_low_density(x, scale);
    const double honest = (1 - usual_share) * honest_density(x, scale);
    return low + honest > 0 ? low / (low + honest) : 0;
}

Price price_of(const ScopeGood& good, const Peers& peers, const ValuesOptions& options) {
    Price row;
    row.item_id = good.item_id;
    row.position = good.position;
    const UnitPrice price = unit_price(good);
    if (price.basis == PriceBasis::none) {
        row.missing = price.missing;
        return row;
    }
    row.per = price.basis == PriceBasis::piece ? "piece" : "kg";
    row.unit_price_usd = price.dollars;
    const PeerView view = peers.view(good, price);
    if (view.level.empty()) {
        row.missing = "peers: fewer than " + std::to_string(options.fewest_peers) + " like goods at any level";
        return row;
    }
    const double away = std::log(price.dollars) - view.centre;
    const double width = normal_quantile(0.5 + options.level / 2) * view.error;
    row.level = view.level;
    row.peer_group = view.group;
    row.peers = view.peers;
    row.fair_usd = std::exp(view.centre);
    row.fair_low_usd = std::exp(view.centre - width);
    row.fair_high_usd = std::exp(view.centre + width);
    row.deviation = away / view.scale;
    row.undervalued_probability = too_low_probability(away, view.error, options.usual_share);
    if (*row.undervalued_probability >= kFires) {
        if (const auto missing = Usd::from_double((*row.fair_usd - price.dollars) * price.amount)) row.missing_value_usd = *missing;
    }
    return row;
}

void write_number(JsonWriter& json, std::string_view name, const Maybe<double>& number) {
    json.key(name);
    number ? json.number(std::round(*number * 1e4) / 1e4) : json.null();
}

std::string reasons_of(const Price& price) {
    JsonWriter json;
    json.object().key("per").string(price.per);
    write_number(json, "unit_price_usd", price.unit_price_usd);
    write_number(json, "fair_low_usd", price.fair_low_usd);
    write_number(json, "fair_usd", price.fair_usd);
    write_number(json, "fair_high_usd", price.fair_high_usd);
    write_number(json, "deviation", price.deviation);
    write_number(json, "probability", price.undervalued_probability);
    json.key("level").string(price.level).key("peer_group").string(price.peer_group).key("peers").number(price.peers);
    json.key("innocent_explanation").string(kInnocent).end();
    return json.take();
}

// How telling a price is for its item: a fired one above one that cannot be told, above a clear one.
int telling(const Price& price) {
    if (!price.undervalued_probability) return 1;
    return *price.undervalued_probability >= kFires ? 2 : 0;
}

bool tells_more(const Price& a, const Price& b) {
    if (telling(a) != telling(b)) return telling(a) > telling(b);
    return a.undervalued_probability.value_or(0) > b.undervalued_probability.value_or(0);
}

Finding finding_of(const Price& price) {
    Finding finding;
    finding.finding_id = KeyHasher(kFindingSeed).add(kRule).add(kRuleVersion).add("item").add(price.item_id.value).id<FindingId>();
    finding.rule = kRule;
    finding.rule_version = kRuleVersion;
    finding.subject_kind = "item";
    finding.subject_id = price.item_id.value;
    constexpr const char* kAnswers[] = {"clear", "cannot_tell", "fired"};
    finding.answer = kAnswers[telling(price)];
    finding.missing = price.missing;
    finding.severity = telling(price) == 2 && *price.undervalued_probability >= kGrave ? "medium" : "low";
    finding.reasons = reasons_of(price);
    return finding;
}

}  // namespace

Valued value_goods(const std::vector<ScopeGood>& goods, const ValuesOptions& options) {
    const std::vector<const ScopeGood*> sorted = sorted_goods(goods);
    const Peers peers(sorted, options.fewest_peers);
    Valued valued;
    valued.prices.reserve(sorted.size());
    for (const ScopeGood* good : sorted) valued.prices.push_back(price_of(*good, peers, options));
    for (std::size_t i = 0; i < valued.prices.size();) {
        const Price* most = &valued.prices[i];
        const ItemId item = most->item_id;
        for (; i < valued.prices.size() && valued.prices[i].item_id == item; ++i) {
            if (tells_more(valued.prices[i], *most)) most = &valued.prices[i];
        }
        valued.findings.push_back(finding_of(*most));
    }
    return valued;
}

}  // namespace wb
