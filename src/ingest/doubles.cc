#include "ingest/doubles.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "text/romanise.h"

namespace wb {

namespace {

constexpr double kMassTolerance = 0.02, kValueTolerance = 0.03;
// Summary extracts round to tenths of a kilogram and to whole dollars: of small amounts that is more than the tolerance.
constexpr double kMirroredMassTolerance = 0.002,
                 kMirroredMassRounding = 0.006;  // both customs weigh the same parcel; hundredths are dropped
constexpr double kGram = 0.001;
constexpr double kMassRounding = 0.051, kValueRounding = 0.51, kQuantityRounding = 0.011;
constexpr double kAlikeNames = 0.45;  // the same company in two romanisations shares about half of its trigrams
constexpr double kUnlikeNames = 0.2;
// Goods arrive after they were sent, at the latest by sea and rail; a few days before, when a declaration is lodged early.
constexpr int kEarliestArrival = -7, kLatestArrival = 120;
// Value with freight over value without: 0 to .2 (terms/value_thresholds.toml), and the tolerance of a value.
constexpr double kMostFreight = 0.2;
// Pairs below it before learning are not kept: nothing that is learned makes doubles of them.
constexpr double kWorthKeeping = 0.02;

bool near(double a, double b, double tolerance, double rounding) {
    return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b)) + rounding;
}

template <typename Number>
Agreement agreement(const Maybe<Number>& a, const Maybe<Number>& b, double tolerance, double rounding) {
    if (!a || !b) return Agreement::missing;
    return near(a->to_double(), b->to_double(), tolerance, rounding) ? Agreement::agree : Agreement::contradict;
}

bool exported(const DoubleCandidate& row) { return row.direction == "export"; }

// Import value over export value, within what freight and rounding make of it.
Agreement mirrored_value(const DoubleCandidate& a, const DoubleCandidate& b) {
    if (!a.value_usd || !b.value_usd) return Agreement::missing;
    const double sent = (exported(a) ? a : b).value_usd->to_double();
    const double received = (exported(a) ? b : a).value_usd->to_double();
    const bool within = received >= sent * (1 - kValueTolerance) - kValueRounding &&
                        received <= sent * (1 + kMostFreight) * (1 + kValueTolerance) + kValueRounding;
    return within ? Agreement::agree : Agreement::contradict;
}

// A mass in whole kilograms contradicts none that the key did not part from it.
Agreement mirrored_mass(const DoubleCandidate& a, const DoubleCandidate& b) {
    const auto agrees = agreement(a.net_mass_kg, b.net_mass_kg, kMirroredMassTolerance, kMirroredMassRounding);
    const auto whole = [](const DoubleCandidate& row) {
        return std::abs(row.net_mass_kg->to_double() - std::round(row.net_mass_kg->to_double())) < kGram;
    };
    return agrees == Agreement::contradict && (whole(a) || whole(b)) ? Agreement::missing : agrees;
}

PartyAgreement compare_parties(const DoubleCandidate& a, const DoubleCandidate& b) {
    if (!a.consignee_identifier.empty() && a.consignee_identifier == b.consignee_identifier) return PartyAgreement::same_identifier;
    if (a.consignee_name.empty() || b.consignee_name.empty()) return PartyAgreement::missing;
    const double consignee = name_likeness(a.consignee_name, b.consignee_name);
    const bool senders = !a.exporter_name.empty() && !b.exporter_name.empty();
    const double exporter = senders ? name_likeness(a.exporter_name, b.exporter_name) : consignee;
    if (std::max(consignee, exporter) >= kAlikeNames) return PartyAgreement::alike;
    return std::max(consignee, exporter) < kUnlikeNames ? PartyAgreement::unlike : PartyAgreement::missing;
}

bool states_amount_with(const DoubleCandidate& a, const DoubleCandidate& b) {
    return (a.value_usd && b.value_usd) || (a.quantity && b.quantity);
}

bool crossed(const DoubleCandidate& a, const DoubleCandidate& b) {
    return !a.direction.empty() && !b.direction.empty() && a.direction != b.direction;
}

