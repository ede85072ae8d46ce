// What was forbidden, listed or watched, when and by whom: controls, ownership tests, country lists and red-flag rules as dated data
// (data/controls, and controls/ of a case).
//
// Two times are kept apart: `announced` is the day from which it could be known, `effective` … `until` the days on which it held, less the
// periods of suspension. Everything is sorted by id. Immutable after loading and thread safe.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "base/embedded.h"
#include "base/result.h"
#include "tables/column.h"

namespace wb {

enum class ControlKind : unsigned char {
    goods,  // goods of these codes or classes, to these destinations
    party,  // supply to these parties
    list,   // goods that an authority asks to watch; no prohibition by itself
};

// What a good must exceed to be in scope: one of the weights that are given, and each of the others. A fact that is not known leaves it
// open.
struct GoodsConditions {
    std::optional<double> takeoff_weight_above_kg, empty_weight_above_kg, endurance_from_minutes, power_above_kw, range_above_km;
    [[nodiscard]] bool any() const;
};

struct Control {
    std::string id, title, authority, jurisdiction;
    ControlKind kind = ControlKind::goods;
    std::optional<Day> announced, effective, until;
    std::vector<Period> suspended;
    std::vector<std::string> hs;       // six digits, HS 2022
    std::vector<std::string> classes;  // of the catalogue
    std::vector<std::string> parties;  // names of the parties it is about
    GoodsConditions conditions;
    std::vector<Country> exporters;     // from which the goods leave; empty: any
    std::vector<Country> destinations;  // empty: any
    std::vector<Country> exempt;        // destinations that are not covered
    std::vector<Country> origins;       // goods of these origins or exporters are subject to it; empty: of any
    std::string other_origins;          // the fact that subjects goods of other origins to it; empty: none does
    std::string also_needs;             // conditions that no declaration states
    bool partial = false;               // the edition's codes are not all enumerated here
    std::string scope;                  // in words, what the codes do not say
    std::string innocent;
    std::string supersedes;  // id of a control that ends when this one begins
    std::string source;
    bool verified = false;

    // Whether it held on that day. Nothing when the day it took effect is not known.
    [[nodiscard]] std::optional<bool> in_force(Day day) const;
    [[nodiscard]] bool known_on(Day day) const;
    // By code (six or more digits, HS 2022); conditions are not looked at.
    [[nodiscard]] bool names_hs(std::string_view hs_code) const;
    [[nodiscard]] bool covers_destination(Country country) const;
};

// When a company counts as listed because of its owners.
struct OwnershipRule {
    std::string id, regime, jurisdiction;
    double threshold = 0.5;
    bool strict = false;     // more than the threshold, not equal to it
    bool aggregate = false;  // shares of several listed owners are added
    bool control = false;    // control without ownership counts too
    std::optional<Day> announced;
    Period period;
    std::vector<Period> suspended;
    std::string note, source;
    bool verified = false;

    [[nodiscard]] bool in_force(Day day) const;
    // `share` of all listed owners together when the rule aggregates, else the largest.
    [[nodiscard]] bool reached(double share) const { return strict ? share > threshold : share >= threshold; }
};

struct CountryList {
    std::string id, title, authority, jurisdiction;
    bool transshipment = false;  // named as places where goods are rerouted
    Period period;
    std::vector<Country> countries;
    std::string source;
    bool verified = false;
    [[nodiscard]] bool contains(Country country) const;
};

// What a listing restricts.
enum class Restricts : unsigned char {
    dealing,      // any dealing with the party
    supply,       // goods and technology to the party
    finance,      // securities, loans, accounts
    procurement,  // purchases by the publisher's own government
    notice,       // nothing by itself
};

// A publisher's list: whose law, and what a listing on it restricts. Its entries are in the publisher's own files.
struct WatchList {
    std::string id, title, authority, jurisdiction;
    Restricts restricts = Restricts::notice;
    std::string regime;              // of the ownership test that extends it to owned companies; empty: none
    std::string binds;               // id of the country list whose sellers, and goods that leave it, the list binds; empty: anybody
    std::vector<std::string> names;  // how the publishers' files name it: the cell begins with one of them
    std::string effect, innocent, source;
    bool verified = false;
};

// A red-flag rule: its words and numbers. What it computes is in the stage that fires it.
struct FlagRule {
    std::string id, version, title, severity;  // severity: low, medium, high
    std::vector<std::string> needs;            // rows, companies, lists, codes, countries, statistics, earlier deliveries
    std::string innocent;                      // what else explains it
    std::map<std::string, double> parameters;
    std::string source;
    bool verified = false;
    std::optional<Day> day{};  // that it compares with

    // A number of the rule, or `otherwise` when its data have none.
    [[nodiscard]] double parameter(const std::string& name, double otherwise) const;
};

class Controls {
public:
    std::vector<Control> controls;
    std::vector<OwnershipRule> ownership_rules;
    std::vector<CountryList> country_lists;
    std::vector<FlagRule> rules;
    std::vector<WatchList> watch_lists;

    // nullptr when there is none.
    [[nodiscard]] const Control* find_control(std::string_view id) const;
    [[nodiscard]] const OwnershipRule* find_ownership_rule(std::string_view id) const;
    [[nodiscard]] const CountryList* find_country_list(std::string_view id) const;
    [[nodiscard]] const FlagRule* find_rule(std::string_view id) const;
    [[nodiscard]] const WatchList* find_watch_list(std::string_view id) const;
    // The list that a publisher's file names in a cell; the longest name wins.
    [[nodiscard]] const WatchList* watch_list_named(std::string_view cell) const;
    // The tests of a regime (us_ofac, us_bis, eu, uk, cn) that held on a day, in order of id.
    [[nodiscard]] std::vector<const OwnershipRule*> ownership_rules_on(std::string_view regime, Day day) const;
};

// Entries of later files replace earlier ones of the same id. Errors: data.syntax, data.bad_entry with file, row and key: unknown keys,
// missing sources, days in the wrong order, codes that are not six digits, countries that ISO 3166-1 does not know, unknown ids.
Result<Controls> load_controls(std::span<const EmbeddedFile> files);

// The built-in files followed by those of a case.
Result<Controls> load_controls_with(std::span<const EmbeddedFile> case_files);

}  // namespace wb
