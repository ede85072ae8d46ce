#include "ingest/doubles.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "text/romanise.h"

namespace wb {

namespace {

constexpr double kMassTolerance = 0.02, kValueTolerance = 0.03;  // rounding of summary extracts to whole kilograms and dollars
constexpr double kAlikeNames = 0.45;                             // the same company in two romanisations shares about half of its trigrams
constexpr double kUnlikeNames = 0.2;
constexpr double kSure = 0.99, kLikely = 0.97, kPossible = 0.8, kAmended = 0.9;

bool near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b)) + 0.011; }

template <typename Number>
bool contradicts(const Maybe<Number>& a, const Maybe<Number>& b, double tolerance) {
    return a && b && !near(a->to_double(), b->to_double(), tolerance);
}

enum class Parties : unsigned char { agree, unknown, differ };

Parties compare_parties(const DoubleCandidate& a, const DoubleCandidate& b) {
    if (!a.consignee_identifier.empty() && a.consignee_identifier == b.consignee_identifier) return Parties::agree;
    if (a.consignee_name.empty() || b.consignee_name.empty()) return Parties::unknown;
    const double consignee = name_likeness(a.consignee_name, b.consignee_name);
    const double exporter = a.exporter_name.empty() || b.exporter_name.empty() ? 0.5 : name_likeness(a.exporter_name, b.exporter_name);
    if (std::max(consignee, exporter) >= kAlikeNames) return Parties::agree;
    return std::max(consignee, exporter) < kUnlikeNames ? Parties::differ : Parties::unknown;
}

double by_day(const DoubleCandidate& a, const DoubleCandidate& b) {
    if (a.provider == b.provider || (a.numbered && b.numbered)) return 0;
    if (contradicts(a.value_usd, b.value_usd, kValueTolerance) || contradicts(a.quantity, b.quantity, kMassTolerance)) return 0;
    const auto parties = compare_parties(a, b);
    if (parties == Parties::differ) return 0;
    const bool amounts = (a.value_usd && b.value_usd) || (a.quantity && b.quantity);
    if (!amounts) return 0;
    return parties == Parties::agree ? kLikely : kPossible;
}

}  // namespace

double name_likeness(std::string_view a, std::string_view b) {
    const auto trigrams = [](std::string_view name) {
        const auto key = phonetic_key(name);
        std::set<std::string> set;
        for (std::size_t i = 0; i + 3 <= key.size(); ++i) set.insert(key.substr(i, 3));
        return set;
    };
    const auto one = trigrams(a);
    const auto two = trigrams(b);
    if (one.empty() || two.empty()) return 0;
    std::size_t shared = 0;
    for (const auto& gram : one) shared += two.contains(gram) ? 1U : 0U;
    return 2.0 * static_cast<double>(shared) / static_cast<double>(one.size() + two.size());
}

double same_item_probability(DoubleKey key, const DoubleCandidate& a, const DoubleCandidate& b) {
    if (!a.hs6.empty() && !b.hs6.empty() && a.hs6 != b.hs6) return 0;
    switch (key) {
        case DoubleKey::declaration_item:
            // A revision may change amounts; two providers of one revision do not.
            if (contradicts(a.net_mass_kg, b.net_mass_kg, kMassTolerance) && contradicts(a.quantity, b.quantity, kMassTolerance))
                return a.provider == b.provider ? kAmended : 0.6;
            return kSure;
        case DoubleKey::declaration_mass:
            if (a.file_id == b.file_id || a.provider == b.provider) return 0;
            if (contradicts(a.quantity, b.quantity, kMassTolerance) || contradicts(a.value_usd, b.value_usd, kValueTolerance)) return 0;
            return kLikely;
        case DoubleKey::day_mass:
            return by_day(a, b);
    }
    return 0;
}

std::size_t DoubleFinder::remember(const DoubleCandidate& candidate) {
    rows_.push_back(candidate);
    return rows_.size() - 1;
}

void DoubleFinder::see_group(DoubleKey key, std::span<const DoubleCandidate> group) {
    if (group.size() < 2 || group.size() > kLargestGroup) return;
    std::vector<std::size_t> kept(group.size(), SIZE_MAX);
    for (std::size_t i = 0; i < group.size(); ++i) {
        for (std::size_t j = i + 1; j < group.size(); ++j) {
            const double probability = same_item_probability(key, group[i], group[j]);
            if (probability < kSameFrom) continue;
            for (const auto k : {i, j}) {
                if (kept[k] == SIZE_MAX) kept[k] = remember(group[k]);
            }
            pairs_.push_back({kept[i], kept[j], probability});
        }
    }
}

std::vector<SameAs> DoubleFinder::finish() {
    // One number per item, then sets of joined items.
    std::map<ItemId, std::size_t> first;
    std::vector<std::size_t> parent(rows_.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    const auto root = [&](std::size_t i) {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    };
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto [found, added] = first.emplace(rows_[i].item_id, i);
        if (!added) parent[root(i)] = root(found->second);
    }
    std::map<std::size_t, double> best;  // of each row: its surest pair
    for (const auto& pair : pairs_) parent[root(pair.a)] = root(pair.b);
    for (const auto& pair : pairs_) {
        for (const auto row : {pair.a, pair.b}) {
            auto& value = best[first[rows_[row].item_id]];
            value = std::max(value, pair.probability);
        }
    }
    std::map<std::size_t, std::vector<std::size_t>> sets;
    for (const auto& [item, row] : first) sets[root(row)].push_back(row);
    std::vector<SameAs> result;
    for (const auto& [any, members] : sets) {
        if (members.size() < 2) continue;
        // Of each provider the latest row; of providers the one that states most.
        std::map<std::string, std::size_t> latest;
        for (const auto row : members) {
            const auto [found, added] = latest.emplace(rows_[row].provider, row);
            const auto& current = rows_[found->second];
            if (!added && std::tie(current.path, current.row_number, current.item_id) <
                              std::tie(rows_[row].path, rows_[row].row_number, rows_[row].item_id))
                found->second = row;
        }
        auto kept = latest.begin()->second;
        for (const auto& [provider, row] : latest) {
            const bool more = rows_[row].filled > rows_[kept].filled ||
                              (rows_[row].filled == rows_[kept].filled && rows_[row].item_id < rows_[kept].item_id);
            if (more) kept = row;
        }
        for (const auto row : members) {
            if (row != kept) result.push_back({rows_[row].item_id, rows_[kept].item_id, best[row]});
        }
    }
    std::sort(result.begin(), result.end(), [](const SameAs& a, const SameAs& b) { return a.item < b.item; });
    rows_.clear();
    pairs_.clear();
    return result;
}

}  // namespace wb
