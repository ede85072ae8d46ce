#include "ingest/bills.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>

namespace wb {

namespace {

using Bills = std::span<const BillRow>;

// Missing when any row does not state the amount: a part of a sum says nothing.
template <typename Number>
std::optional<double> sum_of(Bills rows, Maybe<Number> BillRow::*amount) {
    double sum = 0;
    for (const auto& row : rows) {
        if (!(row.*amount)) return std::nullopt;
        sum += (row.*amount)->to_double();
    }
    return sum;
}

std::optional<double> pieces_of(Bills rows, const std::string& unit) {
    const bool alike = std::all_of(rows.begin(), rows.end(), [&](const BillRow& row) { return row.quantity_unit == unit; });
    return alike ? sum_of(rows, &BillRow::quantity) : std::nullopt;
}

struct Sums {
    int agree = 0, less = 0, more = 0;  // what the houses hold beside the master
    void compare(const std::optional<double>& master, const std::optional<double>& houses) {
        if (!master || !houses || *master <= 0) return;
        const double ratio = *houses / *master;
        ++(ratio < 1 - kBillTolerance ? less : ratio > 1 + kBillTolerance ? more : agree);
    }
    // Nothing when the houses lack goods of the master.
    [[nodiscard]] std::optional<double> probability() const {
        if (less > agree) return std::nullopt;
        if (agree > 0) return more + less > 0 ? BillRates::kNumberAlone : BillRates::kSumsAgree;
        return more > 0 ? BillRates::kHousesMore : BillRates::kNumberAlone;
    }
};

bool days_agree(Bills masters, Bills houses) {
    std::optional<Day> first;
    std::optional<Day> last;
    for (const auto rows : {masters, houses}) {
        for (const auto& row : rows) {
            if (!row.day) continue;
            first = first ? std::min(*first, *row.day) : *row.day;
            last = last ? std::max(*last, *row.day) : *row.day;
        }
    }
    return !first || *last - *first <= kBillDays;
}

ItemId largest(Bills houses) {
    const auto size = [](const BillRow& row) {
        return std::tuple(row.mass_kg ? row.mass_kg->units : -1, row.value_usd ? row.value_usd->units : -1, -row.item_id.value);
    };
    return std::max_element(houses.begin(), houses.end(), [&](const auto& a, const auto& b) { return size(a) < size(b); })->item_id;
}

void link_one(Bills masters, Bills houses, std::vector<SameAs>& found) {
    if (masters.empty() || houses.empty() || !days_agree(masters, houses)) return;
    Sums sums;
    sums.compare(sum_of(masters, &BillRow::mass_kg), sum_of(houses, &BillRow::mass_kg));
    sums.compare(sum_of(masters, &BillRow::value_usd), sum_of(houses, &BillRow::value_usd));
    const auto& unit = masters.front().quantity_unit;
    sums.compare(pieces_of(masters, unit), pieces_of(houses, unit));
    const auto probability = sums.probability();
    if (!probability) return;
    const auto kept = largest(houses);
    for (const auto& row : masters) found.push_back({row.item_id, kept, *probability});
}

}  // namespace

std::vector<SameAs> link_bills(std::vector<BillRow> rows) {
    const auto key = [](const BillRow& row) { return std::tie(row.master, row.provider, row.direction); };
    std::sort(rows.begin(), rows.end(), [&](const BillRow& a, const BillRow& b) {
        return std::tuple(key(a), a.house, a.item_id) < std::tuple(key(b), b.house, b.item_id);
    });
    std::vector<SameAs> found;
    for (std::size_t first = 0, next = 0; first < rows.size(); first = next) {
        while (next < rows.size() && key(rows[next]) == key(rows[first])) ++next;
        if (next - first > kLargestBill) continue;
        const Bills group(rows.data() + first, next - first);
        const auto houses = std::find_if(group.begin(), group.end(), [](const BillRow& row) { return row.house; });
        const auto masters = static_cast<std::size_t>(houses - group.begin());
        link_one(group.first(masters), group.subspan(masters), found);
    }
    std::sort(found.begin(), found.end(), [](const SameAs& a, const SameAs& b) { return a.item < b.item; });
    return found;
}

std::vector<SameAs> with_bills(std::vector<SameAs> doubles, const std::vector<SameAs>& masters) {
    std::map<ItemId, SameAs> of_master;
    for (const auto& each : masters) of_master.emplace(each.item, each);
    for (auto& each : doubles) {
        const auto found = of_master.find(each.kept);
        if (found == of_master.end()) continue;
        each.kept = found->second.kept;
        each.probability *= found->second.probability;
    }
    doubles.insert(doubles.end(), masters.begin(), masters.end());
    std::sort(doubles.begin(), doubles.end(), [](const SameAs& a, const SameAs& b) { return a.item < b.item; });
    return doubles;
}

}  // namespace wb
