// Which pairs of records are worth comparing: an inverted index over what they share.
//
// Each record has features (tokens, values) and keys (hashes of pairs of features). A feature or key that more than `most_records` have is
// passed over; of the others a record reads the rarest first, until it has met `most_met` records, sums log2(records / records of the key)
// over what it shares with each, and keeps the `best` heaviest, unless their evidence could not even in the best case outweigh the prior of
// one in so many records (kSlackBits). A pair found from either side counts. Never a block of everything with everything. Order: pairs
// ascending; ties of weight go to the smaller record, so the result depends on the keys alone.
// Cost: O(keys + records × most_met). Memory: the index has 8 bytes for each key of a record that others have too; what is only passing
// (keys being sorted, pairs being put in order) stays below CandidateOptions::passing_bytes: beyond it keys are sorted in rounds by their
// leading bits and records look for others in rounds, with the same result. The work runs on `threads`.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace wb {

enum class KeyKind : std::uint8_t { exact, token, pair, piece };  // how much a shared key says beyond its rarity

struct RecordKey {
    std::uint64_t hash = 0;  // the lowest two bits are the KeyKind
    std::uint32_t record = 0;
};

inline constexpr std::size_t kPassingBytes = std::size_t{512} << 20;  // a quarter of what a million records may take

// A key of `kind` from a hash.
constexpr std::uint64_t key_of(std::uint64_t hash, KeyKind kind) { return (hash & ~std::uint64_t{3}) | static_cast<std::uint64_t>(kind); }

// Records are 0 … records-1, features 0 … features-1.
struct CandidateInput {
    std::size_t records = 0, features = 0;
    std::vector<std::uint32_t> first, feature;  // record -> its features, each once
    std::vector<std::uint32_t> records_of;      // feature -> how many records have it
    // Record -> features of which each two together are a key, of kind `pair`. Empty, or one entry more than records in `first_paired`.
    std::vector<std::uint32_t> first_paired, paired;
    std::vector<RecordKey> keys;  // other keys
};

enum class Among : std::uint8_t { all, across_lists, within_lists };

struct CandidateOptions {
    std::size_t most_records = 400;
    std::size_t most_met = 600;
    std::size_t best = 24;
    std::size_t passing_bytes = kPassingBytes;
    int threads = 1;
    Among among = Among::all;
    std::span<const std::uint8_t> list_of;  // of each record, when there are two lists
};

inline constexpr double kSlackBits = 8;

// Options that bound the work of long lists: up to 25,000 records those above, beyond it fewer kept and beyond 100,000 fewer met per
// record, but never less than a company of usual size needs (its other spellings find one another, and clustering compares the rest of a
// component).
CandidateOptions options_for(std::size_t records);

struct RecordPair {
    std::uint32_t a = 0, b = 0;  // a < b
    auto operator<=>(const RecordPair&) const = default;
};

// Consumes the keys of the input.
std::vector<RecordPair> find_candidates(CandidateInput& input, const CandidateOptions& options);

}  // namespace wb
