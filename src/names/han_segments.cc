#include "names/han_segments.h"

#include <algorithm>

namespace wb {

namespace {

constexpr std::size_t kLongestListed = 16;  // characters of a listed Han word
constexpr std::size_t kLongestRun = 256;    // characters; what is longer is no name, and stays whole
// Costs: a character outside the lexicon weighs more than a word, so that words are found wherever they stand.
constexpr std::uint32_t kStrangeCost = 20, kWordCost = 10;

struct Found {
    const Sense* sense = nullptr;
    std::size_t size = 0;
};

Found longest_place(std::u32string_view text) {
    Found found;
    auto state = PathTable::kRoot;
    for (std::size_t i = 0; i < std::min(text.size(), kLongestListed); ++i) {
        const auto step = NameLexicon::built_in().han().step(state, han_code(text[i]));
        if (step.sense != nullptr && step.sense->kind == SenseKind::place && i > 0) found = {step.sense, i + 1};
        if (!step.more) break;
    }
    return found;
}

// Cities of 深圳市 stand before the name; "中国" and "香港" too. 区 and 县 of a place not listed stay in the name.
std::size_t take_places(std::u32string_view run, std::vector<HanSegment>& segments) {
    std::size_t at = 0;
    while (at < run.size()) {
        const auto place = longest_place(run.substr(at));
        if (place.sense == nullptr) break;
        // 北京兴安: a company sits in one city; the name of another behind it, not held by the first, is its own.
        const auto* before = segments.empty() ? nullptr : segments.back().sense;
        if (before != nullptr && before->id.starts_with("city:") && place.sense->holder != before->id && !place.sense->whole_place) break;
        segments.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(place.size), place.sense});
        at += place.size;
        if (at + 1 < run.size() && (run[at] == U'市' || run[at] == U'省')) ++segments.back().size, ++at;
    }
    return at;
}

bool allowed(const Sense& sense, std::size_t size, const HanScratch::Cut& next, bool last) {
    const bool before_form = next.sense != nullptr && next.sense->kind == SenseKind::form;
    if (sense.kind == SenseKind::place) return sense.whole_place || (last || before_form);
    return size > 1 || last || before_form;
}

// The cheapest cut of everything behind `at`, given those behind it.
void cut_at(std::u32string_view run, std::size_t at, std::vector<HanScratch::Cut>& cuts) {
    cuts[at] = {cuts[at + 1].cost + kStrangeCost, 1, nullptr};
    auto state = PathTable::kRoot;
    for (std::size_t size = 1; size <= std::min(run.size() - at, kLongestListed); ++size) {
        const auto step = NameLexicon::built_in().han().step(state, han_code(run[at + size - 1]));
        if (step.sense != nullptr && allowed(*step.sense, size, cuts[at + size], at + size == run.size())) {
            const auto cost = cuts[at + size].cost + kWordCost;
            if (cost <= cuts[at].cost) cuts[at] = {cost, static_cast<std::uint32_t>(size), step.sense};
        }
        if (!step.more) break;
    }
}

}  // namespace

void segment_han(std::u32string_view run, HanScratch& scratch, std::vector<HanSegment>& segments) {
    if (run.size() > kLongestRun) {
        segments.push_back({0, static_cast<std::uint32_t>(run.size()), nullptr});
        return;
    }
    const auto first = take_places(run, segments);
    auto& cuts = scratch.cuts;
    cuts.assign(run.size() + 1, {});
    for (std::size_t at = run.size(); at-- > first;) cut_at(run, at, cuts);
    for (std::size_t at = first; at < run.size();) {
        const auto& cut = cuts[at];
        const bool joins = cut.sense == nullptr && !segments.empty() && segments.back().sense == nullptr;
        if (joins) {
            segments.back().size += cut.size;
        } else {
            segments.push_back({static_cast<std::uint32_t>(at), cut.size, cut.sense});
        }
        at += cut.size;
    }
}

}  // namespace wb
