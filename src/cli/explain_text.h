// Records with their reasons as `waybill explain` prints them.
#pragma once

#include <vector>

#include "base/json.h"
#include "cli/terminal.h"
#include "pipeline/explain_records.h"

namespace wb::cli {

void print_records(const std::vector<ExplainedRecord>& records, Terminal& terminal);
// {"records": [...]} as a key of the open object.
void write_records(const std::vector<ExplainedRecord>& records, JsonWriter& json);
// A row of the records: what it is, and why.
void print_item(const ExplainedItem& item, Terminal& terminal);
void write_item(const ExplainedItem& item, Terminal& terminal);

}  // namespace wb::cli
