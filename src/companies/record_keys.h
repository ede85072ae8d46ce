// What records are found by in the index of candidates (candidates.h): their features, and keys of pairs of features.
//
// A feature is a token or a value. A node has those that are written in its cells, and what they may stand for: second readings, the word
// that two or three neighbours make when written as one, the word that its initials make, the words that a rare word may be a misspelling
// of (near_words.h). Rare features are enough alone. Common ones meet in pairs: of the four to six rarest of a node's common features
// each with each, so that a common name is found together with its place, street, house, activity or number. Beside these the text written
// in one word. Order: by node, rarest first. Cost: about 0.5 µs a node.
#pragma once

#include "companies/candidates.h"
#include "companies/evidence.h"

namespace wb {

CandidateInput make_keys(const Evidence& evidence, int threads);

}  // namespace wb
