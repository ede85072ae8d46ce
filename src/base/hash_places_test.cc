#include "base/hash_places.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/hash.h"

using namespace wb;

namespace {

// Against a search by halves, for hashes that are there and others, the ends included.
template <typename Hash>
void check_list(std::size_t count) {
    std::vector<Hash> hashes;
    for (std::size_t i = 0; i < count; ++i) hashes.push_back(static_cast<Hash>(mix64(i + count)));
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    const HashPlaces<Hash> places{std::span<const Hash>(hashes)};
    std::vector<Hash> asked = {0, 1, static_cast<Hash>(~Hash{0})};
    for (std::size_t i = 0; i < 2 * count + 10; ++i) asked.push_back(static_cast<Hash>(mix64(i + count)));
    for (const auto hash : asked) {
        const auto at = std::lower_bound(hashes.begin(), hashes.end(), hash);
        const bool known = at != hashes.end() && *at == hash;
        CHECK(places.find(hashes, hash) == (known ? static_cast<std::size_t>(at - hashes.begin()) : hashes.size()));
    }
}

}  // namespace

TEST_CASE("hash places: those of a search by halves") {
    for (const std::size_t count : {0U, 1U, 2U, 3U, 17U, 1000U}) {
        check_list<std::uint32_t>(count);
        check_list<std::uint64_t>(count);
    }
    CHECK(HashPlaces<std::uint32_t>().find({}, 7) == 0);
}
