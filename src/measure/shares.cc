#include "measure/shares.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/distribution.h"
#include "measure/brand_mix.h"
#include "measure/direct_parts.h"

namespace wb {

namespace {

// Shares are written for brands in order of value until their rows reach this many, but always for the first few: every row in scope is
// a row of every share (it is part of the denominator).
constexpr std::size_t kMostShareRows = 5'000'000;
constexpr std::size_t kFewestShares = 10;
// Fewer rows that can be told than this say nothing of those that cannot (as for rows that lack a fact, scope_chances.cc).
constexpr double kFewestTold = 5;

void emit(FinishedFigure finished, const FigureSink& sink) { sink(std::move(finished.figure), std::move(finished.items)); }

std::string brand_name(const MeasureInput& input, const std::string& brand) {
    const auto found = input.brand_names.find(brand);
    return found == input.brand_names.end() ? brand : found->second;
}

// Expected part of a brand in a row, 0 to 1.
double brand_part(const Frame& frame, const BrandWorlds& brands, std::size_t row, std::size_t brand) {
    const ScopeGood& good = *frame.rows()[row].good;
    const double stated = good.brand.empty() ? 0 : frame.worlds().probability(frame.brand_gate(row));
    const double own = !good.brand.empty() && good.brand == brands.brands[brand] ? stated : 0;
    if (stated >= 1) return own;
    return own + (1 - stated) * brands.shares[static_cast<std::size_t>(brands.open_of_row[row])][brand];
}

// A share in every world, from its part and the whole: beside what the rows show, goods that no row shows (`unfound` of their value belongs
// to the part) and rows that lack a fact which would put them in scope: `may` can be of the part, `may_not` can be outside of it.
struct ShareWorlds {
    const WorldSums& part;
    const WorldSums& whole;
    const WorldSums& may;
    const WorldSums& may_not;
    const std::vector<double>* unfound = nullptr;  // per world; nullptr: they are like what the rows show
    const WorldSums* open = nullptr;               // of the whole and not of the part, but may all be of it
};

Spread share_spread(const Worlds& worlds, const ShareWorlds& sums, double point) {
    const auto factors = worlds.unfound_factors();
    Spread spread;
    bool missing = false;
    for (std::size_t d = 0; d < sums.whole.size(); ++d) {
        const double more = factors.empty() ? 0.0 : std::max(0.0, factors[d] - 1);
        const auto ratio = [&](double part, double whole) {
            if (whole <= 0) return point;
            const double shown = part / whole;
            const double unfound = sums.unfound == nullptr || sums.unfound->empty() ? shown : (*sums.unfound)[d];
            return (shown + more * unfound) / (1 + more);
        };
        const auto part = static_cast<double>(sums.part[d]);
        const auto whole = static_cast<double>(sums.whole[d]);
        const auto may = static_cast<double>(sums.may[d]);
        const auto other = static_cast<double>(sums.may_not[d]);
        spread.draws.push_back(ratio(part, whole));
        spread.lower.push_back(ratio(part, whole + other));
        const auto open = sums.open == nullptr ? 0.0 : static_cast<double>((*sums.open)[d]);
        spread.upper.push_back(ratio(part + may + open, whole + may));
        missing = missing || sums.may[d] != 0 || sums.may_not[d] != 0 || open != 0;
    }
    if (!missing) {
        spread.lower.clear();
        spread.upper.clear();
    }
    return spread;
}

// How the variance of a share's draws splits, given what recognition and calibration make of it; the rest has the name given.
std::vector<WidthPart> share_parts(const VarianceParts& parts, const WorldSums& whole, const std::vector<double>& draws, const char* rest) {
    const double total = mean_of(std::vector<double>(whole.begin(), whole.end()));
    const double all = variance_of(draws) * total * total;
    return shares_of({{"recognition", parts.recognition},
                      {"calibration", parts.calibration},
                      {rest, std::max(0.0, all - parts.recognition - parts.calibration)}});
}

std::vector<WidthPart> brand_parts(const Frame& frame, const BrandWorlds& brands, std::size_t brand, double point,
                                   const std::vector<double>& draws) {
    Tally difference;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        if (brands.open_of_row[i] < 0) continue;
        const FrameRow& row = frame.rows()[i];
        const double part = brand_part(frame, brands, i, brand) - point;
        difference.entries.push_back({row.cell, Worlds::kNoRow, false, std::llround(part * static_cast<double>(row.cents))});
    }
    return share_parts(variance_parts(frame.worlds(), difference), brands.total, draws, "brand");
}

WorldSums together(const WorldSums& a, const WorldSums& b) {
    WorldSums sum = a;
    for (std::size_t d = 0; d < sum.size(); ++d) sum[d] += b[d];
    return sum;
}

void measure_brand_share(const Frame& frame, const MeasureInput& input, const BrandWorlds& brands, std::size_t brand,
                         const FigureSink& sink) {
    FigureDraft draft;
    const std::string name = brand_name(input, brands.brands[brand]);
    draft.id = "brand." + brands.brands[brand] + ".share";
    draft.title = "Share of " + name + " in the declared value";
    draft.unit = "share";
    draft.law = Law::ratio;
    draft.grade = brands.any_open ? "inferred" : "declared";
    draft.how = std::string(kHowWorlds) + (brands.any_open ? "; goods that state no brand follow their exporter's stated brands" : "");
    draft.definition = frame.scope_text() + "; value of " + name + " over all value in scope, value without a stated brand shared out";
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        if (brands.open_of_row[i] < 0) continue;
        const FrameRow& row = frame.rows()[i];
        const double dollars = brand_part(frame, brands, i, brand) * static_cast<double>(row.expected_cents) / 100;
        draft.items.push_back({{}, row.good->item_id, measure_of_cents(row.expected_cents), *Measure::from_double(dollars)});
    }
    const auto value = value_by_law(draft.items, Law::ratio);
    const double point = value ? value->to_double() : 0;
    WorldSums others = brands.possible_total;
    for (std::size_t d = 0; d < others.size(); ++d) others[d] -= brands.possible[brand][d];
    const WorldSums part = together(brands.sums[brand], brands.valueless[brand]);
    const WorldSums whole = together(brands.total, brands.valueless_total);
    Spread spread = share_spread(frame.worlds(), {part, whole, brands.possible[brand], others, &brands.mix[brand]}, point);
    spread.parts = brand_parts(frame, brands, brand, point, spread.draws);
    emit(finish(std::move(draft), spread, frame.options().level, {0, 1}), sink);
}

