#include "companies/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/hash.h"
#include "companies/parallel.h"

namespace wb {

namespace {

// Weight of a shared key beside its rarity. Pairs and pieces repeat what the tokens say; they are there to be found, not to be counted.
constexpr std::array<float, 4> kKindWeight = {1.0F, 1.0F, 0.4F, 0.2F};

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

void sort_keys(std::vector<RecordKey>& keys, int threads) {
    sort_parallel(keys.begin(), keys.end(), threads,
                  [](const RecordKey& x, const RecordKey& y) { return x.hash != y.hash ? x.hash < y.hash : x.record < y.record; });
    keys.erase(std::unique(keys.begin(), keys.end(),
                           [](const RecordKey& x, const RecordKey& y) { return x.hash == y.hash && x.record == y.record; }),
               keys.end());
}

Index build_index(std::vector<RecordKey> keys, std::size_t records, const CandidateOptions& options) {
    sort_keys(keys, options.threads);
    Index index;
    index.first_of.assign(records + 1, 0);
    const auto all = static_cast<float>(records);
    for (std::size_t at = 0; at < keys.size();) {
        auto end = at;
        while (end < keys.size() && keys[end].hash == keys[at].hash) ++end;
        if (end - at > 1 && end - at <= options.most_records) {
            const auto kind = static_cast<std::size_t>(keys[at].hash & 3U);
            const auto weight = std::log2(all / static_cast<float>(end - at) + 1) * kKindWeight[kind];
            index.keys.push_back({static_cast<std::uint32_t>(index.records.size()), static_cast<std::uint32_t>(end - at), weight});
            for (; at < end; ++at) {
                index.records.push_back(keys[at].record);
                ++index.first_of[keys[at].record + 1];
            }
        }
        at = end;
    }
    keys = {};
    for (std::size_t record = 0; record < records; ++record) index.first_of[record + 1] += index.first_of[record];
    index.keys_of.resize(index.records.size());
    // Keys are handed to the records in order of rarity: a counting sort by frequency first.
    std::vector<std::uint32_t> by_count(index.keys.size()), next(options.most_records + 2, 0);
    for (const auto& key : index.keys) ++next[key.count + 1];
    for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
    for (std::uint32_t key = 0; key < index.keys.size(); ++key) by_count[next[index.keys[key].count]++] = key;
    auto fill = index.first_of;
    for (const auto key : by_count) {
        const auto& posting = index.keys[key];
        for (std::uint32_t i = 0; i < posting.count; ++i) index.keys_of[fill[index.records[posting.first + i]]++] = key;
    }
    return index;
}

// Sums weights by record in a small open table; cleared by what was used.
class Accumulator {
public:
    explicit Accumulator(std::size_t most) {
        std::size_t size = 64;
        while (size < 2 * most) size *= 2;
        slots_.resize(size);
    }
    void add(std::uint32_t record, float weight) {
        auto at = static_cast<std::size_t>(mix64(record)) & (slots_.size() - 1);
        while (slots_[at].record != kFree && slots_[at].record != record) at = (at + 1) & (slots_.size() - 1);
        if (slots_[at].record == kFree) {
            slots_[at].record = record;
            used_.push_back(static_cast<std::uint32_t>(at));
        }
        slots_[at].weight += weight;
    }
    // Calls each(record) for the heaviest `best`, ties to the smaller record.
    template <typename Each>
    void take_best(std::size_t best, Each each) {
        found_.clear();
        for (const auto at : used_) {
            found_.push_back(slots_[at]);
            slots_[at] = {};
        }
        used_.clear();
        const auto heavier = [](const Slot& x, const Slot& y) { return x.weight != y.weight ? x.weight > y.weight : x.record < y.record; };
        if (found_.size() > best) {
            std::nth_element(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(best), found_.end(), heavier);
            found_.resize(best);
        }
        for (const auto& slot : found_) each(slot.record);
    }

private:
    static constexpr std::uint32_t kFree = 0xFFFFFFFF;
    struct Slot {
        std::uint32_t record = kFree;
        float weight = 0;
    };
    std::vector<Slot> slots_, found_;
    std::vector<std::uint32_t> used_;
};

void gather(const Index& index, std::uint32_t record, const CandidateOptions& options, Accumulator& sums, std::vector<RecordPair>& pairs) {
    std::size_t met = 0;
    for (auto at = index.first_of[record]; at < index.first_of[record + 1]; ++at) {
        const auto& posting = index.keys[index.keys_of[at]];
        met += posting.count;
        if (met > options.most_met) break;
        for (std::uint32_t i = 0; i < posting.count; ++i) {
            const auto other = index.records[posting.first + i];
            if (other == record || (options.allowed && !options.allowed(record, other))) continue;
            sums.add(other, posting.weight);
        }
    }
    sums.take_best(options.best, [&](std::uint32_t other) { pairs.push_back({std::min(record, other), std::max(record, other)}); });
}

}  // namespace

std::vector<RecordPair> find_candidates(std::vector<RecordKey> keys, std::size_t records, const CandidateOptions& options) {
    const auto index = build_index(std::move(keys), records, options);
    std::vector<std::vector<RecordPair>> found(range_count(records));
    for_ranges(records, options.threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        Accumulator sums(options.most_met);
        for (auto record = begin; record < end; ++record) gather(index, static_cast<std::uint32_t>(record), options, sums, found[range]);
    });
    std::vector<RecordPair> pairs;
    for (auto& part : found) {
        pairs.insert(pairs.end(), part.begin(), part.end());
        part = {};
    }
    sort_parallel(pairs.begin(), pairs.end(), options.threads, std::less<>{});
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

}  // namespace wb