bool may_be_mirrored(const DoubleCandidate& a, const DoubleCandidate& b) {
    if (exported(a) == exported(b) || !crossed(a, b) || !a.day || !b.day || !states_amount_with(a, b)) return false;
    const int days = exported(a) ? *b.day - *a.day : *a.day - *b.day;
    return days >= kEarliestArrival && days <= kLatestArrival;
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

bool may_be_same(DoubleKey key, const DoubleCandidate& a, const DoubleCandidate& b) {
    if (!a.hs6.empty() && !b.hs6.empty() && a.hs6 != b.hs6) return false;
    if (key == DoubleKey::declaration_item) return true;
    if (key == DoubleKey::mirror) return may_be_mirrored(a, b);
    if (a.file_id == b.file_id || a.provider == b.provider || crossed(a, b)) return false;
    return key == DoubleKey::declaration_mass || (states_amount_with(a, b) && !(a.numbered && b.numbered));
}

DoublePattern compare_rows(DoubleKey key, const DoubleCandidate& a, const DoubleCandidate& b) {
    DoublePattern pattern;
    pattern.quantity = agreement(a.quantity, b.quantity, kMassTolerance, kQuantityRounding);
    pattern.value = key == DoubleKey::mirror ? mirrored_value(a, b) : agreement(a.value_usd, b.value_usd, kValueTolerance, kValueRounding);
    // Elsewhere the mass is in the key, of which a whole kilogram leaves small parcels alike.
    if (key == DoubleKey::declaration_item) pattern.mass = agreement(a.net_mass_kg, b.net_mass_kg, kMassTolerance, kMassRounding);
    if (key == DoubleKey::mirror) pattern.mass = mirrored_mass(a, b);
    pattern.parties = compare_parties(a, b);
    return pattern;
}

std::uint32_t DoubleFinder::name(const std::string& text) {
    const auto [found, added] = place_of_name_.emplace(text, static_cast<std::uint32_t>(names_.size()));
    if (added) names_.push_back(text);
    return found->second;
}

std::uint32_t DoubleFinder::remember(const DoubleCandidate& candidate) {
    const auto [found, added] = place_of_item_.emplace(candidate.item_id, static_cast<std::uint32_t>(rows_.size()));
    // One provider's exports and imports are two sources.
    const auto provider = name(exported(candidate) ? candidate.provider + "\texport" : candidate.provider);
    if (added) {
        rows_.push_back({candidate.item_id, candidate.row_number, provider, name(candidate.path), candidate.filled, exported(candidate)});
    }
    return found->second;
}

void DoubleFinder::add_pair(DoubleKey key, const DoublePattern& pattern, const DoubleCandidate& a, const DoubleCandidate& b) {
    ++counts_[static_cast<std::size_t>(key) - 1].pairs[pattern.index()];
    static const DoubleModel kUsual;
    if (kUsual.probability(key, pattern) < kWorthKeeping) return;
    pairs_.push_back({remember(a), remember(b), key, static_cast<std::uint8_t>(pattern.index()), 0});
}

void DoubleFinder::see_all_pairs(std::span<const DoubleCandidate> group) {
    constexpr auto kKey = DoubleKey::declaration_item;
    for (std::size_t i = 0; i < group.size(); ++i) {
        for (std::size_t j = i + 1; j < group.size(); ++j) {
            if (may_be_same(kKey, group[i], group[j])) add_pair(kKey, compare_rows(kKey, group[i], group[j]), group[i], group[j]);
        }
    }
}

// Of two sources' rows under one key each is the double of at most one: the pairs that agree best, then those of equal rank by amounts.
void DoubleFinder::see_aligned_pairs(DoubleKey key, std::span<const DoubleCandidate> group) {
    std::vector<const DoubleCandidate*> rows;
    for (const auto& row : group) rows.push_back(&row);
    const auto source = [](const DoubleCandidate& row) { return std::pair(std::string_view(row.provider), exported(row)); };
    // Equal parcels in order of day: what was sent first mostly arrives first.
    const auto amounts = [](const DoubleCandidate& row) {
        return std::tuple(row.value_usd ? row.value_usd->units : -1, row.quantity ? row.quantity->units : -1,
                          row.net_mass_kg ? row.net_mass_kg->units : -1, row.day ? row.day->number : -1, row.item_id);
    };
    std::sort(rows.begin(), rows.end(),
              [&](const auto* a, const auto* b) { return source(*a) != source(*b) ? source(*a) < source(*b) : amounts(*a) < amounts(*b); });
    std::vector<std::size_t> rank(rows.size(), 0);
    DoubleCounts& counts = counts_[static_cast<std::size_t>(key) - 1];
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (source(*rows[i]) != source(*rows[i - 1])) continue;
        rank[i] = rank[i - 1] + 1;
        // Neighbours of one source are different shipments that the key does not tell apart.
        ++counts.different[compare_rows(key, *rows[i - 1], *rows[i]).index()];
    }
    struct Possible {
        double probability;
        std::size_t apart, a, b;
        std::uint8_t pattern;
    };
    static const DoubleModel kUsual;
    std::vector<Possible> possible;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = i + 1; j < rows.size(); ++j) {
            if (!may_be_same(key, *rows[i], *rows[j])) continue;
            const auto pattern = compare_rows(key, *rows[i], *rows[j]);
            const std::size_t apart = rank[i] > rank[j] ? rank[i] - rank[j] : rank[j] - rank[i];
            possible.push_back({kUsual.probability(key, pattern), apart, i, j, static_cast<std::uint8_t>(pattern.index())});
        }
    }
    std::sort(possible.begin(), possible.end(), [](const Possible& a, const Possible& b) {
        return std::tuple(-a.probability, a.apart, a.a, a.b) < std::tuple(-b.probability, b.apart, b.a, b.b);
    });
    std::set<std::tuple<std::size_t, std::string_view, bool>> taken;  // row, and the source it is paired with
    for (const auto& each : possible) {
        const auto& a = *rows[each.a];
        const auto& b = *rows[each.b];
        const std::tuple for_a{each.a, std::string_view(b.provider), exported(b)};
        const std::tuple for_b{each.b, std::string_view(a.provider), exported(a)};
        if (taken.contains(for_a) || taken.contains(for_b)) continue;
        taken.insert(for_a);
        taken.insert(for_b);
        add_pair(key, DoublePattern::of(each.pattern), a, b);
    }
}

