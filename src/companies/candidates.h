// Which pairs of records are worth comparing: an inverted index over what they share.
//
// Each record has keys (hashes of tokens, pairs of tokens, pieces of its name, addresses, numbers). A key that more than `most_records`
// have is passed over; of the others a record reads the rarest first, until it has met `most_met` records, sums log2(records / records of
// the key) over the keys it shares with each, and keeps the `best` heaviest. A pair found from either side counts. Never a block of
// everything with everything. Order: pairs ascending; ties of weight go to the smaller record, so the result depends on the keys alone.
// Cost: O(keys log keys + records × most_met); memory 16 bytes a key while sorting and 8 a pair. Thread safe; the work runs on `threads`.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace wb {

enum class KeyKind : std::uint8_t { exact, token, pair, piece };  // how much a shared key says beyond its rarity

struct RecordKey {
    std::uint64_t hash = 0;  // the lowest two bits are the KeyKind
    std::uint32_t record = 0;
};

// A key of `kind` from a hash.
constexpr std::uint64_t key_of(std::uint64_t hash, KeyKind kind) { return (hash & ~std::uint64_t{3}) | static_cast<std::uint64_t>(kind); }

struct CandidateOptions {
    std::size_t most_records = 400;
    std::size_t most_met = 3000;
    std::size_t best = 24;
    int threads = 1;
    // Keeps only pairs that pass; empty keeps all.
    std::function<bool(std::uint32_t, std::uint32_t)> allowed;
};

struct RecordPair {
    std::uint32_t a = 0, b = 0;  // a < b
    auto operator<=>(const RecordPair&) const = default;
};

// Consumes the keys. Records are 0 … records-1.
std::vector<RecordPair> find_candidates(std::vector<RecordKey> keys, std::size_t records, const CandidateOptions& options);

}  // namespace wb
