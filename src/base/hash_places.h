// Where a hash stands in an ascending list of hashes.
//
// They are spread evenly, so their first bits tell the place but for a few: two looks into memory, where a search by halves takes a dozen.
// The list is not kept here, and must be that of the constructor. Building is linear; four bytes for about four hashes. Thread safe.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace wb {

template <typename Hash>
class HashPlaces {
public:
    HashPlaces() = default;
    explicit HashPlaces(std::span<const Hash> hashes) {
        const int bits = std::clamp(static_cast<int>(std::bit_width(hashes.size())) - kBitsOfSlot, 1, kDigits - 1);
        shift_ = kDigits - bits;
        first_.assign((std::size_t{1} << bits) + 1, 0);
        for (const auto hash : hashes) ++first_[slot_of(hash) + 1];
        for (std::size_t slot = 1; slot < first_.size(); ++slot) first_[slot] += first_[slot - 1];
    }
    // hashes.size() when it is not there.
    [[nodiscard]] std::size_t find(std::span<const Hash> hashes, Hash hash) const {
        if (hashes.empty()) return 0;
        const auto slot = slot_of(hash);
        for (std::size_t at = first_[slot]; at < first_[slot + 1]; ++at) {
            if (hashes[at] == hash) return at;
        }
        return hashes.size();
    }

private:
    static constexpr int kDigits = std::numeric_limits<Hash>::digits;
    static constexpr int kBitsOfSlot = 2;  // about four hashes to a slot: they come from memory together
    [[nodiscard]] std::size_t slot_of(Hash hash) const { return static_cast<std::size_t>(hash >> shift_); }
    std::vector<std::uint32_t> first_;  // of the list, by slot
    int shift_ = kDigits - 1;
};

}  // namespace wb
