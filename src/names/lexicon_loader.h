// Makes the lexicon from data/terms. A fault in the built-in lists is a Bug: the tests load them.
#pragma once

#include "names/lexicon.h"

namespace wb {

NameLexicon load_lexicon();

}  // namespace wb
