#include "companies/families.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <tuple>

namespace wb {

namespace {

constexpr std::uint32_t kNoStatement = 0xFFFFFFFF;

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g %%", share * 100);
    return text;
}

template <typename T>
std::optional<T> known_value(const Maybe<T>& maybe) {
    return maybe ? std::optional<T>(*maybe) : std::nullopt;
}

// One company with everybody above it, in local numbers; 0 is the company.
struct Above {
    std::vector<std::uint32_t> companies;
    std::vector<Holding> holdings;
    std::set<std::uint32_t> left_out;  // beyond kMostAbove, those nearest to it
    std::string source;                // that names the first of them
};

class FamilyFinder {
public:
    FamilyFinder(std::span<const Ownership> ownership, std::span<const KnownHolding> known, std::optional<Day> day) : rows_(ownership) {
        number(known);
        for (std::uint32_t i = 0; i < ownership.size(); ++i) {
            const auto& row = ownership[i];
            holdings_.push_back({at(row.owner_id), at(row.owned_id), known_value(row.share_low), known_value(row.share_high),
                                 known_value(row.from_day), known_value(row.until_day), i});
        }
        for (const auto& each : known) holdings_.push_back({at(each.owner), at(each.owned), kControllingShare, 1.0, {}, {}, kNoStatement});
        owners_of_.resize(ids_.size());
        for (std::uint32_t i = 0; i < holdings_.size(); ++i) owners_of_[holdings_[i].owned].push_back(i);
        const auto days = change_days(holdings_);
        day_ = day.value_or(days.empty() ? Day{0} : days.back());
    }

    Families run() {
        for (std::uint32_t company = 0; company < ids_.size(); ++company) {
            if (!owners_of_[company].empty()) find_owners(company);
        }
        settle_heads();
        note_circles();
        note_faults();
        return std::move(result_);
    }

private:
    void number(std::span<const KnownHolding> known) {
        std::set<EntityId> ids;
        for (const auto& row : rows_) ids.insert({row.owner_id, row.owned_id});
        for (const auto& each : known) ids.insert({each.owner, each.owned});
        ids_.assign(ids.begin(), ids.end());
    }
    [[nodiscard]] std::uint32_t at(EntityId id) const {
        return static_cast<std::uint32_t>(std::lower_bound(ids_.begin(), ids_.end(), id) - ids_.begin());
    }

    [[nodiscard]] Above above(std::uint32_t company) const {
        Above found;
        found.companies.push_back(company);
        std::map<std::uint32_t, std::uint32_t> local{{company, 0}};
        for (std::size_t i = 0; i < found.companies.size(); ++i) {
            for (const auto h : owners_of_[found.companies[i]]) {
                const auto owner = holdings_[h].owner;
                if (!local.contains(owner)) {
                    if (found.companies.size() >= kMostAbove) {
                        leave_out(h, found);
                        continue;
                    }
                    local[owner] = static_cast<std::uint32_t>(found.companies.size());
                    found.companies.push_back(owner);
                }
                auto holding = holdings_[h];
                holding.owner = local.at(owner);
                holding.owned = static_cast<std::uint32_t>(i);
                found.holdings.push_back(holding);
            }
        }
        return found;
    }

    void leave_out(std::uint32_t holding, Above& found) const {
        const auto statement = holdings_[holding].statement;
        if (found.left_out.empty() && statement != kNoStatement) found.source = rows_[statement].source;
        found.left_out.insert(holdings_[holding].owner);
    }
    void note_left_out(std::uint32_t company, const Above& found) {
        result_.notes.push_back({found.source, "ownership.many_owners",
                                 "more than " + std::to_string(kMostAbove) + " companies stand above " + name_of(company) +
                                     "; of the others " + std::to_string(found.left_out.size()) + " own one of these",
                                 "the nearest " + std::to_string(kMostAbove) + " are followed; who stands behind it cannot be told"});
    }

    // A head that has a head itself passes its companies on: where shares are not known, an owner may be the likeliest and yet be owned.
    void settle_heads() {
        std::map<EntityId, EntityId> settled;
        for (const auto& [company, head] : result_.head_of) {
            std::set<EntityId> way{company};
            auto at = head;
            for (auto next = result_.head_of.find(at); next != result_.head_of.end() && way.insert(at).second;
                 next = result_.head_of.find(at))
                at = next->second;
            // A way that comes back to itself is a circle: its smallest id stands for it.
            auto last = at;
            if (way.contains(at)) {
                for (auto next = result_.head_of.at(at); next != at; next = result_.head_of.at(next)) last = std::min(last, next);
            }
            if (last != company) settled[company] = last;
        }
        result_.head_of = std::move(settled);
    }

