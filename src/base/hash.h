// Stable hashes: keys of rows, counter-based random draws, and SHA-256 of evidence.
//
// hash64 and draws are part of the file format: changing them changes every key. They depend on bytes alone, never on the machine.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/id.h"

namespace wb {

// 64-bit finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection with good avalanche. One multiply-xor chain, ~1 ns.
constexpr std::uint64_t mix64(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

// Hash of bytes, little-endian on every machine, ~4 GB/s.
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

// Hash of a pair, order matters.
constexpr std::uint64_t combine64(std::uint64_t a, std::uint64_t b) { return mix64(a ^ (mix64(b) + 0x632BE59BD9B4E019ULL)); }

// Collects the parts of a key; each part is framed by its length, so ("ab","c") differs from ("a","bc").
class KeyHasher {
public:
    explicit KeyHasher(std::uint64_t seed) : state_(mix64(seed)) {}
    KeyHasher& add(std::string_view bytes) { return add(hash64(bytes, bytes.size())); }
    KeyHasher& add(std::uint64_t number) {
        state_ = combine64(state_, number);
        return *this;
    }
    KeyHasher& add(std::int64_t number) { return add(static_cast<std::uint64_t>(number)); }
    // A positive 63-bit number, never 0.
    [[nodiscard]] std::int64_t key() const {
        const auto positive = static_cast<std::int64_t>(state_ >> 1);
        return positive == 0 ? 1 : positive;
    }
    template <typename IdType>
    [[nodiscard]] IdType id() const {
        return IdType{key()};
    }

private:
    std::uint64_t state_;
};

// A uniform number in [0, 1) that depends only on (seed, block, draw): the same world for every figure, engine and thread.
constexpr double uniform_draw(std::uint64_t seed, std::uint64_t block, std::uint64_t draw) {
    return static_cast<double>(combine64(combine64(seed, block), draw) >> 11) * 0x1.0p-53;
}

// SHA-256 of bytes fed in pieces (OpenSSL). hex() ends it.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void update(std::string_view bytes);
    [[nodiscard]] std::string hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);

// SHA-256 of the ids in ascending order, each in decimal followed by '\n': what `figure.digest` holds. Sorts a copy, O(n log n).
std::string digest_of_ids(std::span<const ItemId> ids);

}  // namespace wb
