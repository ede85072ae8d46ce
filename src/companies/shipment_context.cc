#include "companies/shipment_context.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/isotonic.h"
#include "companies/clustering_samples.h"
#include "companies/disjoint_sets.h"
#include "companies/pair_model.h"
#include "companies/parallel.h"

namespace wb {

namespace {

constexpr float kMatters = 13.0F;        // pairs beyond are settled, whatever context adds
constexpr std::size_t kAskedOfCore = 8;  // spellings of a core that teach what matches have in common
constexpr double kSureOdds = 9;          // bits of these
constexpr double kLeastUnits = 40;       // that the start counts for
constexpr int kRounds = 20;
// Before anything is learned: shares of levels from nothing to one shipment, of matches and of strangers. By judgement.
constexpr std::array<double, kContextLevels> kFirstMatches = {0, 0.45, 0.25, 0.10, 0.10, 0.10};
constexpr std::array<double, kContextLevels> kFirstStrangers = {0, 0.84, 0.10, 0.04, 0.015, 0.005};
// Bits at most: competitors serve one buyer, and a forwarder may stand in a shipment's row for the company. By judgement; with one shipment
// alone two spellings without anything else in common stay two.
constexpr std::array<float, kContextLevels> kMostBitsOf = {0, 0, 1.5F, 2.5F, 4, 7};
constexpr float kMostAgainst = -1;

std::uint64_t key_of(std::uint32_t a, std::uint32_t b) { return (std::uint64_t{std::min(a, b)} << 32U) | std::max(a, b); }

using LevelCounts = std::array<double, kContextLevels>;

// Weights from what was counted. The start counts for as large a part of strangers as of matches, so that of a level that nobody showed the
// start's weight is left. Who has more in common is never less likely one company.
ContextWeights weights_of(const LevelCounts& m, const LevelCounts& u) {
    ContextWeights learned;
    const double all_m = std::accumulate(m.begin() + 1, m.end(), 0.0), all_u = std::accumulate(u.begin() + 1, u.end(), 0.0);
    const double strangers = kLeastUnits * std::max(1.0, all_u / std::max(all_m, kLeastUnits));
    std::array<double, kContextLevels> bits = {}, counts = {};
    for (std::size_t level = 1; level < kContextLevels; ++level) {
        const double own_m = m[level] + kLeastUnits * kFirstMatches[level], own_u = u[level] + strangers * kFirstStrangers[level];
        learned.matches[level] = own_m / (all_m + kLeastUnits);
        learned.strangers[level] = own_u / (all_u + strangers);
        bits[level] = std::log2(learned.matches[level] / learned.strangers[level]);
        counts[level] = own_m * own_u / (own_m + own_u);
    }
    make_rising(std::span(bits).subspan(1), std::span<const double>(counts).subspan(1));
    for (std::size_t level = 1; level < kContextLevels; ++level) {
        const auto weight = static_cast<float>(bits[level]);
        learned.weights[level] = level == 1 ? std::clamp(weight, kMostAgainst, 0.0F) : std::clamp(weight, 0.0F, kMostBitsOf[level]);
    }
    return learned;
}

}  // namespace

ContextWeights learn_context(std::span<const ContextUnit> units) {
    auto learned = weights_of({}, {});
    for (int round = 0; round < kRounds; ++round) {
        LevelCounts m = {}, u = {};
        for (const auto& unit : units) {
            const auto level = static_cast<std::size_t>(unit.level);
            const double match = probability_of(unit.odds + static_cast<double>(learned.weights[level]));
            m[level] += match;
            u[level] += 1 - match;
        }
        learned = weights_of(m, u);
    }
    return learned;
}

ShipmentContext::ShipmentContext(const Evidence& evidence, const Clustering& clustering, std::span<const PartyId> parties,
                                 const TradeScan& scan, int threads, std::span<WeightedPair> pairs)
    : evidence_(evidence) {
    find_cores(clustering, pairs);
    find_core_pairs(pairs);
    if (pairs_.empty()) return;
    read_deals(clustering, parties, scan);
    build_profiles(threads);
    for_ranges(pairs_.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) {
            const auto a = place_of(static_cast<std::uint32_t>(pairs_[i].key >> 32U)),
                       b = place_of(static_cast<std::uint32_t>(pairs_[i].key));
            pairs_[i].comparison = compare_profiles(profiles_[a], profiles_[b], *shares_);
        }
    });
    auto units = own_units(threads);
    for (const auto& pair : pairs_) {
        if (pair.comparison.level != ContextLevel::missing) units.push_back({pair.comparison.level, pair.bits});
    }
    weights_ = learn_context(units);
    for (auto& pair : pairs) {
        const auto* found = core_pair(pair.a, pair.b);
        if (found != nullptr) pair.bits += weight_of(*found, pair.a, pair.b);
    }
    deals_ = {};
    shares_.reset();
    for (auto& profile : profiles_) profile.features = {};
}

