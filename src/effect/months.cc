#include "effect/months.h"

#include <algorithm>
#include <cmath>

namespace wb {

namespace {

bool lists(const std::vector<Country>& countries, Country country) {
    return std::find(countries.begin(), countries.end(), country) != countries.end();
}

// Direct when every stated country of the way is a seller's, third when one is neither a seller's nor a destination's. Rows that state no
// country at all, and sales within the destination, belong to neither.
bool route_of(const ScopeGood& good, const Question& question, Route& route) {
    bool direct = false;
    for (const Country country : {seller_country(good), good.trading_country, good.dispatch_country}) {
        if (!country.present() || lists(question.destinations, country)) continue;
        if (!question.sellers.empty() && !lists(question.sellers, country)) {
            route = Route::third;
            return true;
        }
        direct = true;
    }
    route = Route::direct;
    return direct;
}

// The records of a case end inside a month more often than not: that month is not a whole one.
bool whole_month(Day last, int month) { return last >= first_day_of_month(month + 1) + (-1); }

}  // namespace

Flows::Flows(const EffectInput& input) {
    std::vector<const ScopeGood*> kept;
    for (const ScopeGood* good : sorted_goods(*input.goods)) {
        if (!good->declaration_date) continue;
        const Day day = *good->declaration_date;
        if (input.question.known_on && day > *input.question.known_on) continue;
        // Every dated row shows that the records reach its day, whatever its goods.
        first_ = any_day_ ? std::min(first_, day) : day;
        last_ = any_day_ ? std::max(last_, day) : day;
        any_day_ = true;
        FlowRow row;
        if (!class_asked(*good, input.question) || is_double(*good) || good->probability <= 0 || !good->value_usd) continue;
        if (!input.question.destinations.empty() && !lists(input.question.destinations, destination_country(*good))) continue;
        if (!route_of(*good, input.question, row.route)) continue;
        row.good = good;
        row.month = month_number(day);
        row.cents = good->value_usd->units;
        rows_.push_back(row);
        kept.push_back(good);
    }
    // Records bought for a period and known on a day reach to its end even when nothing was shipped then.
    if (any_day_ && input.question.period.until && last_ < *input.question.period.until &&
        (!input.question.known_on || *input.question.known_on >= *input.question.period.until)) {
        last_ = *input.question.period.until + (-1);
    }
    worlds_ = std::make_unique<Worlds>(kept, input.rates, input.options);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        rows_[i].cell = worlds_->cell_of(i);
        rows_[i].expected_cents = std::llround(worlds_->probability(rows_[i].cell) * static_cast<double>(rows_[i].cents));
    }
}

Span Flows::span_of(const DatedControl& control, const EffectOptions& options) const {
    Span span;
    const bool named = std::any_of(rows_.begin(), rows_.end(), [&](const FlowRow& row) { return control_applies(control, *row.good); });
    if (!any_day_ || !named) {
        span.missing = "no goods in the records that the control names";
        return span;
    }
    const int month = month_number(control.day);
    const bool from_first = control.day == first_day_of_month(month);
    const int first_month = month_number(first_) + (first_ == first_day_of_month(month_number(first_)) ? 0 : 1);
    const int last_month = month_number(last_) - (whole_month(last_, month_number(last_)) ? 0 : 1);
    span.before_until = month;
    span.before_from = std::max(first_month, month - static_cast<int>(options.months_before));
    span.after_from = from_first ? month : month + 1;
    span.after_until = std::min(last_month + 1, span.after_from + static_cast<int>(options.months_after));
    if (span.before() < options.fewest_before) {
        span.missing = "records of " + std::to_string(options.fewest_before) + " whole months before " + to_string(control.day);
    } else if (span.after() < options.fewest_after) {
        span.missing = "records of a whole month after " + to_string(control.day);
    }
    return span;
}

}  // namespace wb
