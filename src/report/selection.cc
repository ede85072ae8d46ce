#include "report/selection.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "report/figure_words.h"

namespace wb {

namespace {

// A page of a chart holds about forty bars; more companies than twenty are read in the tables.
constexpr std::size_t kMostShown = 40, kMostCompanies = 20, kMostMonths = 600;
constexpr std::size_t kBrandsClaimed = 3, kLastDaysClaimed = 2, kCompaniesClaimed = 3, kEffectsClaimed = 3;

std::size_t most_shown(const std::string& family) {
    if (family == "exporter.value" || family == "consignee.value") return kMostCompanies;
    return family == "month.value" ? kMostMonths : kMostShown;
}

bool by_name(const std::string& family) {
    return family == "month.value" || family.starts_with("before.") || family.starts_with("after.") || family.starts_with("change.") ||
           family.starts_with("control.");
}

bool is_unstated(const Figure& figure) { return figure_name(figure.figure_id).key == "unstated"; }

std::int64_t units_of(const Figure& figure) { return figure.value ? figure.value->units : INT64_MIN; }

class Selector {
public:
    explicit Selector(const std::vector<Figure>& figures) : figures_(figures) {
        for (std::size_t i = 0; i < figures.size(); ++i) index_[figures[i].figure_id] = i;
    }

    Selection select() {
        collect_families();
        keep_brands_of_values();
        add_claims();
        return std::move(selection_);
    }

private:
    void collect_families() {
        for (std::size_t i = 0; i < figures_.size(); ++i) {
            // A group of which nothing is counted (its goods repeat others, say) is no news.
            const auto& figure = figures_[i];
            const bool nothing = figure.value && figure.value->units == 0 && figure.rows == 0 && (!figure.high || figure.high->units == 0);
            if (!nothing) selection_.families[figure_name(figure.figure_id).family].shown.push_back(i);
        }
        for (auto& [family, list] : selection_.families) order_and_cut(family, list);
    }

    void order_and_cut(const std::string& family, FigureList& list) {
        const bool named = by_name(family);
        std::sort(list.shown.begin(), list.shown.end(), [&](std::size_t a, std::size_t b) {
            const Figure& left = figures_[a];
            const Figure& right = figures_[b];
            if (is_unstated(left) != is_unstated(right)) return is_unstated(right);
            if (!named && units_of(left) != units_of(right)) return units_of(left) > units_of(right);
            return left.figure_id < right.figure_id;
        });
        const std::size_t most = most_shown(family);
        const bool keep_last = !list.shown.empty() && is_unstated(figures_[list.shown.back()]);
        while (list.shown.size() > most + (keep_last ? 1U : 0U)) {
            const auto at = list.shown.end() - (keep_last ? 2 : 1);
            if (figures_[*at].value) list.left_out_value += *figures_[*at].value;
            ++list.left_out;
            list.shown.erase(at);
        }
    }

    // Shares and last days are shown beside the brand's value, in its order.
    void keep_brands_of_values() {
        const auto values = selection_.families.find("brand.value");
        if (values == selection_.families.end()) return;
        for (const std::string aspect : {".share", ".last_day"}) {
            const auto found = selection_.families.find("brand" + aspect);
            if (found == selection_.families.end()) continue;
            FigureList kept;
            kept.left_out = found->second.left_out + static_cast<std::int64_t>(found->second.shown.size());
            for (const std::size_t i : values->second.shown) {
                const auto at = index_.find("brand." + figure_name(figures_[i].figure_id).key + aspect);
                if (at == index_.end()) continue;
                kept.shown.push_back(at->second);
                --kept.left_out;
            }
            found->second = std::move(kept);
        }
    }

    void claim(const std::string& id) {
        const auto found = index_.find(id);
        if (found != index_.end()) selection_.claims.push_back(found->second);
    }

    void claim_first(const std::string& family, std::size_t most) {
        for (const std::size_t i : selection_.list(family).shown) {
            if (most == 0) return;
            if (!figures_[i].value || is_unstated(figures_[i])) continue;
            selection_.claims.push_back(i);
            --most;
        }
    }

    // The largest parts of a figure that is split by company: those whose id has a key.
    void claim_parts(const std::string& family, std::size_t most) {
        for (const std::size_t i : selection_.list(family).shown) {
            if (most == 0) return;
            if (!figures_[i].value || figures_[i].value->units == 0 || figure_name(figures_[i].figure_id).key.empty()) continue;
            selection_.claims.push_back(i);
            --most;
        }
    }

    void add_claims() {
        for (const auto* id : {"value.total", "units.total", "exporters.count", "brands.count"}) claim(id);
        claim_first("brand.share", kBrandsClaimed);
        claim_first("brand.last_day", kLastDaysClaimed);
        claim("direct.share");
        claim_parts("direct.share", kCompaniesClaimed);
        for (const auto* id : {"third_country.share", "traced.third_country.share"}) claim(id);
        claim_first("exporter.value", kCompaniesClaimed);
        claim_first("consignee.value", kCompaniesClaimed);
        claim_first("change.rate", kEffectsClaimed);
        claim_first("control.cut", kEffectsClaimed);
        claim_first("control.leakage", kEffectsClaimed);
        for (const auto* id : {"undervalued.value", "vague.share"}) claim(id);
    }

    const std::vector<Figure>& figures_;
    std::map<std::string, std::size_t> index_;
    Selection selection_;
};

}  // namespace

const FigureList& Selection::list(const std::string& family) const {
    static const FigureList kNone;
    const auto found = families.find(family);
    return found == families.end() ? kNone : found->second;
}

std::vector<std::size_t> Selection::all() const {
    std::vector<std::size_t> every = claims;
    std::set<std::size_t> seen(claims.begin(), claims.end());
    for (const auto& [family, list] : families) {
        for (const std::size_t i : list.shown) {
            if (seen.insert(i).second) every.push_back(i);
        }
    }
    return every;
}

Selection select_figures(const std::vector<Figure>& figures) { return Selector(figures).select(); }

}  // namespace wb