void ShipmentContext::find_cores(const Clustering& clustering, std::span<const WeightedPair> pairs) {
    core_of_.resize(clustering.cluster_of.size());
    std::iota(core_of_.begin(), core_of_.end(), 0U);
    for (const auto& pair : pairs) {
        const bool sure = pair.bits >= kSureBits && clustering.cluster_of[pair.a] == clustering.cluster_of[pair.b];
        if (sure) join_sets(core_of_, pair.a, pair.b);
    }
    name_sets(core_of_);
}

void ShipmentContext::find_core_pairs(std::span<const WeightedPair> pairs) {
    struct Met {
        std::uint64_t key;
        float bits;
    };
    std::vector<Met> met;
    for (const auto& pair : pairs) {
        const auto a = core_of_[pair.a], b = core_of_[pair.b];
        if (a != b && std::fabs(pair.bits) < kMatters) met.push_back({key_of(a, b), bounded(pair.bits)});
    }
    // Of one key in order of bits, so that sums do not depend on the order of pairs.
    std::sort(met.begin(), met.end(), [](const Met& x, const Met& y) { return x.key != y.key ? x.key < y.key : x.bits < y.bits; });
    for (std::size_t i = 0; i < met.size();) {
        CorePair pair;
        pair.key = met[i].key;
        double count = 0;
        for (; i < met.size() && met[i].key == pair.key; ++i, ++count) pair.bits += static_cast<double>(met[i].bits);
        pair.bits /= count;
        pairs_.push_back(pair);
        asked_.push_back(static_cast<std::uint32_t>(pair.key >> 32U));
        asked_.push_back(static_cast<std::uint32_t>(pair.key));
    }
    std::sort(asked_.begin(), asked_.end());
    asked_.erase(std::unique(asked_.begin(), asked_.end()), asked_.end());
}

std::uint32_t ShipmentContext::place_of(std::uint32_t node) const {
    const auto at = std::lower_bound(asked_.begin(), asked_.end(), core_of_[node]);
    return at != asked_.end() && *at == core_of_[node] ? static_cast<std::uint32_t>(at - asked_.begin()) : kNone;
}

