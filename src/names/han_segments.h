// Cuts a run of Han characters into places, name proper, activities and legal forms by the lexicon.
//
// Places are taken from the front (深圳市, 广东省东莞市); the rest is cut so that the fewest characters stay outside the lexicon, and then
// into the fewest words. A listed word of one character (厂) counts only before a form or at the end. Cost: about 10 ns a character.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "names/lexicon.h"

namespace wb {

struct HanSegment {
    std::uint32_t at = 0, size = 0;  // characters of the run
    const Sense* sense = nullptr;    // null: characters outside the lexicon, the name proper
};

// Buffers of segment_han.
struct HanScratch {
    struct Cut {
        std::uint32_t cost = 0, size = 0;
        const Sense* sense = nullptr;
    };
    std::vector<Cut> cuts;
};

// Appends the segments of `run` in order, without gaps.
void segment_han(std::u32string_view run, HanScratch& scratch, std::vector<HanSegment>& segments);

}  // namespace wb
