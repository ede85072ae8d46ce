// The value of an item in United States dollars, and how it was reached.
#pragma once

#include "ingest/row_cells.h"
#include "reference/rates.h"

namespace wb {

// Reads value_usd, invoice_value and invoice_currency of the row, and value_basis. In order of trust:
//   declared                 a column in dollars, or an invoice in dollars
//   converted                the invoice, by the rates that the row states, else by the case's rates of the day
//   converted_customs_value  the customs value, by the row's rate of the dollar, else by the case's rates
//   price_times_quantity, mass_times_price
//   assumed_usd              an amount whose currency nothing names (a note of the file says so)
// Quantity, net mass and day of the item must have been read before. Nothing is guessed: without a rate the value is missing for `no_rate`.
void read_value(RowCells& cells, const Rates& rates, Item& item, Arena& text);

// Notes where the row contradicts itself: value against quantity times price, mass times price per kilogram and customs value by the
// row's rate, in columns where those identities hold for most rows (Mapping::identities); net mass above gross; day against the day
// inside the declaration's number.
void note_contradictions(RowCells& cells, const Item& item);

}  // namespace wb
