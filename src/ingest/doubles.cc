#include "ingest/doubles.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "text/romanise.h"

namespace wb {

namespace {

constexpr double kMassTolerance = 0.02, kValueTolerance = 0.03;
// Summary extracts round to tenths of a kilogram and to whole dollars: of small amounts that is more than the tolerance.
constexpr double kMassRounding = 0.051, kValueRounding = 0.51, kQuantityRounding = 0.011;
constexpr double kAlikeNames = 0.45;  // the same company in two romanisations shares about half of its trigrams
constexpr double kUnlikeNames = 0.2;
constexpr double kSure = 0.99, kLikely = 0.97, kPossible = 0.8, kAmended = 0.9;

bool near(double a, double b, double tolerance, double rounding) {
    return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b)) + rounding;
}

template <typename Number>
bool contradicts(const Maybe<Number>& a, const Maybe<Number>& b, double tolerance, double rounding) {
    return a && b && !near(a->to_double(), b->to_double(), tolerance, rounding);
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
    if (contradicts(a.value_usd, b.value_usd, kValueTolerance, kValueRounding) ||
        contradicts(a.quantity, b.quantity, kMassTolerance, kQuantityRounding))
        return 0;
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
            if (contradicts(a.net_mass_kg, b.net_mass_kg, kMassTolerance, kMassRounding) &&
                contradicts(a.quantity, b.quantity, kMassTolerance, kQuantityRounding))
                return a.provider == b.provider ? kAmended : 0.6;
            return kSure;
        case DoubleKey::declaration_mass:
            if (a.file_id == b.file_id || a.provider == b.provider) return 0;
            if (contradicts(a.quantity, b.quantity, kMassTolerance, kQuantityRounding) ||
                contradicts(a.value_usd, b.value_usd, kValueTolerance, kValueRounding))
                return 0;
            return kLikely;
        case DoubleKey::day_mass:
            return by_day(a, b);
    }
    return 0;
}

std::uint32_t DoubleFinder::name(const std::string& text) {
    const auto [found, added] = place_of_name_.emplace(text, static_cast<std::uint32_t>(names_.size()));
    if (added) names_.push_back(text);
    return found->second;
}

std::uint32_t DoubleFinder::remember(const DoubleCandidate& candidate) {
    rows_.push_back({candidate.item_id, candidate.row_number, name(candidate.provider), name(candidate.path), candidate.filled, 0});
    return static_cast<std::uint32_t>(rows_.size() - 1);
}

void DoubleFinder::see_group(DoubleKey key, std::span<const DoubleCandidate> group) {
    constexpr auto kNotKept = ~std::uint32_t{0};
    if (group.size() < 2 || group.size() > kLargestGroup) return;
    std::vector<std::uint32_t> kept(group.size(), kNotKept);
    for (std::size_t i = 0; i < group.size(); ++i) {
        for (std::size_t j = i + 1; j < group.size(); ++j) {
            const double probability = same_item_probability(key, group[i], group[j]);
            if (probability < kSameFrom) continue;
            for (const auto k : {i, j}) {
                if (kept[k] == kNotKept) kept[k] = remember(group[k]);
            }
            pairs_.push_back({kept[i], kept[j], probability});
        }
    }
}

std::vector<std::uint32_t> DoubleFinder::join_rows(std::vector<std::uint32_t>& set_of) {
    set_of.resize(rows_.size());
    std::iota(set_of.begin(), set_of.end(), 0U);
    const auto root = [&](std::uint32_t i) {
        while (set_of[i] != i) i = set_of[i] = set_of[set_of[i]];
        return i;
    };
    for (const auto& pair : pairs_) {
        set_of[root(pair.a)] = root(pair.b);
        for (const auto row : {pair.a, pair.b}) rows_[row].best = std::max(rows_[row].best, pair.probability);
    }
    std::vector<std::uint32_t> rows(rows_.size());
    std::iota(rows.begin(), rows.end(), 0U);
    std::sort(rows.begin(), rows.end(), [&](auto a, auto b) { return std::tie(rows_[a].item, a) < std::tie(rows_[b].item, b); });
    // An item that was seen under several keys was remembered several times.
    std::vector<std::uint32_t> members;
    for (const auto row : rows) {
        if (members.empty() || rows_[members.back()].item != rows_[row].item) {
            members.push_back(row);
            continue;
        }
        auto& first = rows_[members.back()];
        first.best = std::max(first.best, rows_[row].best);
        set_of[root(row)] = root(members.back());
    }
    for (const auto row : members) set_of[row] = root(row);
    std::stable_sort(members.begin(), members.end(), [&](auto a, auto b) { return set_of[a] < set_of[b]; });
    return members;
}

// Of each provider the latest row; of providers the one whose row states most.
std::uint32_t DoubleFinder::kept_of(std::span<const std::uint32_t> members) const {
    const auto place = [&](const Row& row) { return std::tie(names_[row.path], row.row_number, row.item); };
    std::map<std::string_view, std::uint32_t> latest;
    for (const auto row : members) {
        const auto [found, added] = latest.emplace(names_[rows_[row].provider], row);
        if (!added && place(rows_[found->second]) < place(rows_[row])) found->second = row;
    }
    auto kept = latest.begin()->second;
    for (const auto& [provider, row] : latest) {
        const auto& best = rows_[kept];
        const auto& other = rows_[row];
        if (other.filled > best.filled || (other.filled == best.filled && other.item < best.item)) kept = row;
    }
    return kept;
}

std::vector<SameAs> DoubleFinder::finish() {
    std::vector<std::uint32_t> set_of;
    const auto members = join_rows(set_of);
    std::vector<SameAs> result;
    for (std::size_t begin = 0, end = 0; begin < members.size(); begin = end) {
        while (end < members.size() && set_of[members[end]] == set_of[members[begin]]) ++end;
        if (end - begin < 2) continue;
        const std::span set(members.data() + begin, end - begin);
        const auto kept = kept_of(set);
        for (const auto row : set) {
            if (row != kept) result.push_back({rows_[row].item, rows_[kept].item, rows_[row].best});
        }
    }
    std::sort(result.begin(), result.end(), [](const SameAs& a, const SameAs& b) { return a.item < b.item; });
    *this = DoubleFinder();
    return result;
}

}  // namespace wb
