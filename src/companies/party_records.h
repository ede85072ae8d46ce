// Parties of a case as records to resolve: name, address, city, country, and one column per kind of number.
//
// Numbers of different kinds (a tax number, a register's number) do not contradict one another, so each kind is a column of its own; a
// number whose check digits fail is compared among its like. Cities come from addresses as far as they can be read (names/address_parts.h).
#pragma once

#include <memory>
#include <span>

#include "base/arena.h"
#include "companies/record_set.h"
#include "tables/item.h"

namespace wb {

struct PartyRecords {
    RecordSet set;
    std::unique_ptr<Arena> texts;  // of columns made here
};

// One record per party, in their order; the parties must outlive it.
PartyRecords party_records(std::span<const Party* const> parties);

}  // namespace wb
