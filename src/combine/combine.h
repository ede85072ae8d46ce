// What a case as a whole says about goods of which a row alone says little. Kind of stage: all, on goods and on rows with their texts.
//
// Recognition reads one row at a time. This stage knows the others: what a model costs here, who else uses a text, what a sender usually
// sends. It shares values and pieces of items that name several goods (item_parts.h), and gives goods whose text says nothing the
// probability that price, mass, code and sender together speak for (vague_groups.h). Rows of a sender of the goods with such a text under
// another code become goods of low probability (evidence "hidden"): what may be there must stand in a row.
// Pure and deterministic: input in any order gives the same output. Memory: the goods of the case.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "combine/item_parts.h"
#include "combine/vague_groups.h"
#include "reference/calibration.h"
#include "reference/catalogue.h"

namespace wb {

struct CaseGood {
    Good good;
    ItemFacts item;
    std::int64_t sender = 0;  // entity, 0 when not stated
    Maybe<Kilogram> net_mass_kg;
    bool repeated = false;
};

// An item without goods whose text stands elsewhere under a code of the goods without saying what they are.
struct HiddenCandidate {
    ItemId item_id;
    std::int64_t text = 0, sender = 0;
    std::string goods_class;  // that of the goods with this text
    std::int32_t text_bytes = 0;
    Maybe<Usd> value_usd;
    Maybe<double> pieces;
    Maybe<Kilogram> net_mass_kg;
};

struct CombineInput {
    std::vector<CaseGood> goods;
    std::vector<HiddenCandidate> candidates;
    std::map<std::int64_t, double> items_of_sender;  // all items of each sender
    std::vector<Lot> others;                         // of items without goods
    const Catalogue* catalogue = nullptr;
    const Calibration* calibration = nullptr;
};

struct Combined {
    std::vector<Good> changed, added;  // in order of item_id and position
};

// Evidence of recognition whose text says nothing about the goods.
bool says_nothing(const Good& good);

Combined combine(CombineInput input);

}  // namespace wb