// Expected part of a row that its brand's family sold, 0 to 1.
double direct_part(const Frame& frame, const BrandWorlds& brands, std::size_t row) {
    const ScopeGood& good = *frame.rows()[row].good;
    double part = 0;
    for (std::size_t b = 0; b < brands.brands.size(); ++b) {
        if (sold_by_family(good, brands.families[b])) part += brand_part(frame, brands, row, b);
    }
    return part;
}

void measure_direct_share(const Frame& frame, const MeasureInput& input, const BrandWorlds& brands, const FigureSink& sink) {
    FigureDraft draft;
    draft.id = "direct.share";
    draft.title = "Share sold by the maker's own family";
    draft.unit = "share";
    draft.law = Law::ratio;
    draft.grade = brands.any_open ? "inferred" : "resolved";
    draft.how = std::string(kHowWorlds) + (brands.any_open ? "; goods that state no brand follow their exporter's stated brands" : "");
    draft.definition =
        frame.scope_text() + "; value whose seller or exporter is of the family of the brand's maker, over all value in scope";
    Tally difference;
    std::vector<double> parts(frame.rows().size(), 0.0);
    double unstated = 0;
    double all = 0;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        if (brands.open_of_row[i] < 0) continue;
        const FrameRow& row = frame.rows()[i];
        const auto cents = static_cast<double>(row.expected_cents);
        parts[i] = direct_part(frame, brands, i);
        all += cents;
        unstated += row.good->brand.empty() ? cents : 0;
        const auto own = *Measure::from_double(parts[i] * cents / 100);
        draft.items.push_back({{}, row.good->item_id, measure_of_cents(row.expected_cents), own});
    }
    draft.untraced = all > 0 ? unstated / all : 0;
    const auto value = value_by_law(draft.items, Law::ratio);
    const double point = value ? value->to_double() : 0;
    // Rows that lack a fact may be sold by anybody.
    const WorldSums direct = together(brands.direct, brands.valueless_direct);
    const WorldSums whole = together(brands.total, brands.valueless_total);
    Spread spread = share_spread(frame.worlds(), {direct, whole, brands.possible_total, brands.possible_total, nullptr}, point);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        if (brands.open_of_row[i] < 0) continue;
        difference.entries.push_back({row.cell, Worlds::kNoRow, false, std::llround((parts[i] - point) * static_cast<double>(row.cents))});
    }
    spread.parts = share_parts(variance_parts(frame.worlds(), difference), brands.total, spread.draws, "brand");
    const FigureDraft words = {draft.id,  draft.title,      draft.unit, draft.grade,    draft.law,
                               draft.how, draft.definition, {},         draft.untraced, {}};
    emit(finish(std::move(draft), spread, frame.options().level, {0, 1}), sink);
    measure_direct_parts(frame, input, brands, {parts, spread, words}, sink);
}