void ShipmentContext::read_deals(const Clustering& clustering, std::span<const PartyId> parties, const TradeScan& scan) {
    std::vector<PartyId> asked;
    for (std::size_t i = 0; i < parties.size(); ++i) {
        if (place_of(evidence_.node_of[i]) != kNone) asked.push_back(parties[i]);
    }
    const auto node_of = [&](PartyId party) {
        const auto at = std::lower_bound(parties.begin(), parties.end(), party);
        return at != parties.end() && *at == party ? evidence_.node_of[static_cast<std::size_t>(at - parties.begin())] : kNone;
    };
    scan(asked, [&](const Trade& trade) {
        const std::array<std::uint32_t, kDealRoles> ends = {node_of(trade.sender), node_of(trade.receiver)};
        for (std::uint8_t role = 0; role < kDealRoles; ++role) {
            if (ends[role] == kNone || place_of(ends[role]) == kNone) continue;
            const auto other = ends[1 - role];
            deals_.push_back({ends[role], role, other == kNone ? Deal::kNobody : clustering.cluster_of[other], trade.goods, trade.route,
                              trade.shipment, trade.day ? trade.day->number : Deal::kNoDay});
        }
    });
    const auto before = [&](const Deal& x, const Deal& y) {
        const auto a = core_of_[x.node], b = core_of_[y.node];
        return a != b ? a < b : x < y;
    };
    std::sort(deals_.begin(), deals_.end(), before);
    first_deal_.assign(asked_.size() + 1, 0);
    for (const auto& deal : deals_) ++first_deal_[place_of(deal.node) + 1];
    for (std::size_t i = 0; i < asked_.size(); ++i) first_deal_[i + 1] += first_deal_[i];
}

std::span<const Deal> ShipmentContext::deals_of(std::size_t core) const {
    return {deals_.data() + first_deal_[core], deals_.data() + first_deal_[core + 1]};
}

void ShipmentContext::build_profiles(int threads) {
    profiles_.resize(asked_.size());
    for_ranges(asked_.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) profiles_[i] = profile_of(deals_of(i));
    });
    shares_.emplace(profiles_);
}

// What spellings that are one company beyond doubt have in common: some of each core against the rest of it.
std::vector<ContextUnit> ShipmentContext::own_units(int threads) const {
    std::vector<std::vector<ContextUnit>> found(range_count(asked_.size()));
    for_ranges(asked_.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        for (auto core = begin; core < end; ++core) {
            const auto deals = deals_of(core);
            if (deals.empty() || deals.front().node == deals.back().node) continue;
            std::size_t asked = 0;
            for (std::size_t i = 0; i < deals.size() && asked < kAskedOfCore; ++asked) {
                auto next = i;
                while (next < deals.size() && deals[next].node == deals[i].node) ++next;
                const auto own = profile_of(deals.subspan(i, next - i)), rest = profile_of(deals, deals[i].node);
                const auto comparison = compare_profiles(own, rest, *shares_);
                if (comparison.level != ContextLevel::missing) found[range].push_back({comparison.level, kSureOdds});
                i = next;
            }
        }
    });
    return joined(found, threads);
}

const ShipmentContext::CorePair* ShipmentContext::core_pair(std::uint32_t a, std::uint32_t b) const {
    if (core_of_[a] == core_of_[b]) return nullptr;
    const auto key = key_of(core_of_[a], core_of_[b]);
    const auto at = std::lower_bound(pairs_.begin(), pairs_.end(), key, [](const CorePair& x, std::uint64_t y) { return x.key < y; });
    return at != pairs_.end() && at->key == key ? &*at : nullptr;
}

bool ShipmentContext::other_number(std::uint32_t a, std::uint32_t b) const {
    return std::ranges::any_of(evidence_.values, [&](const ValueField& field) {
        const auto& column = field.column;
        return column.kind == FieldKind::identifier && column.compare(column.value_of[a], column.value_of[b]) == ValueLevel::different;
    });
}

float ShipmentContext::weight_of(const CorePair& found, std::uint32_t a, std::uint32_t b) const {
    const float weight = weights_.weights[static_cast<std::size_t>(found.comparison.level)];
    return weight > 0 && other_number(a, b) ? 0 : weight;
}

std::optional<ContextFinding> ShipmentContext::of(std::uint32_t a, std::uint32_t b) const {
    const auto* found = core_pair(a, b);
    if (found == nullptr || found->comparison.level == ContextLevel::missing) return std::nullopt;
    ContextFinding finding;
    finding.comparison = found->comparison;
    finding.weight = weight_of(*found, a, b);
    finding.deals = {profiles_[place_of(a)].deals, profiles_[place_of(b)].deals};
    return finding;
}

}  // namespace wb
