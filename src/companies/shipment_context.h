// Shipments as evidence who is who: spellings that ship the same goods to the same counterparties over interlocking days are likelier one
// company, and two spellings under which two providers tell of one shipment nearly always are.
//
// Second pass of a case: the first, without context, gives companies; of those the spellings that are beyond doubt (kSureBits) are a
// *core*, since a spelling alone has one shipment or two. Cores are compared (trade_profiles.h), counterparties being companies of the
// first pass (collective resolution after Bhattacharya and Getoor, 2007). What a level is worth is learned without labels, by EM with the
// odds of names, addresses and numbers held: m from spellings compared with the rest of their own core and from pairs as far as they match,
// u from pairs of cores that met as candidates, so that namesakes of one trade and competitors who serve one buyer are what strangers look
// like. Weights rise with the level and are bounded; nothing in common costs a bit at most, missing deals cost nothing. Where a number
// differs agreement counts nothing: branches and groups serve the same buyers. Deterministic for any order of parties and of deals. Cost:
// deals of spellings in doubt, sorted; pairs of cores. Memory: about 400 bytes a deal of these.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/id.h"
#include "companies/clustering.h"
#include "companies/evidence.h"
#include "companies/trade_profiles.h"
#include "tables/item.h"

namespace wb {

// A goods item as it was declared, as far as it tells who deals with whom.
struct Trade {
    PartyId sender, receiver;
    std::uint64_t shipment = 0;  // the same for items that are one
    std::uint32_t goods = 0;     // HS6, 0 where not stated
    std::uint32_t route = 0;     // number of the two countries, 0 where not stated
    Maybe<Day> day;
};
// Calls the second for all trades of the parties, in any order.
using TradeScan = std::function<void(std::span<const PartyId>, const std::function<void(const Trade&)>&)>;

struct ContextWeights {
    std::array<float, kContextLevels> weights = {};
    std::array<double, kContextLevels> matches = {}, strangers = {};  // shares of each level
};

// One pair of cores, or a spelling and the rest of its core.
struct ContextUnit {
    ContextLevel level = ContextLevel::missing;
    double odds = 0;  // log2, without context
};
ContextWeights learn_context(std::span<const ContextUnit> units);

struct ContextFinding {
    ContextComparison comparison;
    float weight = 0;
    std::array<std::array<double, kDealRoles>, 2> deals = {};  // of each of the two
};

class ShipmentContext {
public:
    // `parties` by record of the evidence, ascending. Adds to the pairs what context says of them.
    ShipmentContext(const Evidence& evidence, const Clustering& clustering, std::span<const PartyId> parties, const TradeScan& scan,
                    int threads, std::span<WeightedPair> pairs);

    // What was added to a pair, nothing where context says nothing of it.
    [[nodiscard]] std::optional<ContextFinding> of(std::uint32_t a, std::uint32_t b) const;
    [[nodiscard]] const ContextWeights& weights() const { return weights_; }
    [[nodiscard]] std::uint32_t core_of(std::uint32_t node) const { return core_of_[node]; }

private:
    struct CorePair {
        std::uint64_t key = 0;  // both cores
        ContextComparison comparison;
        double bits = 0;  // mean
    };
    void find_cores(const Clustering& clustering, std::span<const WeightedPair> pairs);
    void find_core_pairs(std::span<const WeightedPair> pairs);
    void read_deals(const Clustering& clustering, std::span<const PartyId> parties, const TradeScan& scan);
    void build_profiles(int threads);
    [[nodiscard]] std::vector<ContextUnit> own_units(int threads) const;
    [[nodiscard]] std::span<const Deal> deals_of(std::size_t core) const;
    [[nodiscard]] std::uint32_t place_of(std::uint32_t node) const;
    [[nodiscard]] const CorePair* core_pair(std::uint32_t a, std::uint32_t b) const;
    [[nodiscard]] bool other_number(std::uint32_t a, std::uint32_t b) const;
    [[nodiscard]] float weight_of(const CorePair& found, std::uint32_t a, std::uint32_t b) const;

    const Evidence& evidence_;
    std::vector<std::uint32_t> core_of_;  // node -> smallest node of its core
    std::vector<std::uint32_t> asked_;    // cores in doubt, ascending
    std::vector<CorePair> pairs_;         // in order of key
    std::vector<Deal> deals_;             // of asked cores, by core
    std::vector<std::size_t> first_deal_;
    std::vector<TradeProfile> profiles_;  // beside asked_
    std::optional<FeatureShares> shares_;
    ContextWeights weights_;
};

}  // namespace wb
