#include "measure/counts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/distribution.h"
#include "base/hash.h"

namespace wb {

namespace {

void emit(FinishedFigure finished, const FigureSink& sink) { sink(std::move(finished.figure), std::move(finished.items)); }

std::string brand_name(const MeasureInput& input, const std::string& brand) {
    const auto found = input.brand_names.find(brand);
    return found == input.brand_names.end() ? brand : found->second;
}

// A thing that is counted when some good of it is in the world: an exporter, a brand.
struct Counted {
    std::string key;
    std::vector<std::uint64_t> words;        // worlds in which at least one of its goods counts
    std::vector<std::uint64_t> belongs;      // worlds in which one of its doubtful spellings is of it
    std::vector<std::uint64_t> possible;     // as `words`, with rows that lack the fact that would put them in scope
    bool certain = false;                    // a spelling that is of it in every world
    std::map<std::uint64_t, double> blocks;  // highest probability in each block
    const FrameRow* row = nullptr;           // its most probable row
    double row_probability = -1;
};

// A row of the thing, in the worlds in which the row counts and `sender` is of the thing (kNoRow: always). A row that may not be in scope
// at all only adds to the upper end.
void count_row(const Frame& frame, Counted& counted, const FrameRow& row, Worlds::Row gate, Worlds::Row sender) {
    const Worlds& worlds = frame.worlds();
    const bool inside = row.place == Place::inside;
    counted.certain = counted.certain || (inside && sender == Worlds::kNoRow);
    for (auto* words : {&counted.words, &counted.belongs, &counted.possible}) words->resize(worlds.words_per_row(), 0);
    const auto cell = worlds.words(row.cell);
    for (std::size_t w = 0; w < counted.words.size(); ++w) {
        const std::uint64_t of_thing = sender == Worlds::kNoRow ? ~std::uint64_t{0} : worlds.words(sender)[w];
        const std::uint64_t counts = cell[w] & of_thing & (gate == Worlds::kNoRow ? ~std::uint64_t{0} : worlds.words(gate)[w]);
        counted.possible[w] |= counts;
        if (!inside) continue;
        counted.words[w] |= counts;
        counted.belongs[w] |= of_thing;
    }
    if (!inside) return;
    const double probability = worlds.probability(row.cell) * worlds.probability(gate);
    double& highest = counted.blocks[worlds.block(row.cell)];
    highest = std::max(highest, probability);
    if (probability * worlds.probability(sender) > counted.row_probability) {
        counted.row_probability = probability * worlds.probability(sender);
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

// `companies`: some of them may be one that is counted already, by another spelling that resolution did not see to be of it.
void emit_count(const Frame& frame, FigureDraft draft, const std::map<std::string, Counted>& things, bool companies,
                const FigureSink& sink) {
    draft.law = Law::count;
    draft.how = std::string(kHowWorlds) + "; a thing counts when it is in at least half of the worlds";
    const auto draws = frame.worlds().draws();
    Spread spread;
    spread.draws.assign(static_cast<std::size_t>(draws), 0.0);
    spread.upper = spread.draws;
    double fixed_variance = 0;
    std::vector<double> apart(static_cast<std::size_t>(draws), 0.0);
    for (std::int64_t d = 0; companies && d < draws; ++d) apart[static_cast<std::size_t>(d)] = frame.worlds().apart_rate(d);
    for (const auto& [key, counted] : things) {
        for (std::int64_t d = 0; d < draws; ++d) {
            const double rate = apart[static_cast<std::size_t>(d)];
            if (rate > 0 && frame.worlds().uniform(hash64(key), "apart", d) < rate) continue;
            const auto word = static_cast<std::size_t>(d >> 6);
            spread.draws[static_cast<std::size_t>(d)] += static_cast<double>((counted.words[word] >> (d & 63)) & 1);
            spread.upper[static_cast<std::size_t>(d)] += static_cast<double>((counted.possible[word] >> (d & 63)) & 1);
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

void count_exporters(const Frame& frame, const FigureSink& sink) {
    std::map<std::string, Counted> exporters;
    double nameless = 0;
    double all = 0;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        if (row.place != Place::inside && row.place != Place::cannot_tell) continue;
        const auto senders = frame.senders(i);
        if (row.place == Place::inside) all += static_cast<double>(row.expected_cents);
        if (row.place == Place::inside && senders.empty()) nameless += static_cast<double>(row.expected_cents);
        for (const auto& each : senders) count_row(frame, exporters[std::to_string(each.entity.value)], row, Worlds::kNoRow, each.gate);
    }
    FigureDraft draft;
    draft.id = "exporters.count";
    draft.title = "Exporters";
    draft.unit = "companies";
    draft.grade = "resolved";
    draft.definition = frame.scope_text() + "; companies that sent at least one of the goods";
    draft.untraced = all > 0 ? nameless / all : 0;
    emit_count(frame, std::move(draft), exporters, true, sink);
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
            {{}, each.row->good->item_id, *Measure::from_double(each.row->probability), Measure::from_integer(each.day.number)});
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

void measure_counts(const Frame& frame, const MeasureInput& input, const FigureSink& sink) {
    count_exporters(frame, sink);
    std::map<std::string, Counted> brands;
    std::map<std::string, std::vector<BrandRow>> days;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        if ((row.place != Place::inside && row.place != Place::cannot_tell) || row.good->brand.empty()) continue;
        count_row(frame, brands[row.good->brand], row, frame.brand_gate(i), Worlds::kNoRow);
        if (row.place == Place::inside && row.good->declaration_date)
            days[row.good->brand].push_back({*row.good->declaration_date, &row, frame.brand_gate(i)});
    }
    FigureDraft draft;
    draft.id = "brands.count";
    draft.title = "Brands";
    draft.unit = "brands";
    draft.grade = "declared";
    draft.definition = frame.scope_text() + "; brands that at least one of the goods states";
    emit_count(frame, std::move(draft), brands, false, sink);
    for (auto& [brand, rows] : days) measure_last_day(frame, input, brand, std::move(rows), sink);
}

}  // namespace wb
