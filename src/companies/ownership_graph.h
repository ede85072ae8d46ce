// Who owns how much of whom on a day, through any number of layers and through holdings in a circle, with shares known as intervals.
//
// Direct holdings of a day become a consistent table first: statements about the same two companies are met (where they agree on a span,
// that span; else the span of all), and no share is more than the other owners leave. Two questions are then asked of it:
//   through all layers  x = d + x A, where d are the owner's own holdings and A those among the other companies (Brioschi, Buzzacchi,
//   Colombo
//                       1989). Holdings of the owner by others are left out: what a company owns of itself is nobody's gain.
//   control             the least set that holds the owner and every company of which its members together own at least half.
// Both are monotone in every share, so the lower ends of all shares give the lower answer and the upper ends the upper one, and both are
// least fixed points: circles end. x is cut at the whole, which only upper ends of unknown shares reach. Deterministic: companies in order
// of number. Cost: O(holdings × sweeps) per owner; sweeps are layers without circles, and log(1e-12) / log(share that stays in the circle)
// with them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/maybe.h"

namespace wb {

// At least this share makes an owner one that a company follows.
inline constexpr double kControllingShare = 0.5;

struct Holding {
    std::uint32_t owner = 0, owned = 0;
    std::optional<double> low, high;  // 0 to 1; nothing when not stated
    std::optional<Day> from, until;   // `until` is the first day on which it no longer held
    std::uint32_t statement = 0;      // the caller's number
    [[nodiscard]] bool held_on(Day day) const { return (!from || *from <= day) && (!until || day < *until); }
};

struct Share {
    double low = 0, high = 0;
    bool operator==(const Share&) const = default;
};

struct DirectHolding {
    std::uint32_t company = 0;  // the owner, in lists of owners; the owned, in lists of holdings
    Share share;
};

// What is wrong with the statements of a day, for notes.
struct HoldingFault {
    enum class Kind : unsigned char { above_whole, sources_differ } kind;
    std::uint32_t owned = 0, statement = 0;
    double total = 0;  // of above_whole: what the lower ends add up to; of sources_differ: the distance
};

class HoldingsOfDay {
public:
    // `companies`: holdings name 0 … companies - 1.
    HoldingsOfDay(std::span<const Holding> holdings, std::size_t companies, Day day);

    [[nodiscard]] const std::vector<DirectHolding>& owners_of(std::uint32_t company) const { return owners_[company]; }
    [[nodiscard]] const std::vector<DirectHolding>& held_by(std::uint32_t company) const { return held_[company]; }
    [[nodiscard]] const std::vector<HoldingFault>& faults() const { return faults_; }
    [[nodiscard]] std::size_t companies() const { return owners_.size(); }

private:
    void tighten(std::uint32_t company, std::uint32_t statement);
    std::vector<std::vector<DirectHolding>> owners_, held_;
    std::vector<HoldingFault> faults_;
};

// The owner's share in every company below it, in order of their distance; in others it has none.
std::vector<DirectHolding> shares_through(const HoldingsOfDay& holdings, std::uint32_t owner);
// Of every company, by elimination on the whole matrix, for tests; only where no end is cut at the whole. O(companies³).
std::vector<Share> shares_by_elimination(const HoldingsOfDay& holdings, std::uint32_t owner);

enum class CompanyControl : unsigned char { no, possible, sure };
struct Controlled {
    std::uint32_t company = 0;
    CompanyControl control = CompanyControl::no;
    std::int32_t layers = 0;  // the shortest way down
};
// Every company that the owner may control, ascending; the owner itself is none of them.
std::vector<Controlled> controlled_by(const HoldingsOfDay& holdings, std::uint32_t owner);

// Companies in circles of holdings, each circle (strongly connected) ascending, in order of the first.
std::vector<std::vector<std::uint32_t>> find_circles(std::span<const Holding> holdings, std::size_t companies);

// Days on which something begins or ends, ascending.
std::vector<Day> change_days(std::span<const Holding> holdings);

}  // namespace wb
