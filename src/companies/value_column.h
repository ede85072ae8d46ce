// One column of places, categories, numbers or dates as values that are equal, near or different.
//
// Each distinct cell is read once into its canonical form (romanised words, digits and capitals, day parts, a number). A pair of values
// has one of kValueLevels levels; how much a level is worth is learned (pair_model.h). Equal values have three levels by how common the
// value is, with exact chance. Missing, meaningless ("0000", "N/A") and unreadable cells are missing: no evidence at all.
// Order: values by hash. Cost: about 10 ns a pair of values, 60 ns where they differ. Thread safe after reading.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "companies/record_set.h"
#include "companies/text_column.h"

namespace wb {

enum class ValueLevel : std::uint8_t { missing, different, alike, equal_common, equal, equal_rare };
inline constexpr std::size_t kValueLevels = 6;
inline constexpr std::string_view kHouseParts = ", ";
inline constexpr std::size_t kMostBearers = 3;  // and more

// Houses: city, street and number, joined by kHouseParts. One number in one city is one house when its street is written in another
// language or misspelt, and a number cut short is alike. Cities are compared once for each two of them where there are no more than
// kMostKnown.
class HouseTexts {
public:
    HouseTexts() = default;
    explicit HouseTexts(std::span<const std::string_view> houses);  // texts of values, which must outlive this
    [[nodiscard]] bool alike(std::uint32_t a, std::uint32_t b) const;

private:
    static constexpr std::size_t kMostKnown = 512;  // a quarter of a megabyte
    struct House {
        std::uint32_t city, number_at;
        std::string_view text;
    };
    [[nodiscard]] bool alike_cities(std::uint32_t a, std::uint32_t b) const;

    std::vector<House> houses_;            // of each value
    std::vector<std::string_view> names_;  // of cities
    std::vector<std::uint8_t> known_;      // two cities -> whether they are alike
};

struct ValueColumn {
    FieldKind kind = FieldKind::category;
    bool houses = false;                             // read_houses() was called
    std::vector<std::uint32_t> value_of;             // record -> value, kNone where missing
    std::vector<std::string_view> values;            // canonical text of each value, in order of hash
    std::vector<std::array<std::int32_t, 3>> dates;  // of each value: year, month, day, -1 where not stated
    std::vector<double> numbers;                     // of each value
    std::vector<double> share;                       // of each value among records that state one
    std::vector<ValueLevel> equal_level;             // of each value, by its share
    HouseTexts house_texts;
    // Of each value, how many bear it, up to kMostBearers; empty where that was not counted (bearers.h). Levels of equality are by it then.
    std::vector<std::uint8_t> bearers;
    std::vector<std::unique_ptr<Arena>> arenas;

    // Whether comparing two different values looks at their texts.
    [[nodiscard]] bool dear() const { return kind == FieldKind::place || kind == FieldKind::identifier || kind == FieldKind::phone; }
    [[nodiscard]] ValueLevel compare(std::uint32_t a, std::uint32_t b) const {
        if (a == kNone || b == kNone) return ValueLevel::missing;
        if (a != b) return compare_different(a, b);
        return kind == FieldKind::number ? ValueLevel::equal : level_of_equal(a);
    }
    // Whether both are dates of which year, month and day are others.
    [[nodiscard]] bool other_day(std::uint32_t a, std::uint32_t b) const {
        return kind == FieldKind::date && a != kNone && b != kNone && a != b && days_differ(a, b);
    }
    // The chance that two random records that state a value have it equal, for the three levels of equality.
    [[nodiscard]] std::array<double, kValueLevels> chance_of_equal() const;
    // Which of the three levels a value that both have is.
    [[nodiscard]] ValueLevel level_of_equal(std::uint32_t value) const {
        if (bearers.empty()) return equal_level[value];
        if (bearers[value] >= kMostBearers) return ValueLevel::equal_common;
        return bearers[value] > 1 ? ValueLevel::equal : ValueLevel::equal_rare;
    }
    // Takes the values for houses.
    void read_houses();
    // Counts the shares among the records given.
    void count(const std::vector<std::uint32_t>& records);

private:
    [[nodiscard]] ValueLevel compare_different(std::uint32_t a, std::uint32_t b) const;
    [[nodiscard]] bool days_differ(std::uint32_t a, std::uint32_t b) const;
};

ValueColumn read_value_column(const RecordField& field, int threads);

// A column of categories made from another, with the texts of its values, which are copied.
ValueColumn derived_column(std::vector<std::uint32_t> value_of, std::span<const std::string_view> values);

// A column made elsewhere, by number: value_of[record], kNone where missing.
ValueColumn numbered_column(std::vector<std::uint32_t> value_of, std::size_t values);

}  // namespace wb