    // The spans between days on which anything above the company changes, each with its owners; equal neighbours become one.
    void find_owners(std::uint32_t company) {
        const auto above_it = above(company);
        if (!above_it.left_out.empty()) note_left_out(company, above_it);
        const auto days = change_days(above_it.holdings);
        std::vector<std::vector<UltimateOwner>> spans;
        for (std::size_t i = 0; i <= days.size(); ++i) {
            const auto inside = i == 0 ? (days.empty() ? Day{0} : days[0] + -1) : days[i - 1];
            auto owners = owners_on(above_it, inside);
            for (auto& owner : owners) {
                if (!above_it.left_out.empty()) doubt(owner);
                owner.from_day = i == 0 ? Maybe<Day>() : Maybe<Day>(days[i - 1]);
                owner.until_day = i == days.size() ? Maybe<Day>() : Maybe<Day>(days[i]);
            }
            if (!spans.empty() && same_owners(spans.back(), owners)) {
                for (auto& owner : spans.back()) owner.until_day = owners.front().until_day;
            } else {
                spans.push_back(std::move(owners));
            }
        }
        for (const auto& span : spans) {
            const auto& first = span.front();
            const bool now = (!first.from_day || *first.from_day <= day_) && (!first.until_day || day_ < *first.until_day);
            const auto head = family_head(span);
            if (now && head != ids_[company]) result_.head_of[ids_[company]] = head;
            result_.owners.insert(result_.owners.end(), span.begin(), span.end());
        }
    }

    // Whoever was left out may own what was found.
    static void doubt(UltimateOwner& owner) {
        owner.answer = "cannot_tell";
        if (owner.missing.empty()) owner.missing = "owners beyond the nearest " + std::to_string(kMostAbove);
    }

    static bool same_owners(const std::vector<UltimateOwner>& a, const std::vector<UltimateOwner>& b) {
        const auto facts = [](const UltimateOwner& row) {
            return std::tie(row.owner_id, row.answer, row.share_low, row.share_high, row.layers, row.missing);
        };
        return std::ranges::equal(a, b, [&](const auto& x, const auto& y) { return facts(x) == facts(y); });
    }

    static EntityId family_head(const std::vector<UltimateOwner>& span) { return span.front().owner_id; }

    // Ultimate owners of company 0 on a day: sure ones, else possible ones, else itself. The one that counts for the family first.
    [[nodiscard]] std::vector<UltimateOwner> owners_on(const Above& above_it, Day day) const {
        const HoldingsOfDay holdings(above_it.holdings, above_it.companies.size(), day);
        const auto control = control_table(holdings);
        for (const auto wanted : {CompanyControl::sure, CompanyControl::possible}) {
            std::vector<UltimateOwner> rows;
            for (std::uint32_t owner = 1; owner < above_it.companies.size(); ++owner) {
                const auto& own = control[owner][0];
                if (own.control != wanted || !is_top(above_it, control, owner, wanted)) continue;
                rows.push_back(owner_row(above_it, holdings, owner, own, day));
            }
            if (rows.empty()) continue;
            std::ranges::sort(rows, [](const UltimateOwner& a, const UltimateOwner& b) {
                return std::tuple(-a.share_high, -a.share_low, a.owner_id) < std::tuple(-b.share_high, -b.share_low, b.owner_id);
            });
            return rows;
        }
        UltimateOwner itself;
        itself.entity_id = itself.owner_id = ids_[above_it.companies[0]];
        itself.answer = "clear";
        return {itself};
    }

    using ControlTable = std::vector<std::vector<Controlled>>;  // owner -> company -> control
    static ControlTable control_table(const HoldingsOfDay& holdings) {
        ControlTable table(holdings.companies(), std::vector<Controlled>(holdings.companies()));
        for (std::uint32_t owner = 0; owner < holdings.companies(); ++owner) {
            for (const auto& each : controlled_by(holdings, owner)) table[owner][each.company] = each;
        }
        return table;
    }
    // Nobody surely controls the owner, but for those whom it controls itself: of such a circle the first stands for all, also where the
    // circle is only a possible one.
    [[nodiscard]] static bool is_top(const Above& above_it, const ControlTable& control, std::uint32_t owner, CompanyControl wanted) {
        for (std::uint32_t other = 0; other < control.size(); ++other) {
            if (other == owner || control[other][owner].control < wanted) continue;
            const bool sure = control[other][owner].control == CompanyControl::sure,
                       back = control[owner][other].control == CompanyControl::sure;
            if (sure && !back) return false;
            const bool circle = control[owner][other].control >= wanted;
            if (circle && above_it.companies[other] < above_it.companies[owner]) return false;
        }
        return true;
    }

