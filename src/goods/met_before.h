// Which texts came already, by their hashes: only what comes a second time is worth remembering.
//
// Two bytes for each hash kept; a newer one takes the place of an older, so that a text may count as new that is not, and, once in 65,536,
// one as met that is new: what is remembered never changes results. One thread each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wb {

class MetBefore {
public:
    explicit MetBefore(std::size_t hashes) : signs_(hashes, 0) {}
    // `place`: of the hash, spread evenly and told apart from its first 16 bits. Half of the texts are new, and wait for memory.
    void prefetch(std::uint64_t place) const { __builtin_prefetch(&signs_[place % signs_.size()], 1); }
    // Whether the hash was the last one met at its place; it is from now on.
    bool meet(std::uint64_t hash, std::uint64_t place) {
        auto& sign = signs_[place % signs_.size()];
        const auto own = static_cast<std::uint16_t>(hash >> 48U);
        const bool again = sign == own;
        sign = own;
        return again;
    }

private:
    std::vector<std::uint16_t> signs_;  // the first bits of hashes
};

}  // namespace wb
