#include "companies/near_words.h"

#include <algorithm>
#include <atomic>
#include <string>

#include "base/hash.h"
#include "companies/parallel.h"
#include "companies/text_alignment.h"

namespace wb {

namespace {

constexpr std::size_t kShortest = 4, kLongest = 24;
constexpr std::size_t kEnds = 4;           // letters at the beginning or the end that cut and joined words share
constexpr std::uint32_t kFewNodes = 8;     // words that more nodes have look for nothing
constexpr std::size_t kMostTogether = 24;  // spellings that more words share tell nothing
constexpr std::uint64_t kLeftOut = 0, kBegin = 1, kEnd = 2;

struct SpellingKey {
    std::uint64_t hash;
    std::uint32_t word;
    bool end;
};

void add_keys(const Word& word, std::uint32_t id, std::vector<SpellingKey>& keys) {
    const auto text = word.text;
    if (word.kind != TokenKind::core || !word.is(Word::kWordlike) || text.size() < kShortest || text.size() > kLongest) return;
    keys.push_back({hash64(text, kLeftOut), id, false});
    std::string shorter(text.substr(1));
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0) shorter[i - 1] = text[i - 1];
        // Of doubled letters either may be left out.
        if (i == 0 || text[i] != text[i - 1]) keys.push_back({hash64(shorter, kLeftOut), id, false});
    }
    if (text.size() < kEnds + 1) return;
    keys.push_back({hash64(text.substr(0, kEnds), kBegin), id, true});
    keys.push_back({hash64(text.substr(text.size() - kEnds), kEnd), id, true});
}

struct Nearness {
    std::uint32_t word, other;
    bool by_ends;  // not one letter apart, only alike at an end
};

// Words that share a spelling with one letter left out stand around one another.
void count_around(std::span<const SpellingKey> together, std::span<const std::uint32_t> nodes_of, std::vector<std::uint64_t>& around) {
    if (together.size() < 2) return;
    std::uint64_t all = 0;
    for (const auto& key : together) all += nodes_of[key.word];
    // A word stands in groups of several ranges.
    for (const auto& key : together) std::atomic_ref(around[key.word]).fetch_add(all - nodes_of[key.word], std::memory_order_relaxed);
}

struct OtherWord {
    std::uint32_t word;
    bool by_ends;
};

struct OtherWords {
    std::vector<std::uint32_t> first;  // word -> its others
    std::vector<OtherWord> others;
};

// A counting sort; empties the parts.
OtherWords by_word(std::vector<std::vector<Nearness>>& met, std::size_t words) {
    OtherWords sorted;
    sorted.first.assign(words + 2, 0);
    for (const auto& part : met) {
        for (const auto& one : part) ++sorted.first[one.word + 2];
    }
    for (std::size_t i = 2; i < sorted.first.size(); ++i) sorted.first[i] += sorted.first[i - 1];
    sorted.others.resize(sorted.first.back());
    for (auto& part : met) {
        for (const auto& one : part) sorted.others[sorted.first[one.word + 1]++] = {one.other, one.by_ends};
        part = {};
    }
    return sorted;
}

// Adds the nearest others of a word to `kept`: those one letter apart before those alike at an end, commoner ones first.
std::uint32_t keep_nearest(const TextColumn& column, std::uint32_t word, std::span<const std::uint32_t> nodes_of,
                           std::vector<OtherWord>& others, std::vector<std::uint32_t>& kept) {
    std::sort(others.begin(), others.end(), [&](const OtherWord& x, const OtherWord& y) {
        if (x.by_ends != y.by_ends) return y.by_ends;
        return nodes_of[x.word] != nodes_of[y.word] ? nodes_of[x.word] > nodes_of[y.word] : x.word < y.word;
    });
    const auto before = static_cast<std::ptrdiff_t>(kept.size());
    for (const auto& other : others) {
        if (kept.size() - static_cast<std::size_t>(before) >= kMostNear) break;
        if (std::find(kept.begin() + before, kept.end(), other.word) != kept.end()) continue;
        if (soft_meeting(column.words[word], column.words[other.word]) != TokenMeeting::lost) kept.push_back(other.word);
    }
    return static_cast<std::uint32_t>(kept.size()) - static_cast<std::uint32_t>(before);
}

}  // namespace

NearWords find_near_words(const TextColumn& column, std::span<const std::uint32_t> nodes_of, int threads) {
    std::vector<std::vector<SpellingKey>> parts(range_count(column.words.size()));
    for_ranges(column.words.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        for (auto id = begin; id < end; ++id) {
            if (nodes_of[id] > 0) add_keys(column.words[id], static_cast<std::uint32_t>(id), parts[range]);
        }
    });
    auto keys = joined(parts, threads);
    sort_by_hash(
        keys, threads, [](const SpellingKey& key) { return key.hash; },
        [](const SpellingKey& a, const SpellingKey& b) { return a.hash != b.hash ? a.hash < b.hash : a.word < b.word; });
    std::vector<std::uint64_t> around(column.words.size(), 0);
    std::vector<std::vector<Nearness>> met(range_count(keys.size()));
    for_ranges(keys.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        for_groups(
            keys, begin, end, [](const SpellingKey& key) { return key.hash; },
            [&](std::size_t at, std::size_t next) {
                if (!keys[at].end) count_around(std::span(keys).subspan(at, next - at), nodes_of, around);
                for (auto i = at; i < next && next - at <= kMostTogether; ++i) {
                    if (nodes_of[keys[i].word] > kFewNodes) continue;
                    for (auto k = at; k < next; ++k) {
                        if (keys[i].word != keys[k].word) met[range].push_back({keys[i].word, keys[k].word, keys[i].end});
                    }
                }
            });
    });
    keys = {};
    const auto near = by_word(met, column.words.size());
    NearWords found;
    found.around.assign(around.begin(), around.end());
    found.first.assign(column.words.size() + 1, 0);
    std::vector<std::vector<std::uint32_t>> kept(range_count(column.words.size()));
    for_ranges(column.words.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        std::vector<OtherWord> others;
        for (auto word = begin; word < end; ++word) {
            others.assign(near.others.begin() + near.first[word], near.others.begin() + near.first[word + 1]);
            found.first[word + 1] = keep_nearest(column, static_cast<std::uint32_t>(word), nodes_of, others, kept[range]);
        }
    });
    append(found.words, kept, threads);
    for (std::size_t i = 1; i < found.first.size(); ++i) found.first[i] += found.first[i - 1];
    return found;
}

}  // namespace wb
