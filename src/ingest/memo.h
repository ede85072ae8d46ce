// Results of parsing by the hash of the cell: what a column repeats is parsed once.
//
// Cells are told apart by their 64-bit hash alone (two different cells of one file share one with probability 10^-9 at 100 million distinct
// cells). Memory is bounded; what was forgotten is computed again, so results never depend on what was seen before. One thread each.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace wb {

// Each hash has one place; a newer cell takes the place of an older one.
template <typename Value, unsigned Bits>
class Memo {
public:
    template <typename Compute>
    const Value& get(std::string_view cell, Compute compute) {
        return get_hashed(hash64(cell), [&] { return compute(cell); });
    }
    // The same for what has been hashed already.
    template <typename Compute>
    const Value& get_hashed(std::uint64_t hash, Compute compute) {
        auto& slot = slots_[hash >> (64 - Bits)];
        if (!slot.used || slot.hash != hash) {
            slot.value = compute();
            slot.hash = hash;
            slot.used = true;
        }
        return slot.value;
    }

private:
    struct Slot {
        std::uint64_t hash = 0;
        Value value{};
        bool used = false;
    };
    std::vector<Slot> slots_ = std::vector<Slot>(std::size_t{1} << Bits);
};

// Hashes seen. Keeps everything until it holds `most`, then forgets all. Twelve to twenty-four bytes each.
class SeenHashes {
public:
    explicit SeenHashes(std::size_t most) : most_(most), slots_(kFirst, 0) {}
    // True when the hash was not known, or is forgotten.
    bool add(std::uint64_t hash) {
        if (hash == 0) hash = 1;  // 0 is a free slot
        if (slots_[place(hash)] == hash) return false;
        if (size_ == most_) {
            slots_.assign(kFirst, 0);
            size_ = 0;
        }
        if ((size_ + 1) * 3 > slots_.size() * 2) grow();
        slots_[place(hash)] = hash;
        ++size_;
        return true;
    }

private:
    static constexpr std::size_t kFirst = 1024;
    [[nodiscard]] std::size_t place(std::uint64_t hash) const {
        std::size_t at = hash & (slots_.size() - 1);
        while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & (slots_.size() - 1);
        return at;
    }
    void grow() {
        std::vector<std::uint64_t> old(slots_.size() * 2, 0);
        old.swap(slots_);
        for (const auto hash : old) {
            if (hash != 0) slots_[place(hash)] = hash;
        }
    }
    std::size_t most_;
    std::vector<std::uint64_t> slots_;
    std::size_t size_ = 0;
};

}  // namespace wb
