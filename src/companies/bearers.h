// How many persons bear a number, telephone or mailbox: one's own says who is meant, an office's or a household's does not.
//
// Of each value the names of its records are looked at until three have been found that cannot be spellings of one another (each has a
// proper word that the other neither has nor writes otherwise). Records without a name say nothing. Order of records means nothing beyond
// the names themselves: nodes are in order of content. Cost: values × kMostBearers alignments at most of the first kMostLookedAt records.
#pragma once

#include "companies/text_column.h"
#include "companies/value_column.h"

namespace wb {

// Sets ValueColumn::bearers.
void count_bearers(const TextColumn& names, ValueColumn& column, int threads);

}  // namespace wb
