#include "screen/list_table.h"

namespace wb {

void read_list_table(std::string_view bytes, char separator, RaggedRows ragged, ListEntryOf entry_of, ListBuilder& out) {
    DelimitedReader reader(bytes, separator);
    std::vector<std::string> cells;
    if (!reader.next(cells)) return;
    const HeaderRow header(cells);
    while (reader.next(cells)) {
        const auto row = reader.row_number();
        if (header.repeats(cells)) {
            out.note(row, "", "list.header_repeated", "", "skipped");
        } else if (reader.cut()) {
            out.note(row, "", "list.cut", cells.front(), "the file ends inside this entry, entry not used");
        } else if (ragged == RaggedRows::refused && cells.size() != header.size()) {
            out.note(row, "", "list.ragged", cells.front(), "entry has another number of cells than the header, entry not used");
        } else {
            out.add(entry_of(header, cells, row, out), row);
        }
    }
}

}  // namespace wb
