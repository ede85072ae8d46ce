// Rows of cells into items, parties, rejects and notes: a row stage.
//
// Pure and thread safe: one builder serves all threads, each with its own Scratch (memoised cells, so that a value seen before costs a
// look-up). Every row below the header becomes one item or one reject; blank rows are not counted as read. Cost: about 1 µs a row and
// core for a twenty-column declaration.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "ingest/mapping.h"
#include "ingest/table_source.h"
#include "reference/rates.h"
#include "tables/item.h"

namespace wb {

struct BuiltBatch {
    ItemBatch items;
    std::vector<Party> parties;  // those this thread does not remember to have handed out: some may come again
    std::vector<Reject> rejects;
    std::vector<Note> notes;
    std::int64_t rows_read = 0;
    void clear();
};

// What is known about a file beside its mapping.
struct FileContext {
    FileId file_id;
    std::string provider;
    std::string path;
};

class ItemBuilder {
public:
    // `rates` must outlive the builder.
    ItemBuilder(const Mapping& mapping, FileContext file, const Rates& rates);
    ~ItemBuilder();

    // Memo of one thread.
    class Scratch {
    public:
        Scratch();
        ~Scratch();

    private:
        friend class ItemBuilder;
        friend class RowBuilder;
        struct State;
        std::unique_ptr<State> state_;
    };

    // Appends to `out`, which is cleared first.
    void build(const RowBatch& batch, Scratch& scratch, BuiltBatch& out) const;

    // Notes of the mapping, for the whole file.
    [[nodiscard]] std::vector<Note> file_notes() const;

private:
    friend class RowBuilder;
    struct State;
    std::unique_ptr<const State> state_;
};

// The id of the k-th row (k from 0) that is the same as another in all mapped cells.
ItemId repeated_item_id(ItemId first, std::int64_t k);

// Digits of a commodity code: separators and '*' removed, a lost leading zero restored; "" when it is none.
std::string clean_hs_code(std::string_view cell);

// Edition of the Harmonized System in force in customs on a day: 2007, 2012, 2017 or 2022 (World Customs Organization: in force on 1
// January).
std::int32_t hs_edition_on(Day day);

}  // namespace wb
