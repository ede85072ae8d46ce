// Red flags about companies: when they began to receive, when they were founded, and whose address they share.
//
// RF01 (first receipt after the day, outside the export control coalition), RF02 (first high priority goods after the day), RF03 (a jump of
// them) are the three patterns of the export enforcement five, September 2023; RF04 (a young company that trades them) is FinCEN's and
// BIS's of 2023-05-19; RF06 (an address that is listed without a name) follows 89 FR 51644; RF07 (address, telephone or e-mail of a listed
// party) FinCEN's and OTSI's. Days, factors and look-backs are those of the rule (data/controls/rules.toml).
//
// A jump: rate ratio of rows per day after and before, quasi-Poisson over months (variance = dispersion × mean, dispersion at least 1 and
// estimated by Pearson's chi-square); it fires when the lower one-sided bound at `level` exceeds `rate_ratio`.
//
// Three answers for each company asked about. Records that begin less than `lookback_days` before the day cannot tell who is new: then one
// finding about the whole case says so. The same when no register states a founding day, or no list an address. Pure; order of companies
// means nothing. Cost: linear in companies, months and addresses.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/maybe.h"
#include "reference/controls.h"
#include "tables/company.h"

namespace wb {

// Rows of one company in one month; `listed` of them carry a code of the common high priority list, `uncoded` carry no code at all.
struct MonthRows {
    std::int64_t rows = 0, listed = 0, uncoded = 0;
};

struct CompanyHistory {
    EntityId entity;
    std::string name;
    Country country;
    bool receives = false;              // is consignee of goods asked for: RF01 to RF03 are about it
    std::map<int, MonthRows> received;  // by month_number, as consignee
    std::int64_t undated = 0;           // rows as consignee without a day
    Maybe<Day> first_received;          // as consignee
    Maybe<Day> first_listed;            // first row with a listed code, in any role
    Maybe<Day> incorporated;            // by a register
    std::string register_source;
};

// What the records cover.
struct RecordsSpan {
    Maybe<Day> first, last;
};

// RF01 to RF04, in order of rule and entity.
std::vector<Finding> find_history_flags(std::span<const CompanyHistory> companies, const RecordsSpan& records, const Controls& controls);

// Where a company or a listed party can be found, as written.
struct Whereabouts {
    std::string kind;  // address, phone, email
    std::string value;
    Country country;
};

struct LocatedCompany {
    EntityId entity;
    std::string name;
    bool asked = false;  // others only count for how crowded a place is
    std::vector<Whereabouts> places;
    std::vector<ListingId> is_listed;  // listings that it is itself a hit of: sharing with oneself says nothing
};

struct LocatedListing {
    ListingId listing;
    std::string name, list;
    bool address_only = false;  // the entry lists an address, not a party
    Maybe<Day> from_day;
    std::vector<Whereabouts> places;
};

// RF06 and RF07, in order of rule and entity. A place is compared down to the house, and to the room where both state one.
std::vector<Finding> find_place_flags(std::span<const LocatedCompany> companies, std::span<const LocatedListing> listings,
                                      const Controls& controls);

inline constexpr std::string_view kCompanyRules[] = {"RF01", "RF02", "RF03", "RF04", "RF06", "RF07"};

}  // namespace wb
