#include "companies/near_words.h"

#include <algorithm>
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
void count_around(std::span<const SpellingKey> together, std::span<const std::uint32_t> nodes_of, std::vector<float>& around) {
    float all = 0;
    for (const auto& key : together) all += static_cast<float>(nodes_of[key.word]);
    for (const auto& key : together) around[key.word] += all - static_cast<float>(nodes_of[key.word]);
}

}  // namespace

NearWords find_near_words(const TextColumn& column, std::span<const std::uint32_t> nodes_of, int threads) {
    std::vector<std::vector<SpellingKey>> parts(range_count(column.words.size()));
    for_ranges(column.words.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        for (auto id = begin; id < end; ++id) {
            if (nodes_of[id] > 0) add_keys(column.words[id], static_cast<std::uint32_t>(id), parts[range]);
        }
    });
    auto keys = joined(parts);
    sort_by_hash(
        keys, threads, [](const SpellingKey& key) { return key.hash; },
        [](const SpellingKey& a, const SpellingKey& b) { return a.hash != b.hash ? a.hash < b.hash : a.word < b.word; });
    NearWords found;
    found.around.assign(column.words.size(), 0);
    std::vector<Nearness> near;
    for (std::size_t at = 0; at < keys.size();) {
        auto end = at;
        while (end < keys.size() && keys[end].hash == keys[at].hash) ++end;
        if (!keys[at].end) count_around(std::span(keys).subspan(at, end - at), nodes_of, found.around);
        for (auto i = at; i < end && end - at <= kMostTogether; ++i) {
            if (nodes_of[keys[i].word] > kFewNodes) continue;
            for (auto j = at; j < end; ++j) {
                if (keys[i].word != keys[j].word) near.push_back({keys[i].word, keys[j].word, keys[i].end});
            }
        }
        at = end;
    }
    keys = {};
    std::sort(near.begin(), near.end(), [&](const Nearness& x, const Nearness& y) {
        if (x.word != y.word) return x.word < y.word;
        if (x.by_ends != y.by_ends) return y.by_ends;
        return nodes_of[x.other] != nodes_of[y.other] ? nodes_of[x.other] > nodes_of[y.other] : x.other < y.other;
    });
    found.first.assign(column.words.size() + 1, 0);
    std::uint32_t last = kNone;
    std::size_t kept = 0;
    for (const auto& one : near) {
        if (one.word != last) kept = 0;
        last = one.word;
        const auto known = std::find(found.words.end() - static_cast<std::ptrdiff_t>(kept), found.words.end(), one.other);
        if (kept >= kMostNear || known != found.words.end()) continue;
        if (soft_meeting(column.words[one.word], column.words[one.other]) == TokenMeeting::lost) continue;
        found.words.push_back(one.other);
        ++found.first[one.word + 1];
        ++kept;
    }
    for (std::size_t i = 1; i < found.first.size(); ++i) found.first[i] += found.first[i - 1];
    return found;
}

}  // namespace wb
