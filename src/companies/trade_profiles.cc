#include "companies/trade_profiles.h"

#include <algorithm>

#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kFeatureSeed = 0x6465616C;
// In common is what two have at least twice as often as chance gives, deals four times. By judgement: what a level is worth is learned.
constexpr double kBeyondChance = 2, kDealBeyondChance = 4;
// Deals with one counterparty interlock when those of the one begin no later than so long after the other's end: a contract's year.
constexpr std::int32_t kInterlockDays = 365;

std::uint64_t key_of(DealFeature what, const Deal& deal, std::uint64_t value) {
    return combine64(combine64(kFeatureSeed, static_cast<std::uint64_t>(what) * kDealRoles + deal.role), value);
}

void add_features(const Deal& deal, std::vector<TradeProfile::Feature>& features) {
    const auto add = [&](DealFeature what, std::uint64_t value) {
        features.push_back({key_of(what, deal, value), what, deal.role, deal.day, deal.day, deal});
    };
    const bool known = deal.counterparty != Deal::kNobody;
    add(DealFeature::shipment, deal.shipment);
    if (known) add(DealFeature::counterparty, deal.counterparty);
    if (known && deal.goods != 0) add(DealFeature::deal, (std::uint64_t{deal.counterparty} << 32U) | deal.goods);
    if (deal.goods != 0) add(DealFeature::goods, deal.goods);
    if (deal.route != 0) add(DealFeature::route, deal.route);
}

// Adds a later sighting of the same feature.
void widen(TradeProfile::Feature& feature, const TradeProfile::Feature& other) {
    feature.example = std::min(feature.example, other.example);
    if (other.first_day == Deal::kNoDay) return;
    feature.first_day = feature.first_day == Deal::kNoDay ? other.first_day : std::min(feature.first_day, other.first_day);
    feature.last_day = std::max(feature.last_day, other.last_day);
}

bool interlock(const TradeProfile::Feature& a, const TradeProfile::Feature& b) {
    if (a.first_day == Deal::kNoDay || b.first_day == Deal::kNoDay) return true;
    return std::max(a.first_day, b.first_day) <= std::min(a.last_day, b.last_day) + kInterlockDays;
}

struct Common {
    std::array<std::uint32_t, kDealFeatures> shared = {};
    std::array<Deal, kDealFeatures> example;
};

bool is_shared(const TradeProfile::Feature& a, const TradeProfile::Feature& b) { return a.what != DealFeature::deal || interlock(a, b); }

Common common_of(const TradeProfile& a, const TradeProfile& b) {
    Common common;
    auto x = a.features.begin(), y = b.features.begin();
    while (x != a.features.end() && y != b.features.end()) {
        if (x->key != y->key) {
            x->key < y->key ? ++x : ++y;
            continue;
        }
        const auto what = static_cast<std::size_t>(x->what);
        const auto example = std::min(x->example, y->example);
        if (is_shared(*x, *y) && (common.shared[what]++ == 0 || example < common.example[what])) common.example[what] = example;
        ++x;
        ++y;
    }
    return common;
}

// A feature of one side: how likely a stranger with the other side's deals has it, and whether the other side does.
struct Met {
    double chance = 0;
    bool shared = false;
};

std::vector<Met> met_features(const TradeProfile& own, const TradeProfile& other, DealFeature what, const FeatureShares& shares) {
    std::vector<Met> met;
    auto y = other.features.begin();
    for (const auto& feature : own.features) {
        if (feature.what != what) continue;
        while (y != other.features.end() && y->key < feature.key) ++y;
        const bool shared = y != other.features.end() && y->key == feature.key && is_shared(feature, *y);
        const double deals = shares.of(feature) * other.deals[feature.role];
        met.push_back({deals / (1 + deals), shared});
    }
    return met;
}

// Times what chance gives: of the rarest features, as many as make it most, those shared over those that chance would have shared. Rare
// ones are not hidden behind a buyer whom everybody serves, and who has many features has more that may be shared by chance.
double lift_of(std::vector<Met> met) {
    std::sort(met.begin(), met.end(),
              [](const Met& x, const Met& y) { return x.chance != y.chance ? x.chance < y.chance : x.shared < y.shared; });
    double chance = 0, shared = 0, lift = 0;
    for (const auto& each : met) {
        chance += each.chance;
        shared += each.shared ? 1 : 0;
        if (each.shared) lift = std::max(lift, shared / chance);
    }
    return lift;
}

}  // namespace

TradeProfile profile_of(std::span<const Deal> deals, std::uint32_t except) {
    TradeProfile profile;
    for (const auto& deal : deals) {
        if (deal.node == except) continue;
        profile.deals[deal.role] += 1;
        add_features(deal, profile.features);
    }
    auto& features = profile.features;
    std::sort(features.begin(), features.end(), [](const auto& x, const auto& y) { return x.key < y.key; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < features.size(); ++i) {
        if (kept > 0 && features[kept - 1].key == features[i].key) {
            widen(features[kept - 1], features[i]);
        } else {
            features[kept++] = features[i];
        }
    }
    features.resize(kept);
    features.shrink_to_fit();
    return profile;
}

FeatureShares::FeatureShares(std::span<const TradeProfile> profiles) {
    std::vector<std::uint64_t> all;
    for (const auto& profile : profiles) {
        for (std::size_t role = 0; role < kDealRoles; ++role) companies_[role] += profile.deals[role] > 0 ? 1 : 0;
        for (const auto& feature : profile.features) {
            if (feature.what != DealFeature::shipment) all.push_back(feature.key);
        }
    }
    std::sort(all.begin(), all.end());
    for (const auto key : all) {
        if (keys_.empty() || keys_.back() != key) {
            keys_.push_back(key);
            counts_.push_back(0);
        }
        ++counts_.back();
    }
    places_ = HashPlaces<std::uint64_t>(keys_);
}

double FeatureShares::of(const TradeProfile::Feature& feature) const {
    const auto place = places_.find(keys_, feature.key);
    const double count = place < counts_.size() ? counts_[place] : 1;
    return count / std::max(1.0, companies_[feature.role]);
}

ContextComparison compare_profiles(const TradeProfile& a, const TradeProfile& b, const FeatureShares& shares) {
    bool comparable = false;
    for (std::size_t role = 0; role < kDealRoles; ++role) comparable = comparable || (a.deals[role] > 0 && b.deals[role] > 0);
    if (!comparable) return {};
    const auto common = common_of(a, b);
    const auto shipment = static_cast<std::size_t>(DealFeature::shipment);
    if (common.shared[shipment] > 0) return {ContextLevel::shipment, common.shared[shipment], 0, common.example[shipment]};
    const auto found = [&](DealFeature what, ContextLevel level, double least, ContextComparison& result) {
        const auto at = static_cast<std::size_t>(what);
        if (common.shared[at] == 0) return false;
        const double lift = std::min(lift_of(met_features(a, b, what, shares)), lift_of(met_features(b, a, what, shares)));
        if (lift < least) return false;
        result = {level, common.shared[at], lift, common.example[at]};
        return true;
    };
    ContextComparison result = {ContextLevel::nothing, 0, 0, {}};
    if (found(DealFeature::deal, ContextLevel::deal, kDealBeyondChance, result)) return result;
    if (found(DealFeature::counterparty, ContextLevel::counterparty, kBeyondChance, result)) return result;
    if (found(DealFeature::goods, ContextLevel::goods, kBeyondChance, result)) return result;
    found(DealFeature::route, ContextLevel::goods, kBeyondChance, result);
    return result;
}

}  // namespace wb
