#include "screen/owned.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/json.h"

namespace wb {

namespace {

enum class Status3 : unsigned char { no, possible, sure };

double clamp_share(double share) { return std::clamp(share, 0.0, 1.0); }

// Sums of decimal shares carry rounding errors that must not decide between "half" and "more than half".
double exact_share(double share) { return std::round(share * 1e6) / 1e6; }

}  // namespace

namespace {

// What one owner holds on a day. Several sources about it are one holding: what all allow, or, where they contradict one another,
// everything between them; never their sum.
struct HeldShare {
    const Ownership* row;
    double low, high;
};
std::vector<HeldShare> holdings_on(const std::vector<const Ownership*>& rows, Day day) {
    std::vector<HeldShare> held;
    for (const auto* row : rows) {
        const auto stands = listed_on(row->from_day ? row->from_day : Maybe<Day>(day), row->until_day, day);
        if (stands && !*stands) continue;
        const double low = clamp_share(row->share_low.value_or(0)), high = clamp_share(row->share_high.value_or(1));
        if (held.empty() || held.back().row->owner_id != row->owner_id) {
            held.push_back({row, low, high});
            continue;
        }
        auto& before = held.back();
        const bool agree = std::max(before.low, low) <= std::min(before.high, high);
        before.low = agree ? std::max(before.low, low) : std::min(before.low, low);
        before.high = agree ? std::min(before.high, high) : std::max(before.high, high);
        if (!before.row->share_low && row->share_low) before.row = row;
    }
    return held;
}

}  // namespace

OwnershipGraph::OwnershipGraph(std::span<const Ownership> ownership, std::span<const Hit> hits, std::span<const ListedParty> parties,
                               const Controls& controls, std::optional<Day> known_on)
    : controls_(controls), known_on_(known_on) {
    for (const auto& row : ownership) {
        if (known_on && row.from_day && *known_on < *row.from_day) continue;
        owners_of_[row.owned_id].push_back(&row);
        owned_by_[row.owner_id].push_back(row.owned_id);
    }
    for (auto& [owned, rows] : owners_of_) {
        std::ranges::stable_sort(rows, [](const Ownership* a, const Ownership* b) {
            return std::tie(a->owner_id, a->owner_name, a->source) < std::tie(b->owner_id, b->owner_name, b->source);
        });
    }
    std::map<ListingId, const WatchList*> lists;
    for (const auto& party : parties) lists[party.row.listing_id] = controls.find_watch_list(party.row.list);
    std::set<std::string> regimes;
    for (const auto& [id, list] : lists) {
        if (list != nullptr && !list->regime.empty()) regimes.insert(list->regime);
    }
    regimes_.assign(regimes.begin(), regimes.end());
    for (const auto& hit : hits) {
        const auto list = lists.find(hit.listing_id);
        if (list == lists.end() || list->second == nullptr || list->second->regime.empty()) continue;
        listed_[hit.entity_id].push_back({&hit, list->second->regime});
    }
}

bool OwnershipGraph::has_owners(EntityId entity) const { return owners_of_.contains(entity); }

std::vector<EntityId> OwnershipGraph::above(EntityId entity) const {
    std::vector<EntityId> order{entity};
    std::set<EntityId> seen{entity};
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto rows = owners_of_.find(order[i]);
        if (rows == owners_of_.end()) continue;
        for (const auto* row : rows->second) {
            if (seen.insert(row->owner_id).second) order.push_back(row->owner_id);
        }
    }
    return order;
}

std::vector<EntityId> OwnershipGraph::below_listed() const {
    std::set<EntityId> seen;
    std::vector<EntityId> order;
    for (const auto& [entity, hits] : listed_) order.push_back(entity);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto owned = owned_by_.find(order[i]);
        if (owned == owned_by_.end()) continue;
        for (const auto entity : owned->second) {
            if (seen.insert(entity).second) order.push_back(entity);
        }
    }
    return {seen.begin(), seen.end()};
}

const OwnershipRule* OwnershipGraph::rule_on(const std::string& regime, Day day) const {
    for (const auto* rule : controls_.ownership_rules_on(regime, day)) {
        const auto first = rule->announced ? rule->announced : rule->period.from;
        if (!known_on_ || !first || *first <= *known_on_) return rule;
    }
    return nullptr;
}

std::vector<Day> OwnershipGraph::changes(EntityId entity, const std::string& regime) const {
    std::set<Day> days;
    const auto add = [&](const auto& day) {
        if (day) days.insert(*day);
    };
    for (const auto company : above(entity)) {
        if (const auto rows = owners_of_.find(company); rows != owners_of_.end()) {
            for (const auto* row : rows->second) add(row->from_day), add(row->until_day);
        }
        if (const auto hits = listed_.find(company); hits != listed_.end()) {
            for (const auto& own : hits->second) add(own.hit->from_day), add(own.hit->until_day);
        }
    }
    for (const auto& rule : controls_.ownership_rules) {
        if (rule.regime != regime) continue;
        add(rule.period.from), add(rule.period.until);
        for (const auto& period : rule.suspended) add(period.from), add(period.until);
    }
    return {days.begin(), days.end()};
}

