#include "measure/replenishment.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

namespace wb {

namespace {

constexpr double kDaysPerMonth = 30.44;  // 365.25 / 12
constexpr std::size_t kMostModels = 50;  // by pieces; models of a few pieces say nothing of a month

std::int64_t micro(double number) { return std::llround(number * static_cast<double>(Measure::kOne)); }

double months_of(const Frame& frame) {
    std::optional<Day> first;
    std::optional<Day> last;
    for (const auto& row : frame.rows()) {
        if (row.place != Place::inside || !row.good->declaration_date) continue;
        const Day day = *row.good->declaration_date;
        first = first ? std::min(*first, day) : day;
        last = last ? std::max(*last, day) : day;
    }
    const Question& question = frame.question();
    if (question.period.from) first = *question.period.from;
    std::optional<Day> until = question.period.until ? question.period.until : (last ? std::optional(*last + 1) : std::nullopt);
    if (until && question.known_on) until = std::min(*until, *question.known_on + 1);
    return first && until && *until > *first ? (*until - *first) / kDaysPerMonth : 0;
}

// Rows of one class or model.
struct Stream {
    std::string title;
    std::vector<const FrameRow*> rows;
    double pieces = 0;
};

using Streams = std::map<std::string, Stream>;

void add_row(Streams& streams, const std::string& id, const std::string& title, const FrameRow& row) {
    Stream& stream = streams[id];
    stream.title = title;
    stream.rows.push_back(&row);
    if (row.place == Place::inside && row.good->units) stream.pieces += row.probability * *row.good->units;
}

// Pieces of the stream's own rows, for those that state none.
std::vector<std::int64_t> donors_of(const Stream& stream, double months) {
    std::vector<std::int64_t> donors;
    for (const FrameRow* row : stream.rows) {
        if (row->place == Place::inside && row->good->units) donors.push_back(micro(*row->good->units / months));
    }
    std::sort(donors.begin(), donors.end());
    return donors;
}

void emit_stream(const Frame& frame, const std::string& id, const Stream& stream, double months, const FigureSink& sink) {
    FigureDraft draft;
    draft.id = id;
    draft.title = stream.title;
    draft.unit = "pieces_per_month";
    draft.grade = "declared";
    draft.how = std::string(kHowWorlds) + ", the ends of each row's pieces, and what rows that state none may hold";
    char window[32];
    std::snprintf(window, sizeof window, "%.2f", months);
    draft.definition = frame.scope_text() + "; pieces over " + window + " months";
    const auto donors = donors_of(stream, months);
    Tally tally;
    double ceiling = 0;
    std::int64_t without = 0;
    for (const FrameRow* row : stream.rows) {
        const ScopeGood& good = *row->good;
        if (!good.units) {
            if (row->place != Place::inside) continue;
            ++without;
            if (donors.empty()) continue;
            ceiling += static_cast<double>(donors.back());
            tally.extras.push_back({{row->cell, Worlds::kNoRow, false, 0}, Worlds::kNoRow, ExtraSource::missing_values, &donors});
            continue;
        }
        const double pieces = *good.units / months;
        const Entry entry{row->cell, Worlds::kNoRow, false, micro(pieces)};
        ceiling += static_cast<double>(micro(good.units_high.value_or(*good.units) / months));
        if (row->place != Place::inside) {
            tally.extras.push_back(
                {entry, row->possible, row->place == Place::repeated ? ExtraSource::doubles : ExtraSource::missing_facts, nullptr});
            continue;
        }
        if (good.units_estimated) draft.grade = "inferred";
        draft.items.push_back(
            {{}, good.item_id, *Measure::from_double(row->probability), Measure::from_units(micro(row->probability * pieces))});
        tally.bounded.push_back(
            {entry, micro(good.units_low.value_or(*good.units) / months), micro(good.units_high.value_or(*good.units) / months)});
    }
    if (without > 0) draft.missing = std::to_string(without) + " goods without pieces";
    Spread spread = spread_of(frame.worlds(), tally);
    spread.divide_by(static_cast<double>(Measure::kOne));
    auto finished =
        finish(std::move(draft), spread, frame.options().level, {0, largest_of(spread, ceiling / static_cast<double>(Measure::kOne))});
    sink(std::move(finished.figure), std::move(finished.items));
}

}  // namespace

void measure_replenishment(const Frame& frame, const FigureSink& sink) {
    const double months = months_of(frame);
    if (months <= 0) return;
    constexpr double kMoreLikelyThanNot = 0.5;
    Streams classes;
    Streams models;
    for (const auto& row : frame.rows()) {
        if (row.place == Place::elsewhere) continue;
        const ScopeGood& good = *row.good;
        add_row(classes, "replenishment.class." + good.goods_class, "Pieces a month of " + good.goods_class, row);
        if (good.model.empty() || good.model_probability < kMoreLikelyThanNot) continue;
        add_row(models, "replenishment.model." + good.brand + "." + good.model, "Pieces a month of " + good.model, row);
    }
    std::vector<double> sizes;
    for (const auto& [id, stream] : models) sizes.push_back(stream.pieces);
    std::sort(sizes.rbegin(), sizes.rend());
    const double least = sizes.size() > kMostModels ? sizes[kMostModels - 1] : 0;
    for (const auto& [id, stream] : classes) {
        if (stream.pieces > 0) emit_stream(frame, id, stream, months, sink);
    }
    for (const auto& [id, stream] : models) {
        if (stream.pieces > 0 && stream.pieces >= least) emit_stream(frame, id, stream, months, sink);
    }
}

}  // namespace wb
