// The same declaration item delivered twice: by two providers, or as a later revision. A key stage.
//
// Rows that share a key are compared: declaration number and item number; else declaration number, HS6 and net mass; else day, HS6, net
// mass and quantity with the same companies. The kept one of each set is the latest revision of the provider whose row states most; the
// others point to it. Equal rows of one file without a declaration number are not doubles: equal parcels on one day are common. Pure; the
// result does not depend on the order of rows. Cost: pairs within keys, of which keys beyond kLargestGroup are left alone.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/fixed.h"
#include "base/id.h"
#include "base/maybe.h"

namespace wb {

enum class DoubleKey : std::int32_t { declaration_item = 1, declaration_mass = 2, day_mass = 3 };

struct DoubleCandidate {
    ItemId item_id;
    FileId file_id;
    std::string provider, path;
    std::int64_t row_number = 0;
    bool numbered = false;                                                 // states a declaration number
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

// Probability that two rows under one key are one declaration item.
double same_item_probability(DoubleKey key, const DoubleCandidate& a, const DoubleCandidate& b);

// Collects pairs of many groups, then names the kept row of each set. Keeps about 60 bytes per row that has a double, nothing of others.
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
        double best;  // probability of its surest pair
    };
    struct Pair {
        std::uint32_t a, b;
        double probability;
    };
    std::uint32_t remember(const DoubleCandidate& candidate);
    std::uint32_t name(const std::string& text);
    // One row per item, rows of one set beside each other; `set_of` gets the set of each.
    std::vector<std::uint32_t> join_rows(std::vector<std::uint32_t>& set_of);
    std::uint32_t kept_of(std::span<const std::uint32_t> members) const;

    std::vector<Row> rows_;
    std::vector<Pair> pairs_;
    std::vector<std::string> names_;  // providers and paths: few
    std::map<std::string, std::uint32_t> place_of_name_;
};

// How alike two romanised names are, 0 to 1: shared trigrams of their phonetic keys (Dice).
double name_likeness(std::string_view a, std::string_view b);

}  // namespace wb