enum class Told : unsigned char { no, yes, cannot };

struct ShareRule {
    const char* id;
    const char* title;
    const char* grade;
    const char* words;
    bool elsewhere;     // rows sold from other countries are part of the base
    bool vague_unseen;  // of what recognition does not find, the vague part is of the share; else it is placed at rows
    std::function<Told(const ScopeGood&)> told;
    // What rows that cannot be told are like: those of the told ones for which this is true. They count as `no` in the value.
    std::function<bool(const ScopeGood&)> like_untold{};
};

// Rate of `yes` among told rows that are like those that cannot be told, by blocks, half a yes and half a no added (Jeffreys).
PatternRate rate_of_told(const Frame& frame, const ShareRule& rule) {
    std::map<std::uint64_t, bool> blocks;
    for (const auto& row : frame.rows()) {
        if (row.place != Place::inside || !rule.like_untold || !rule.like_untold(*row.good)) continue;
        const Told told = rule.told(*row.good);
        if (told != Told::cannot) blocks[block_of(*row.good)] |= told == Told::yes;
    }
    double yes = 0.5;
    for (const auto& [block, is] : blocks) yes += is ? 1 : 0;
    return {yes, static_cast<double>(blocks.size()) + 1 - yes};
}

// Sums of a share in the making.
struct ShareSums {
    explicit ShareSums(std::size_t worlds)
        : part(worlds, 0),
          whole(worlds, 0),
          may(worlds, 0),
          may_not(worlds, 0),
          open(worlds, 0),
          unseen_part(worlds, 0),
          unseen_whole(worlds, 0) {}
    // Goods that no row shows, at the blocks at which they are placed.
    void add_unseen() {
        for (std::size_t d = 0; d < whole.size(); ++d) {
            part[d] = std::max<std::int64_t>(0, part[d] + static_cast<std::int64_t>(std::llround(unseen_part[d])));
            whole[d] = std::max<std::int64_t>(part[d], whole[d] + static_cast<std::int64_t>(std::llround(unseen_whole[d])));
        }
    }
    WorldSums part, whole, may, may_not, open;
    std::vector<double> unseen_part, unseen_whole;
};

