// The same declaration item delivered twice: by two providers, as a later revision, or seen by the customs of both countries. A key stage.
//
// Rows that share a key are compared: declaration number and item number; else declaration number, HS6 and net mass; else day, HS6, net
// mass with the same companies; else, of an export and an import, HS6 and net mass with the days and values that a transport leaves between
// them (the mirror). What two rows are worth is learned from the case (double_model.h) and is the `probability` that doubt is made of.
//
// Equal parcels are not doubles: rows of one provider in one direction never become one item, unless they state the same declaration and
// item number (a revision). So parcels of one day that two providers both deliver are matched one to one, and partial shipments of one
// declaration add up. The kept one of each set is the latest revision of the provider whose row states most, an import before an export;
// the others point to it. Pure; the result does not depend on the order of rows. Cost: pairs within keys, of which keys beyond
// kLargestGroup are left alone.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/fixed.h"
#include "base/id.h"
#include "base/maybe.h"
#include "ingest/double_model.h"

namespace wb {

struct DoubleCandidate {
    ItemId item_id;
    FileId file_id;
    std::string provider, path;
    std::int64_t row_number = 0;
    bool numbered = false;  // states a declaration number
    std::string direction;  // import, export, transit, or empty
    Maybe<Day> day;
    std::string hs6, exporter_name, consignee_name, consignee_identifier;  // names romanised
    Maybe<Kilogram> net_mass_kg;
    Maybe<Quantity> quantity;
    Maybe<Usd> value_usd;
    std::int32_t filled = 0;  // columns that state something
};

struct SameAs {
    ItemId item, kept;
    double probability = 0;
};

inline constexpr std::size_t kLargestGroup = 2000;  // more rows under one key are a provider's filler, not doubles
inline constexpr double kSameFrom = 0.5;            // pairs at least this probable are joined

// Whether the rows may be one item at all, and how what they state agrees.
bool may_be_same(DoubleKey key, const DoubleCandidate& a, const DoubleCandidate& b);
DoublePattern compare_rows(DoubleKey key, const DoubleCandidate& a, const DoubleCandidate& b);

// Collects pairs of many groups, learns what they are worth, then names the kept row of each set. Keeps about 60 bytes per row that has a
// possible double, nothing of others.
class DoubleFinder {
public:
    void see_group(DoubleKey key, std::span<const DoubleCandidate> group);
    // In order of item. Clears the finder.
    std::vector<SameAs> finish();

private:
    // What the choice of the kept row needs.
    struct Row {
        ItemId item;
        std::int64_t row_number;
        std::uint32_t provider, path;  // places in names_
        std::int32_t filled;
        bool exported;
    };
    struct Pair {
        std::uint32_t a, b;
        DoubleKey key;
        std::uint8_t pattern;
        double probability;
    };
    void see_all_pairs(std::span<const DoubleCandidate> group);
    void see_aligned_pairs(DoubleKey key, std::span<const DoubleCandidate> group);
    void add_pair(DoubleKey key, const DoublePattern& pattern, const DoubleCandidate& a, const DoubleCandidate& b);
    void weigh_pairs();
    std::uint32_t remember(const DoubleCandidate& candidate);
    std::uint32_t name(const std::string& text);
    [[nodiscard]] std::uint32_t kept_of(std::span<const std::uint32_t> members) const;

    std::vector<Row> rows_;  // one an item
    std::vector<Pair> pairs_;
    std::array<DoubleCounts, kDoubleKeys> counts_{};
    std::map<ItemId, std::uint32_t> place_of_item_;
    std::vector<std::string> names_;  // providers and paths: few
    std::map<std::string, std::uint32_t> place_of_name_;
};

// How alike two romanised names are, 0 to 1: shared trigrams of their phonetic keys (Dice).
double name_likeness(std::string_view a, std::string_view b);

}  // namespace wb
