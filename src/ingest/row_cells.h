// The cells of one row as fields: the first stated cell of a field's columns, read as text, number or country.
//
// Notes go to the batch with the row's item. Values that repeat (countries, units, words for nothing) are looked up once per distinct text
// and thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/item_builder.h"
#include "ingest/memo.h"
#include "ingest/party_text.h"
#include "reference/terms.h"
#include "text/number.h"

namespace wb {

inline constexpr std::size_t kLongestRaw = 4000;  // bytes of a cell or row kept in note and reject

// The beginning of a text, at most `most` bytes, not in the middle of a character.
std::string keep_utf8(std::string_view text, std::size_t most);

// What few texts of parties hold beside the party.
struct PartyRemarks {
    PartyId other;
    std::string role;
    std::string third;          // a third party in the same text
    bool to_order = false;      // a bill to order
    bool check_failed = false;  // a number of the right form whose check digits do not hold
};

struct PartyEntry {
    PartyId party;
    std::unique_ptr<const PartyRemarks> remarks;  // null when there is nothing to remark
};

struct RowMemo {
    // Distinct companies known to have been handed out; those of a file with more are handed out again, for the store to join.
    static constexpr std::size_t kMostParties = std::size_t{1} << 20;
    Memo<Country, 10> countries;
    Memo<std::string, 8> currencies, directions, delivery_terms;
    Memo<UnitTerm, 8> units;
    Memo<std::string, 14> hs_codes;
    Memo<bool, 13> null_words;
    Memo<PartyEntry, 18> parties;  // 8 MB
    SeenHashes handed_out{kMostParties};
};

class RowCells {
public:
    RowCells(const Mapping& mapping, FileId file, RowMemo& memo, const RowBatch& batch, BuiltBatch& out)
        : mapping_(mapping), file_(file), memo_(memo), batch_(batch), out_(out) {}

    void at(std::size_t row) {
        row_ = row;
        item_ = ItemId{};
    }
    void name_item(ItemId item) { item_ = item; }
    [[nodiscard]] const Mapping& mapping() const { return mapping_; }
    [[nodiscard]] RowMemo& memo() { return memo_; }
    // Column of the cell handed out last.
    [[nodiscard]] std::size_t column() const { return column_; }

    // "" when all cells of the field are empty or words for nothing.
    std::string_view text(Field field);
    // Like text(), but a zero does not count as stated when another column of the field states more.
    std::string_view amount(Field field);
    // What stands in the field's first column even when it is a word for nothing.
    [[nodiscard]] std::string_view raw(Field field) const;
    // A text that no country is known by becomes a note.
    Country country(Field field, std::string_view column_name);
    std::optional<double> real(Field field);

    // Not stated when the cell is empty or zero; unreadable, too large or negative cells become a note. "12,5 кг" is read as 12.5.
    template <typename Number>
    Maybe<Number> number(Field field, std::string_view column_name) {
        const auto cell = amount(field);
        if (cell.empty()) return Missing::not_stated;
        const auto parsed = parse_cell(cell, Number::kScale, column_name);
        if (parsed.problem == NumberProblem::too_large) return refuse(column_name, "number.too_large", cell, Missing::too_large);
        if (parsed.problem != NumberProblem::none) return refuse(column_name, "number.unreadable", cell, Missing::unreadable);
        if (parsed.units < 0) return refuse(column_name, "number.negative", cell, Missing::inconsistent);
        if (parsed.units == 0) return Missing::not_stated;
        return Number::from_units(parsed.units);
    }

    void note(std::string_view field, std::string_view code, std::string_view raw, std::string_view action);

private:
    bool is_null(std::string_view text);
    ParsedNumber parse_cell(std::string_view cell, int scale, std::string_view column_name);
    Missing refuse(std::string_view column_name, std::string_view code, std::string_view cell, Missing why) {
        note(column_name, code, cell, "left empty");
        return why;
    }

    const Mapping& mapping_;
    FileId file_;
    RowMemo& memo_;
    const RowBatch& batch_;
    BuiltBatch& out_;
    ItemId item_;
    std::size_t row_ = 0, column_ = 0;
};

}  // namespace wb
