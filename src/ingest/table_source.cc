#include "ingest/table_source.h"

namespace wb {

void RowBatch::clear() {
    cells.clear();
    first_cell.assign(1, 0);
    row_numbers.clear();
    byte_offsets.clear();
    problems.clear();
    text.clear();
}

void RowBatch::view(const RowBatch& other) {
    clear();
    cells = other.cells;
    first_cell = other.first_cell;
    row_numbers = other.row_numbers;
    byte_offsets = other.byte_offsets;
    problems = other.problems;
}

}  // namespace wb
