// What a spelling ships, to whom, by which way and when; and whether two spellings have more of it in common than chance gives.
//
// A profile is a set of features: shipments, deals (goods with a counterparty), counterparties, goods (HS6) and routes, each with the role
// in which it was met (sender, receiver) and the days between which. Chance is counted exactly: a feature that a share s of all companies
// of that role has is met in one of n deals of a stranger with probability 1 - (1 - s)^n, taken as ns / (1 + ns). From the rarest feature
// on, what is shared is set against the sum of these, so that a large buyer whom everybody serves says little and two companies with many
// deals are not one because they have many. No day, no goods, no counterparty: that feature is missing, never a difference. Cost: linear in
// the features of both. Thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/day.h"
#include "base/hash_places.h"

namespace wb {

// One goods item as a deal of a node with a company. `shipment` is the same for rows that tell of one shipment twice.
struct Deal {
    std::uint32_t node = 0;
    std::uint8_t role = 0;               // 0 sender, 1 receiver
    std::uint32_t counterparty = 0;      // company as it was resolved before
    std::uint32_t goods = 0, route = 0;  // 0 where not stated
    std::uint64_t shipment = 0;
    std::int32_t day = kNoDay;

    static constexpr std::int32_t kNoDay = INT32_MIN;
    static constexpr std::uint32_t kNobody = 0xFFFFFFFF;
    auto operator<=>(const Deal&) const = default;
};
inline constexpr std::size_t kDealRoles = 2;

enum class DealFeature : std::uint8_t { shipment, deal, counterparty, goods, route };
inline constexpr std::size_t kDealFeatures = 5;

// How much two profiles have in common, the more the later; missing where in no role both have deals.
enum class ContextLevel : std::uint8_t { missing, nothing, goods, counterparty, deal, shipment };
inline constexpr std::size_t kContextLevels = 6;

struct TradeProfile {
    struct Feature {
        std::uint64_t key = 0;  // of feature, role and value
        DealFeature what = DealFeature::goods;
        std::uint8_t role = 0;
        std::int32_t first_day = Deal::kNoDay, last_day = Deal::kNoDay;
        Deal example;
    };
    std::vector<Feature> features;  // in order of key
    std::array<double, kDealRoles> deals = {};
};

// Of deals in any order; `except` is left out.
TradeProfile profile_of(std::span<const Deal> deals, std::uint32_t except = Deal::kNobody);

// How many companies have each feature.
class FeatureShares {
public:
    explicit FeatureShares(std::span<const TradeProfile> profiles);
    [[nodiscard]] double of(const TradeProfile::Feature& feature) const;

private:
    std::vector<std::uint64_t> keys_;  // ascending
    std::vector<std::uint32_t> counts_;
    HashPlaces<std::uint64_t> places_;  // of keys_
    std::array<double, kDealRoles> companies_ = {};
};

struct ContextComparison {
    ContextLevel level = ContextLevel::missing;
    std::uint32_t shared = 0;  // features of the level that both have
    double lift = 0;           // times what chance gives
    Deal example;              // one of them, the smallest
};

ContextComparison compare_profiles(const TradeProfile& a, const TradeProfile& b, const FeatureShares& shares);

}  // namespace wb
