// All columns of a list side by side, and what they say about a pair: one level each.
//
// Records whose cells are all alike are one node; everything behind works on nodes. Nodes are in order of their name's rarest word and then
// of a hash of their content, so nothing depends on the order of records, and what is compared stands close together in memory; so do their
// texts. Texts that read alike are one value (`values` holds one of them). A text column's level is its evidence in bits (text_model.h) in
// steps of kBinBits. Thread safe after building, except that learning changes the text models.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "companies/near_words.h"
#include "companies/record_set.h"
#include "companies/text_model.h"
#include "companies/value_column.h"

namespace wb {

inline constexpr std::size_t kMostFields = 12;
inline constexpr std::size_t kBeyond = kMostFields;  // behind the fields' levels
inline constexpr std::size_t kOtherName = kBeyond + 1;
inline constexpr std::uint8_t kLacksBoth = 1, kLacksOne = 2;
inline constexpr std::size_t kOtherDay = kOtherName + 1;
inline constexpr std::size_t kPatternLevels = kOtherDay + 1;
inline constexpr std::size_t kLevels = 32;  // 0: missing on one side
inline constexpr float kBinBits = 1.5F;
inline constexpr float kLowestBits = -16.0F;
inline constexpr std::string_view kLegalForm = "legal form";   // label of the column made from names
inline constexpr std::string_view kGeneration = "generation";  // … where they are not of companies: junior, II
inline constexpr std::string_view kHouse = "house";            // … from addresses: city, street and number, in any script
inline constexpr std::string_view kAddressCity = "city read";  // … from addresses, where the list has no column of places

struct TextField {
    std::string label;
    FieldKind kind = FieldKind::name;
    TextColumn column;  // value_of[node]
    TextModel model;
    NearWords near;         // of names
    std::vector<bool> han;  // of addresses: value -> written in Han

    // An address in Han and one in letters are compared by what is read of them (house, city), not by their words.
    [[nodiscard]] bool comparable(std::uint32_t a, std::uint32_t b) const { return han.empty() || han[a] == han[b]; }
};

struct ValueField {
    std::string label;
    ValueColumn column;  // value_of[node]
};

// A pair as it was compared. Text fields first, then value fields.
struct Comparison {
    std::array<std::uint8_t, kPatternLevels> levels{};  // at kBeyond that of `beyond`
    // (at kOtherName: kLacksBoth where each name has a proper word that the other lacks, kLacksOne where only one name has more; at
    // kOtherDay: 1 where year, month and day are others)
    std::array<float, kMostFields> bits{};  // of text fields
    float beyond = 0;                       // bits of the names without their most telling word: the least of all columns

    void forget_texts() { levels[kBeyond] = levels[kOtherName] = 0; }
    void note(std::size_t field, FieldKind kind, const TextWeight& weight);
};

class Evidence {
public:
    Evidence(const RecordSet& set, int threads);

    std::vector<TextField> texts;
    std::vector<ValueField> values;
    // One list, not of companies as far as can be told: who bears another name is another one, however much a household or office shares.
    bool persons = false;
    std::vector<std::uint32_t> node_of;                   // record -> node
    std::vector<std::uint32_t> first_record;              // node -> one of its records
    std::vector<std::uint32_t> copies;                    // node -> records
    std::vector<std::uint8_t> list_of;                    // node -> list, 0 when there is one
    std::vector<std::uint64_t> key_of;                    // node -> hash of its content
    std::vector<std::vector<std::uint32_t>> token_nodes;  // text field -> token -> nodes that have it

    [[nodiscard]] std::size_t nodes() const { return first_record.size(); }
    [[nodiscard]] std::size_t fields() const { return texts.size() + values.size(); }
    [[nodiscard]] Comparison compare(std::uint32_t a, std::uint32_t b) const;
    // The same with weigh(text field, value, value) and level(value field, value, value) from elsewhere (pair_comparer.h).
    template <typename Weigh, typename Level>
    [[nodiscard]] Comparison compare_with(std::uint32_t a, std::uint32_t b, Weigh weigh, Level level) const {
        Comparison comparison;
        for (std::size_t f = 0; f < texts.size(); ++f) {
            const auto va = texts[f].column.value_of[a], vb = texts[f].column.value_of[b];
            if (va != kNone && vb != kNone && texts[f].comparable(va, vb)) comparison.note(f, texts[f].kind, weigh(f, va, vb));
        }
        for (std::size_t v = 0; v < values.size(); ++v) {
            const auto& column = values[v].column;
            const auto va = column.value_of[a], vb = column.value_of[b];
            comparison.levels[texts.size() + v] = static_cast<std::uint8_t>(level(v, va, vb));
            if (column.other_day(va, vb)) comparison.levels[kOtherDay] = 1;
        }
        return comparison;
    }
    // The levels of value fields only.
    void compare_values(std::uint32_t a, std::uint32_t b, Comparison& comparison) const;

private:
    struct Content {
        std::uint64_t key;
        std::uint32_t record;
    };
    [[nodiscard]] std::vector<Content> contents(const RecordSet& set, int threads) const;
    [[nodiscard]] bool names_persons(const RecordSet& set) const;
    void find_bearers(int threads);
    void add_forms(FieldKind kind);
    void add_address(const RecordSet& set, int threads);
    void make_nodes(const RecordSet& set, int threads);
    void order_nodes(int threads);
};

// Level of a text field from its bits, and the bits in the middle of a level.
std::uint8_t level_of_bits(float bits);
float bits_of_level(std::size_t level);

}  // namespace wb
