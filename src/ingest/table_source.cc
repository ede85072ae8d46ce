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

}  // namespace wb
