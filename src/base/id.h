// Identifiers that cannot be mixed up: an Id<ItemTag> is not an Id<PartyTag>, and neither is a number.
//
// Ids are 63-bit hashes of what they identify (base/hash.h), so the same input gives the same ids on every run, for any order of
// rows, number of threads and machine. 0 is never an id.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace wb {

template <typename Tag>
struct Id {
    std::int64_t value = 0;
    constexpr Id() = default;
    constexpr explicit Id(std::int64_t v) : value(v) {}
    [[nodiscard]] constexpr bool present() const { return value != 0; }
    auto operator<=>(const Id&) const = default;
};

using FileId = Id<struct FileTag>;
using ItemId = Id<struct ItemTag>;
using PartyId = Id<struct PartyTag>;
using EntityId = Id<struct EntityTag>;
using FamilyId = Id<struct FamilyTag>;
using ListingId = Id<struct ListingTag>;
using FindingId = Id<struct FindingTag>;
using ChainId = Id<struct ChainTag>;

}  // namespace wb

template <typename Tag>
struct std::hash<wb::Id<Tag>> {
    std::size_t operator()(const wb::Id<Tag>& id) const noexcept { return static_cast<std::size_t>(id.value); }
};
