#include "companies/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/hash.h"
#include "companies/parallel.h"

namespace wb {

namespace {

// Weight of a shared key beside its rarity. Pairs and pieces repeat what the tokens say; they are there to be found, not to be counted.
constexpr std::array<float, 4> kKindWeight = {1.0F, 1.0F, 0.4F, 0.2F};

constexpr std::size_t kAllKept = 600'000, kLeastKept = 10;    // pairs kept from all records, and from each
constexpr std::size_t kAllMet = 60'000'000, kLeastMet = 300;  // records met by all, and by each

struct Posting {
    std::uint32_t first = 0, count = 0;
    float weight = 0;
};

// Keys that two or more and at most `most_records` records have, both ways round.
struct Index {
    std::vector<Posting> keys;
    std::vector<std::uint32_t> records;   // of each key, ascending
    std::vector<std::uint32_t> first_of;  // record -> its first key
    std::vector<std::uint32_t> keys_of;   // of each record, rarest first
};

class IndexBuilder {
public:
    IndexBuilder(CandidateInput& input, const CandidateOptions& options)
        : input_(input), options_(options), blocks_(std::clamp<std::size_t>(static_cast<std::size_t>(options.threads), 1, kMostBlocks)) {}

    Index run() {
        add_features();
        add_keys();
        hand_out();
        return std::move(index_);
    }

private:
    static constexpr std::size_t kMostBlocks = 4;  // each counts for itself, in as much memory
    static constexpr unsigned kMostRoundBits = 8;
    static constexpr std::uint64_t kPair = 2;  // seed of the hashes of pairs of features

