// Owned by listed parties: the ownership tests of each regime, as they held on a day.
//
// A company that a test reaches counts as listed itself, so the test goes on from there with its whole shareholdings (OFAC 2014-08-13, EU
// Best Practices, BIS 90 FR 47201): layers are followed test by test, shares are not multiplied. Shares are intervals. Each company is one
// of three: reached (the lowest shares of surely listed owners reach the threshold), not reached (the highest of possibly listed ones do
// not), or not to be told. A share that is not stated lies between 0 and what the other owners leave. Owners whose listing has no day, or
// who match a listing by name only, are possibly listed. Cost: O(owners above the company) per question, answers are kept.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "reference/rule_finding.h"
#include "screen/hits.h"

namespace wb {

// A hit counts as surely the listed party from here on.
inline constexpr double kSureHit = 0.5;

struct OwnedAnswer {
    Answer answer = Answer::clear;
    double share_low = 0, share_high = 0;  // of listed owners together (or of the largest, when the test does not aggregate)
    std::string missing;
    const OwnershipRule* rule = nullptr;  // the test that held on the day; nullptr when none did
    std::vector<ListingId> listings;      // of the listed owners at the top, possible ones included
    std::vector<std::string> owners;      // their names
    double probability = 1;               // that the owners are the listed parties
};

class OwnershipGraph {
public:
    OwnershipGraph(std::span<const Ownership> ownership, std::span<const Hit> hits, std::span<const ListedParty> parties,
                   const Controls& controls, std::optional<Day> known_on);
    // True when the register names any owner of the company.
    [[nodiscard]] bool has_owners(EntityId entity) const;
    // Companies above which a listed one stands, in order.
    [[nodiscard]] std::vector<EntityId> below_listed() const;
    [[nodiscard]] OwnedAnswer owned_on(EntityId entity, const std::string& regime, Day day) const;
    // Regimes of the lists that the hits are from.
    [[nodiscard]] const std::vector<std::string>& regimes() const { return regimes_; }
    // Days on which an answer about the company may change.
    [[nodiscard]] std::vector<Day> changes(EntityId entity, const std::string& regime) const;

private:
    struct OwnHit {
        const Hit* hit;
        std::string regime;
    };
    [[nodiscard]] std::vector<EntityId> above(EntityId entity) const;
    [[nodiscard]] const OwnershipRule* rule_on(const std::string& regime, Day day) const;

    std::map<EntityId, std::vector<const Ownership*>> owners_of_;
    std::map<EntityId, std::vector<EntityId>> owned_by_;
    std::map<EntityId, std::vector<OwnHit>> listed_;
    std::vector<std::string> regimes_;
    const Controls& controls_;
    std::optional<Day> known_on_;
};

// Hits of basis "owned": each span of days on which a test reaches the company, once per listing at the top.
std::vector<Hit> owned_hits(const OwnershipGraph& graph);

}  // namespace wb
