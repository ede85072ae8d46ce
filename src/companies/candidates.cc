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
    IndexBuilder(CandidateInput& input, const CandidateOptions& options) : input_(input), options_(options) {}

    Index run() {
        index_.first_of.assign(input_.records + 1, 0);
        add_features();
        add_keys();
        hand_out();
        return std::move(index_);
    }

private:
    void add(std::size_t count, KeyKind kind) {
        const auto weight =
            std::log2(static_cast<float>(input_.records) / static_cast<float>(count) + 1) * kKindWeight[static_cast<std::size_t>(kind)];
        index_.keys.push_back({static_cast<std::uint32_t>(index_.records.size()), static_cast<std::uint32_t>(count), weight});
    }
    // Features are numbered already: a counting sort.
    void add_features() {
        std::vector<std::uint32_t> next(input_.features, 0);
        for (std::size_t feature = 0; feature < input_.features; ++feature) {
            const auto count = input_.records_of[feature];
            if (count < 2 || count > options_.most_records) continue;
            add(count, KeyKind::token);
            next[feature] = static_cast<std::uint32_t>(index_.records.size()) + 1;
            index_.records.resize(index_.records.size() + count);
        }
        for (std::uint32_t record = 0; record < input_.records; ++record) {
            for (auto at = input_.first[record]; at < input_.first[record + 1]; ++at) {
                auto& place = next[input_.feature[at]];
                if (place == 0) continue;
                index_.records[place++ - 1] = record;
                ++index_.first_of[record + 1];
            }
        }
        input_.feature = {};
    }
    void add_keys() {
        auto keys = std::move(input_.keys);
        input_.keys = {};
        sort_by_hash(
            keys, options_.threads, [](const RecordKey& key) { return key.hash; },
            [](const RecordKey& x, const RecordKey& y) { return x.hash != y.hash ? x.hash < y.hash : x.record < y.record; });
        for (std::size_t at = 0; at < keys.size();) {
            auto end = at + 1;
            while (end < keys.size() && keys[end].hash == keys[at].hash) ++end;
            if (end - at > 1 && end - at <= options_.most_records) {
                add(end - at, static_cast<KeyKind>(keys[at].hash & 3U));
                for (; at < end; ++at) {
                    index_.records.push_back(keys[at].record);
                    ++index_.first_of[keys[at].record + 1];
                }
            }
            at = end;
        }
    }
    // Keys are handed to the records in order of rarity: a counting sort by frequency first.
    void hand_out() {
        for (std::size_t record = 0; record < input_.records; ++record) index_.first_of[record + 1] += index_.first_of[record];
        index_.keys_of.resize(index_.records.size());
        std::vector<std::uint32_t> by_count(index_.keys.size()), next(options_.most_records + 2, 0);
        for (const auto& key : index_.keys) ++next[key.count + 1];
        for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
        for (std::uint32_t key = 0; key < index_.keys.size(); ++key) by_count[next[index_.keys[key].count]++] = key;
        auto fill = index_.first_of;
        for (const auto key : by_count) {
            const auto& posting = index_.keys[key];
            for (std::uint32_t i = 0; i < posting.count; ++i) index_.keys_of[fill[index_.records[posting.first + i]]++] = key;
        }
    }

    CandidateInput& input_;
    const CandidateOptions& options_;
    Index index_;
};

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
    // Calls each(record) for the heaviest `best` of at least `least`, ties to the smaller record.
    template <typename Each>
    void take_best(std::size_t best, float least, Each each) {
        found_.clear();
        for (const auto at : used_) {
            if (slots_[at].weight >= least) found_.push_back(slots_[at]);
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

void gather(const Index& index, std::uint32_t record, const CandidateOptions& options, float least, Accumulator& sums,
            std::vector<RecordPair>& pairs) {
    std::size_t met = 0;
    const bool any = options.among == Among::all, same = options.among == Among::within_lists;
    for (auto at = index.first_of[record]; at < index.first_of[record + 1]; ++at) {
        const auto& posting = index.keys[index.keys_of[at]];
        met += posting.count;
        if (met > options.most_met) break;
        for (std::uint32_t i = 0; i < posting.count; ++i) {
            const auto other = index.records[posting.first + i];
            if (other == record || (!any && (options.list_of[record] == options.list_of[other]) != same)) continue;
            sums.add(other, posting.weight);
        }
    }
    sums.take_best(options.best, least, [&](std::uint32_t other) { pairs.push_back({std::min(record, other), std::max(record, other)}); });
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
    return joined(parts);
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
    std::vector<std::vector<RecordPair>> found(range_count(records));
    for_ranges(records, options.threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        Accumulator sums(options.most_met);
        for (auto record = begin; record < end; ++record)
            gather(index, static_cast<std::uint32_t>(record), options, least, sums, found[range]);
    });
    return in_order(found, records, options.threads);
}

}  // namespace wb