    // work(block) for all blocks at once.
    template <typename Work>
    void each_block(Work work) const {
        each_at_once(blocks_, static_cast<int>(blocks_), work);
    }
    [[nodiscard]] Posting posting(std::size_t first, std::size_t count, KeyKind kind) const {
        const auto weight =
            std::log2(static_cast<float>(input_.records) / static_cast<float>(count) + 1) * kKindWeight[static_cast<std::size_t>(kind)];
        return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(count), weight};
    }
    // Features are numbered already: a counting sort, blocks of records side by side.
    void add_features() {
        const auto block_of = [&](std::size_t block) { return static_cast<std::uint32_t>(input_.records * block / blocks_); };
        std::vector<std::vector<std::uint32_t>> next(blocks_);
        each_block([&](std::size_t block) {
            next[block].assign(input_.features, 0);
            if (blocks_ == 1) return;
            for (auto at = input_.first[block_of(block)]; at < input_.first[block_of(block + 1)]; ++at) ++next[block][input_.feature[at]];
        });
        std::size_t all = 0;
        for (std::size_t feature = 0; feature < input_.features; ++feature) {
            const auto count = input_.records_of[feature];
            const bool kept = count >= 2 && count <= options_.most_records;
            if (kept) index_.keys.push_back(posting(all, count, KeyKind::token));
            auto place = static_cast<std::uint32_t>(all) + 1;
            for (auto& places : next) place += std::exchange(places[feature], kept ? place : 0);
            all += kept ? count : 0;
        }
        index_.records.resize(all);
        each_block([&](std::size_t block) {
            for (auto record = block_of(block); record < block_of(block + 1); ++record) {
                for (auto at = input_.first[record]; at < input_.first[record + 1]; ++at) {
                    auto& place = next[block][input_.feature[at]];
                    if (place != 0) index_.records[place++ - 1] = record;
                }
            }
        });
        input_.feature = {};
    }
    void add_keys() {
        const auto count = count_keys();
        unsigned bits = 0;
        while (bits < kMostRoundBits && (count * sizeof(RecordKey) >> bits) > options_.passing_bytes) ++bits;
        for (std::uint64_t round = 0; round < std::uint64_t{1} << bits; ++round) add_keys_of(round, bits, count >> bits);
        input_.keys = {};
        input_.first_paired = {};
        input_.paired = {};
    }
    [[nodiscard]] std::size_t count_keys() const {
        auto count = input_.keys.size();
        for (std::size_t record = 0; record + 1 < input_.first_paired.size(); ++record) {
            const std::size_t paired = input_.first_paired[record + 1] - input_.first_paired[record];
            count += paired * (paired - 1) / 2;
        }
        return count;
    }
    // Calls each(key) for all keys of one of `blocks` blocks.
    template <typename Each>
    void make_keys(std::size_t block, std::size_t blocks, Each each) const {
        const auto part = [&](std::size_t all, std::size_t number) { return all * number / blocks; };
        for (auto i = part(input_.keys.size(), block); i < part(input_.keys.size(), block + 1); ++i) each(input_.keys[i]);
        if (input_.first_paired.empty()) return;
        for (auto record = part(input_.records, block); record < part(input_.records, block + 1); ++record) {
            const auto end = input_.first_paired[record + 1];
            for (auto i = input_.first_paired[record]; i < end; ++i) {
                for (auto j = i + 1; j < end; ++j) {
                    const auto [low, high] = std::minmax(input_.paired[i], input_.paired[j]);
                    const auto hash = combine64(kPair, (std::uint64_t{low} << 32U) | high);
                    each(RecordKey{key_of(hash, KeyKind::pair), static_cast<std::uint32_t>(record)});
                }
            }
        }
    }
    // Adds the keys whose first `bits` bits are `round`, about `count` of them.
    void add_keys_of(std::uint64_t round, unsigned bits, std::size_t count) {
        auto keys = sorted_by_hash<RecordKey>(
            count, options_.threads,
            [&](std::size_t block, std::size_t blocks, auto each) {
                make_keys(block, blocks, [&](const RecordKey& key) {
                    if (bits == 0 || key.hash >> (64 - bits) == round) each(key);
                });
            },
            [bits](const RecordKey& key) { return key.hash << bits; },
            [](const RecordKey& x, const RecordKey& y) { return x.hash != y.hash ? x.hash < y.hash : x.record < y.record; });
        const auto ranges = range_count(keys.size());
        std::vector<std::vector<Posting>> postings(ranges);
        std::vector<std::vector<std::uint32_t>> records(ranges);
        for_ranges(keys.size(), options_.threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
            for_groups(
                keys, begin, end, [](const RecordKey& key) { return key.hash; },
                [&](std::size_t at, std::size_t next) {
                    if (next - at < 2 || next - at > options_.most_records) return;
                    postings[range].push_back(posting(records[range].size(), next - at, static_cast<KeyKind>(keys[at].hash & 3U)));
                    for (; at < next; ++at) records[range].push_back(keys[at].record);
                });
        });
        keys = {};
        auto before = static_cast<std::uint32_t>(index_.records.size());
        for (std::size_t range = 0; range < ranges; ++range) {
            for (auto& one : postings[range]) one.first += before;
            before += static_cast<std::uint32_t>(records[range].size());
        }
        append(index_.keys, postings, options_.threads);
        append(index_.records, records, options_.threads);
    }
    // Keys are handed to the records in order of rarity: a counting sort by frequency, then one by record, blocks of keys side by side.
    void hand_out() {
        std::vector<std::uint32_t> by_count(index_.keys.size()), next(options_.most_records + 2, 0);
        for (const auto& key : index_.keys) ++next[key.count + 1];
        for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
        for (std::uint32_t key = 0; key < index_.keys.size(); ++key) by_count[next[index_.keys[key].count]++] = key;
        std::vector<std::size_t> begins = {0};
        std::size_t handed = 0;
        for (std::size_t i = 0; i < by_count.size(); ++i) {
            handed += index_.keys[by_count[i]].count;
            if (handed * blocks_ > index_.records.size() * begins.size() && begins.size() < blocks_) begins.push_back(i);
        }
        begins.resize(blocks_ + 1, by_count.size());
        const auto each_record = [&](std::size_t block, auto work) {
            for (auto i = begins[block]; i < begins[block + 1]; ++i) {
                const auto& posting = index_.keys[by_count[i]];
                for (std::uint32_t k = 0; k < posting.count; ++k) work(by_count[i], index_.records[posting.first + k]);
            }
        };
        std::vector<std::vector<std::uint32_t>> fill(blocks_);
        each_block([&](std::size_t block) {
            fill[block].assign(input_.records, 0);
            each_record(block, [&](std::uint32_t, std::uint32_t record) { ++fill[block][record]; });
        });
        index_.first_of.resize(input_.records + 1);
        std::uint32_t place = 0;
        for (std::size_t record = 0; record < input_.records; ++record) {
            index_.first_of[record] = place;
            for (auto& places : fill) place += std::exchange(places[record], place);
        }
        index_.first_of[input_.records] = place;
        index_.keys_of.resize(index_.records.size());
        each_block([&](std::size_t block) {
            each_record(block, [&](std::uint32_t key, std::uint32_t record) { index_.keys_of[fill[block][record]++] = key; });
        });
    }