void DoubleFinder::see_group(DoubleKey key, std::span<const DoubleCandidate> group) {
    if (group.size() < 2 || group.size() > kLargestGroup) return;
    if (key == DoubleKey::declaration_item) {
        see_all_pairs(group);
    } else {
        see_aligned_pairs(key, group);
    }
}

void DoubleFinder::weigh_pairs() {
    DoubleModel model;
    model.fit(counts_);
    for (auto& pair : pairs_) pair.probability = model.probability(pair.key, DoublePattern::of(pair.pattern));
    std::erase_if(pairs_, [](const Pair& pair) { return pair.probability < kSameFrom; });
    // Revisions first, then providers of one side, then what the other side's customs recorded: among equal parcels that may be any of
    // them, and it must not part the providers' rows. Of these the surest first; the rest of the order is that of items, never that of
    // arrival.
    const auto order = [&](const Pair& pair) {
        const auto [least, most] = std::minmax(rows_[pair.a].item, rows_[pair.b].item);
        return std::tuple(pair.key != DoubleKey::declaration_item, pair.key == DoubleKey::mirror, -pair.probability, least, most);
    };
    std::sort(pairs_.begin(), pairs_.end(), [&](const Pair& a, const Pair& b) { return order(a) < order(b); });
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
        if (std::tuple(other.exported, -other.filled, other.item) < std::tuple(best.exported, -best.filled, best.item)) kept = row;
    }
    return kept;
}

std::vector<SameAs> DoubleFinder::finish() {
    weigh_pairs();
    std::vector<std::vector<std::uint32_t>> sets(rows_.size());
    std::vector<std::uint32_t> set_of(rows_.size());
    std::vector<double> best(rows_.size(), 0);
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        sets[row] = {row};
        set_of[row] = row;
    }
    const auto share_source = [&](std::uint32_t a, std::uint32_t b) {
        return std::any_of(sets[a].begin(), sets[a].end(), [&](auto one) {
            return std::any_of(sets[b].begin(), sets[b].end(), [&](auto other) { return rows_[one].provider == rows_[other].provider; });
        });
    };
    for (const auto& pair : pairs_) {
        auto into = set_of[pair.a];
        auto from = set_of[pair.b];
        const bool revision = pair.key == DoubleKey::declaration_item;
        if (into != from && !revision && share_source(into, from)) continue;
        for (const auto row : {pair.a, pair.b}) best[row] = std::max(best[row], pair.probability);
        if (into == from) continue;
        if (sets[into].size() < sets[from].size()) std::swap(into, from);
        for (const auto row : sets[from]) set_of[row] = into;
        sets[into].insert(sets[into].end(), sets[from].begin(), sets[from].end());
        sets[from].clear();
    }
    std::vector<SameAs> result;
    for (auto& members : sets) {
        if (members.size() < 2) continue;
        std::sort(members.begin(), members.end(), [&](auto a, auto b) { return rows_[a].item < rows_[b].item; });
        const auto kept = kept_of(members);
        for (const auto row : members) {
            if (row != kept) result.push_back({rows_[row].item, rows_[kept].item, best[row]});
        }
    }
    std::sort(result.begin(), result.end(), [](const SameAs& a, const SameAs& b) { return a.item < b.item; });
    *this = DoubleFinder();
    return result;
}

}  // namespace wb