// Adds a row that cannot be told, as `no` but in the worlds in which one like it is a `yes`; without rates it may be either.
void add_untold(const Worlds& worlds, const FrameRow& row, const std::vector<double>& rates, ShareSums& sums) {
    for (std::size_t d = 0; d < sums.whole.size(); ++d) {
        const auto draw = static_cast<std::int64_t>(d);
        if (!worlds.holds(row.cell, draw)) continue;
        sums.whole[d] += row.cents;
        if (rates.empty()) {
            sums.open[d] += row.cents;
        } else if (worlds.uniform(worlds.block(row.cell), "untold", draw) < rates[d]) {
            sums.part[d] += row.cents;
        }
    }
}

// None when too few rows are told.
std::vector<double> drawn_rates(const Worlds& worlds, PatternRate rate) {
    if (rate.alpha + rate.beta < kFewestTold + 1) return {};
    std::vector<double> rates(static_cast<std::size_t>(worlds.draws()));
    for (std::size_t d = 0; d < rates.size(); ++d)
        rates[d] = beta_quantile(worlds.uniform(0, "told", static_cast<std::int64_t>(d)), rate.alpha, rate.beta);
    return rates;
}

// A row that only lacks the seller's country, of goods made in one of the sellers' countries: of the whole whether it was sold from there
// or from another country, and in the latter case surely by way of a third one.
bool sold_there_or_elsewhere(const FrameRow& row, const ShareRule& rule, const Question& question) {
    if (!rule.elsewhere || !row.lacks_fact || row.place != Place::inside) return false;
    const auto& sellers = question.sellers;
    if (std::find(sellers.begin(), sellers.end(), row.good->origin_country) == sellers.end()) return false;
    const auto facts = missing_facts(*row.good, question);
    return facts.size() == 1 && !seller_country(*row.good).present();
}

void measure_share(const Frame& frame, const ShareRule& rule, const FigureSink& sink) {
    FigureDraft draft;
    draft.id = rule.id;
    draft.title = rule.title;
    draft.unit = "share";
    draft.law = Law::ratio;
    draft.grade = rule.grade;
    draft.how = kHowWorlds;
    draft.definition = frame.scope_text() + "; " + rule.words;
    const Worlds& worlds = frame.worlds();
    ShareSums sums(static_cast<std::size_t>(worlds.draws()));
    const auto rates = drawn_rates(worlds, rate_of_told(frame, rule));
    Tally above;
    Tally below;
    double untold = 0;
    double all = 0;
    for (const auto& row : frame.rows()) {
        const Told told = rule.told(*row.good);
        const Entry entry{row.cell, Worlds::kNoRow, false, row.cents};
        if (row.place == Place::cannot_tell && row.has_value) {
            if (told != Told::yes) add_entries(worlds, {&entry, 1}, sums.may_not);
            if (told != Told::no) add_entries(worlds, {&entry, 1}, sums.may);
        }
        const bool in_base = row.place == Place::inside || (rule.elsewhere && row.place == Place::elsewhere);
        if (in_base && !row.has_value) {
            // Of unknown value, but surely of the whole: worth what another row of its class is, in each world anew.
            const ExtraEntry extra{entry, row.possible, ExtraSource::missing_values, row.donors};
            if (told != Told::cannot || rule.like_untold) add_extras(worlds, {&extra, 1}, sums.whole);
            if (told == Told::yes) add_extras(worlds, {&extra, 1}, sums.part);
        }
        if (!in_base || !row.has_value) continue;
        all += static_cast<double>(row.expected_cents);
        if (told == Told::cannot) untold += static_cast<double>(row.expected_cents);
        if (told == Told::cannot && !rule.like_untold) continue;
        if (told == Told::cannot) {
            add_untold(worlds, row, rates, sums);
        } else {
            add_entries(worlds, {&entry, 1}, sums.whole);
            if (told == Told::yes) add_entries(worlds, {&entry, 1}, sums.part);
        }
        below.entries.push_back(entry);
        if (told == Told::yes) above.entries.push_back(entry);
        if (!rule.vague_unseen) wb::add_unseen(worlds, entry, sums.unseen_whole);
        if (!rule.vague_unseen && told == Told::yes) wb::add_unseen(worlds, entry, sums.unseen_part);
        std::int64_t elsewhere = 0;
        if (sold_there_or_elsewhere(row, rule, frame.question())) {
            const Entry other{worlds.wide_cell(row.cell), worlds.narrowing(row.cell), true, row.cents};
            elsewhere = std::llround(worlds.probability(other.cell) * static_cast<double>(row.cents)) - row.expected_cents;
            for (auto* sum : {&sums.part, &sums.whole}) add_entries(worlds, {&other, 1}, *sum);
            for (auto* tally : {&above, &below}) tally->entries.push_back(other);
        }
        const Measure weight = measure_of_cents(row.expected_cents + elsewhere);
        draft.items.push_back({{}, row.good->item_id, weight, told == Told::yes ? weight : measure_of_cents(elsewhere)});
    }
    draft.untraced = all > 0 ? untold / all : 0;
    const auto value = value_by_law(draft.items, Law::ratio);
    const double point = value ? value->to_double() : 0;
    sums.add_unseen();
    const auto vague = worlds.vague_of_unseen();
    const std::vector<double> unfound(vague.begin(), vague.end());
    Spread spread =
        share_spread(worlds, {sums.part, sums.whole, sums.may, sums.may_not, rule.vague_unseen ? &unfound : nullptr, &sums.open}, point);
    const Spread told = ratio_spread(worlds, above, below, point);
    spread.parts = told.parts;
    const double known = variance_of(told.draws);
    for (auto& part : spread.parts) part.share *= known;
    spread.parts.push_back({"not seen", std::max(0.0, variance_of(spread.draws) - known)});
    spread.parts = shares_of(std::move(spread.parts));
    emit(finish(std::move(draft), spread, frame.options().level, {0, 1}), sink);
}