    CandidateInput& input_;
    const CandidateOptions& options_;
    std::size_t blocks_;
    Index index_;
};

// Sums weights by record in a small open table; cleared by what was used.
class Accumulator {
public:
    Accumulator(std::size_t most, std::size_t best) : heaviest_(best) {
        std::size_t bits = 6;
        while ((std::size_t{1} << bits) < 2 * most) ++bits;
        slots_.resize(std::size_t{1} << bits);
        used_.resize(slots_.size());
        shift_ = 32 - static_cast<unsigned>(bits);
    }
    void add(std::uint32_t record, float weight) {
        auto at = (record * 0x9E3779B1U) >> shift_;
        while (slots_[at].record != record && slots_[at].record != kFree) at = (at + 1) & (static_cast<std::uint32_t>(slots_.size()) - 1);
        if (slots_[at].record == kFree) {
            slots_[at].record = record;
            used_[count_++] = at;
        }
        slots_[at].weight += weight;
    }
    // Calls each(record) for the heaviest of at least `least`, ties to the smaller record.
    template <typename Each>
    void take_best(float least, Each each) {
        std::size_t kept = 0, lightest = 0;
        for (std::size_t i = 0; i < count_; ++i) {
            auto& slot = slots_[used_[i]];
            const auto one = std::exchange(slot, Slot{});
            if (one.weight < least) continue;
            if (kept < heaviest_.size()) {
                heaviest_[kept++] = one;
            } else if (heavier(one, heaviest_[lightest])) {
                heaviest_[lightest] = one;
            } else {
                continue;
            }
            // Most records come after heavier ones, so that this is seldom done.
            if (kept == heaviest_.size()) lightest = lightest_of_all();
        }
        count_ = 0;
        for (std::size_t i = 0; i < kept; ++i) each(heaviest_[i].record);
    }

private:
    static constexpr std::uint32_t kFree = 0xFFFFFFFF;
    struct Slot {
        std::uint32_t record = kFree;
        float weight = 0;
    };
    static bool heavier(const Slot& x, const Slot& y) { return x.weight != y.weight ? x.weight > y.weight : x.record < y.record; }
    [[nodiscard]] std::size_t lightest_of_all() const {
        std::size_t lightest = 0;
        for (std::size_t i = 1; i < heaviest_.size(); ++i) lightest = heavier(heaviest_[lightest], heaviest_[i]) ? i : lightest;
        return lightest;
    }

    std::vector<Slot> slots_, heaviest_;
    std::vector<std::uint32_t> used_;
    std::size_t count_ = 0;
    unsigned shift_ = 0;
};

