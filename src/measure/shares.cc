#include "measure/shares.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/distribution.h"
#include "measure/brand_mix.h"
#include "measure/possible_companies.h"

namespace wb {

namespace {

// Shares are written for brands in order of value until their rows reach this many, but always for the first few: every row in scope is
// a row of every share (it is part of the denominator).
constexpr std::size_t kMostShareRows = 5'000'000;
constexpr std::size_t kFewestShares = 10;

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

std::vector<WidthPart> brand_parts(const Frame& frame, const BrandWorlds& brands, std::size_t brand, double point,
                                   const std::vector<double>& draws) {
    Tally difference;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        if (brands.open_of_row[i] < 0) continue;
        const FrameRow& row = frame.rows()[i];
        const double part = brand_part(frame, brands, i, brand) - point;
        difference.entries.push_back({row.cell, Worlds::kNoRow, false, std::llround(part * static_cast<double>(row.cents))});
    }
    const double total = mean_of(std::vector<double>(brands.total.begin(), brands.total.end()));
    const VarianceParts parts = variance_parts(frame.worlds(), difference);
    const double whole = variance_of(draws) * total * total;
    const double rest = std::max(0.0, whole - parts.recognition - parts.calibration);
    return shares_of({{"recognition", parts.recognition}, {"calibration", parts.calibration}, {"brand", brands.any_open ? rest : 0}});
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
    Spread spread;
    const double point = value ? value->to_double() : 0;
    for (std::size_t d = 0; d < brands.total.size(); ++d) {
        const auto total = static_cast<double>(brands.total[d]);
        spread.draws.push_back(total > 0 ? static_cast<double>(brands.sums[brand][d]) / total : point);
    }
    spread.parts = brand_parts(frame, brands, brand, point, spread.draws);
    emit(finish(std::move(draft), spread, frame.options().level, {0, 1}), sink);
}

enum class Told : unsigned char { no, yes, cannot };

struct ShareRule {
    const char* id;
    const char* title;
    const char* grade;
    const char* words;
    bool elsewhere;  // rows sold from other countries are part of the base
    bool unfound;    // what recognition does not find belongs to the share
    std::function<Told(const ScopeGood&)> told;
};

// Goods that recognition does not find say nothing about themselves: they are vague, and in no row of the share.
void add_unfound_to_share(const Worlds& worlds, Spread& spread) {
    const auto factors = worlds.unfound_factors();
    if (factors.empty()) return;
    const double before = variance_of(spread.draws);
    for (std::size_t d = 0; d < spread.draws.size(); ++d)
        spread.draws[d] = std::clamp((spread.draws[d] + factors[d] - 1) / factors[d], 0.0, 1.0);
    const double after = variance_of(spread.draws);
    for (auto& part : spread.parts) part.share *= before;
    spread.parts.push_back({"not seen", std::max(0.0, after - before)});
    spread.parts = shares_of(std::move(spread.parts));
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
    Tally above;
    Tally below;
    double untold = 0;
    double all = 0;
    for (const auto& row : frame.rows()) {
        const bool in_base = row.place == Place::inside || (rule.elsewhere && row.place == Place::elsewhere);
        if (!in_base || !row.has_value) continue;
        const Told told = rule.told(*row.good);
        all += static_cast<double>(row.expected_cents);
        if (told == Told::cannot) {
            untold += static_cast<double>(row.expected_cents);
            continue;
        }
        const Entry entry{row.cell, Worlds::kNoRow, false, row.cents};
        below.entries.push_back(entry);
        if (told == Told::yes) above.entries.push_back(entry);
        const Measure weight = measure_of_cents(row.expected_cents);
        draft.items.push_back({{}, row.good->item_id, weight, told == Told::yes ? weight : Measure{}});
    }
    draft.untraced = all > 0 ? untold / all : 0;
    const auto value = value_by_law(draft.items, Law::ratio);
    Spread spread = ratio_spread(frame.worlds(), above, below, value ? value->to_double() : 0);
    if (rule.unfound) add_unfound_to_share(frame.worlds(), spread);
    emit(finish(std::move(draft), spread, frame.options().level, {0, 1}), sink);
}

Told direct(const ScopeGood& good) {
    if (!good.maker_family.present()) return Told::cannot;
    const bool own = good.seller.family == good.maker_family || good.exporter.family == good.maker_family;
    return own ? Told::yes : Told::no;
}

Told through_third_country(const ScopeGood& good, const Question& question) {
    const auto third = [&](Country country) {
        const auto among = [&](const std::vector<Country>& list) { return std::find(list.begin(), list.end(), country) != list.end(); };
        return country.present() && !among(question.sellers) && !among(question.destinations);
    };
    if (third(seller_country(good)) || third(good.trading_country) || third(good.dispatch_country)) return Told::yes;
    return good.trading_country.present() || good.dispatch_country.present() ? Told::no : Told::cannot;
}

// A thing that is counted when some good of it is in the world: an exporter, a brand.
struct Counted {
    std::string key;
    std::vector<std::uint64_t> words;        // worlds in which at least one of its goods counts
    std::vector<std::uint64_t> belongs;      // worlds in which one of its doubtful spellings is of it
    bool certain = false;                    // a spelling that is of it in every world
    std::map<std::uint64_t, double> blocks;  // highest probability in each block
    const FrameRow* row = nullptr;           // its most probable row
    double row_probability = -1;
};

void count_row(const Frame& frame, Counted& counted, const FrameRow& row, Worlds::Row gate) {
    const Worlds& worlds = frame.worlds();
    counted.certain = true;
    counted.words.resize(worlds.words_per_row(), 0);
    const auto cell = worlds.words(row.cell);
    for (std::size_t w = 0; w < counted.words.size(); ++w) {
        counted.words[w] |= gate == Worlds::kNoRow ? cell[w] : cell[w] & worlds.words(gate)[w];
    }
    const double probability = worlds.probability(row.cell) * worlds.probability(gate);
    double& highest = counted.blocks[worlds.block(row.cell)];
    highest = std::max(highest, probability);
    if (probability > counted.row_probability) {
        counted.row_probability = probability;
        counted.row = &row;
    }
}

// The same in the worlds in which the row's sender is of the thing.
void count_possible_row(const Frame& frame, Counted& counted, const FrameRow& row, const PossibleCompanies::Possibility& possible) {
    const Worlds& worlds = frame.worlds();
    counted.words.resize(worlds.words_per_row(), 0);
    counted.belongs.resize(worlds.words_per_row(), 0);
    const auto cell = worlds.words(row.cell);
    for (std::size_t w = 0; w < counted.words.size(); ++w) {
        counted.words[w] |= cell[w] & possible.worlds[w];
        counted.belongs[w] |= possible.worlds[w];
    }
    const double probability = worlds.probability(row.cell);
    double& highest = counted.blocks[worlds.block(row.cell)];
    highest = std::max(highest, probability);
    if (probability * possible.probability > counted.row_probability) {
        counted.row_probability = probability * possible.probability;
        counted.row = &row;
    }
}

// Variance of the number of things with every row taken as certain: what doubt about companies alone makes of it.
double resolution_variance(const std::map<std::string, Counted>& things, std::int64_t draws) {
    std::vector<double> counts(static_cast<std::size_t>(draws), 0.0);
    for (const auto& [key, counted] : things) {
        for (std::int64_t d = 0; d < draws; ++d) {
            const bool in = counted.certain || ((counted.belongs[static_cast<std::size_t>(d >> 6)] >> (d & 63)) & 1) != 0;
            counts[static_cast<std::size_t>(d)] += in ? 1 : 0;
        }
    }
    return variance_of(counts);
}

double share_of_worlds(const Counted& counted, std::int64_t draws) {
    std::int64_t held = 0;
    for (const auto word : counted.words) held += __builtin_popcountll(word);
    return static_cast<double>(held) / static_cast<double>(draws);
}

void emit_count(const Frame& frame, FigureDraft draft, const std::map<std::string, Counted>& things, const FigureSink& sink) {
    draft.law = Law::count;
    draft.how = std::string(kHowWorlds) + "; a thing counts when it is in at least half of the worlds";
    const auto draws = frame.worlds().draws();
    Spread spread;
    spread.draws.assign(static_cast<std::size_t>(draws), 0.0);
    double fixed_variance = 0;
    for (const auto& [key, counted] : things) {
        for (std::int64_t d = 0; d < draws; ++d) {
            spread.draws[static_cast<std::size_t>(d)] +=
                static_cast<double>((counted.words[static_cast<std::size_t>(d >> 6)] >> (d & 63)) & 1);
        }
        double none = 1;
        for (const auto& [block, probability] : counted.blocks) none *= 1 - probability;
        fixed_variance += none * (1 - none);
        if (share_of_worlds(counted, draws) < 0.5) continue;
        draft.items.push_back({{}, counted.row->good->item_id, *Measure::from_double(counted.row_probability), Measure::from_integer(1)});
    }
    const double whole = variance_of(spread.draws);
    const double resolution = std::min(resolution_variance(things, draws), whole);
    const double recognition = std::min(fixed_variance, whole - resolution);
    spread.parts = shares_of({{"resolution", resolution}, {"recognition", recognition}, {"calibration", whole - resolution - recognition}});
    emit(finish(std::move(draft), spread, frame.options().level, {0, static_cast<double>(things.size())}), sink);
}

void count_exporters(const Frame& frame, const MeasureInput& input, const FigureSink& sink) {
    const PossibleCompanies possible(input.clusterings, frame.worlds().seed(), frame.worlds().draws());
    std::map<std::string, Counted> exporters;
    double nameless = 0;
    double all = 0;
    for (const auto& row : frame.rows()) {
        if (row.place != Place::inside) continue;
        const ScopeParty& sent_by = sender(*row.good);
        const EntityId entity = sent_by.entity;
        all += static_cast<double>(row.expected_cents);
        if (!entity.present()) nameless += static_cast<double>(row.expected_cents);
        if (!entity.present()) continue;
        const auto doubtful = possible.of(sent_by.party);
        for (const auto& each : doubtful) count_possible_row(frame, exporters[std::to_string(each.entity.value)], row, each);
        if (doubtful.empty()) count_row(frame, exporters[std::to_string(entity.value)], row, Worlds::kNoRow);
    }
    FigureDraft draft;
    draft.id = "exporters.count";
    draft.title = "Exporters";
    draft.unit = "companies";
    draft.grade = "resolved";
    draft.definition = frame.scope_text() + "; companies that sent at least one of the goods";
    draft.untraced = all > 0 ? nameless / all : 0;
    emit_count(frame, std::move(draft), exporters, sink);
}

struct BrandRow {
    Day day;
    const FrameRow* row;
    Worlds::Row gate;
};

void measure_last_day(const Frame& frame, const MeasureInput& input, const std::string& brand, std::vector<BrandRow> rows,
                      const FigureSink& sink) {
    std::stable_sort(rows.begin(), rows.end(), [](const BrandRow& a, const BrandRow& b) { return a.day > b.day; });
    const Worlds& worlds = frame.worlds();
    const std::size_t words = worlds.words_per_row();
    std::vector<std::uint64_t> seen(words, 0);
    Spread spread;
    const std::int64_t draws = worlds.draws();
    std::int64_t reached = 0;
    Maybe<Day> last;
    for (const auto& each : rows) {
        for (std::size_t w = 0; w < words; ++w) {
            std::uint64_t fresh = worlds.words(each.row->cell)[w] & ~seen[w];
            if (each.gate != Worlds::kNoRow) fresh &= worlds.words(each.gate)[w];
            seen[w] |= fresh;
            const int count = __builtin_popcountll(fresh);
            spread.draws.insert(spread.draws.end(), static_cast<std::size_t>(count), each.day.number);
            reached += count;
        }
        if (!last && 2 * reached >= draws) last = each.day;
    }
    if (!last) return;
    if (variance_of(spread.draws) > 0) spread.parts = {{"recognition", 1.0}};
    FigureDraft draft;
    draft.id = "brand." + brand + ".last_day";
    draft.title = "Last day on which " + brand_name(input, brand) + " is declared";
    draft.unit = "day";
    draft.law = Law::last_day;
    draft.grade = "declared";
    draft.how = std::string(kHowWorlds) + "; the last day that at least half of the worlds reach";
    draft.definition = frame.scope_text() + "; last day of a good that states " + brand_name(input, brand);
    for (const auto& each : rows) {
        if (each.day > *last) continue;
        draft.items.push_back(
            {{}, each.row->good->item_id, *Measure::from_double(each.row->good->probability), Measure::from_integer(each.day.number)});
    }
    const Ends ends{static_cast<double>(rows.back().day.number), static_cast<double>(rows.front().day.number)};
    FinishedFigure finished = finish(std::move(draft), spread, frame.options().level, ends);
    // Days are whole: an end between two days is the earlier one below and the later one above.
    const auto whole = [](Maybe<Measure>& end, double (*round)(double)) { end = *Measure::from_double(round(end->to_double())); };
    whole(finished.figure.low, [](double day) { return std::floor(day); });
    whole(finished.figure.high, [](double day) { return std::ceil(day); });
    emit(std::move(finished), sink);
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
}

void measure_shares(const Frame& frame, const FigureSink& sink) {
    measure_share(frame,
                  {"direct.share", "Share sold by the maker's own family", "resolved",
                   "value whose seller or exporter is of the family of the brand's maker, over value whose maker's family is known", false,
                   false, direct},
                  sink);
    const Question& question = frame.question();
    measure_share(frame,
                  {"third_country.share", "Share that came by way of a third country", "declared",
                   "also goods made in the sellers' countries and sold from others; value whose seller, trading or dispatch country is "
                   "neither a seller's nor a destination, over value that states where it came from",
                   true, false,
                   [&](const ScopeGood& good) {
                       if (question.sellers.empty() || question.destinations.empty()) return Told::cannot;
                       return through_third_country(good, question);
                   }},
                  sink);
    measure_share(
        frame,
        {"vague.share", "Share with a vague description", "declared", "value whose text says less about its code than its peers' texts do",
         false, true, [](const ScopeGood& good) { return good.vague ? Told::yes : Told::no; }},
        sink);
}

void measure_counts(const Frame& frame, const MeasureInput& input, const FigureSink& sink) {
    count_exporters(frame, input, sink);
    std::map<std::string, Counted> brands;
    std::map<std::string, std::vector<BrandRow>> days;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        if (row.place != Place::inside || row.good->brand.empty()) continue;
        count_row(frame, brands[row.good->brand], row, frame.brand_gate(i));
        if (row.good->declaration_date) days[row.good->brand].push_back({*row.good->declaration_date, &row, frame.brand_gate(i)});
    }
    FigureDraft draft;
    draft.id = "brands.count";
    draft.title = "Brands";
    draft.unit = "brands";
    draft.grade = "declared";
    draft.definition = frame.scope_text() + "; brands that at least one of the goods states";
    emit_count(frame, std::move(draft), brands, sink);
    for (auto& [brand, rows] : days) measure_last_day(frame, input, brand, std::move(rows), sink);
}

}  // namespace wb
