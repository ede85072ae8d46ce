// Keys under which records meet in the index of candidates (candidates.h).
//
// From texts: each token and its second reading, the text written in one word, pairs of its rarest tokens, its initials, and pieces of
// kPieceLength letters for misspelt words. From values: numbers, dates and phones alone; places, dates and numbers in pairs with the rarest
// tokens, which makes common names findable. Order: by record.
#pragma once

#include <vector>

#include "companies/candidates.h"
#include "companies/evidence.h"

namespace wb {

std::vector<RecordKey> make_keys(const Evidence& evidence, int threads);

}  // namespace wb
