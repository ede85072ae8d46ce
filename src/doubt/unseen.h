// Where in a case the value is that no row shows, and the value that is counted twice without having been seen to be.
//
// How much it is in a world is a doubt of the whole case (DoubtModel::found_named, found_vague, counted_twice). Whose it is is another one:
// goods that recognition does not name fall to one sender, month or code and not to all of them alike. In each world they come in lots,
// each at a block drawn in proportion to value: goods without words as large as a vague block that is seen (the goods of a text and a
// sender), others, and what is counted twice, as a row of the block. A sum over the whole case is as wide as with one factor for all, a
// part of it is mostly exact and now and then far off. Deterministic for any order of blocks. Cost: worlds × lots (at most 1,000 a world)
// × log blocks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace wb {

// A block as the rows in scope show it.
struct ShownBlock {
    std::uint64_t block = 0;
    std::int64_t cents = 0;  // expected
    std::int64_t rows = 0;
    bool vague = false;
};

// Per world, cents.
struct UnseenSums {
    std::vector<double> named, vague;  // in no row, by whether its text says what it is
    std::vector<double> twice;         // in two rows
};

// What a block's amounts grow by in one world, as a factor: .5 for half as much again, negative for rows that are repeats.
struct UnseenLot {
    std::uint64_t block = 0;
    std::uint32_t draw = 0;
    double factor = 0;
};

// By block, then draw; one for each of a block's lots.
std::vector<UnseenLot> place_unseen(std::vector<ShownBlock> blocks, const UnseenSums& sums, std::uint64_t seed);

}  // namespace wb
