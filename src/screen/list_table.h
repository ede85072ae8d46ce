// A watch list that is one table with a header: one entry a row. What is cut, ragged or a header again is noted and not used.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "screen/list_builder.h"
#include "text/delimited.h"

namespace wb {

// What a row states, by the names of the header.
using ListEntryOf = RawEntry (*)(const HeaderRow& header, const std::vector<std::string>& cells, std::int64_t row, ListBuilder& out);

// Whether a row may have fewer or more cells than the header: publishers' files may not, tables written by hand do.
enum class RaggedRows { refused, read };

// Notes: list.header_repeated, list.cut, list.ragged. Cost: linear in `bytes`.
void read_list_table(std::string_view bytes, char separator, RaggedRows ragged, ListEntryOf entry_of, ListBuilder& out);

}  // namespace wb