OwnedAnswer OwnershipGraph::owned_on(EntityId entity, const std::string& regime, Day day) const {
    OwnedAnswer answer;
    answer.rule = rule_on(regime, day);
    if (answer.rule == nullptr) return answer;
    const auto& rule = *answer.rule;
    const auto companies = above(entity);
    std::map<EntityId, Status3> direct, status;
    std::map<EntityId, double> probability;
    for (const auto company : companies) {
        const auto hits = listed_.find(company);
        if (hits == listed_.end()) continue;
        for (const auto& own : hits->second) {
            const auto listed = listed_on(own.hit->from_day, own.hit->until_day, day);
            if (own.regime != regime || (listed && !*listed)) continue;
            const bool sure = listed && own.hit->probability >= kSureHit;
            direct[company] = std::max(direct[company], sure ? Status3::sure : Status3::possible);
            probability[company] = std::max(probability[company], own.hit->probability);
            if (company != entity) answer.listings.push_back(own.hit->listing_id);
        }
    }
    status = direct;
    struct Shares {
        double low = 0, high = 0;
        std::string missing;
        const Ownership* first = nullptr;
    };
    const auto shares_of = [&](EntityId company) {
        Shares shares;
        double others = 0;
        const auto rows = owners_of_.find(company);
        if (rows == owners_of_.end()) return shares;
        for (const auto& [row, low, high] : holdings_on(rows->second, day)) {
            const auto owner = status.find(row->owner_id);
            const auto owner_status = owner == status.end() ? Status3::no : owner->second;
            if (owner_status == Status3::no) {
                others += low;
                continue;
            }
            if (shares.first == nullptr) shares.first = row;
            const double sure = owner_status == Status3::sure ? low : 0;
            shares.low = rule.aggregate ? shares.low + sure : std::max(shares.low, sure);
            shares.high = rule.aggregate ? shares.high + high : std::max(shares.high, high);
            if (owner_status == Status3::possible) shares.missing = "whether " + row->owner_name + " was the listed party on the day";
            if (!row->share_low && shares.missing.empty()) shares.missing = "share of " + row->owner_name + " in " + row->owned_name;
        }
        shares.low = exact_share(std::min(1.0, shares.low));
        shares.high = exact_share(std::min(shares.high, std::max(0.0, 1 - others)));
        return shares;
    };
    // Least fixed point: statuses only rise, so the loop ends after as many rounds as there are layers.
    for (bool changed = true; changed;) {
        changed = false;
        for (const auto company : companies) {
            const auto shares = shares_of(company);
            if (shares.first == nullptr) continue;
            auto reached = rule.reached(shares.low) ? Status3::sure : rule.reached(shares.high) ? Status3::possible : Status3::no;
            const auto now = std::max(direct.contains(company) ? direct[company] : Status3::no, reached);
            const auto before = status.contains(company) ? status[company] : Status3::no;
            if (now <= before) continue;
            status[company] = now;
            changed = true;
        }
    }
    const auto shares = shares_of(entity);
    answer.share_low = shares.low;
    answer.share_high = shares.high;
    if (shares.first != nullptr) {
        answer.answer = rule.reached(shares.low) ? Answer::fired : rule.reached(shares.high) ? Answer::cannot_tell : Answer::clear;
        // Where control counts too, a share below the threshold leaves it open.
        if (answer.answer == Answer::clear && rule.control && shares.high > 0) {
            answer.answer = Answer::cannot_tell;
            answer.missing = "whether " + shares.first->owner_name + " controls " + shares.first->owned_name + " without owning most of it";
        } else if (answer.answer == Answer::cannot_tell)
            answer.missing =
                shares.missing.empty() ? "share of " + shares.first->owner_name + " in " + shares.first->owned_name : shares.missing;
    }
    for (const auto company : companies) {
        if (company == entity || !direct.contains(company)) continue;
        answer.probability = std::min(answer.probability, probability[company]);
        const auto owned = owned_by_.find(company);
        if (owned == owned_by_.end()) continue;
        for (const auto* row : owners_of_.at(owned->second.front())) {
            if (row->owner_id == company) answer.owners.push_back(row->owner_name);
        }
    }
    std::ranges::sort(answer.listings);
    answer.listings.erase(std::unique(answer.listings.begin(), answer.listings.end()), answer.listings.end());
    std::ranges::sort(answer.owners);
    answer.owners.erase(std::unique(answer.owners.begin(), answer.owners.end()), answer.owners.end());
    return answer;
}

namespace {

std::string owned_reasons(const OwnedAnswer& answer) {
    JsonWriter json;
    json.object().key("says").string("owned by listed parties by the test of the regime").key("test").string(answer.rule->id);
    json.key("share_low").number(answer.share_low).key("share_high").number(answer.share_high).key("owners").array();
    for (const auto& owner : answer.owners) json.string(owner);
    json.end().key("test_verified").boolean(answer.rule->verified);
    json.key("innocent_explanation").string("Shares change hands and registers are late; the owner may be a namesake of the listed party.");
    return json.end().take();
}

}  // namespace

std::vector<Hit> owned_hits(const OwnershipGraph& graph) {
    std::vector<Hit> hits;
    for (const auto entity : graph.below_listed()) {
        for (const auto& regime : graph.regimes()) {
            const auto days = graph.changes(entity, regime);
            std::map<ListingId, std::size_t> open;  // listing -> index of its running span
            for (const auto day : days) {
                const auto answer = graph.owned_on(entity, regime, day);
                const bool fired = answer.answer == Answer::fired;
                for (auto at = open.begin(); at != open.end();) {
                    const bool goes_on = fired && std::ranges::binary_search(answer.listings, at->first);
                    if (!goes_on) hits[at->second].until_day = day;
                    at = goes_on ? std::next(at) : open.erase(at);
                }
                if (!fired) continue;
                for (const auto listing : answer.listings) {
                    if (open.contains(listing)) continue;
                    open[listing] = hits.size();
                    hits.push_back({entity, listing, "owned", answer.probability, day, {}, owned_reasons(answer)});
                }
            }
        }
    }
    std::ranges::stable_sort(
        hits, [](const Hit& a, const Hit& b) { return std::tie(a.entity_id, a.listing_id) < std::tie(b.entity_id, b.listing_id); });
    return hits;
}

}  // namespace wb