void gather(const Index& index, std::uint32_t record, const CandidateOptions& options, float least, Accumulator& sums,
            std::vector<RecordPair>& pairs) {
    std::size_t met = 0;
    const bool any = options.among == Among::all, same = options.among == Among::within_lists;
    const auto end = index.first_of[record + 1];
    const auto last = static_cast<std::uint32_t>(index.keys_of.size());
    for (auto at = index.first_of[record]; at < end; ++at) {
        // Postings lie anywhere; also those of the records behind this one are asked for ahead.
        if (at + 8 < last) __builtin_prefetch(&index.keys[index.keys_of[at + 8]]);
        if (at + 4 < last) __builtin_prefetch(&index.records[index.keys[index.keys_of[at + 4]].first]);
        const auto& posting = index.keys[index.keys_of[at]];
        met += posting.count;
        if (met > options.most_met) break;
        for (std::uint32_t i = 0; i < posting.count; ++i) {
            const auto other = index.records[posting.first + i];
            if (other == record || (!any && (options.list_of[record] == options.list_of[other]) != same)) continue;
            sums.add(other, posting.weight);
        }
    }
    sums.take_best(least, [&](std::uint32_t other) { pairs.push_back({std::min(record, other), std::max(record, other)}); });
}

// Each pair once, in order: by a counting sort of the smaller record, since a record has few pairs.
std::vector<RecordPair> in_order(std::vector<std::vector<RecordPair>>& found, std::size_t records, int threads) {
    std::vector<std::uint32_t> first(records + 2, 0);
    for (const auto& part : found) {
        for (const auto& pair : part) ++first[pair.a + 2];
    }
    for (std::size_t i = 2; i < first.size(); ++i) first[i] += first[i - 1];
    std::vector<std::uint32_t> others(first.back());
    for (auto& part : found) {
        for (const auto& pair : part) others[first[pair.a + 1]++] = pair.b;
        part = {};
    }
    std::vector<std::vector<RecordPair>> parts(range_count(records));
    for_ranges(records, threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        for (auto record = begin; record < end; ++record) {
            const auto from = others.begin() + first[record], to = others.begin() + first[record + 1];
            std::sort(from, to);
            const auto last = std::unique(from, to);
            for (auto other = from; other != last; ++other) parts[range].push_back({static_cast<std::uint32_t>(record), *other});
        }
    });
    return joined(parts, threads);
}

// How many ranges of records may look for others before their pairs are put in order.
std::size_t ranges_at_once(const CandidateOptions& options) {
    constexpr std::size_t kCopies = 3;  // vectors grow to twice their size, and are then sorted into another
    return std::max<std::size_t>(options.passing_bytes / (kRangeSize * options.best * sizeof(RecordPair) * kCopies), 1);
}

void unite(std::vector<RecordPair>& pairs, std::vector<RecordPair> more) {
    if (pairs.empty()) {
        pairs = std::move(more);
        return;
    }
    const auto middle = static_cast<std::ptrdiff_t>(pairs.size());
    pairs.insert(pairs.end(), more.begin(), more.end());
    std::inplace_merge(pairs.begin(), pairs.begin() + middle, pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
}

}  // namespace

CandidateOptions options_for(std::size_t records) {
    CandidateOptions options;
    const auto share = [&](std::size_t all, std::size_t least, std::size_t most) {
        return std::clamp(all / std::max<std::size_t>(records, 1), least, most);
    };
    options.best = share(kAllKept, kLeastKept, options.best);
    options.most_met = share(kAllMet, kLeastMet, options.most_met);
    return options;
}

std::vector<RecordPair> find_candidates(CandidateInput& input, const CandidateOptions& options) {
    const auto records = input.records;
    const auto index = IndexBuilder(input, options).run();
    const auto least = static_cast<float>(std::log2(static_cast<double>(std::max<std::size_t>(records, 1))) - kSlackBits);
    const auto at_once = ranges_at_once(options);
    std::vector<RecordPair> pairs;
    for (std::size_t first = 0; first < range_count(records); first += at_once) {
        std::vector<std::vector<RecordPair>> found(std::min(at_once, range_count(records) - first));
        each_at_once(found.size(), options.threads, [&](std::size_t range) {
            Accumulator sums(options.most_met, options.best);
            const auto end = std::min(records, (first + range + 1) * kRangeSize);
            for (auto record = (first + range) * kRangeSize; record < end; ++record)
                gather(index, static_cast<std::uint32_t>(record), options, least, sums, found[range]);
        });
        unite(pairs, in_order(found, records, options.threads));
    }
    return pairs;
}

}  // namespace wb
