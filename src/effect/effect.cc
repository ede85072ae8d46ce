#include "effect/effect.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/distribution.h"
#include "base/hash.h"
#include "doubt/figure_draft.h"
#include "effect/expected.h"
#include "effect/months.h"

namespace wb {

namespace {

// Leakage of a world in which the direct flow hardly fell is without bound: it is cut off here, far above anything that can be meant.
constexpr double kLargestLeakage = 10;

std::string span_words(const Span& span) {
    const auto month = [](int number) { return month_text(first_day_of_month(number)); };
    return "months before: " + month(span.before_from) + " to " + month(span.before_until - 1) + ", after: " + month(span.after_from) +
           " to " + month(span.after_until - 1);
}

class ControlEffect {
public:
    ControlEffect(const EffectInput& input, const Flows& flows, const DatedControl& control, Effects& effects)
        : input_(input), flows_(flows), control_(control), effects_(effects), span_(flows.span_of(control, input.effect)) {}

    void measure() {
        if (!span_.missing.empty()) {
            for (const char* name : {"cut", "back", "leakage"}) emit_missing(name);
            return;
        }
        apportion();
        direct_ = effect_on(input_, flows_, control_, span_, Route::direct);
        third_ = effect_on(input_, flows_, control_, span_, Route::third);
        for (double& change : third_.change) change = -change;
        emit_change("cut", "Value that the control cut on the direct route", Route::direct, direct_);
        emit_change("back", "Value that came back through third countries", Route::third, third_);
        emit_leakage();
        for (const Route route : {Route::direct, Route::third}) {
            emit_rate(route, true);
            emit_rate(route, false);
        }
    }

private:
    [[nodiscard]] FigureDraft draft(const std::string& name, const std::string& title, const std::string& unit) const {
        FigureDraft draft;
        draft.id = "control." + control_.id + "." + name;
        draft.title = title + (control_.title.empty() ? "" : ": " + control_.title);
        draft.unit = unit;
        draft.grade = "inferred";
        draft.how =
            "months after as the mean of the months before; interval from draws by block and pattern, blocks of months and the values of "
            "shipments";
        draft.definition =
            "goods that the control of " + to_string(control_.day) + " names" + (span_.missing.empty() ? "; " + span_words(span_) : "");
        return draft;
    }
    void emit(FinishedFigure finished) {
        effects_.figures.push_back(std::move(finished.figure));
        effects_.items.insert(effects_.items.end(), finished.items.begin(), finished.items.end());
    }
    void emit_missing(const char* name) {
        FigureDraft empty = draft(name, std::string("Effect of the control, ") + name, std::string(name) == "leakage" ? "share" : "usd");
        empty.missing = span_.missing;
        empty.law = Law::ratio;  // no rows, no value: a sum of no rows would be 0
        emit(finish(std::move(empty), {}, input_.options.level, {0, 0}));
    }
    // Cents that each row adds to Σ (expected − actual) of its route; 0 outside the months.
    void apportion() {
        const double scale = static_cast<double>(span_.after()) / span_.before();
        Apportionment of_route[] = {Apportionment(scale), Apportionment(scale)};
        for (const FlowRow& row : flows_.rows()) {
            std::int64_t cents = 0;
            if (control_applies(control_, *row.good)) {
                if (row.month >= span_.before_from && row.month < span_.before_until) {
                    cents = of_route[static_cast<std::size_t>(row.route)].next(row.expected_cents);
                } else if (row.month >= span_.after_from && row.month < span_.after_until) {
                    cents = -row.expected_cents;
                }
            }
            expected_less_actual_.push_back(cents);
        }
    }
    [[nodiscard]] std::vector<WidthPart> parts(Route route, const RouteEffect& effect) const {
        Tally tally;
        for (std::size_t i = 0; i < flows_.rows().size(); ++i) {
            const FlowRow& row = flows_.rows()[i];
            const std::int64_t cents = row.route == route ? expected_less_actual_[i] : 0;
            if (cents == 0 || row.expected_cents == 0) continue;
            const double scale = static_cast<double>(cents) / static_cast<double>(row.expected_cents);
            tally.entries.push_back({row.cell, Worlds::kNoRow, false, std::llround(scale * static_cast<double>(row.cents))});
        }
        const VarianceParts variance = variance_parts(flows_.worlds(), tally);
        return shares_of(
            {{"recognition", variance.recognition}, {"calibration", variance.calibration}, {"months", effect.months_variance}});
    }
    void emit_change(const char* name, const char* title, Route route, const RouteEffect& effect) {
        FigureDraft change = draft(name, title, "usd");
        double point = 0;
        for (std::size_t i = 0; i < flows_.rows().size(); ++i) {
            const FlowRow& row = flows_.rows()[i];
            if (row.route != route) continue;
            const std::int64_t cents = (route == Route::direct ? 1 : -1) * expected_less_actual_[i];
            if (cents == 0) continue;
            point += static_cast<double>(cents);
            change.items.push_back({{}, row.good->item_id, *Measure::from_double(row.good->probability), measure_of_cents(cents)});
        }
        if (route == Route::direct) cut_ = point;
        Spread spread{effect.change, parts(route, effect)};
        spread.divide_by(100);
        constexpr double kNoEnd = 9e11;
        emit(finish(std::move(change), spread, input_.options.level, {-kNoEnd, kNoEnd}));
    }
    [[nodiscard]] std::vector<double> leakage_draws() const {
        std::vector<double> draws;
        for (std::size_t d = 0; d < direct_.change.size(); ++d) {
            const double cut = direct_.change[d];
            const double back = third_.change[d];
            const double leakage = cut > 0 ? back / cut : back > 0 ? kLargestLeakage : 0;
            draws.push_back(std::clamp(leakage, -kLargestLeakage, kLargestLeakage));
        }
        return draws;
    }
    void emit_leakage() {
        FigureDraft leakage = draft("leakage", "Share of the cut that came back through third countries", "share");
        leakage.law = Law::ratio;
        if (cut_ <= 0) {
            leakage.missing = "a fall of the direct flow: it did not fall after the control";
        } else {
            for (std::size_t i = 0; i < flows_.rows().size(); ++i) {
                const FlowRow& row = flows_.rows()[i];
                const Measure part = measure_of_cents(expected_less_actual_[i]);
                if (part.units == 0) continue;
                const bool is_direct = row.route == Route::direct;
                leakage.items.push_back(
                    {{}, row.good->item_id, is_direct ? part : Measure{}, is_direct ? Measure{} : Measure::from_units(-part.units)});
            }
        }
        const Spread spread{leakage_draws(), {}};
        emit(finish(std::move(leakage), spread, input_.options.level, {-kLargestLeakage, kLargestLeakage}));
    }
    void emit_rate(Route route, bool before) {
        const int from = before ? span_.before_from : span_.after_from;
        const int until = before ? span_.before_until : span_.after_until;
        const std::string way = route == Route::direct ? "direct" : "third";
        FigureDraft rate = draft(way + (before ? ".before" : ".after"),
                                 std::string("Monthly value ") + (before ? "before" : "after") + " the control, " +
                                     (route == Route::direct ? "direct route" : "through third countries"),
                                 "usd_per_month");
        rate.grade = "declared";
        rate.how = "interval from draws by block and calibrated pattern";
        Tally tally;
        double ceiling = 0;
        Apportionment apportioned(1.0 / (until - from));
        for (const FlowRow& row : flows_.rows()) {
            if (row.route != route || row.month < from || row.month >= until || !control_applies(control_, *row.good)) continue;
            const std::int64_t cents = apportioned.next(row.expected_cents);
            const std::int64_t amount = std::llround(static_cast<double>(row.cents) / (until - from));
            rate.items.push_back({{}, row.good->item_id, *Measure::from_double(row.good->probability), measure_of_cents(cents)});
            tally.entries.push_back({row.cell, Worlds::kNoRow, false, amount});
            ceiling += static_cast<double>(amount) / 100;
        }
        Spread spread = spread_of(flows_.worlds(), tally);
        spread.divide_by(100);
        emit(finish(std::move(rate), spread, input_.options.level, {0, ceiling}));
    }

    const EffectInput& input_;
    const Flows& flows_;
    const DatedControl& control_;
    Effects& effects_;
    Span span_;
    std::vector<std::int64_t> expected_less_actual_;  // per row of the flows
    RouteEffect direct_, third_;
    double cut_ = 0;
};

}  // namespace

Effects measure_effects(const EffectInput& input) {
    WB_CHECK(input.goods != nullptr, "goods to measure");
    Effects effects;
    if (input.controls.empty()) return effects;
    const Flows flows(input);
    for (const DatedControl& control : input.controls) ControlEffect(input, flows, control, effects).measure();
    return effects;
}

}  // namespace wb