Told through_third_country(const ScopeGood& good, const Question& question) {
    const auto third = [&](Country country) {
        const auto among = [&](const std::vector<Country>& list) { return std::find(list.begin(), list.end(), country) != list.end(); };
        return country.present() && !among(question.sellers) && !among(question.destinations);
    };
    if (third(seller_country(good)) || third(good.trading_country) || third(good.dispatch_country)) return Told::yes;
    return good.trading_country.present() || good.dispatch_country.present() ? Told::no : Told::cannot;
}

}  // namespace

void measure_brand_shares(const Frame& frame, const MeasureInput& input, const FigureSink& sink) {
    const BrandWorlds brands = draw_brands(frame);
    std::vector<std::size_t> order(brands.brands.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return brands.expected[a] > brands.expected[b]; });
    std::size_t rows = 0;
    for (const auto index : brands.open_of_row) rows += index >= 0 ? 1 : 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        if (k >= kFewestShares && (k + 1) * rows > kMostShareRows) break;
        measure_brand_share(frame, input, brands, order[k], sink);
    }
    measure_direct_share(frame, input, brands, sink);
}

void measure_shares(const Frame& frame, const FigureSink& sink) {
    const Question& question = frame.question();
    measure_share(frame,
                  {"third_country.share", "Share that came by way of a third country", "declared",
                   "also goods made in the sellers' countries and sold from others; value whose seller, trading or dispatch country is "
                   "neither a seller's nor a destination, over all; what states neither trading nor dispatch country is taken as direct in "
                   "the value, and in the interval as those that state one are",
                   true, false,
                   [&](const ScopeGood& good) {
                       if (question.sellers.empty() || question.destinations.empty()) return Told::cannot;
                       return through_third_country(good, question);
                   },
                   [&](const ScopeGood& good) {
                       const auto& sellers = question.sellers;
                       return std::find(sellers.begin(), sellers.end(), seller_country(good)) != sellers.end();
                   }},
                  sink);
    measure_share(
        frame,
        {"vague.share", "Share with a vague description", "declared", "value whose text says less about its code than its peers' texts do",
         false, true, [](const ScopeGood& good) { return good.vague ? Told::yes : Told::no; }},
        sink);
}

}  // namespace wb
