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
        const auto hash = hash64(cell);
        auto& slot = slots_[hash >> (64 - Bits)];
        if (!slot.used || slot.hash != hash) {
            slot.value = compute(cell);
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

// Keeps everything until it holds `most` entries, then forgets all. Value must be small.
template <typename Value>
class GrowingMemo {
public:
    explicit GrowingMemo(std::size_t most) : most_(most), slots_(kFirst) {}
    // Null when the hash is not known.
    [[nodiscard]] const Value* find(std::uint64_t hash) const {
        const auto& slot = slots_[place(hash)];
        return slot.used ? &slot.value : nullptr;
    }
    const Value& insert(std::uint64_t hash, Value value) {
        if (size_ == most_) {
            slots_.assign(kFirst, {});
            size_ = 0;
        }
        if ((size_ + 1) * 3 > slots_.size() * 2) grow();
        auto& slot = slots_[place(hash)];
        size_ += slot.used ? 0U : 1U;
        slot = {hash, std::move(value), true};
        return slot.value;
    }

private:
    static constexpr std::size_t kFirst = 1024;
    struct Slot {
        std::uint64_t hash = 0;
        Value value{};
        bool used = false;
    };
    [[nodiscard]] std::size_t place(std::uint64_t hash) const {
        std::size_t at = hash & (slots_.size() - 1);
        while (slots_[at].used && slots_[at].hash != hash) at = (at + 1) & (slots_.size() - 1);
        return at;
    }
    void grow() {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (auto& slot : old) {
            if (slot.used) slots_[place(slot.hash)] = std::move(slot);
        }
    }
    std::size_t most_;
    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

}  // namespace wb
