// The words that announce the parts of an address (terms/address_words.toml). Built once; immutable, thread safe.
#pragma once

#include "names/lexicon.h"

namespace wb {

struct AddressWords {
    PathTable words;  // of romanised words; senses carry the mark
    PathTable han;    // of simplified Han characters
    std::deque<Sense> senses;

    static const AddressWords& built_in();
};

}  // namespace wb