    [[nodiscard]] UltimateOwner owner_row(const Above& above_it, const HoldingsOfDay& holdings, std::uint32_t owner, const Controlled& own,
                                          Day day) const {
        UltimateOwner row;
        row.entity_id = ids_[above_it.companies[0]];
        row.owner_id = ids_[above_it.companies[owner]];
        row.answer = own.control == CompanyControl::sure ? "fired" : "cannot_tell";
        row.layers = own.layers;
        row.share_low = row.share_high = 0;
        for (const auto& each : shares_through(holdings, owner)) {
            if (each.company != 0) continue;
            row.share_low = each.share.low;
            row.share_high = each.share.high;
        }
        if (own.control == CompanyControl::possible) row.missing = missing_share(above_it, day);
        return row;
    }

    // The first share above the company that no source states.
    [[nodiscard]] std::string missing_share(const Above& above_it, Day day) const {
        for (const auto& holding : above_it.holdings) {
            if (!holding.held_on(day) || holding.statement == kNoStatement ||
                (holding.low && holding.high && *holding.low == *holding.high))
                continue;
            return "share of " + rows_[holding.statement].owner_name + " in " + rows_[holding.statement].owned_name;
        }
        return "which of the sources is right about " + (above_it.holdings.empty() || above_it.holdings[0].statement == kNoStatement
                                                             ? std::string("its owners")
                                                             : rows_[above_it.holdings[0].statement].owned_name);
    }

    // Names of a company as the register writes it.
    [[nodiscard]] std::string name_of(std::uint32_t company) const {
        for (const auto& row : rows_) {
            if (row.owner_id == ids_[company]) return row.owner_name;
            if (row.owned_id == ids_[company]) return row.owned_name;
        }
        return std::to_string(ids_[company].value);
    }

    void note_circles() {
        for (const auto& circle : find_circles(holdings_, ids_.size())) {
            std::string names;
            for (const auto company : circle) names += (names.empty() ? "" : ", ") + name_of(company);
            std::string source;
            for (const auto& holding : holdings_) {
                const bool inside = std::ranges::binary_search(circle, holding.owner) && std::ranges::binary_search(circle, holding.owned);
                if (source.empty() && inside && holding.statement != kNoStatement) source = rows_[holding.statement].source;
            }
            result_.notes.push_back(
                {source, "ownership.circle", "these own one another: " + names, "shares in the circle are solved together"});
        }
    }

    // Each fault once, by the first span of days on which it shows.
    void note_faults() {
        std::set<std::pair<int, std::uint32_t>> noted;
        for (std::uint32_t company = 0; company < ids_.size(); ++company) {
            std::vector<Holding> own;
            for (const auto h : owners_of_[company]) own.push_back(holdings_[h]);
            auto days = change_days(own);
            if (own.size() < 2) continue;
            days.insert(days.begin(), days.empty() ? Day{0} : days[0] + -1);
            for (const auto day : days) note_faults_of(own, company, day, noted);
        }
    }
    void note_faults_of(std::vector<Holding> own, std::uint32_t company, Day day, std::set<std::pair<int, std::uint32_t>>& noted) {
        std::map<std::uint32_t, std::uint32_t> local{{company, 0}};
        for (auto& holding : own) {
            holding.owner = local.try_emplace(holding.owner, static_cast<std::uint32_t>(local.size())).first->second;
            holding.owned = 0;
        }
        const HoldingsOfDay holdings(own, local.size(), day);
        for (const auto& fault : holdings.faults()) {
            const bool above = fault.kind == HoldingFault::Kind::above_whole;
            if (fault.statement == kNoStatement || !noted.insert({above ? 0 : 1, above ? company : fault.statement}).second) continue;
            const auto& row = rows_[fault.statement];
            const std::string on = days_text(day);
            result_.notes.push_back(
                above ? OwnershipNote{row.source, "ownership.above_whole",
                                      "the owners of " + row.owned_name + " hold more than the whole" + on + ": " + percent(fault.total),
                                      "each share is taken to lie between what the others leave and what is stated"}
                      : OwnershipNote{row.source, "ownership.sources_differ",
                                      "statements about the share of " + row.owner_name + " in " + row.owned_name + " differ" + on +
                                          " by " + percent(fault.total),
                                      "the share is taken to lie between them"});
        }
    }
    static std::string days_text(Day day) { return day == Day{0} ? "" : " on " + to_string(day); }

    std::span<const Ownership> rows_;
    std::vector<EntityId> ids_;
    std::vector<Holding> holdings_;
    std::vector<std::vector<std::uint32_t>> owners_of_;  // company -> holdings
    Day day_{0};
    Families result_;
};

}  // namespace

Families find_families(std::span<const Ownership> ownership, std::span<const KnownHolding> known, std::optional<Day> day) {
    return FamilyFinder(ownership, known, day).run();
}

}  // namespace wb
