// What a column's header words and content say about the field that it may hold: the judgements that mapping.h weighs.
//
// Pure, thread safe. Words are folded, as header_match.h makes them; shares of cells are those of evidence.h.
#pragma once

#include <string>
#include <vector>

#include "ingest/evidence.h"
#include "ingest/field.h"
#include "ingest/header_match.h"

namespace wb {

// What the cells of a field look like.
ContentKind kind_of(Field field);
// Whether header words speak of a name, in one of the languages of headers.
bool says_name(const std::vector<std::string>& words);
// Dollars, and nothing that makes them a price, a rate, a tax or a cost of carriage.
bool names_amount_in_dollars(const std::vector<std::string>& words);
// Fields worth telling by content alone, when no header names them.
bool told_by_content(Field field);
// Kinds that content alone can tell, with the score that a perfect fit earns without any header.
double content_only_score(ContentKind kind, const ColumnEvidence& evidence, double fit_value);
// Fields of which several columns may be read, the first stated cell counting. Amounts only when none of them is a total of the
// declaration.
bool takes_alternates(Field field);

}  // namespace wb
