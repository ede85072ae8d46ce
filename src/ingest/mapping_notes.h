// Doubts about whole columns that a reader of the figures should know: said once per file, not once per row.
#pragma once

#include <vector>

#include "ingest/mapping.h"

namespace wb {

// Adds to mapping.notes: date.order_assumed, date.month_only, date.two_digit_year, date.shifted, number.decimal_assumed, text.cut,
// mass.kind_unstated, value.currency_unstated, value.not_in_dollars. Only columns that are used.
void note_columns(Mapping& mapping, const std::vector<ColumnEvidence>& evidence);

}  // namespace wb
